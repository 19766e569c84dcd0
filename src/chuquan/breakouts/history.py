"""What the kernels read: all cells' events and their sources' exposure, laid out once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, I32, I64, Cells
from chuquan.compiled import inner

N_CHUNKS: Final = 64
"""More of them keep all cores busy to the end; each is a call."""


class History(NamedTuple):
    """Events by cell and day with the exposure behind them.

    Attributes
    ----------
    starts : int64, shape (cell + 1,)
        Cell ``u`` has the events ``starts[u]:starts[u + 1]``.
    cell : int64, shape (event,)
    day : int32, shape (event,)
    n : float64, shape (event,)
    source : int32, shape (cell,)
    prior_rate : float64, shape (cell,)
    exposure : float64, shape (source, day)
    discounted : float64, shape (source, day + 1)
        Exposure summed over the days before a day, fading as cold days do.
    max_exposure : float64, shape (source,)
    n_seen : int64, shape (source, day + 1)
        Looked-at days before a day.
    first_weekday : int
        Weekday of day 0, Monday being 0.
    """

    starts: I64
    cell: I64
    day: I32
    n: F64
    source: I32
    prior_rate: F64
    exposure: F64
    discounted: F64
    max_exposure: F64
    n_seen: I64
    first_weekday: int


def _discounted(exposure: F64, discount: float) -> F64:
    # Day by day over all sources at once: a kernel would take longer to load than this to run.
    days = np.zeros((exposure.shape[1] + 1, exposure.shape[0]))
    for day, today in enumerate(np.ascontiguousarray(exposure.T)):
        days[day + 1] = discount * days[day] + today
    return np.ascontiguousarray(days.T)


def lay_out(cells: Cells, exposure: F64, first_weekday: int, discount: float) -> History:
    """Check cells and exposure and lay them out for the kernels.

    Parameters
    ----------
    cells : Cells
    exposure : float64, shape (source, day)
    first_weekday : int
    discount : float
        How a cold day fades.

    Raises
    ------
    SchemaError
        If cells or exposure break their contract.
    """
    exposure = _writable(exposure, np.float64)
    cells.check(exposure)
    n_sources, n_days = exposure.shape
    n_seen = np.zeros((n_sources, n_days + 1), dtype=np.int64)
    np.cumsum(exposure > 0, axis=1, out=n_seen[:, 1:])
    return History(
        cells.starts(),
        _writable(cells.cell, np.int64),
        _writable(cells.day, np.int32),
        _writable(cells.n, np.float64),
        _writable(cells.source, np.int32),
        _writable(cells.prior_rate, np.float64),
        exposure,
        _discounted(exposure, discount),
        exposure.max(axis=1, initial=0.0),
        n_seen,
        first_weekday,
    )


def _writable(values: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    # A column of a table comes as an array that may not be written: to the compiler another type,
    # for which every kernel would be compiled once more.
    return np.require(values, dtype=dtype, requirements=["C", "W"])


class CellHistory(NamedTuple):
    """One cell's part of a :class:`History`, without its events.

    Kernels take this out once a cell and hand it on: the whole is eleven arrays, and each function
    that is handed them takes longer to compile.
    """

    prior_rate: float
    exposure: F64
    discounted: F64
    max_exposure: float
    first_weekday: int


@inner
def take_cell(h: History, cell: int) -> CellHistory:  # pragma: no cover - compiled
    """Return a cell's own part of the history."""
    s = h.source[cell]
    return CellHistory(
        h.prior_rate[cell], h.exposure[s], h.discounted[s], h.max_exposure[s], h.first_weekday
    )


def for_cells(h: History, work: Callable[[int, int], None]) -> None:
    """Call ``work(begin, end)`` on chunks of cells of about as many events each, on all cores.

    Kernels let go of the interpreter, so threads serve; compiled loops over cores take twice as
    long to compile.
    """
    at = np.searchsorted(h.starts, np.linspace(0, h.day.size, N_CHUNKS + 1)[1:-1])
    chunks = np.unique(np.concatenate(([0], at, [h.source.size]))).tolist()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(work, begin, end) for begin, end in pairwise(chunks)]:
            done.result()
