"""Cells of a digest: what rolls up to what, what was looked at, and which events are tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from worlds import BEIJING, FIRST_DAY, HARBIN, NEW_YORK, SHANDONG, ZHANGDIAN, ZIBO, World, before

from chuquan.breakouts.series import Series, build_series
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import LEVERS


def series_of(world: World) -> Series:
    return build_series(world.digest(), Gazetteer.load())


def small_world() -> World:
    world = World(n_days=60).background()
    world.wave(ZHANGDIAN, 40, [3, 2], "烧烤", lever="social")
    return world.wave(SHANDONG, 41, [4], "好客", lever="culture")


def count(series: Series, place_id: str, facet: str, **names: object) -> float:
    wanted = series.names.filter(
        pl.col("place_id") == place_id,
        pl.col("facet") == facet,
        pl.col("direct") == names.pop("direct", False),
        *(pl.col(name) == value for name, value in names.items()),
    )
    return float(series.counts.join(wanted, on="cell", how="semi")["n"].sum())


def test_parents_equal_the_sum_of_their_children_and_of_what_names_them() -> None:
    """County to city to province, for the place, each kind and each lever."""
    gazetteer, world = Gazetteer.load(), small_world()
    series, attention = build_series(world.digest(), gazetteer), world.digest().attention
    for place_id in (ZIBO, SHANDONG, ZHANGDIAN):
        below = [place_id, *_below(place_id, gazetteer)]
        own = attention.filter(pl.col("place_id").is_in(below))
        assert count(series, place_id, "place") == own["n"].sum()
        for kind in ("image", "crisis", "affairs"):
            expected = own.filter(pl.col("kind") == kind)["n"].sum()
            assert count(series, place_id, "kind", kind=kind) == expected
        levers = sum(count(series, place_id, "lever", lever=lever) for lever in LEVERS)
        assert levers == count(series, place_id, "kind", kind="image")


def _below(place_id: str, gazetteer: Gazetteer) -> list[str]:
    pairs = gazetteer.ancestors_frame()
    return pairs.filter(pl.col("ancestor_id") == place_id)["place_id"].to_list()


def test_a_province_is_watched_once_more_by_what_names_it() -> None:
    world = small_world()
    series, attention = series_of(world), world.digest().attention
    named = attention.filter(pl.col("place_id") == SHANDONG)["n"].sum()
    assert count(series, SHANDONG, "place", direct=True) == named
    assert count(series, SHANDONG, "place") > named
    assert series.names.filter("direct")["place_id"].is_in([SHANDONG, BEIJING, "310000"]).sum() > 0
    assert count(series, ZIBO, "place", direct=True) == 0


def test_no_country_is_watched_for_the_sum_of_its_places() -> None:
    assert series_of(small_world()).names.filter(pl.col("place_id") == "iso:CN").is_empty()


def test_terms_of_a_county_count_for_its_city_and_not_for_its_province() -> None:
    series = series_of(small_world())
    assert count(series, ZIBO, "term", term="烧烤", kind="image") == 5
    assert count(series, ZHANGDIAN, "term", term="烧烤", kind="image") == 5
    assert count(series, SHANDONG, "term", term="烧烤") == 0


def test_a_county_alone_and_its_city_have_the_same_counts() -> None:
    world = World(n_days=40).wave(ZHANGDIAN, 3, [2, 0, 5], "烧烤")
    series = series_of(world)
    for facet in ("place", "kind", "lever", "term"):
        assert count(series, ZIBO, facet) == count(series, ZHANGDIAN, facet) > 0


def test_events_are_sorted_and_fit_the_detector() -> None:
    series = series_of(small_world())
    series.cells.check(series.exposure)
    assert series.names["cell"].to_list() == list(range(series.names.height))
    assert series.counts["n"].min() > 0
    assert series.is_tested.shape == series.cells.n.shape
    assert series.n_days == 60
    assert series.day_of(59) == World().day(59)


def test_cells_keep_their_order_when_days_are_added() -> None:
    """So ties are broken alike, whether or not later days are there."""
    digest, gazetteer = small_world().digest(), Gazetteer.load()
    names = ["source", "place_id", "facet", "kind", "lever", "term", "direct"]
    whole = build_series(digest, gazetteer).names.select(names)
    part = build_series(before(digest, 45), gazetteer).names.select(names)
    both = whole.join(part, on=names, how="semi", nulls_equal=True, maintain_order="left")
    assert both.equals(part)


def test_a_mention_counts_on_its_place_s_own_day() -> None:
    world = World(n_days=40)
    world.mention(NEW_YORK, 10, hour=9).mention(ZIBO, 10, hour=9)
    series = series_of(world)
    days = series.counts.join(series.names, on="cell").group_by("place_id").agg(pl.col("day").max())
    by_place = dict(days.iter_rows())
    assert (by_place[NEW_YORK], by_place[ZIBO]) == (9, 10)


def test_what_falls_outside_the_looked_at_days_is_left_out() -> None:
    digest = World(n_days=40).mention(ZIBO, 5).mention(ZIBO, 30).digest()
    early = pl.col("hour").dt.date() < World().day(20)
    series = build_series(replace(digest, coverage=digest.coverage.filter(early)), Gazetteer.load())
    assert series.counts["day"].max() == 5


def exposure_of(world: World, **scale: list[float]) -> np.ndarray:
    return build_series(world.digest(**scale), Gazetteer.load()).exposure


def test_exposure_follows_the_length_of_the_list_and_is_zero_in_an_outage() -> None:
    world = World(n_days=80, n_elsewhere=1000, outage=range(50, 60)).mention(ZIBO, 1)
    exposure = exposure_of(world, scale=[1.0] * 40 + [2.0] * 40)
    assert exposure[0, 10] == pytest.approx(1.0, rel=0.01)
    assert exposure[0, 45] == pytest.approx(2.0, rel=0.01)
    assert not exposure[0, 50:60].any()
    assert exposure[0, 60:].all()


def test_a_source_about_one_place_has_the_exposure_that_was_recorded() -> None:
    """Its total is the wave itself: as exposure it would explain the wave away."""
    world = World(n_days=100, n_elsewhere=0, outage=range(70, 75), seed=3)
    world.background({ZIBO: 5.0}).wave(ZIBO, 80, [60, 90, 50], "烧烤")
    exposure = exposure_of(world)
    assert set(np.unique(exposure)) == {0.0, 1.0}
    assert not exposure[0, 70:75].any()


def test_a_source_about_a_county_of_the_city_is_about_one_place_too() -> None:
    world = World(n_days=60, n_elsewhere=0).background({ZIBO: 3.0, ZHANGDIAN: 3.0})
    assert set(np.unique(exposure_of(world))) <= {0.0, 1.0}


def test_a_wave_that_fills_a_general_source_is_no_source_about_one_place() -> None:
    """What a source is about is told from its first weeks, so no wave changes it."""
    world = World(n_days=80, n_elsewhere=20).background().wave(HARBIN, 60, [300, 300], "冰雪")
    exposure = exposure_of(world)
    assert exposure[0, 60] > 5
    assert not np.isin(exposure[0, 28:60], [0.0, 1.0]).all()


def test_no_day_s_exposure_depends_on_a_later_day() -> None:
    gazetteer = Gazetteer.load()
    for world in (
        World(n_days=80, n_elsewhere=0, seed=4).background({ZIBO: 2.0, HARBIN: 3.0, BEIJING: 2.0}),
        World(n_days=80, n_elsewhere=9, seed=5).background().wave(HARBIN, 20, [90, 60], "冰雪"),
    ):
        digest = world.digest()
        whole = build_series(digest, gazetteer).exposure
        for day in (3, 15, 21, 29, 60):
            part = build_series(before(digest, day), gazetteer).exposure
            assert part == pytest.approx(whole[:, :day])


def eligible(series: Series, term: str) -> dict[int, bool]:
    cell = series.names.filter(pl.col("term") == term, pl.col("kind").is_null())["cell"][0]
    rows = np.flatnonzero(series.cells.cell == cell)
    return dict(zip(series.cells.day[rows].tolist(), series.is_tested[rows].tolist(), strict=True))


def test_a_term_is_tested_once_its_place_was_named_with_it_twice() -> None:
    world = World(n_days=60).wave(ZIBO, 40, [1, 1, 1, 4], "烧烤").wave(ZIBO, 45, [5, 1], "专列")
    series = series_of(world)
    assert eligible(series, "烧烤") == {40: False, 41: False, 42: True, 43: True}
    assert eligible(series, "专列") == {45: False, 46: True}


def test_a_term_that_is_never_tested_is_no_cell() -> None:
    world = World(n_days=60).wave(ZIBO, 40, [1, 1], "烧烤").wave(ZIBO, 45, [1, 1, 1], "专列")
    assert set(series_of(world).names["term"].drop_nulls()) == {"专列"}


def test_nothing_is_tested_in_the_first_weeks_of_each_source() -> None:
    days = {"douyin": range(50, 100)}
    world = World(n_days=100, sources=("douyin", "weibo"), looked_at=days)
    world.background(source="weibo").background(source="douyin", days=days["douyin"])
    series = series_of(world)
    first = {0: 50 + 28, 1: 28}
    watched = (series.names["facet"] == "place").to_numpy()[series.cells.cell]
    for source, known_from in first.items():
        own = watched & (series.cells.source[series.cells.cell] == source)
        assert series.is_tested[own].tolist() == (series.cells.day[own] >= known_from).tolist()


def test_one_mention_is_enough_to_build_from() -> None:
    series = series_of(World(n_days=1).mention(ZIBO, 0, words=["烧烤"]))
    assert series.n_days == 1
    assert series.first_day == FIRST_DAY
    assert set(series.names["facet"]) == {"place", "kind", "lever"}


def test_a_digest_without_a_located_mention_has_no_cells() -> None:
    digest = World(n_days=5).mention(ZIBO, 1).digest()
    empty = replace(digest, attention=digest.attention.clear(), terms=digest.terms.clear())
    series = build_series(empty, Gazetteer.load())
    assert series.cells.n_cells == 0
    assert series.n_days == 5
