"""Zeros where the series is never near zero: a gap that was written as a figure."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.impact.audit.base import AuditTable
from chuquan.report.impact import Finding

MIN_ROWS: Final = 5
MAX_SHARE: Final = 0.1
"""A series with more zeros than that is often at zero."""

MIN_FLOOR: Final = 0.05
MIN_MEDIAN: Final = 10.0
"""Smallest figure of the others against their median, and the median itself: below, zero is near.
"""


def suspicious_zeros(table: AuditTable) -> tuple[Finding, ...]:
    """Find zeros in series whose other figures are all far from zero.

    Zeros before the first figure are none: the line was not open yet.

    ``figures``: ``n`` zeros, ``median`` and ``smallest`` of the other figures. ``rows``: the zeros.
    """
    found = []
    for series in table.series():
        positive = series.values[series.values > 0]
        if len(positive) < MIN_ROWS:
            continue
        first = int(np.argmax(series.values > 0))
        zeros = np.flatnonzero(series.values == 0)
        zeros = zeros[zeros > first]
        median, smallest = float(np.median(positive)), float(positive.min())
        is_far = median >= MIN_MEDIAN and smallest >= MIN_FLOOR * median
        if not len(zeros) or len(zeros) > max(MAX_SHARE * len(series.values), 1) or not is_far:
            continue
        found.append(
            Finding(
                rule="suspicious_zero",
                file=table.file,
                rows=tuple(int(line) for line in series.lines[zeros]),
                metric=series.metric,
                place_ids=(series.place_id,),
                figures={"n": float(len(zeros)), "median": median, "smallest": smallest},
            )
        )
    return tuple(found)
