"""The health of the sources at a glance: when each was last seen, and for how long it was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from chuquan.faces.summary import gap_days
from chuquan.report import Report, SourceHealth

SILENT_AFTER = timedelta(hours=24)
"""A source that was last seen so long before the report's end is silent."""


@dataclass(frozen=True)
class Glance:
    """One source.

    Attributes
    ----------
    gap_days : float
        Days in stretches of 24 hours and more in which nothing could be read.
    is_silent : bool
        Whether it was last seen a day and more before the report's end.
    """

    source: SourceHealth
    gap_days: float
    is_silent: bool


def sources_at_a_glance(report: Report) -> list[Glance]:
    """Return the sources, silent ones first."""
    end = datetime.combine(report.period[1], time(), tzinfo=UTC)
    out = [
        Glance(s, sum(map(gap_days, s.gaps)), end - s.last_hour > SILENT_AFTER)
        for s in report.sources
    ]
    return sorted(out, key=lambda g: (not g.is_silent, g.source.source))
