"""One theme's rise: its days, summed over its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.breakouts.cells import F64
from chuquan.breakouts.fading.forecast import HORIZON_DAYS

LIVE_DAYS: Final = 7
"""A rise without excess for so many days is over, even if too few were looked at to close it."""

MIN_LIVE: Final = 3.0
MIN_RATIO: Final = 1.5
"""The last days of a live rise bring so many mentions more, and so many times as many."""


@dataclass(frozen=True, eq=False)
class Rise:
    """A theme's rise, summed over its sources; days are of :class:`Talked`."""

    theme: int
    first: int
    onset: int
    n: F64
    expected: F64
    exposure: F64
    q_value: float
    sources: tuple[str, ...]

    @property
    def excess(self) -> float:
        """Return mentions above expectation since the onset."""
        return float((self.n - self.expected)[self.onset - self.first :].sum())

    @property
    def is_live(self) -> bool:
        """Return whether the last days bring clearly more than usual, and it peaked of late."""
        if self.since_peak()[0].size > HORIZON_DAYS:
            return False
        n, usual = self.n[-LIVE_DAYS:].sum(), self.expected[-LIVE_DAYS:].sum()
        return bool(n - usual >= MIN_LIVE and n >= MIN_RATIO * usual)

    def since_peak(self) -> tuple[F64, F64, F64]:
        """Return counts, expectation and exposure from the greatest day on."""
        since = self.onset - self.first
        peak = since + int(np.argmax((self.n - self.expected)[since:]))
        return self.n[peak:], self.expected[peak:], self.exposure[peak:]
