"""What a cell would have brought without its wave: the baseline frozen before the onset."""

from __future__ import annotations

from typing import Final, NamedTuple

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
from chuquan.breakouts.cells import F64, I32, I64, Cells
from chuquan.breakouts.history import CellHistory, History, lay_out, take_cell
from chuquan.compiled import entry, inner
from chuquan.workers import in_slices

SLICE: Final = 500
"""Fewer windows than this are gone through sooner than a thread is started for them."""


@inner
def _expect(  # noqa: PLR0917 - a kernel names all its arrays
    own: CellHistory,
    days: I32,
    counts: F64,
    first: int,
    stop: int,
    until: int,
    first_day: int,
    p: Params,
    state: F64,
    out: F64,
) -> None:  # pragma: no cover - compiled
    # Each function is called at one place only, as every call is compiled once more.
    start(state, own.prior_rate, p)
    i, not_yet = first, 0
    while True:
        is_last = i == stop or days[i] >= until
        today = until if is_last else days[i] + 0
        pass_silence(state, own, not_yet, today, p)
        day = begin_day(state, own, today, p)
        if is_last:
            break
        end_day(state, day, counts[i] if day.exposure > 0.0 else 0.0, p)
        i, not_yet = i + 1, today + 1
    for today in range(first_day, first_day + out.size):
        load = load_of(state, day.rate, own.exposure[today], (own.first_weekday + today) % 7, p)
        out[today - first_day] = day.rate * load


class _Windows(NamedTuple):
    cell: I64
    first_day: I64
    frozen_at: I64
    offsets: I64


@entry
def _expected(
    h: History, windows: _Windows, p: Params, state: F64, out: F64
) -> None:  # pragma: no cover - compiled
    for w in range(windows.cell.size):
        cell, offset = windows.cell[w], windows.offsets[w]
        own, until = take_cell(h, cell), windows.frozen_at[w]
        first, stop, first_day = h.starts[cell], h.starts[cell + 1], windows.first_day[w]
        days = out[offset : windows.offsets[w + 1]]
        _expect(own, h.day, h.n, first, stop, until, first_day, p, state, days)


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
    # Copied, as a column of a table may be read-only, which is a type of its own to the compiler.
    cell, first_day, last_day = (np.array(a, dtype=np.int64) for a in (cell, first_day, last_day))
    frozen = first_day if frozen_at is None else np.array(frozen_at, dtype=np.int64)
    offsets = np.zeros(cell.size + 1, dtype=np.int64)
    np.cumsum(last_day - first_day + 1, out=offsets[1:])
    h = lay_out(cells, exposure, first_weekday, cold_discount(p))
    mean = np.empty(offsets[-1])

    def work(a: int, b: int) -> None:
        windows = _Windows(cell[a:b], first_day[a:b], frozen[a:b], offsets[a : b + 1])
        _expected(h, windows, p, np.empty(STATE_SIZE), mean)

    in_slices(work, cell.size, SLICE)
    return mean, offsets
