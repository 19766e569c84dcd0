"""Event days: what was planted is found day by day, and flags on other days find nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.events.event_days import events_impact
from chuquan.impact.events.shuffles import moved
from chuquan.impact.holidays import holiday_days

FIRST = date(2022, 3, 1)


def series(n=420, seed=0):
    rng = np.random.default_rng(seed)
    days = [FIRST + timedelta(days=i) for i in range(n)]
    weekday = np.array([0, 0, 2, 5, 30, 60, 40.0])[[day.weekday() for day in days]]
    level = np.cumsum(rng.normal(0, 2.0, n))
    return 1_000.0 + weekday + level + rng.normal(0, 15, n), days


def events(spans):
    return pl.DataFrame(
        {
            "event_id": [f"e{i}" for i in range(len(spans))],
            "name": [f"concert {i}" for i in range(len(spans))],
            "start": [FIRST + timedelta(days=first) for first, _ in spans],
            "end": [FIRST + timedelta(days=last) for _, last in spans],
        }
    )


SPANS = [(100, 100), (121, 122), (150, 150), (206, 206), (240, 242), (289, 289), (331, 331)]


def with_effect(values, spans, size, before=0.0):
    out = values.copy()
    for first, last in spans:
        out[first : last + 1] += size
        out[first - 1] += before
    return out


def test_the_mean_effect_and_each_events_own_are_found():
    values, days = series()
    found = events_impact(with_effect(values, SPANS, 120.0), days, events(SPANS))
    assert found.n_event_days == 10
    assert found.effect.low < 120 < found.effect.high
    assert found.effect.high - found.effect.low < 50
    assert found.p_value < 0.01
    assert len(found.events) == len(SPANS)
    hits = 0
    for (first, last), event in zip(SPANS, found.events, strict=True):
        size = 120 * (last - first + 1)
        hits += event.effect.low < size < event.effect.high
        assert event.effect.value == pytest.approx(size, abs=60 * (last - first + 1))
    assert hits >= 6
    assert sum(e.effect.value for e in found.events) == pytest.approx(found.total.value)
    assert found.effect.value == pytest.approx(found.total.value / 10)


def test_who_stayed_away_the_day_before_is_counted():
    values, days = series()
    moved_here = with_effect(values, SPANS, 120.0, before=-60.0)
    found = events_impact(moved_here, days, events(SPANS))
    around = {one.offset_days: one.effect for one in found.around}
    assert set(around) == {-3, -2, -1, 0, 1, 2, 3}
    assert around[-1].high < 0
    assert around[-1].low < -60 < around[-1].high
    assert around[2].low < 0 < around[2].high
    assert found.net_total.value < found.total.value - 0.5 * 60 * len(SPANS)


def test_events_that_bring_nothing_are_told_so():
    values, days = series(seed=4)
    found = events_impact(values, days, events(SPANS))
    assert found.effect.low < 0 < found.effect.high
    assert found.p_value > 0.05
    check = next(check for check in found.checks if check.name == "shuffled_events")
    assert check.outcome == "passed"
    assert check.figures["coverage_of_days"] > 0.85


def test_events_that_differ_are_told_from_events_that_do_not():
    values, days = series()
    alike = events_impact(with_effect(values, SPANS, 120.0), days, events(SPANS))
    varied = values.copy()
    for number, span in enumerate(SPANS):
        varied = with_effect(varied, [span], 60.0 * number)
    different = events_impact(varied, days, events(SPANS))
    assert different.spread > 60 > alike.spread
    assert different.spread_p_value < 0.001 < alike.spread_p_value


def test_holidays_gaps_and_days_set_aside_are_named():
    values, days = series()
    spans = [*SPANS, (214, 214), (300, 300), (360, 360)]
    assert days[214] in holiday_days(days[0], days[-1])["day"].to_list()
    values[300] = np.nan
    found = events_impact(values, days, events(spans), set_aside={days[360]})
    assert found.left_out == ("concert 8", "concert 9")
    overlap = next(check for check in found.checks if check.name == "overlap")
    assert overlap.outcome == "noted"
    assert {"concert 7", "concert 8", "concert 9"} <= set(overlap.names)
    gaps = next(check for check in found.checks if check.name == "gaps")
    assert gaps.value == 2
    assert np.isnan(found.observed[300])


def test_the_path_leaves_each_day_out_of_its_own_prediction():
    values, days = series()
    lifted = with_effect(values, SPANS, 400.0)
    found = events_impact(lifted, days, events(SPANS))
    at = [t for first, last in SPANS for t in range(first, last + 1)]
    shift = len(days) - len(found.days)
    gap = found.observed - found.counterfactual
    assert gap[np.array(at) - shift].mean() == pytest.approx(400, abs=40)
    ordinary = np.ones(len(gap), dtype=bool)
    ordinary[np.array(at) - shift] = False
    assert abs(np.nanmean(gap[ordinary])) < 5
    inside = (found.low <= found.observed) & (found.observed <= found.high)
    assert 0.9 < inside[ordinary].mean() <= 1.0


def test_shuffled_flags_keep_weekdays_neighbours_and_quarters():
    rng = np.random.default_rng(1)
    at = np.array([5, 6, 40, 100, 200, 201, 202, 363])
    seen = set()
    for _ in range(50):
        out = moved(at, 364, rng)
        assert sorted(out % 7) == sorted(at % 7)
        assert len(np.unique(out)) == len(at)
        assert np.array_equal(np.sort(out // 91), np.sort(at // 91))
        seen.add(tuple(out))
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("n", "spans", "match"),
    [
        (420, [(900, 900)], "no event lies within"),
        (420, [(200, 200)], "has a figure"),
        (80, [(50, 50)], "too few to compare"),
        (420, [(5 * i, 5 * i + 2) for i in range(80)], "have an event"),
    ],
)
def test_events_that_cannot_be_measured_are_refused(n, spans, match):
    values, days = series(n)
    if match == "has a figure":
        values[200] = np.nan
    with pytest.raises(RefusalError, match=match):
        events_impact(values, days, events(spans))
