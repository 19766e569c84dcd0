"""A single series: what was planted is found, nothing else is, and what cannot be is refused."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.series.components import design
from chuquan.impact.series.holiday_labels import holiday_labels
from chuquan.impact.series.structural import structural_impact
from chuquan.simulate.series import series_truth


def daily(n, first=date(2022, 1, 3)):
    return [first + timedelta(days=i) for i in range(n)]


def months(n, first_year=2015):
    firsts = [date(first_year + i // 12, i % 12 + 1, 1) for i in range(n + 1)]
    return firsts[:-1], [day - timedelta(days=1) for day in firsts[1:]]


def weekly_series(n, seed=0):
    rng = np.random.default_rng(seed)
    days = daily(n)
    weekday = np.array([0, 0, 2, 5, 20, 45, 30.0])[[day.weekday() for day in days]]
    return 300.0 + weekday + rng.normal(0, 6, n), days


def test_a_step_is_found_with_its_size():
    values, days = weekly_series(230)
    values[200:] += 60.0
    found = structural_impact(values, days, days, "day", 200)
    assert found.effect.low < 60.0 < found.effect.high
    assert found.effect.high - found.effect.low < 40.0
    assert found.effect.value == pytest.approx(60.0, abs=12.0)
    assert found.p_value < 0.01
    assert found.total.value == pytest.approx(30 * found.effect.value)
    assert found.lift.low < 60.0 / 316.0 < found.lift.high
    gap = (values - found.counterfactual)[200:]
    assert gap.mean() == pytest.approx(found.effect.value)
    assert ((found.low < found.counterfactual) & (found.counterfactual < found.high)).all()


def test_nothing_is_found_where_nothing_was():
    values, days = weekly_series(230, seed=1)
    found = structural_impact(values, days, days, "day", 200)
    assert found.effect.low < 0.0 < found.effect.high
    assert found.p_value > 0.05
    checks = {check.name: check for check in found.checks}
    assert checks["placebo_time"].outcome == "passed"
    assert checks["history"].value == 200


def test_what_comes_after_the_start_does_not_move_the_counterfactual():
    values, days = weekly_series(120)
    other = values.copy()
    other[100:] *= 7.0
    one = structural_impact(values, days, days, "day", 100)
    two = structural_impact(other, days, days, "day", 100)
    assert one.counterfactual == pytest.approx(two.counterfactual)
    assert one.low == pytest.approx(two.low)


@pytest.mark.parametrize("scale", [1e-3, 1e6])
def test_the_unit_scales_the_answer_and_nothing_else(scale):
    values, days = weekly_series(120)
    one = structural_impact(values, days, days, "day", 100)
    two = structural_impact(values * scale, days, days, "day", 100)
    assert one.scale == two.scale
    assert two.effect.low == pytest.approx(one.effect.low * scale, abs=1.0 * scale)
    assert two.effect.high == pytest.approx(one.effect.high * scale, abs=1.0 * scale)


def test_gaps_and_days_set_aside_are_left_out_and_named():
    values, days = weekly_series(230)
    values[200:] += 60.0
    values[[50, 51, 210]] = np.nan
    values[199] = 5.0  # a typhoon on the eve of the start
    found = structural_impact(values, days, days, "day", 200, set_aside={days[199]})
    assert found.effect.low < 60.0 < found.effect.high
    assert found.total.value == pytest.approx(29 * found.effect.value)
    gaps = next(check for check in found.checks if check.name == "gaps")
    assert (gaps.outcome, gaps.value) == ("noted", 3)
    assert np.isfinite(found.counterfactual).all()


def test_one_wild_day_before_the_start_does_not_drag_the_level():
    values, days = weekly_series(230)
    calm = structural_impact(values, days, days, "day", 200)
    values[160] += 2_000.0
    wild = structural_impact(values, days, days, "day", 200)
    assert wild.effect.value == pytest.approx(calm.effect.value, abs=6.0)
    width = wild.effect.high - wild.effect.low
    assert width < 2.0 * (calm.effect.high - calm.effect.low)


def test_parts_that_multiply_are_told_from_parts_that_add():
    rng = np.random.default_rng(4)
    days = daily(420)
    level = np.exp(np.linspace(0.0, 2.0, 420) + rng.normal(0, 0.05, 420))
    weekday = np.array([1, 1, 1, 1, 1.2, 1.8, 1.5])[[day.weekday() for day in days]]
    assert structural_impact(100 * level * weekday, days, days, "day", 400).scale == "log"
    added = 1_000.0 + 300 * weekday + rng.normal(0, 20, 420)
    added[:5] = [-3.0, 0.0, 2.0, 900.0, 1.0]
    assert structural_impact(added, days, days, "day", 400).scale == "raw"


def test_the_moving_new_year_is_foreseen():
    """Spring Festival lifts visits by half each year: the fourth is no effect of the start."""
    rng = np.random.default_rng(8)
    days = daily(1_250, date(2020, 12, 1))
    labels = holiday_labels(days[0], days[-1], "CN")
    lift = np.array([0.5 * ("spring_festival" in labels.get(day, ())) for day in days])
    values = 1_000 * (1 + lift) * np.exp(rng.normal(0, 0.03, len(days)))
    start = days.index(date(2024, 1, 10))
    found = structural_impact(
        values[: start + 45], days[: start + 45], days[: start + 45], "day", start
    )
    assert found.effect.low < 0.0 < found.effect.high
    festival = days.index(date(2024, 2, 12))
    assert found.counterfactual[festival] == pytest.approx(1_500, rel=0.08)
    assert "holiday" in found.components


def test_months_with_a_season_are_continued():
    rng = np.random.default_rng(2)
    firsts, lasts = months(72)
    month = np.array([day.month for day in firsts])
    values = 500 + 80 * np.cos(2 * np.pi * (month - 7) / 12) + rng.normal(0, 10, 72)
    values[66:] += 120
    found = structural_impact(values, firsts, lasts, "month", 66)
    assert found.effect.low < 120 < found.effect.high
    assert found.p_value < 0.05


def test_years_have_a_level_and_a_trend_only():
    firsts = [date(year, 1, 1) for year in range(2000, 2024)]
    lasts = [date(year, 12, 31) for year in range(2000, 2024)]
    rng = np.random.default_rng(3)
    values = 100 + 5.0 * np.arange(24) + rng.normal(0, 4, 24)
    assert design(firsts, lasts, "year", 22, "CN").columns.shape == (24, 2)
    found = structural_impact(values, firsts, lasts, "year", 22)
    assert found.effect.low < 0 < found.effect.high


@pytest.mark.parametrize(
    ("n_before", "change", "period", "match"),
    [
        (40, None, "day", "too short a history"),
        (170, slice(10, 90), "day", "are missing"),
        (100, "flat", "day", "never changes"),
        (100, slice(100, 120), "day", "no figure from the start on"),
        (100, None, "holiday", "by holiday"),
    ],
)
def test_a_series_that_cannot_answer_is_refused(n_before, change, period, match):
    values, days = weekly_series(190 if n_before == 170 else 120)
    if change == "flat":
        values[:n_before] = 7.0
    elif change is not None:
        values[change] = np.nan
    with pytest.raises(RefusalError, match=match):
        structural_impact(values, days, days, period, n_before)


@pytest.mark.slow
def test_intervals_cover_as_often_as_they_say():
    """Twenty-four simulated series; `benchmarks/impact_series.py` measures a thousand."""
    hits = 0
    for seed in range(24):
        truth = series_truth("step" if seed % 2 else "season_holiday", 40_000 + seed)
        found = structural_impact(truth.values, truth.days, truth.days, "day", truth.n_before)
        hits += found.effect.low <= truth.mean_effect <= found.effect.high
    assert hits >= 20
