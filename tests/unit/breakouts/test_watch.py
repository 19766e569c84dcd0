"""What is found in small worlds with known waves, and that no later day changes it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import polars as pl
import pytest
from worlds import (
    BEIJING,
    CHENGDU,
    HARBIN,
    NEW_YORK,
    PARIS,
    SHANDONG,
    TIANSHUI,
    ZHANGDIAN,
    ZIBO,
    World,
    before,
    busy_world,
)

from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.series import build_series
from chuquan.breakouts.watch import FAMILIES, discover_by_family, find_episodes
from chuquan.config import Settings
from chuquan.digest.store import Digest
from chuquan.places.gazetteer import Gazetteer

SETTINGS = Settings()


def episodes_of(digest: Digest, **settings: float) -> list[Episode]:
    gazetteer = Gazetteer.load()
    series = build_series(digest, gazetteer)
    return find_episodes(series, gazetteer, replace(SETTINGS, **settings))[0]


def at(episodes: list[Episode], place_id: str, first: int = 0, last: int = 10**6) -> list[Episode]:
    return [e for e in episodes if e.place_id == place_id and first <= e.onset_day <= last]


def found_in(digest: Digest) -> pl.DataFrame:
    series = build_series(digest, Gazetteer.load())
    found = discover_by_family(series, SETTINGS)
    return found.join(series.names, on="cell").select(
        "source", "place_id", "facet", "kind", "lever", "term", "direct",
        "onset_day", "detected_day", "score", "p_value", "q_value",
    )  # fmt: skip


@lru_cache(maxsize=1)
def busy() -> Digest:
    return busy_world().digest()


@lru_cache(maxsize=1)
def found_in_busy() -> pl.DataFrame:
    return found_in(busy())


def test_every_planted_wave_is_found_with_its_kind_and_days() -> None:
    episodes = episodes_of(busy())
    for place_id, onset, kind in (
        (ZIBO, 95, "image"),
        (HARBIN, 150, "image"),
        (TIANSHUI, 120, "crisis"),
    ):
        (wave,) = at(episodes, place_id, onset - 3, onset + 3)
        assert (wave.kind, wave.onset_day) == (kind, onset)
        assert onset <= wave.detected_day <= onset + 1
        assert not wave.is_open


def test_a_theme_in_a_big_city_is_found_through_its_word() -> None:
    waves = at(episodes_of(busy()), BEIJING, 160, 175)
    assert [w.kind for w in waves] == ["image"]
    assert "环球影城" in {m.term for m in waves[0].members}


@pytest.mark.parametrize("day", [40, 97, 99, 121, 126, 152, 160, 171, 174, 199])
def test_no_later_day_changes_what_was_detected(day: int) -> None:
    """A cell's onset, day of detection, score and values are final on the day it is detected."""
    order = ["detected_day", "source", "place_id", "facet", "kind", "lever", "term", "direct"]
    batch = found_in_busy().filter(pl.col("detected_day") < day).sort(order)
    stream = found_in(before(busy(), day)).sort(order)
    exact = [*order, "onset_day"]
    assert stream.select(exact).equals(batch.select(exact))
    for name in ("score", "p_value", "q_value"):
        assert stream[name].to_list() == pytest.approx(batch[name].to_list(), rel=1e-5)


@pytest.mark.parametrize("day", [97, 122, 130, 152, 165, 199])
def test_a_closed_episode_is_never_told_otherwise(day: int) -> None:
    """Later days refine an open episode only; a closed one keeps all that is known of it."""
    batch = {(e.place_id, e.kind, e.onset_day): e for e in episodes_of(busy())}
    stream = episodes_of(before(busy(), day))
    assert {(e.place_id, e.kind, e.detected_day) for e in stream} == {
        (e.place_id, e.kind, e.detected_day) for e in batch.values() if e.detected_day < day
    }
    for episode in stream:
        if episode.is_open:
            continue
        later = batch[episode.place_id, episode.kind, episode.onset_day]
        assert (later.last_day, later.detected_day) == (episode.last_day, episode.detected_day)
        assert later.q_value == pytest.approx(episode.q_value, rel=1e-5)
        assert later.shares == pytest.approx(episode.shares, rel=1e-6, abs=1e-9)


