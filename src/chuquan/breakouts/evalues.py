"""Evidence that adds up over days and holds under any dependence between cells: e-values.

Each day brings the likelihood ratio of a raised mean to a slightly raised one; a discounted
sum of its products is at most 1 in expectation at every time under the baseline. See method.md,
"Find", step 8; Wang and Ramdas (2022); Shin, Ramdas and Rinaldo on e-detectors.

A cell's process starts the day after its first mention, so that being counted at all is no
evidence, and starts anew after some quiet days. Both only lower it. Every day since the first
mention is walked through, so the strict mode costs days and not mentions.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from chuquan.breakouts.baseline import (
    STATE_SIZE,
    A,
    Params,
    discounted_exposure,
    dispersion,
    forget,
    learn,
    pass_silence,
    predict,
    start,
)
from chuquan.breakouts.cells import F64, I32, I64, Cells

RAISED = (2.0, 4.0, 10.0)
NULL_RAISED = 1.1
KEEP = 0.6
QUIET_SD = 2.0


@njit(cache=True, error_model="numpy")
def _ratio(n: float, mean: float, size: float, raised: float) -> float:  # pragma: no cover
    null, other = NULL_RAISED * mean, raised * mean
    return math.exp(
        n * math.log(raised / NULL_RAISED) - (n + size) * math.log((size + other) / (size + null))
    )


@njit(cache=True, error_model="numpy")
def _e_cell(
    first: int,
    stop: int,
    day: I32,
    n: F64,
    exposure: F64,
    discounted: F64,
    max_exposure: float,
    prior_rate: float,
    close_days: int,
    first_weekday: int,
    p: Params,
    out: F64,
) -> None:  # pragma: no cover - compiled
    state, sums = np.empty(STATE_SIZE), np.zeros(len(RAISED))
    start(state, prior_rate, p)
    pass_silence(
        state, 0, day[first], first_weekday, prior_rate, exposure, discounted, max_exposure, p
    )
    i, quiet = first, 0
    for today in range(day[first], day[stop - 1] + 1):
        is_event = day[i] == today
        count = n[i] if is_event and exposure[today] > 0.0 else 0.0
        weekday = (first_weekday + today) % 7
        forget(state, prior_rate, p)
        mean, is_cold = predict(state, exposure[today], weekday, p)
        c = dispersion(state, p)
        size = 1.0 / (c + 1.0 / state[A])
        if mean > 0.0 and today > day[first]:
            for k in range(len(RAISED)):
                sums[k] = _ratio(count, mean, size, RAISED[k]) * (KEEP * sums[k] + 1.0)
            is_quiet = count - mean <= QUIET_SD * math.sqrt(mean + mean * mean / size)
            quiet = quiet + 1 if is_quiet else 0
            if quiet >= close_days:
                sums[:] = 0.0
        if is_event:
            out[i] = math.log10(max((1.0 - KEEP) * sums.mean(), 1e-300))
            i += 1
        learn(state, count, exposure[today], weekday, mean, is_cold, c, p)


@njit(cache=True, parallel=True, error_model="numpy")
def _e_cells(
    starts: I64,
    day: I32,
    n: F64,
    source: I32,
    prior_rate: F64,
    exposure: F64,
    discounted: F64,
    max_exposure: F64,
    close_days: int,
    first_weekday: int,
    p: Params,
) -> F64:  # pragma: no cover - compiled
    out = np.full(day.size, -300.0)
    for cell in prange(starts.size - 1):
        if starts[cell + 1] > starts[cell]:
            s = source[cell]
            _e_cell(
                starts[cell],
                starts[cell + 1],
                day,
                n,
                exposure[s],
                discounted[s],
                max_exposure[s],
                prior_rate[cell],
                close_days,
                first_weekday,
                p,
                out,
            )
    return out


def log10_e_values(
    cells: Cells, exposure: F64, close_days: int, first_weekday: int, params: Params
) -> F64:
    """Return the logarithm (base 10) of each event's e-value, shape (event,).

    Parameters
    ----------
    cells : Cells
    exposure : float64, shape (source, day)
    close_days : int
        Evidence starts anew after so many looked-at days without excess.
    first_weekday : int
    params : Params
    """
    out: F64 = _e_cells(
        cells.starts(),
        cells.day,
        cells.n,
        cells.source,
        cells.prior_rate,
        exposure,
        discounted_exposure(exposure, params.discount),
        exposure.max(axis=1, initial=0.0),
        close_days,
        first_weekday,
        params,
    )
    return out
