"""What is told of each breakout in a world with known waves."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import (
    BEIJING,
    CHINA,
    HARBIN,
    SHANDONG,
    TIANSHUI,
    ZIBO,
    World,
    busy_report,
    busy_world,
    wave_of,
)

from chuquan import pipeline
from chuquan.breakouts.series import build_series
from chuquan.breakouts.watch import find_episodes
from chuquan.config import Settings
from chuquan.drivers.explain import _with_unique_ids
from chuquan.drivers.wave import DAYS_AFTER, DAYS_BEFORE, measure_waves
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report


def test_a_wave_is_told_with_place_theme_kind_and_lever() -> None:
    wave = wave_of(ZIBO, 93, 97)
    assert (wave.place_name, wave.province_name, wave.kind, wave.lever) == (
        "淄博", "山东", "image", "social",
    )  # fmt: skip
    assert wave.image == "淄博 烧烤专列", "a list knows the phrase of the two words"
    assert wave.breakout_id == f"370300-{World().day(95):%Y%m%d}"
    assert next(iter(wave.lever_shares)) == "social"
    assert sum(wave.lever_shares.values()) == pytest.approx(1, abs=0.001)
    assert sum(wave.kind_shares.values()) == pytest.approx(1, abs=0.001)


def test_its_times_are_hours_on_the_place_s_clock() -> None:
    wave = wave_of(HARBIN, 148, 152)
    assert wave.onset.isoformat() == f"{World().day(150)}T07:00:00+08:00"
    assert wave.peak.date() == World().day(151)
    assert wave.end is not None
    assert wave.onset <= wave.peak <= wave.end
    assert wave.detected_at is not None
    assert wave.detected_at >= wave.onset
    assert wave.phase == "ended"


def test_its_size_is_what_was_planted() -> None:
    wave = wave_of(ZIBO, 93, 97)
    assert wave.n_excess == pytest.approx(59, abs=4)
    assert wave.rate_ratio > 10
    assert wave.half_life_days is not None
    assert wave.half_life_days_interval is not None
    low, high = wave.half_life_days_interval
    assert low <= wave.half_life_days <= high


def test_a_crisis_has_no_lever() -> None:
    wave = wave_of(TIANSHUI, 118, 122)
    assert (wave.kind, wave.lever, wave.lever_shares) == ("crisis", None, {})
    assert "暴雨" in wave.image


def test_a_theme_within_a_big_city_is_named_by_its_word() -> None:
    assert wave_of(BEIJING, 160, 175).image.split()[:2] == ["北京", "环球影城"]


def test_from_a_digest_evidence_is_terms() -> None:
    wave = wave_of(ZIBO, 93, 97)
    assert wave.evidence == wave.terms
    assert {e.term for e in wave.evidence[:2]} == {"烧烤", "专列"}
    assert all(e.text is None for e in wave.evidence)
    assert len(wave.evidence) <= Settings().n_evidence


def test_the_largest_excess_comes_first_and_ids_are_unique() -> None:
    excess = [b.n_excess for b in busy_report().breakouts]
    assert excess == sorted(excess, reverse=True)
    ids = [b.breakout_id for b in busy_report().breakouts]
    assert len(set(ids)) == len(ids)


def test_waves_of_one_place_and_day_are_told_apart_by_a_letter() -> None:
    one = wave_of(ZIBO, 93, 97)
    ids = [b.breakout_id for b in _with_unique_ids([one, one, one])]
    assert ids == [one.breakout_id, one.breakout_id + "b", one.breakout_id + "c"]


def test_a_timeline_shows_the_weeks_around_and_adds_up() -> None:
    wave, world = wave_of(ZIBO, 93, 97), World()
    days = [d.day for d in wave.timeline]
    assert days[0] == world.day(95 - DAYS_BEFORE)
    assert days == sorted(set(days))
    assert wave.end is not None
    inside = [d for d in wave.timeline if world.day(95) <= d.day <= wave.end.date()]
    assert sum(d.n - d.expected for d in inside) == pytest.approx(wave.n_excess, abs=0.1)
    assert all(d.image + d.crisis + d.affairs >= d.image == d.n for d in inside)
    assert [d.exposure for d in inside] == pytest.approx([1.0] * len(inside), abs=0.15)


def test_an_outage_shows_in_a_timeline_as_no_exposure() -> None:
    world = World(outage=range(103, 106)).background().wave(ZIBO, 95, [8, 20, 12, 6], "烧烤")
    wave = wave_of(ZIBO, 93, 97, pipeline.find(world.digest()))
    dark = [d for d in wave.timeline if world.day(103) <= d.day < world.day(106)]
    assert [(d.n, d.expected, d.exposure) for d in dark] == [(0, 0, 0)] * 3


def two_sources(lead_days: int) -> Report:
    world = World(sources=("douyin", "weibo"))
    world.background(source="douyin").background(source="weibo")
    world.wave(ZIBO, 120 - lead_days, [6, 14, 9, 5, 3], "烧烤", source="douyin", hour=8)
    world.wave(ZIBO, 120, [6, 14, 9, 5, 3], "烧烤", source="weibo", hour=20)
    return pipeline.find(world.digest())


@pytest.mark.parametrize(
    ("lead_days", "first", "hours"), [(2, "douyin", 60.0), (0, "douyin", 12.0), (-2, "weibo", 36.0)]
)
def test_the_channel_that_led_is_named_with_its_lead(
    lead_days: int, first: str, hours: float
) -> None:
    wave = wave_of(ZIBO, 115, 122, two_sources(lead_days))
    assert wave.first_source == first
    assert wave.sources == tuple(p.source for p in wave.path)
    assert set(wave.sources) == {"douyin", "weibo"}
    assert wave.path[0].lead_hours == 0
    assert wave.path[1].lead_hours == pytest.approx(hours)
    low, high = wave.path[1].lead_hours_interval
    assert low <= hours <= high
    assert wave.path[0].onset.tzinfo is not None


def test_an_ongoing_wave_has_no_end() -> None:
    world = World(n_days=100).background().wave(ZIBO, 97, [6, 14, 20], "烧烤")
    wave = wave_of(ZIBO, 95, 99, pipeline.find(world.digest()))
    assert wave.end is None
    assert wave.phase in {"rising", "peaking"}


def test_a_province_s_own_wave_is_counted_by_what_names_it() -> None:
    world = World().background().wave(SHANDONG, 120, [8, 16, 12, 6], "好客")
    wave = wave_of(SHANDONG, 118, 122, pipeline.find(world.digest()))
    assert (wave.place_name, wave.province_name) == ("山东", "")
    assert wave.n_excess == pytest.approx(42, abs=5)


def test_a_measured_wave_covers_the_weeks_around_and_its_own_days() -> None:
    gazetteer = Gazetteer.load()
    series = build_series(busy_world().digest(), gazetteer)
    episodes, index = find_episodes(series, gazetteer, Settings())
    for episode, wave in zip(episodes, measure_waves(episodes, series, index), strict=True):
        assert wave.first_day == max(0, episode.onset_day - DAYS_BEFORE)
        last = min(series.n_days - 1, episode.last_day + DAYS_AFTER)
        assert wave.n.shape == wave.expected.shape == (last - wave.first_day + 1,)
        assert wave.kinds.shape == (3, wave.n.size)
        assert wave.during(wave.n).size == episode.last_day - episode.onset_day + 1
        n, expected, exposure = wave.since(episode.onset_day)
        assert n[0] == wave.during(wave.n)[0]
        assert n.size == expected.size == exposure.size == last - episode.onset_day + 1
        assert np.isfinite(wave.expected).all()
        whole = wave.during(wave.n - wave.expected).sum()
        assert sum(wave.source_excess.values()) == pytest.approx(whole), "of its own days alone"
    assert measure_waves([], series, index) == []


def test_times_carry_the_zone_of_the_place() -> None:
    assert wave_of(HARBIN, 148, 152).onset.utcoffset() == CHINA.utcoffset(
        wave_of(HARBIN, 148, 152).onset
    )
