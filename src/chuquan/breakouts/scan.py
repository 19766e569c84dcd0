"""Score every day with mentions by the least likely of the short windows that end on it.

Windows are 1, 2, 3 and 5 days: longer ones drown in drift. See method.md, "Find", step 3. A
window counts only if the days by which it is longer than the one before it hold mentions, as
otherwise the shorter one is less likely with the same count; and a window with a single mention
is no surprise at all. Days without mentions are never scored.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from chuquan.breakouts.baseline import (
    LAG_MEAN,
    LAG_N,
    STATE_SIZE,
    A,
    B,
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
from chuquan.breakouts.tail import nb_log_tail

N_WINDOWS = 4
N_CHUNKS = 64
LN10 = math.log(10.0)


@dataclass(frozen=True)
class Scores:
    """What the detector thinks of each event, knowing only the days before it.

    Attributes
    ----------
    mean, sd : float64, shape (event,)
        Mean and standard deviation of that day's count.
    rate : float64, shape (event,)
        Mentions in one unit of exposure, before weekday factors.
    log10_p : float64, shape (event,)
        Logarithm of the probability, by the model, of so much in any of the windows; at most 0.
    window : int8, shape (event,)
        Days of the least likely window; 0 where no window stood out.
    score : float64, shape (event,)
        ``-log10`` of the same probability *given that the day has any mention*; 0 or more.
    """

    mean: F64
    sd: F64
    rate: F64
    log10_p: F64
    window: NDArray[np.int8]
    score: F64


@njit(cache=True, error_model="numpy")
def _window_log_p(
    total: float, mean: float, squares: float, a: float, c: float, p: Params
) -> float:  # pragma: no cover - compiled
    variance = c * squares + mean * mean / a
    above = total - mean
    if total <= 1.0 or above <= 0.0 or above * above <= p.min_z * p.min_z * (mean + variance):
        return 0.0
    return nb_log_tail(total, mean, mean * mean / variance)


@njit(cache=True, error_model="numpy")
def best_window(
    state: F64, n: float, mean: float, c: float, p: Params
) -> tuple[float, int]:  # pragma: no cover - compiled
    """Return the least log-probability over the windows that end today, and its days (or 0)."""
    a = state[A]
    total, sum_mean, squares = n, mean, mean * mean
    best, window = _window_log_p(total, sum_mean, squares, a, c, p), 1
    lag = 0
    for days in (2, 3, 5):
        added = 0.0
        while lag < days - 1:
            lag_mean = state[LAG_MEAN + lag]
            added += state[LAG_N + lag]
            sum_mean += lag_mean
            squares += lag_mean * lag_mean
            lag += 1
        total += added
        if added > 0.0:
            log_p = _window_log_p(total, sum_mean, squares, a, c, p)
            if log_p < best:
                best, window = log_p, days
    return (best, window) if best < 0.0 else (0.0, 0)


@njit(cache=True, error_model="numpy")
def _score_cell(
    first: int,
    stop: int,
    day: I32,
    n: F64,
    exposure: F64,
    discounted: F64,
    max_exposure: float,
    prior_rate: float,
    first_weekday: int,
    p: Params,
    state: F64,
    out: F64,
    window: NDArray[np.int8],
) -> None:  # pragma: no cover - compiled
    start(state, prior_rate, p)
    today = 0
    for i in range(first, stop):
        pass_silence(
            state, today, day[i], first_weekday, prior_rate, exposure, discounted, max_exposure, p
        )
        today = day[i]
        weekday = (first_weekday + today) % 7
        forget(state, prior_rate, p)
        mean, is_cold = predict(state, exposure[today], weekday, p)
        c, count = dispersion(state, p), n[i]
        size = 1.0 / (c + 1.0 / state[A])
        out[0, i] = mean
        out[1, i] = math.sqrt(mean + mean * mean / size)
        out[2, i] = state[A] / state[B]
        if mean > 0.0:
            best, window[i] = best_window(state, count, mean, c, p)
            best = min(0.0, best + math.log(N_WINDOWS))
            out[3, i] = best / LN10
            if best < 0.0:
                log_any = math.log(-math.expm1(-size * math.log1p(mean / size)))
                out[4, i] = max(0.0, log_any - best) / LN10
        else:
            # Not looked at, yet something was seen: it says nothing.
            count = 0.0
        learn(state, count, exposure[today], weekday, mean, is_cold, c, p)
        today += 1


@njit(cache=True, parallel=True, error_model="numpy")
def _score_cells(
    starts: I64,
    chunks: I64,
    day: I32,
    n: F64,
    source: I32,
    prior_rate: F64,
    exposure: F64,
    discounted: F64,
    max_exposure: F64,
    first_weekday: int,
    p: Params,
) -> tuple[F64, NDArray[np.int8]]:  # pragma: no cover - compiled
    out = np.zeros((5, day.size))
    window = np.zeros(day.size, dtype=np.int8)
    for chunk in prange(chunks.size - 1):
        state = np.empty(STATE_SIZE)
        for cell in range(chunks[chunk], chunks[chunk + 1]):
            s = source[cell]
            _score_cell(
                starts[cell],
                starts[cell + 1],
                day,
                n,
                exposure[s],
                discounted[s],
                max_exposure[s],
                prior_rate[cell],
                first_weekday,
                p,
                state,
                out,
                window,
            )
    return out, window


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
    exposure = np.ascontiguousarray(exposure, dtype=np.float64)
    cells.check(exposure)
    starts = cells.starts()
    # Chunks of about the same number of events keep both cores busy.
    at = np.searchsorted(starts, np.linspace(0, cells.day.size, N_CHUNKS + 1)[1:-1])
    chunks = np.unique(np.concatenate(([0], at, [cells.n_cells]))).astype(np.int64)
    out, window = _score_cells(
        starts,
        chunks,
        cells.day,
        cells.n,
        cells.source,
        cells.prior_rate,
        exposure,
        discounted_exposure(exposure, p.discount),
        exposure.max(axis=1, initial=0.0),
        first_weekday,
        p,
    )
    return Scores(out[0], out[1], out[2], out[3], window, out[4])
