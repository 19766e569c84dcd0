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

from chuquan.breakouts.baseline import (
    STATE_SIZE,
    Params,
    begin_day,
    end_day,
    pass_silence,
    start,
)
from chuquan.breakouts.cells import F64
from chuquan.breakouts.history import History, for_cells, take_cell
from chuquan.compiled import entry, inner

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
def _e_cell(  # noqa: PLR0917 - a kernel names all its arrays
    h: History, cell: int, close_days: int, p: Params, state: F64, sums: F64, out: F64
) -> None:  # pragma: no cover - compiled
    own = take_cell(h, cell)
    sums[:] = 0.0
    start(state, own.prior_rate, p)
    i, quiet = h.starts[cell], 0
    first_day, last_day = h.day[i] + 0, h.day[h.starts[cell + 1] - 1] + 0
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


@entry
def _e_cells(  # noqa: PLR0917 - a kernel names all its arrays
    h: History, begin: int, end: int, close_days: int, p: Params, state: F64, sums: F64, out: F64
) -> None:  # pragma: no cover - compiled
    for cell in range(begin, end):
        if h.starts[cell + 1] > h.starts[cell]:
            _e_cell(h, cell, close_days, p, state, sums, out)


def log10_e_values(h: History, close_days: int, p: Params) -> F64:
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

    def work(begin: int, end: int) -> None:
        _e_cells(h, begin, end, close_days, p, np.empty(STATE_SIZE), np.empty(len(RAISED)), out)

    for_cells(h, work)
    return out
