"""What a cell would have brought without its wave: the baseline frozen before the onset."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chuquan.breakouts.baseline import (
    STATE_SIZE,
    Params,
    begin_day,
    cold_discount,
    end_day,
    load_of,
    pass_silence,
    start,
)
from chuquan.breakouts.cells import F64, I64, Cells
from chuquan.breakouts.history import History, lay_out, take_cell
from chuquan.compiled import entry, inner


@inner
def _go_to(
    state: F64, h: History, cell: int, until: int, p: Params
) -> float:  # pragma: no cover - compiled
    own = take_cell(h, cell)
    start(state, own.prior_rate, p)
    today = 0
    for i in range(h.starts[cell], h.starts[cell + 1]):
        if h.day[i] >= until:
            break
        pass_silence(state, own, today, h.day[i], p)
        today = h.day[i]
        day = begin_day(state, own, today, p)
        end_day(state, day, h.n[i] if day.exposure > 0.0 else 0.0, p)
        today += 1
    pass_silence(state, own, today, until, p)
    return begin_day(state, own, until, p).rate


class _Windows(NamedTuple):
    cell: I64
    first_day: I64
    frozen_at: I64
    offsets: I64


@entry
def _expected(h: History, windows: _Windows, p: Params) -> F64:  # pragma: no cover - compiled
    out = np.empty(windows.offsets[-1])
    state = np.empty(STATE_SIZE)
    for w in range(windows.cell.size):
        cell, offset = windows.cell[w], windows.offsets[w]
        rate = _go_to(state, h, cell, windows.frozen_at[w], p)
        for i in range(offset, windows.offsets[w + 1]):
            today = windows.first_day[w] + i - offset
            weekday = (h.first_weekday + today) % 7
            exposure = h.exposure[h.source[cell], today]
            out[i] = rate * load_of(state, rate, exposure, weekday, p)
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
    h = lay_out(cells, exposure, first_weekday, cold_discount(p))
    return _expected(h, _Windows(cell, first_day, frozen, offsets), p), offsets
