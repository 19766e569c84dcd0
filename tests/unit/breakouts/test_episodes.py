"""How members join to episodes, which days these have and what they are judged to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from members_made_up import member
from worlds import HARBIN, ZIBO, World, busy_world

from chuquan.breakouts.episodes import Episode, _clusters, _piece, join_members, series_cells
from chuquan.breakouts.members import CellIndex, Member, build_members
from chuquan.breakouts.series import Series, build_series
from chuquan.breakouts.watch import discover_by_family
from chuquan.config import Settings
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS, LEVERS


def found(world: World) -> tuple[Series, CellIndex, list[Member]]:
    series = build_series(world.digest(), Gazetteer.load())
    index = CellIndex(series)
    return series, index, build_members(discover_by_family(series, Settings()), series, index)


def episodes_of(world: World, min_mentions: float = 3.0) -> list[Episode]:
    _, index, members = found(world)
    return join_members(members, index, min_mentions=min_mentions, close_days=7)


def clusters(*members: Member) -> list[list[int]]:
    return sorted(sorted(m.cell for m in group) for group in _clusters(list(members)))


def test_cells_that_share_days_and_mentions_are_one() -> None:
    assert clusters(member(cell=0), member(cell=1, term="烧烤", n_excess=15)) == [[0, 1]]


def test_cells_that_share_no_mention_for_sure_are_apart() -> None:
    one = member(cell=0, profile=[10, 0, 0, 0, 1])
    other = member(cell=1, profile=[0, 1, 5, 5, 0], term="烧烤")
    assert clusters(one, other) == [[0], [1]]


def test_cells_that_do_not_overlap_are_apart() -> None:
    assert clusters(member(cell=0), member(cell=1, days=(15, 20))) == [[0], [1]]


def test_cells_join_by_way_of_a_third() -> None:
    chain = (
        member(cell=0, days=(10, 14)),
        member(cell=1, days=(14, 16), profile=[4, 0, 4]),
        member(cell=2, days=(16, 20), profile=[4, 4, 4, 4, 4]),
    )
    assert clusters(*chain) == [[0, 1, 2]]
    assert clusters(chain[0], chain[2]) == [[0], [2]]


def test_two_sources_join_on_the_place_and_on_the_same_term_only() -> None:
    assert clusters(member(cell=0), member(cell=1, source="douyin")) == [[0, 1]]
    terms = [member(cell=i, term=t, source=s) for i, (t, s) in enumerate(
        [("烧烤", "weibo"), ("烧烤", "douyin"), ("汉服", "zhihu")]
    )]  # fmt: skip
    assert clusters(*terms) == [[0, 1], [2]]


def test_a_member_spreads_its_days_over_a_longer_stretch() -> None:
    assert member(days=(11, 12), profile=[3, 4]).on_days(10, 13).tolist() == [0, 3, 4, 0]


def planted() -> World:
    world = World(n_days=150, seed=11).background()
    world.wave(ZIBO, 80, [6, 14, 9, 5, 2], "烧烤", lever="social")
    return world.wave(ZIBO, 83, [0, 3, 4], "演唱会", lever="concert")


def test_an_episode_knows_its_days_kind_and_size() -> None:
    (wave,) = [e for e in episodes_of(planted()) if e.place_id == ZIBO]
    assert (wave.kind, wave.onset_day, wave.is_open) == ("image", 80, False)
    assert 85 <= wave.last_day <= 88
    assert wave.n_excess == pytest.approx(43, abs=3)
    assert wave.sources == ["weibo"]
    assert not wave.is_through_terms
    assert wave.q_value == min(m.q_value for m in wave.members)
    assert [m.n_excess for m in wave.members] == sorted(
        (m.n_excess for m in wave.members), reverse=True
    )


def test_levers_are_those_of_the_rise() -> None:
    """A concert into the crowds that a meme drew did not draw them."""
    world = World(n_days=150, seed=11).background()
    world.wave(ZIBO, 80, [6, 14, 9], "烧烤", lever="social")
    world.wave(ZIBO, 84, [12, 12], "演唱会", lever="concert")
    (wave,) = [e for e in episodes_of(world) if e.place_id == ZIBO]
    levers = dict(zip(LEVERS, wave.shares[len(KINDS) :], strict=True))
    assert levers["social"] > 5 * levers["concert"]


def test_episodes_with_less_excess_than_asked_for_are_dropped() -> None:
    world = planted()
    assert [e for e in episodes_of(world, 30.0) if e.place_id == ZIBO]
    assert not [e for e in episodes_of(world, 60.0) if e.place_id == ZIBO]


def test_a_wave_at_the_end_of_the_data_is_open() -> None:
    world = World(n_days=100).background().wave(HARBIN, 97, [6, 14, 9], "冰雪")
    (wave,) = [e for e in episodes_of(world) if e.place_id == HARBIN and e.onset_day > 90]
    assert wave.is_open
    assert wave.last_day == 99


def test_a_greater_wave_after_a_small_one_is_an_episode_of_its_own() -> None:
    world = World(n_days=150, seed=2).background()
    world.wave(HARBIN, 80, [5, 4, 2, 1, 2, 1, 1, 2, 1, 1], "冰雪")
    world.wave(HARBIN, 91, [20, 40, 30, 10], "大世界")
    waves = [e for e in episodes_of(world) if e.place_id == HARBIN]
    assert [(e.onset_day, e.kind) for e in waves] == [(80, "image"), (91, "image")]
    assert all(e.onset_day <= e.detected_day <= e.last_day for e in waves)
    # The second one is measured against what was usual before the first.
    assert waves[1].frozen_at <= 80


def test_what_nothing_detected_before_a_greater_wave_is_no_wave() -> None:
    """A trickle that only the wave after it drew in was never found for itself."""
    _, index, _ = found(World(n_days=60).mention(ZIBO, 3))
    drawn_in = [replace(member(days=(10, 40)), detected_day=25)]

    def piece(members: list[Member], begin: int, end: int) -> object:
        return _piece(members, begin, end, np.ones(end - begin + 1), index, close_days=7)

    assert piece(drawn_in, 10, 20) is None
    assert piece(drawn_in, 21, 40) is not None
    assert piece([replace(member(days=(10, 40)), detected_day=15)], 10, 20) is not None


def test_every_episode_is_detected_within_its_days() -> None:
    for episode in episodes_of(busy_world()):
        assert episode.onset_day <= episode.detected_day <= episode.last_day


def test_the_series_of_an_episode_is_its_place_and_kind() -> None:
    series, index, members = found(planted())
    (wave,) = [
        e for e in join_members(members, index, min_mentions=3.0, close_days=7)
        if e.place_id == ZIBO
    ]  # fmt: skip
    (cell,) = series_cells(wave, index)
    name = series.names.row(cell, named=True)
    assert (name["place_id"], name["facet"], name["kind"]) == (ZIBO, "kind", "image")


def test_nothing_found_joins_to_nothing() -> None:
    _, index, _ = found(World(n_days=40).mention(ZIBO, 3))
    assert join_members([], index, min_mentions=3.0, close_days=7) == []
