"""Score every day with mentions by the least likely of the short windows that end on it.

Windows are 1, 2, 3 and 5 days: longer ones drown in drift. See method.md, "Find", step 3. Words of
a place drift little, and a theme in a big city is a title a day: for them a window of 9 days is
looked at, too (``Params.longest_window``). A window counts only if the days by which it is longer
than the one before it hold mentions, as otherwise the shorter one is less likely with the same
count; and a window with a single mention is no surprise at all. Days with no more mentions than
their mean are not scored.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.baseline import (
    LAGS,
    LAST_MEAN,
    LAST_N,
    STATE_SIZE,
    WINDOWS,
    Day,
    Params,
    begin_day,
    cold_discount,
    end_day,
    pass_silence,
    start,
)
from chuquan.breakouts.cells import F32, F64, I32, Cells
from chuquan.breakouts.history import CellHistory, History, for_cells, lay_out, take_cell
from chuquan.breakouts.tail import nb_log_tail
from chuquan.compiled import entry, inner

LN10 = math.log(10.0)


@dataclass(frozen=True)
class Scores:
    """What the detector thinks of each event, knowing only the days before it.

    Attributes
    ----------
    mean, sd : float32, shape (event,)
        Mean and standard deviation of that day's count.
    log10_p : float32, shape (event,)
        Logarithm of the probability, by the model, of so much in any of the windows; at most 0.
    window : int8, shape (event,)
        Days of the least likely window; 0 where no window stood out.
    score : float32, shape (event,)
        ``-log10`` of the same probability *given that the day has any mention*; 0 or more.
    """

    mean: F32
    sd: F32
    log10_p: F32
    window: NDArray[np.int8]
    score: F32


@inner
def _window_log_p(
    total: float, mean: float, variance: float, min_z: float
) -> float:  # pragma: no cover - compiled
    # ``variance`` is what the mean's own uncertainty adds to the Poisson noise.
    above = total - mean
    if total <= 1.0 or above <= 0.0 or above * above <= min_z * min_z * (mean + variance):
        return 0.0
    return nb_log_tail(total, mean, mean * mean / variance)


@inner
def _n_windows(p: Params) -> int:  # pragma: no cover - compiled
    n = 0
    for days in WINDOWS:
        if days <= p.longest_window:
            n += 1
    return n


@inner
def best_window(
    state: F64, day: Day, n: float, p: Params
) -> tuple[float, int]:  # pragma: no cover - compiled
    """Return the least log-probability over the windows that end today, and its days (or 0)."""
    total, mean, squares = n, day.mean, day.mean * day.mean
    variance = day.c * squares + mean * mean * day.inverse_a
    best, window = _window_log_p(total, mean, variance, p.min_z), 1
    lag = 1
    for days in WINDOWS[1:]:
        if days > p.longest_window:
            break
        added = 0.0
        while lag < days:
            at = (day.today - lag) % LAGS
            added += state[LAST_N + at]
            mean += state[LAST_MEAN + at]
            squares += state[LAST_MEAN + at] * state[LAST_MEAN + at]
            lag += 1
        total += added
        if added > 0.0:
            variance = day.c * squares + mean * mean * day.inverse_a
            log_p = _window_log_p(total, mean, variance, p.min_z)
            if log_p < best:
                best, window = log_p, days
    return (best, window) if best < 0.0 else (0.0, 0)


@inner
def _score_cell(  # noqa: PLR0917 - a kernel names all its arrays
    own: CellHistory,
    days: I32,
    counts: F64,
    first: int,
    stop: int,
    p: Params,
    state: F64,
    out: F32,
    window: NDArray[np.int8],
) -> None:  # pragma: no cover - compiled
    log_n_windows = math.log(_n_windows(p))
    start(state, own.prior_rate, p)
    not_yet = 0
    for i in range(first, stop):
        today = days[i] + 0
        pass_silence(state, own, not_yet, today, p)
        not_yet = today + 1
        day = begin_day(state, own, today, p)
        mean, n, spread = day.mean, counts[i], day.c + day.inverse_a
        out[0, i] = mean
        out[1, i] = math.sqrt(mean + mean * mean * spread)
        if n > mean > 0.0:
            best, window[i] = best_window(state, day, n, p)
            best = min(0.0, best + log_n_windows)
            out[2, i] = best / LN10
            if best < 0.0:
                log_any = math.log(-math.expm1(-math.log1p(mean * spread) / spread))
                out[3, i] = max(0.0, log_any - best) / LN10
        elif mean <= 0.0:
            # Not looked at, yet something was seen: it says nothing.
            n = 0.0
        end_day(state, day, n, p)


@entry
def _score_cells(  # noqa: PLR0917 - a kernel names all its arrays
    h: History, begin: int, end: int, p: Params, state: F64, out: F32, window: NDArray[np.int8]
) -> None:  # pragma: no cover - compiled
    for cell in range(begin, end):
        first, stop = h.starts[cell], h.starts[cell + 1]
        if first < stop:
            own = take_cell(h, cell)
            _score_cell(own, h.day, h.n, first, stop, p, state, out, window)


def score(
    cells: Cells, exposure: F64, first_weekday: int = 0, params: Params | None = None
) -> Scores:
    """Score every event by what its cell did on the days before it.

    Parameters
    ----------
    cells : Cells
    exposure : float64, shape (source, day)
        What was looked at: 1 on a usual day, 0 when nothing was.
    first_weekday : int
        Weekday of day 0, Monday being 0.
    params : Params, optional

    Returns
    -------
    Scores

    Raises
    ------
    SchemaError
        If cells or exposure break their contract.
    ConfigError
        If a constant is out of range.
    """
    p = params or Params()
    p.check()
    h = lay_out(cells, exposure, first_weekday, cold_discount(p))
    out = np.zeros((4, h.day.size), dtype=np.float32)
    window = np.zeros(h.day.size, dtype=np.int8)
    for_cells(h, lambda a, b: _score_cells(h, a, b, p, np.empty(STATE_SIZE), out, window))
    return Scores(out[0], out[1], out[2], window, out[3])
