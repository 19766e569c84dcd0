"""Work on slices of a column on several cores, for libraries that let go of the interpreter."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

MAX_WORKERS: Final = 8
"""More slices than this save little time and cost each a set-up of its own."""

T = TypeVar("T")


def n_workers() -> int:
    """Return how many cores this process may use, at most :data:`MAX_WORKERS`."""
    try:
        n_cores = len(os.sched_getaffinity(0))
    except AttributeError:  # where a process cannot be tied to cores
        n_cores = os.cpu_count() or 1
    return min(n_cores, MAX_WORKERS)


def in_slices(work: Callable[[int, int], T], n: int, least: int) -> list[T]:
    """Return ``work(start, stop)`` of slices that cover ``range(n)``, in order.

    Parameters
    ----------
    work : callable of (start, stop)
        Works on rows ``[start, stop)``; called from several threads at once, so that it is only
        faster where most of it runs outside the interpreter (Polars, compiled kernels).
    n : int
        How many rows there are. Of no rows, there is one empty slice.
    least : int
        A slice of fewer rows is not worth a thread.

    Raises
    ------
    Exception
        Whatever ``work`` raised, of the first slice in which it did.
    """
    n_slices = max(1, min(n_workers(), n // max(least, 1)))
    bounds = [n * i // n_slices for i in range(n_slices + 1)]
    if n_slices == 1:
        return [work(0, n)]
    # A pool of its own for each call: threads kept for the next one would not survive a fork.
    with ThreadPoolExecutor(n_slices, thread_name_prefix="chuquan") as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))
