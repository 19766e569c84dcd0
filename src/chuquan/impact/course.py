"""Observed against counterfactual, period by period, as the report tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.impact.panel import FloatArray
from chuquan.report.impact import ImpactPeriod

DIGITS: Final = 6
"""Significant digits of a figure in a course: more says nothing and fills the report."""


def course(
    days: tuple[Sequence[date], Sequence[date]],
    observed: FloatArray,
    counterfactual: FloatArray,
    band: tuple[FloatArray, FloatArray],
    is_after: NDArray[np.bool_],
) -> tuple[ImpactPeriod, ...]:
    """Return the course of a series.

    Parameters
    ----------
    days : two sequences of date, length period
        First and last day of each period.
    observed : array of float64, shape (period,)
        NaN is a gap.
    counterfactual : array of float64, shape (period,)
        NaN where the model says nothing; such periods are left out.
    band : two arrays of float64, shape (period,)
        Low and high.
    is_after : array of bool, shape (period,)

    Returns
    -------
    tuple of ImpactPeriod
    """
    low, high = band
    is_told = np.isfinite(counterfactual) & np.isfinite(low) & np.isfinite(high)
    return tuple(
        ImpactPeriod(
            days[0][i],
            days[1][i],
            _short(observed[i]) if np.isfinite(observed[i]) else None,
            _short(counterfactual[i]),
            _short(low[i]),
            _short(high[i]),
            bool(is_after[i]),
        )
        for i in np.flatnonzero(is_told).tolist()
    )


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
