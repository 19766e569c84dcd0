"""Whether the parts of a series add or multiply, as its own likelihood has it."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from chuquan.impact.panel import FloatArray
from chuquan.impact.series.components import Design
from chuquan.impact.series.kalman import Clock
from chuquan.impact.series.least_squares import Problem
from chuquan.impact.series.shocks import with_shocks
from chuquan.impact.series.variances import log_posterior, most_likely
from chuquan.report.impact import PeriodLength

Scale = Literal["log", "raw"]

MAX_LOG: Final = 50.0
"""Where a draw is cut off before it is taken from the logarithm."""


def to_scale(values: FloatArray, scale: Scale) -> FloatArray:
    """Take the outcome's values to the model's scale; gaps become zero."""
    out = np.zeros(len(values))
    seen = np.isfinite(values)
    out[seen] = np.log(values[seen]) if scale == "log" else values[seen]
    return out


def from_scale(values: FloatArray, scale: Scale) -> FloatArray:
    """Take values of the model's scale back to the outcome's."""
    return np.exp(np.clip(values, -MAX_LOG, MAX_LOG)) if scale == "log" else values


def fit_problem(
    values: FloatArray,
    parts: Design,
    period: PeriodLength,
    n_before: int,
    *,
    counts: NDArray[np.bool_],
    scale: Scale | None = None,
) -> tuple[Scale, Problem, FloatArray]:
    """Choose the scale, mark shocks, and find the best variances.

    Parameters
    ----------
    values : array of float64, shape (period,)
        NaN is a gap.
    parts : Design
    period : str
    n_before : int
        Periods that may be learnt from.
    counts : array of bool, shape (period,)
        Which of them are.
    scale : str, optional
        Given, it is not chosen.

    Returns
    -------
    scale : str
    problem : Problem
    parameters : array of float64, shape (parameter,)
    """
    known = counts & np.isfinite(values) & (np.arange(len(values)) < n_before)
    learnt = np.where(known, values, np.nan)
    clock = Clock(
        known.astype(np.float64), parts.weekday, np.ones(len(values)), np.ones(len(values))
    )
    scales: tuple[Scale, ...] = (scale,) if scale else ("raw", "log")
    if scale is None and not np.all(values[known] > 0.0):
        scales = ("raw",)
    found = []
    for one in scales:
        problem = Problem(to_scale(learnt, one), parts, clock, n_before, period)
        parameters = most_likely(problem)
        height = log_posterior(problem, parameters)
        if one == "raw" and len(scales) > 1:
            # In units of the geometric mean the Jacobian of the logarithm is one.
            height += float(np.log(values[known]).mean()) * (int(known.sum()) - problem.n_free)
        found.append((height, one, problem, parameters))
    _, best, problem, parameters = max(found, key=lambda item: item[0])
    problem, parameters = with_shocks(problem, parameters)
    return best, problem, parameters
