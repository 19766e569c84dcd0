"""What a single series is put to before it is believed: gaps, history, what is left over."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.impact.checks.limits import OUTCOME_ORDER
from chuquan.impact.panel import FloatArray
from chuquan.impact.series.least_squares import Problem
from chuquan.impact.series.shocks import residuals
from chuquan.report.impact import Check, PeriodLength

MIN_BEFORE: Final[dict[PeriodLength, int]] = {
    "day": 56,
    "week": 26,
    "month": 24,
    "quarter": 12,
    "year": 10,
}
"""Periods with a figure that a history must have."""


def series_checks(
    problem: Problem, parameters: FloatArray, values: FloatArray, placebo: Check
) -> tuple[Check, ...]:
    """Return the checks of a single series, failures first.

    Parameters
    ----------
    problem : Problem
    parameters : array of float64, shape (parameter,)
    values : array of float64, shape (period,)
        NaN is a gap.
    placebo : Check
        Of invented starts.
    """
    n = problem.n_before
    seen = np.isfinite(values[:n])
    errors, _ = residuals(problem, parameters)
    ordinary = errors[:n][seen]
    n_lags = min(7, len(ordinary) // 4)
    correlation = [
        float(np.mean(ordinary[lag:] * ordinary[:-lag])) / float(np.mean(ordinary**2))
        for lag in range(1, n_lags + 1)
    ]
    limit = 3.0 / np.sqrt(len(ordinary))
    worst = max(correlation, key=abs)
    shocks = int((problem.clock.noise[:n] > 4.0).sum())
    gaps = Check(
        "gaps",
        "noted" if (~seen).any() else "passed",
        value=float((~seen).sum()),
        figures={"before": float(n), "shocks": float(shocks)},
    )
    long = Check(
        "history",
        "passed",
        value=float(seen.sum()),
        limit=float(MIN_BEFORE[problem.period]),
    )
    fitting = Check(
        "residuals",
        "passed" if abs(worst) <= max(limit, 0.15) else "failed",
        value=abs(worst),
        limit=max(float(limit), 0.15),
    )
    return tuple(sorted([placebo, fitting, gaps, long], key=lambda c: OUTCOME_ORDER[c.outcome]))
