"""Alike breakouts: only past ones, of like beginnings; the median with an honest interval."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from conftest import make_breakout
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chuquan.faces.web.alike import (
    ENOUGH_FOR_A_MEDIAN,
    MOST,
    MOST_TIMES,
    alike,
    excess_days,
    interval_of_median,
)
from chuquan.faces.web.shown import Shown


def _moved(breakout, days, name, factor=1.0):
    by = timedelta(days=days)
    return replace(
        breakout,
        breakout_id=name,
        onset=breakout.onset + by,
        peak=breakout.peak + by,
        end=breakout.end + by,
        timeline=tuple(
            replace(d, day=d.day + by, n=d.expected + factor * (d.n - d.expected))
            for d in breakout.timeline
        ),
    )


@pytest.fixture
def wave():
    return make_breakout(1)


def _found(report, wave, *others):
    return alike(Shown(replace(report, breakouts=(wave, *others))), wave)


def test_what_was_not_over_is_left_out(report, wave):
    before, after = _moved(wave, -400, "before"), _moved(wave, 400, "after")
    same = _moved(wave, 0, "same")
    ongoing = replace(_moved(wave, -400, "ongoing"), end=None)
    found = _found(report, wave, before, after, same, ongoing)
    assert [b.breakout_id for b in found.breakouts] == ["before"]
    assert found.n_compared == 1


def test_another_kind_or_lever_is_left_out(report, wave):
    other = replace(_moved(wave, -400, "lever"), lever="nature")
    crisis = replace(_moved(wave, -400, "kind"), kind="crisis", lever=None)
    assert not _found(report, wave, other, crisis).breakouts


def test_sizes_lie_between_half_and_twice(report, wave):
    factors = (0.3, 0.6, 1.0, 1.7, 3.0)
    others = [_moved(wave, -400, f"x{f}", f) for f in factors]
    found = _found(report, wave, *others)
    assert {b.breakout_id for b in found.breakouts} == {"x0.6", "x1.0", "x1.7"}
    assert found.breakouts[0].breakout_id == "x1.0"
    assert all(1 / MOST_TIMES <= b.size_ratio <= MOST_TIMES for b in found.breakouts)


def test_so_many_at_most_and_a_median_of_enough(report, wave):
    others = [_moved(wave, -400 - i, f"x{i}") for i in range(2 * MOST)]
    found = _found(report, wave, *others)
    assert len(found.breakouts) == MOST == found.n_half_lives
    assert found.median_half_life_days == pytest.approx(wave.half_life_days)
    few = _found(report, wave, *others[: ENOUGH_FOR_A_MEDIAN - 1])
    assert few.median_half_life_days is None
    assert few.median_interval is None


def test_days_in_an_outage_are_unknown(wave):
    dark = replace(wave, timeline=tuple(replace(d, exposure=0.0) for d in wave.timeline))
    assert set(excess_days(dark)) == {None}
    assert excess_days(replace(wave, timeline=())) == ()


@settings(max_examples=60)
@given(st.sets(st.integers(0, 40)), st.integers(1, 60), st.integers(0, 20))
def test_excess_is_that_of_a_plain_search(missing, n, seed):
    """Twin: look every day up, whether or not days are missing."""
    wave = make_breakout(seed)
    kept = tuple(d for i, d in enumerate(wave.timeline) if i not in missing) or wave.timeline[:1]
    wave = replace(wave, timeline=kept)
    by_day = {d.day: d for d in kept}
    day, slow = wave.onset.date(), []
    while day <= kept[-1].day and len(slow) < n:
        at = by_day.get(day)
        slow.append(round(at.n - at.expected, 2) if at and at.exposure >= 0.05 else None)
        day += timedelta(days=1)
    assert excess_days(wave, n) == tuple(slow)


def test_the_interval_holds_the_median_as_often_as_it_says():
    rng = random.Random(5)
    for n in (5, 8, 13):
        held = 0
        for _ in range(2_000):
            low, high = interval_of_median([rng.expovariate(1.0) for _ in range(n)])
            held += low <= 0.6931 <= high
        assert held / 2_000 > 0.88