def test_a_term_that_gets_common_later_changes_nothing_before() -> None:
    """A word's first mentions are no tests, whether or not the word is heard of again."""
    world = World(n_days=120).background()
    for place_id in (BEIJING, CHENGDU, HARBIN, ZIBO):
        for i in range(40):
            world.mention(place_id, 30 + i, words=[f"新词{place_id}{i}"])
    world.wave(ZIBO, 85, [6, 14, 9], "烧烤")
    quiet = world.digest()
    for place_id in (BEIJING, CHENGDU, HARBIN, ZIBO):
        for i in range(40):
            world.mention(place_id, 100, 2, words=[f"新词{place_id}{i}"])
    loud = world.digest()
    columns = ["place_id", "facet", "kind", "term", "detected_day", "p_value", "q_value"]
    early = pl.col("detected_day") < 100
    assert found_in(quiet).filter(early, pl.col("term") == "烧烤").height > 0
    assert (
        found_in(loud)
        .filter(early)
        .select(columns)
        .sort(columns)
        .equals(found_in(quiet).filter(early).select(columns).sort(columns))
    )


def test_an_outage_neither_starts_nor_ends_an_episode() -> None:
    outage = range(98, 120)
    world = World(outage=outage).background()
    world.wave(ZIBO, 95, [8, 14, 12], "烧烤")
    world.wave(ZIBO, 120, [2, 1, 1], "烧烤")
    episodes = episodes_of(world.digest())
    assert not [e for e in episodes if e.onset_day in outage or e.detected_day in outage]
    assert not [e for e in episodes if e.last_day in outage]
    (wave,) = at(episodes, ZIBO, 90, 130)
    assert wave.onset_day == 95
    # Nobody saw it end before the first day that was looked at again.
    assert wave.last_day >= 120


def test_a_wave_that_an_outage_cut_off_ends_on_the_first_day_looked_at_again() -> None:
    world = World(outage=range(98, 125)).background().wave(ZIBO, 95, [8, 14, 12], "烧烤")
    (wave,) = at(episodes_of(world.digest()), ZIBO, 90, 130)
    assert (wave.onset_day, wave.last_day) == (95, 125)


def test_a_longer_list_makes_no_wave() -> None:
    """Three times the items bring three times the mentions of everything: that is exposure."""
    usual = dict.fromkeys((BEIJING, CHENGDU, HARBIN, ZIBO, TIANSHUI), 1.0)
    world = World(n_elsewhere=3000).background(usual, days=range(100))
    world.background({p: 3 * rate for p, rate in usual.items()}, days=range(100, 200))

    def n_after_the_step(scale: list[float]) -> int:
        episodes = episodes_of(world.digest(scale=scale))
        return len([e for e in episodes if 98 <= e.detected_day <= 115])

    assert n_after_the_step([1.0] * 100 + [3.0] * 100) == 0
    assert n_after_the_step([1.0] * 200) >= 2


def test_the_order_of_rows_never_matters() -> None:
    digest = busy()
    shuffled = replace(
        digest,
        attention=digest.attention.sample(fraction=1.0, shuffle=True, seed=3),
        terms=digest.terms.sample(fraction=1.0, shuffle=True, seed=4),
        coverage=digest.coverage.sample(fraction=1.0, shuffle=True, seed=5),
    )
    one, other = episodes_of(digest), episodes_of(shuffled)
    assert [(e.place_id, e.kind, e.onset_day, e.last_day, e.q_value) for e in one] == [
        (e.place_id, e.kind, e.onset_day, e.last_day, e.q_value) for e in other
    ]
    assert [[m.cell for m in e.members] for e in one] == [
        [m.cell for m in e.members] for e in other
    ]


def test_each_cell_is_in_one_family() -> None:
    series = build_series(busy(), Gazetteer.load())
    n_families = series.names.select(
        pl.sum_horizontal(f.fill_null(value=False).cast(pl.Int32) for f in FAMILIES.values())
    )
    assert n_families.to_series().unique().to_list() == [1]


