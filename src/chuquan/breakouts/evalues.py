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
from numba import prange

from chuquan.breakouts.baseline import (
    STATE_SIZE,
    Params,
    begin_day,
    end_day,
    pass_silence,
    start,
)
from chuquan.breakouts.cells import F64
from chuquan.breakouts.history import History, take_cell
from chuquan.compiled import inner, parallel_entry

RAISED = (2.0, 4.0, 10.0)
NULL_RAISED = 1.1
KEEP = 0.6
QUIET_SD = 2.0


@inner
def _ratio(n: float, mean: float, size: float, raised: float) -> float:  # pragma: no cover
    null, other = NULL_RAISED * mean, raised * mean
    return math.exp(
        n * math.log(raised / NULL_RAISED) - (n + size) * math.log((size + other) / (size + null))
    )


@inner
def _e_cell(
    h: History, cell: int, close_days: int, p: Params, out: F64
) -> None:  # pragma: no cover - compiled
    state, sums = np.empty(STATE_SIZE), np.zeros(len(RAISED))
    own = take_cell(h, cell)
    start(state, own.prior_rate, p)
    i, quiet = h.starts[cell], 0
    first_day, last_day = h.day[i], h.day[h.starts[cell + 1] - 1]
    pass_silence(state, own, 0, first_day, p)
    for today in range(first_day, last_day + 1):
        day = begin_day(state, own, today, p)
        is_event = h.day[i] == today
        n = h.n[i] if is_event and day.mean > 0.0 else 0.0
        size = 1.0 / (day.c + day.inverse_a)
        if day.mean > 0.0 and today > first_day:
            for k in range(len(RAISED)):
                sums[k] = _ratio(n, day.mean, size, RAISED[k]) * (KEEP * sums[k] + 1.0)
            sd = math.sqrt(day.mean + day.mean * day.mean / size)
            quiet = quiet + 1 if n - day.mean <= QUIET_SD * sd else 0
            if quiet >= close_days:
                sums[:] = 0.0
        if is_event:
            out[i] = math.log10(max((1.0 - KEEP) * sums.mean(), 1e-300))
            i += 1
        end_day(state, day, n, p)


@parallel_entry
def log10_e_values(h: History, close_days: int, p: Params) -> F64:  # pragma: no cover - compiled
    """Return the logarithm (base 10) of each event's e-value.

    Parameters
    ----------
    h : History
    close_days : int
        Evidence starts anew after so many looked-at days without excess.
    p : Params

    Returns
    -------
    float64, shape (event,)
    """
    out = np.full(h.day.size, -300.0)
    for cell in prange(h.starts.size - 1):
        if h.starts[cell + 1] > h.starts[cell]:
            _e_cell(h, cell, close_days, p, out)
    return out
