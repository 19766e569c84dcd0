"""Waves of two sides: told as both, with what speaks for each, and linked to what runs beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import BEIJING, CHENGDU, CHINA, HARBIN, RATES, TIANSHUI, ZIBO, World

from chuquan import pipeline
from chuquan.breakouts.series import build_series
from chuquan.breakouts.watch import find_episodes
from chuquan.config import Settings
from chuquan.digest.classify import CELLS
from chuquan.digest.tally import cell_name
from chuquan.drivers.explain import explain
from chuquan.drivers.mix import mixture
from chuquan.drivers.parts import measure_parts
from chuquan.drivers.sides import link, second_side
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Breakout, Report
from chuquan.tables import KINDS

ONSET = 150


def world() -> World:
    """Return a world with a quarrel that becomes an image, and with waves of one side."""
    out = World().background()
    out.wave(HARBIN, ONSET, [9, 12, 10], "退票", kind="crisis")
    out.wave(HARBIN, ONSET + 2, [2, 14, 20, 22, 18, 12, 8, 4], "冰雪", lever="event")
    out.wave(ZIBO, 95, [4, 9, 14, 12, 8, 5, 3, 2, 1, 1], "烧烤", lever="social")
    out.wave(TIANSHUI, 120, [5, 9, 6, 3, 1], "暴雨", kind="crisis")
    return out


@lru_cache(maxsize=1)
def report() -> Report:
    return pipeline.find(world().digest())


def of(place_id: str, first: int, last: int, found: Report | None = None) -> list[Breakout]:
    days = world().day(first), world().day(last)
    return [
        b
        for b in (found or report()).breakouts
        if b.place_id == place_id and days[0] <= b.onset.date() <= days[1]
    ]


def test_a_quarrel_that_becomes_an_image_is_told_as_both_in_its_order() -> None:
    (wave,) = [b for b in of(HARBIN, ONSET - 3, ONSET + 8) if b.is_two_sided]
    assert {wave.kind, wave.second_kind} == {"image", "crisis"}
    first, *_, last = wave.mix
    assert next(iter(first.shares)) == "crisis"
    assert next(iter(last.shares)) == "image"
    assert abs((last.first_day - world().day(ONSET + 3)).days) <= 1
    low, high = last.intervals["image"]
    assert low <= last.shares["image"] <= high


def test_from_a_digest_the_other_side_is_shown_by_its_words() -> None:
    (wave,) = [b for b in of(HARBIN, ONSET - 3, ONSET + 8) if b.is_two_sided]
    word = {"crisis": "退票", "image": "冰雪"}
    assert wave.counter_evidence[0].term == word[wave.second_kind or ""]
    assert word[wave.kind] in {e.term for e in wave.evidence}


def test_waves_of_one_side_are_told_as_one() -> None:
    for place_id, day in ((ZIBO, 95), (TIANSHUI, 120)):
        (wave,) = of(place_id, day - 2, day + 2)
        assert wave.second_kind is None
        assert len(wave.mix) == 1
        assert (wave.counter_evidence, wave.mix_days) == ((), ())


def test_the_parts_of_a_wave_sum_to_its_kinds() -> None:
    for b in report().breakouts:
        for stretch in (*b.mix, *b.lever_mix):
            assert sum(stretch.shares.values()) == pytest.approx(1, abs=0.001)
            assert set(stretch.shares) == set(stretch.intervals)
            assert list(stretch.shares.values()) == sorted(stretch.shares.values(), reverse=True)
        if len(b.mix) == 1:
            assert b.mix[0].shares == pytest.approx(b.kind_shares, abs=0.02)
        if b.mix:
            assert b.mix[0].first_day == b.onset.date()
            assert set(b.kind_intervals) == set(KINDS)
        else:
            assert b.kind_intervals == {}


def test_the_order_of_input_does_not_matter() -> None:
    given_, turned = world(), world()
    turned.rows.reverse()
    one, other = (pipeline.find(w.digest()) for w in (given_, turned))
    assert one.breakouts == other.breakouts


def test_a_theme_is_made_of_the_mentions_that_hold_its_word() -> None:
    planted = World().background({**RATES, BEIJING: 25.0})
    for lever in ("culture", "social", "nature", "sport"):
        planted.wave(BEIJING, 170, [1, 2, 1, 1, 1], "环球影城", lever=lever)
    # What else is said of the city in these days is none of it.
    planted.wave(BEIJING, 170, [2, 1, 0, 1, 1], kind="crisis")
    gazetteer = Gazetteer.load()
    series = build_series(planted.digest(), gazetteer)
    episodes, index = find_episodes(series, gazetteer, Settings())
    at = [i for i, e in enumerate(episodes) if e.place_id == BEIJING and e.is_through_terms]
    (i,) = [i for i in at if 168 <= episodes[i].onset_day <= 172]
    parts = measure_parts(episodes, series, index)[i]
    assert parts.kinds[KINDS.index("crisis")].sum() == 0
    assert parts.kinds.sum() == 24
    assert parts.levers.sum(axis=1).tolist() == [6, 0, 6, 0, 6, 0, 6]
    assert parts.usual_kinds.sum() < 1


def test_the_levers_of_an_image_that_changed_are_told_over_time() -> None:
    planted = World().background()
    # A wave that one lever mostly makes is dated by that lever: here none does.
    planted.wave(ZIBO, 95, [2] * 11, "攻略", lever="social")
    planted.wave(ZIBO, 95, [14, 14, 10, 8, 4], "剧集", lever="screen")
    planted.wave(ZIBO, 100, [12, 12, 10, 9, 5, 3], "演唱会", lever="concert")
    (wave,) = of(ZIBO, 93, 97, pipeline.find(planted.digest()))
    assert [next(iter(s.shares)) for s in wave.lever_mix] == ["screen", "concert"]
    assert wave.lever_mix[1].first_day == world().day(100)


def mixed(image: float, crisis: float, affairs: float):
    n = np.array([[image], [crisis], [affairs]])
    return mixture(n, np.zeros_like(n))


def test_affairs_are_no_side() -> None:
    assert second_side("affairs", [mixed(50, 50, 100)]) == (None, None)
    assert second_side("image", [mixed(50, 0, 50)]) == (None, None)


def test_the_days_that_speak_most_for_the_second_side_are_named() -> None:
    whole, quarrel = mixed(80, 30, 0), mixed(3, 30, 0)
    assert second_side("image", [whole, quarrel]) == ("crisis", quarrel)


def wave_at(number: int, kind: str, first: int, last: int, *, is_open: bool = False) -> Breakout:
    start = datetime.combine(date(2024, 1, 1), time(9), CHINA)
    return replace(
        report().breakouts[0],
        breakout_id=str(number),
        place_id=CHENGDU,
        kind=kind,
        onset=start + timedelta(days=first),
        end=None if is_open else start + timedelta(days=last),
        beside=(),
    )


WAVES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 20), st.integers(0, 15), st.booleans()),
    max_size=6,
)


@given(WAVES)
def test_links_go_both_ways_and_only_between_the_two_sides(
    waves: list[tuple[str, int, int, bool]],
) -> None:
    told = [
        wave_at(i, kind, first, first + length, is_open=is_open)
        for i, (kind, first, length, is_open) in enumerate(waves)
    ]
    linked = {b.breakout_id: b for b in link(told, date(2024, 2, 20))}
    for b in linked.values():
        for other in b.beside:
            assert {b.kind, other.kind} == {"image", "crisis"}
            back = {o.breakout_id: o for o in linked[other.breakout_id].beside}[b.breakout_id]
            assert (back.first_day, back.last_day) == (other.first_day, other.last_day)
            assert other.n_days >= 1


def test_waves_that_do_not_meet_are_not_linked() -> None:
    apart = [wave_at(0, "image", 0, 4), wave_at(1, "crisis", 5, 9)]
    assert [b.beside for b in link(apart, date(2024, 2, 1))] == [(), ()]
    meeting = [wave_at(0, "image", 0, 5), wave_at(1, "crisis", 5, 9)]
    assert [b.beside[0].n_days for b in link(meeting, date(2024, 2, 1))] == [1, 1]


def classified(planted: World) -> pl.DataFrame:
    """Return the planted mentions as they are told, each with a text of its own."""
    rows = []
    for i, (source, place_id, day, clock, kind, lever, words) in enumerate(planted.rows):
        cells = {cell_name(*cell): 0.0 for cell in CELLS}
        cells[cell_name(kind, lever)] = 1.0
        at = datetime.combine(planted.day(day), time(clock), CHINA).astimezone(UTC)
        text = f"{''.join(words)}{i:05d}"
        rows.append({"place_id": place_id, "source": source, "observed_at": at, "text": text,
                     "url": None, "start": 0, "end": 0, **cells})  # fmt: skip
    schema = {"url": pl.String, "observed_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema_overrides=schema)


def test_mentions_of_the_other_side_are_evidence_for_it() -> None:
    planted, gazetteer = world(), Gazetteer.load()
    made = planted.digest()
    series = build_series(made, gazetteer)
    episodes, index = find_episodes(series, gazetteer, Settings())
    told = explain(
        episodes, series, index, made.attention, gazetteer,
        settings=Settings(), classified=classified(planted),
    )  # fmt: skip
    (wave,) = [b for b in told.breakouts if b.is_two_sided]
    own, other = ("退票", "冰雪") if wave.kind == "crisis" else ("冰雪", "退票")
    assert any(own in (e.text or "") for e in wave.evidence)
    assert any(other in (e.text or "") for e in wave.counter_evidence)
    assert not any(own in (e.text or "") for e in wave.counter_evidence)
