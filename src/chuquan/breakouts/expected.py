"""What a cell would have brought without its wave: the baseline frozen before the onset."""

from __future__ import annotations

import numpy as np
from numba import njit

from chuquan.breakouts.baseline import (
    STATE_SIZE,
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


@njit(cache=True, error_model="numpy")
def _state_before(
    until: int,
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
) -> F64:  # pragma: no cover - compiled
    state = np.empty(STATE_SIZE)
    start(state, prior_rate, p)
    today, i = 0, first
    while i < stop and day[i] < until:
        pass_silence(
            state, today, day[i], first_weekday, prior_rate, exposure, discounted, max_exposure, p
        )
        today = day[i]
        weekday = (first_weekday + today) % 7
        forget(state, prior_rate, p)
        mean, is_cold = predict(state, exposure[today], weekday, p)
        count = n[i] if exposure[today] > 0.0 else 0.0
        c = dispersion(state, p)
        learn(state, count, exposure[today], weekday, mean, is_cold, c, p)
        today += 1
        i += 1
    pass_silence(
        state, today, until, first_weekday, prior_rate, exposure, discounted, max_exposure, p
    )
    forget(state, prior_rate, p)
    return state


@njit(cache=True, error_model="numpy")
def _expected(
    cell: I64,
    first_day: I64,
    last_day: I64,
    starts: I64,
    offsets: I64,
    day: I32,
    n: F64,
    source: I32,
    prior_rate: F64,
    exposure: F64,
    discounted: F64,
    max_exposure: F64,
    frozen_at: I64,
    first_weekday: int,
    p: Params,
) -> F64:  # pragma: no cover - compiled
    out = np.empty(offsets[-1])
    for w in range(cell.size):
        u = cell[w]
        s = source[u]
        state = _state_before(
            frozen_at[w],
            starts[u],
            starts[u + 1],
            day,
            n,
            exposure[s],
            discounted[s],
            max_exposure[s],
            prior_rate[u],
            first_weekday,
            p,
        )
        for today in range(first_day[w], last_day[w] + 1):
            weekday = (first_weekday + today) % 7
            mean, _ = predict(state, exposure[s, today], weekday, p)
            out[offsets[w] + today - first_day[w]] = mean
    return out


def expected(
    cells: Cells,
    exposure: F64,
    cell: I64,
    first_day: I64,
    last_day: I64,
    *,
    frozen_at: I64 | None = None,
    first_weekday: int = 0,
    params: Params | None = None,
) -> tuple[F64, I64]:
    """Return the baseline's mean on each day of some windows.

    Parameters
    ----------
    cells : Cells
    exposure : float64, shape (source, day)
    cell, first_day, last_day : int64, shape (window,)
        The days ``first_day`` to ``last_day``, both included, of a cell.
    frozen_at : int64, shape (window,), optional
        The baseline knows the days before this one only: the onset of a wave. By default
        ``first_day``.
    first_weekday : int
        Weekday of day 0, Monday being 0.
    params : Params, optional

    Returns
    -------
    mean : float64, shape (window day,)
    offsets : int64, shape (window + 1,)
        Window ``w`` is ``mean[offsets[w]:offsets[w + 1]]``.
    """
    p = params or Params()
    cell, first_day, last_day = (np.asarray(a, dtype=np.int64) for a in (cell, first_day, last_day))
    frozen = first_day if frozen_at is None else np.asarray(frozen_at, dtype=np.int64)
    offsets = np.zeros(cell.size + 1, dtype=np.int64)
    np.cumsum(last_day - first_day + 1, out=offsets[1:])
    exposure = np.ascontiguousarray(exposure, dtype=np.float64)
    mean = _expected(
        cell,
        first_day,
        last_day,
        cells.starts(),
        offsets,
        cells.day,
        cells.n,
        cells.source,
        cells.prior_rate,
        exposure,
        discounted_exposure(exposure, p.discount),
        exposure.max(axis=1, initial=0.0),
        frozen,
        first_weekday,
        p,
    )
    return mean, offsets


def expected_sums(
    cells: Cells,
    exposure: F64,
    cell: I64,
    first_day: I32,
    last_day: I64,
    first_weekday: int,
    params: Params,
) -> F64:
    """Return the sum of :func:`expected` over each window, shape (window,)."""
    mean, offsets = expected(
        cells,
        exposure,
        cell,
        first_day.astype(np.int64),
        last_day,
        first_weekday=first_weekday,
        params=params,
    )
    running = np.concatenate(([0.0], np.cumsum(mean)))
    out: F64 = running[offsets[1:]] - running[offsets[:-1]]
    return out