def test_a_wave_in_an_export_about_a_single_city_is_found() -> None:
    """There the source's total is the wave itself and would explain it away."""
    world = World(n_elsewhere=0, seed=5)
    for day, n in enumerate(world.rng.poisson(4.0, world.n_days)):
        world.mention(ZIBO, day, int(n))
    world.wave(ZIBO, 120, [15, 30, 25, 12, 8, 5], "烧烤")
    waves = [e for e in at(episodes_of(world.digest()), ZIBO) if not e.is_through_terms]
    (wave,) = [e for e in waves if e.onset_day <= 121 <= e.last_day]
    assert wave.detected_day <= 121
    assert wave.n_excess > 50


def test_a_wave_in_a_county_alone_is_told_for_the_county() -> None:
    world = World().background().wave(ZHANGDIAN, 120, [6, 12, 9, 4], "烧烤")
    episodes = episodes_of(world.digest())
    assert {e.place_id for e in episodes if 118 <= e.onset_day <= 124} == {ZHANGDIAN}


def test_a_province_that_courts_tourists_is_told_for_itself() -> None:
    world = World().background().wave(SHANDONG, 120, [8, 16, 12, 6], "好客")
    waves = [e for e in episodes_of(world.digest()) if 118 <= e.onset_day <= 124]
    assert [w.place_id for w in waves] == [SHANDONG]


@pytest.mark.parametrize("place_id", [PARIS, NEW_YORK])
def test_a_place_abroad_breaks_out_on_its_own_days(place_id: str) -> None:
    world = World().background()
    world.background({place_id: 0.5})
    world.wave(place_id, 120, [8, 16, 12, 6], "时装周", hour=10)
    (wave,) = at(episodes_of(world.digest()), place_id, 110, 130)
    # Ten in the morning in Shanghai is the evening before in New York and after midnight in Paris.
    assert wave.onset_day == (119 if place_id == NEW_YORK else 120)


def test_the_same_wave_in_two_sources_is_one_episode() -> None:
    world = World(sources=("douyin", "weibo"))
    world.background(source="douyin").background(source="weibo")
    world.wave(ZIBO, 118, [6, 12, 9, 5, 3], "烧烤", source="douyin")
    world.wave(ZIBO, 120, [6, 12, 9, 5, 3], "烧烤", source="weibo")
    (wave,) = at(episodes_of(world.digest()), ZIBO, 110, 130)
    assert wave.sources == ["douyin", "weibo"]
    assert wave.onset_day == 118


def test_a_source_that_begins_later_is_not_one_great_wave() -> None:
    """Its first weeks teach what is usual in it; before them nothing of it is tested."""
    days = range(80, 160)
    world = World(sources=("douyin", "weibo"), n_days=160, looked_at={"douyin": days})
    world.background(source="weibo").background(source="douyin", days=days)
    world.wave(ZIBO, 140, [8, 16, 12, 6], "烧烤", source="douyin")
    episodes = episodes_of(world.digest())
    assert not [e for e in episodes if "douyin" in e.sources and e.detected_day < 80 + 28]
    (wave,) = at(episodes, ZIBO, 138, 142)
    assert wave.sources == ["douyin"]


def test_sources_of_disjoint_periods_each_find_their_own() -> None:
    periods = {"douyin": range(90), "weibo": range(110, 200)}
    world = World(sources=("douyin", "weibo"), looked_at=periods)
    for source, days in periods.items():
        world.background(source=source, days=days)
        world.wave(ZIBO, days[60], [8, 16, 12, 6], "烧烤", source=source)
    waves = at(episodes_of(world.digest()), ZIBO)
    assert [(w.onset_day, w.sources) for w in waves] == [(60, ["douyin"]), (170, ["weibo"])]


def test_a_source_with_gaps_only_finds_nothing_and_does_not_fail() -> None:
    digest = busy()
    failed = digest.coverage.with_columns(status=pl.lit("failed"), n_new=pl.lit(0, pl.Int64))
    assert episodes_of(replace(digest, coverage=failed)) == []


@pytest.mark.parametrize("n_days", [1, 3, 27])
def test_too_little_to_know_what_is_usual_finds_nothing(n_days: int) -> None:
    world = World(n_days=n_days).wave(ZIBO, 0, [50] * n_days, "烧烤")
    assert episodes_of(world.digest()) == []
    assert episodes_of(World(n_days=1).mention(ZIBO, 0).digest()) == []


def test_a_lower_rate_finds_no_more() -> None:
    assert len(episodes_of(busy(), false_discovery_rate=0.001)) <= len(episodes_of(busy()))
