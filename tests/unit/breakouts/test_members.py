"""Counts, excess and outages as the index of cells tells them, against direct sums."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from worlds import BEIJING, SHANDONG, ZHANGDIAN, ZIBO, World

from chuquan.breakouts.members import FACET_COLUMNS, CellIndex, Window, build_members
from chuquan.breakouts.series import Series, build_series
from chuquan.breakouts.watch import discover_by_family
from chuquan.config import Settings
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS, LEVERS


def built(world: World) -> tuple[Series, CellIndex]:
    series = build_series(world.digest(), Gazetteer.load())
    return series, CellIndex(series)


def wavy() -> World:
    world = World(n_days=120, outage=range(60, 70)).background()
    world.wave(ZIBO, 90, [6, 12, 9, 4], "烧烤", lever="social")
    return world.wave(ZIBO, 90, [1, 2, 1], "火灾", kind="crisis")


def test_a_cell_s_counts_are_those_of_the_digest() -> None:
    world = wavy()
    _, index = built(world)
    cell = index.cell("weibo", ZIBO, "image", "social")
    assert cell is not None
    rows = [
        r for r in world.rows if r[1] == ZIBO and r[5] == "social" and r[2] not in range(60, 70)
    ]
    expected = np.bincount([r[2] for r in rows], minlength=120)
    assert index.counts(cell, 0, 119).tolist() == expected.tolist()
    assert index.counts(cell, 88, 92).tolist() == expected[88:93].tolist()


def test_what_never_was_mentioned_is_no_cell() -> None:
    _, index = built(wavy())
    assert index.cell("weibo", ZIBO, "image", "screen") is None
    assert index.cell("weibo", "540100", "image") is None
    assert index.cell("zhihu", ZIBO, "image") is None


def test_a_province_has_a_cell_for_all_of_it_and_one_for_what_names_it() -> None:
    series, index = built(wavy())
    whole = index.cell("weibo", SHANDONG, "image")
    direct = index.cell("weibo", SHANDONG, "image", is_direct=True)
    assert whole is not None
    assert direct is not None
    last = series.n_days - 1
    assert (index.counts(whole, 0, last) >= index.counts(direct, 0, last)).all()
    assert whole != direct


def test_a_wave_whose_end_nobody_saw_ends_when_somebody_looked_again() -> None:
    _, index = built(wavy())
    sources = {"weibo"}
    assert index.seen_over(sources, 40, 7) == 40
    assert index.seen_over(sources, 59, 7) == 70
    assert index.seen_over(sources, 119, 7) == 119


def test_a_wave_is_recent_until_enough_days_were_looked_at() -> None:
    _, index = built(wavy())
    assert not index.is_recent({"weibo"}, 40, 7)
    assert index.is_recent({"weibo"}, 113, 7)
    assert not index.is_recent({"weibo"}, 112, 7)


def test_the_exposure_of_sources_together_is_their_sum() -> None:
    world = World(n_days=50, sources=("douyin", "weibo"), looked_at={"douyin": range(20, 50)})
    series, index = built(world.background(source="weibo"))
    both = index.exposure(["weibo", "douyin"], 10, 30)
    assert both == pytest.approx(series.exposure[:, 10:31].sum(axis=0))


def test_excess_is_what_exceeds_the_frozen_baseline_and_never_negative() -> None:
    series, index = built(wavy())
    windows = [
        Window("weibo", ZIBO, False, 90, 93, 90),
        Window("weibo", BEIJING, False, 30, 33, 30),
        Window("weibo", "540100", False, 30, 33, 30),
    ]
    excess = index.excess(windows)
    assert excess.shape == (3, FACET_COLUMNS)
    assert (excess >= 0).all()
    assert not excess[2].any()
    image, crisis = excess[0, KINDS.index("image")], excess[0, KINDS.index("crisis")]
    assert image == pytest.approx(31, abs=2)
    assert crisis == pytest.approx(4, abs=2)
    cell = index.cell("weibo", ZIBO, "image")
    assert cell is not None
    ((n, usual),) = index.daily([cell], [90], [93], [90])
    assert n.tolist() == index.counts(cell, 90, 93).tolist()
    assert image == pytest.approx(n.sum() - usual.sum())
    assert series.n_days == 120


def test_no_windows_have_no_excess() -> None:
    _, index = built(World(n_days=30).mention(ZIBO, 3))
    assert index.excess([]).shape == (0, FACET_COLUMNS)


def test_members_carry_the_kinds_of_their_mentions() -> None:
    """For a term, those of the mentions that hold it, on its own days."""
    world = wavy().wave(ZHANGDIAN, 90, [2, 2], "烧烤", lever="event")
    series, index = built(world)
    members = build_members(discover_by_family(series, Settings()), series, index)
    by_name = {(m.place_id, m.facet, m.kind, m.lever, m.term): m for m in members}
    theme = by_name[ZIBO, "term", None, None, "烧烤"]
    days = range(theme.onset_day, theme.last_day + 1)
    held = [r for r in world.rows if r[1] in {ZIBO, ZHANGDIAN} and "烧烤" in r[6] and r[2] in days]
    assert theme.shares[KINDS.index("image")] == len(held)
    lever = theme.shares[len(KINDS) + LEVERS.index("event")]
    assert lever == len([r for r in held if r[5] == "event"])
    assert theme.side == "image"
    place = by_name[ZIBO, "place", None, None, None]
    assert place.side == "image"
    assert (
        place.profile.tolist() == index.counts(place.cell, place.onset_day, place.last_day).tolist()
    )
    assert all(m.profile.size == m.last_day - m.onset_day + 1 for m in members)


def test_no_findings_make_no_members() -> None:
    series, index = built(World(n_days=30).mention(ZIBO, 3))
    found = discover_by_family(series, Settings())
    assert found.is_empty()
    assert build_members(found, series, index) == []
    assert isinstance(found, pl.DataFrame)
