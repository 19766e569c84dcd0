"""The hours of a wave on the place's own clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from members_made_up import episode
from worlds import CHINA, NEW_YORK, ZHANGDIAN, ZIBO, World

from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.series import build_series
from chuquan.drivers.hours import WaveHours
from chuquan.places.gazetteer import Gazetteer


def hours_of(world: World, *episodes: Episode) -> WaveHours:
    digest, gazetteer = world.digest(), Gazetteer.load()
    return WaveHours(episodes, digest.attention, gazetteer, build_series(digest, gazetteer))


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def test_the_onset_is_the_first_hour_with_a_mention_of_that_kind_on_the_day() -> None:
    world = World(n_days=30)
    world.mention(ZIBO, 10, kind="crisis", hour=6).mention(ZIBO, 9, hour=20)
    world.mention(ZIBO, 10, hour=14).mention(ZIBO, 10, hour=11)
    hours = hours_of(world, episode(days=(10, 14)))
    assert hours.first(0, 10, CHINA) == moment(world.day(10), 11)


def test_a_county_s_hours_are_its_city_s() -> None:
    world = World(n_days=30).mention(ZHANGDIAN, 10, hour=7).mention(ZIBO, 10, hour=9)
    assert hours_of(world, episode()).first(0, 10, CHINA) == moment(world.day(10), 7)


def test_a_day_without_a_mention_begins_at_midnight() -> None:
    world = World(n_days=30).mention(ZIBO, 10)
    hours = hours_of(world, episode())
    assert hours.first(0, 12, CHINA) == moment(world.day(12), 0)
    assert hours.busiest(0, 12, CHINA) == moment(world.day(12), 0)


def test_the_busiest_hour_is_the_earliest_of_equals_over_all_sources() -> None:
    world = World(n_days=30, sources=("douyin", "weibo"))
    world.mention(ZIBO, 10, 2, hour=9, source="weibo").mention(ZIBO, 10, 3, hour=15)
    world.mention(ZIBO, 10, 2, hour=9, source="douyin").mention(ZIBO, 10, 1, hour=15)
    assert hours_of(world, episode()).busiest(0, 10, CHINA) == moment(world.day(10), 9)


def test_each_source_has_its_own_first_hour_and_rate() -> None:
    world = World(n_days=30, sources=("douyin", "weibo"))
    world.mention(ZIBO, 10, 6, hour=9, source="weibo").mention(ZIBO, 10, 12, hour=15)
    hours = hours_of(world, episode())
    assert hours.first(0, 10, CHINA, "douyin") == moment(world.day(10), 15)
    assert hours.first(0, 10, CHINA, "weibo") == moment(world.day(10), 9)
    assert hours.per_hour(0, moment(world.day(10), 9), "weibo") == pytest.approx(6 / 24)


def test_the_day_is_that_of_the_place_s_own_zone() -> None:
    # Nine in the morning in Shanghai is eight in the evening of the day before in New York.
    zone = ZoneInfo("America/New_York")
    world = World(n_days=30).mention(NEW_YORK, 11, hour=9)
    first = hours_of(world, episode(NEW_YORK)).first(0, 10, zone)
    assert first.date() == world.day(10)
    assert first.hour == 20


def test_a_place_that_was_never_mentioned_has_midnights() -> None:
    world = World(n_days=30).mention(ZIBO, 10)
    hours = hours_of(world, episode("230100"))
    assert hours.first(0, 10, CHINA) == moment(world.day(10), 0)
    assert hours.per_hour(0, moment(world.day(10), 0), "weibo") == 0.0
