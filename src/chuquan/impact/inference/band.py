"""How far single periods stray from what was to be expected: the band of a counterfactual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from chuquan.impact.inference.cohort import Cohort, correlations
from chuquan.impact.inference.placebo import NORMAL_QUANTILE, Placebos, t_quantile
from chuquan.impact.panel import FloatArray

LEVEL: Final = 0.95
SMOOTH_PERIODS: Final = 7
"""Spreads of so many periods on end are averaged: a band should not jump from day to day."""


def band_errors(placebos: Placebos) -> FloatArray:
    """Return how far the treated series strays from its counterfactual by chance.

    Placebos, each over what its own fit missed before the start, tell how errors grow with the time
    since then, and how heavy their tails are.

    Parameters
    ----------
    placebos : Placebos

    Returns
    -------
    array of float64, shape (period,)
        Half the width of the 95% band of single periods, in the unit of the outcome.
    """
    sizes = np.maximum(placebos.fit_errors, np.finfo(float).tiny)
    strays = placebos.effects / sizes[:, None]
    squares = (strays * strays).mean(axis=0)
    spread = np.empty(len(squares))
    for part in (slice(None, placebos.n_before), slice(placebos.n_before, None)):
        spread[part] = np.sqrt(_smooth(squares[part]))
    reach = np.abs(strays) / np.where(spread > 0, spread, 1.0)
    half = np.empty(len(squares))
    few = t_quantile(placebos.degrees_of_freedom) / NORMAL_QUANTILE
    for part in (slice(None, placebos.n_before), slice(placebos.n_before, None)):
        half[part] = spread[part] * np.quantile(reach[:, part], LEVEL) * few
    return half * placebos.own_fit_error


def mean_band_errors(cohorts: Sequence[Cohort]) -> FloatArray:
    """Return the same for the mean over all treated places of several cohorts.

    Parameters
    ----------
    cohorts : sequence of Cohort

    Returns
    -------
    array of float64, shape (period,)
    """
    n_places = np.array([len(cohort.rows) for cohort in cohorts], dtype=np.float64)
    errors = np.array([band_errors(cohort.placebos) for cohort in cohorts])
    parts = errors * (n_places / n_places.sum())[:, None]
    variance = np.einsum("bt,bc,ct->t", parts, correlations(cohorts), parts)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def _smooth(values: FloatArray) -> FloatArray:
    """Return centred means over :data:`SMOOTH_PERIODS`, of fewer values at the ends."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at, reach = np.arange(len(values)), SMOOTH_PERIODS // 2
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((sums[high] - sums[low]) / (high - low))
