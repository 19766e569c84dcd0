"""The stretch of time that a map shows: so many days up to a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chuquan.faces.web.shown import Shown
from chuquan.report import Breakout

SPANS: Final = (30, 90, 365)
"""Lengths that one can choose, in days; the whole period besides."""
SPAN: Final = 365


@dataclass(frozen=True)
class Window:
    """Days up to and with one day.

    Attributes
    ----------
    day : date
        The last one.
    span_days : int
        How many.
    """

    day: date
    span_days: int

    @classmethod
    def of(cls, query: Mapping[str, str], shown: Shown) -> Window:
        """Read ``day`` and ``span`` from an address; what cannot be read is as if not given.

        ``span=0`` is the whole period; a day outside of the period is its nearest one.
        """
        first, last = shown.report.period
        try:
            day = min(max(date.fromisoformat(query.get("day", "")), first), last)
        except ValueError:
            day = last
        given = query.get("span", "")
        span = int(given) if given in {"0", *map(str, SPANS)} else SPAN
        return cls(day, span or (last - first).days + 1)

    @property
    def first(self) -> date:
        """The first day."""
        return self.day - timedelta(days=self.span_days - 1)

    def holds(self, breakout: Breakout) -> bool:
        """Whether a breakout lasts on any of the days."""
        return breakout.onset.date() <= self.day and (
            breakout.end is None or breakout.end.date() >= self.first
        )
