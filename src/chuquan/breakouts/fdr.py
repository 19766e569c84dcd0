"""Benjamini and Hochberg's rule over a window of days that moves on.

p-values are kept as counts of ``-log10 p`` in bins, so a day costs the same however many tests
there are. Rounding is toward the larger p. Loops are written out: array
expressions take seconds to compile. Source: Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from chuquan.breakouts.cells import F64, I64
from chuquan.compiled import inner

P_BIN = 0.02
N_P_BINS = 2500


class Window(NamedTuple):
    """The tests of the trailing days.

    Attributes
    ----------
    by_day : int64, shape (day slot, bin)
    total : int64, shape (bin,)
    n_tests : float64, shape (day slot,)
    """

    by_day: I64
    total: I64
    n_tests: F64


def new_window(n_days: int) -> Window:
    """Return an empty window of so many days."""
    by_day = np.zeros((n_days, N_P_BINS), dtype=np.int64)
    return Window(by_day, np.zeros(N_P_BINS, dtype=np.int64), np.zeros(n_days))


@inner
def p_bin(p: float) -> int:  # pragma: no cover - compiled
    """Return the bin of a p-value."""
    return min(int(-np.log10(max(p, 1e-300)) / P_BIN), N_P_BINS - 1)


@inner
def move_on(w: Window, today: int) -> None:  # pragma: no cover - compiled
    """Drop the day that leaves the window; its place is today's."""
    slot = today % w.n_tests.size
    if w.n_tests[slot] > 0.0:
        for b in range(w.total.size):
            w.total[b] -= w.by_day[slot, b]
            w.by_day[slot, b] = 0
        w.n_tests[slot] = 0.0


@inner
def count(w: Window, day: int, b: int, times: int) -> None:  # pragma: no cover - compiled
    """Count a p-value in bin ``b`` on a day of the window (``times`` may be -1 to take it back)."""
    w.by_day[day % w.n_tests.size, b] += times
    w.total[b] += times


@inner
def n_in(w: Window) -> float:  # pragma: no cover - compiled
    """Return the number of tests in the window."""
    n_tests = 0.0
    for slot in range(w.n_tests.size):
        n_tests += w.n_tests[slot]
    return n_tests


@inner
def adjust(w: Window, n_tests: float, out: F64) -> None:  # pragma: no cover - compiled
    """Write the adjusted p-value of each bin, given the number of tests in the window."""
    reached = 0
    for b in range(w.total.size):
        reached += w.total[b]
    lowest = 1.0
    for b in range(w.total.size):
        if reached > 0:
            lowest = min(lowest, 10.0 ** (-b * P_BIN) * n_tests / reached)
        out[b] = lowest
        reached -= w.total[b]
