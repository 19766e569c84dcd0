"""The report as the pages look at it: breakouts and places by id, by place, by time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from chuquan.report import Breakout, Impact, PlaceProfile, Report

NOW_DAYS = 7
"""What ended within so many days of the report's end still belongs to now."""


class Shown:
    """Look-ups over one report, made once.

    Parameters
    ----------
    report : Report
    """

    def __init__(self, report: Report) -> None:
        self.report = report

    @property
    def today(self) -> date:
        """The last day that was looked at: what *now* means on these pages."""
        return self.report.period[1]

    @cached_property
    def breakouts(self) -> dict[str, Breakout]:
        """Breakouts by id, strongest first."""
        return {b.breakout_id: b for b in self.report.breakouts}

    @cached_property
    def places(self) -> dict[str, PlaceProfile]:
        """Places of breakouts, and the provinces that they lie in, by id."""
        return {p.place_id: p for p in self.report.places}

    @cached_property
    def _of_place(self) -> dict[str, list[Breakout]]:
        out: dict[str, list[Breakout]] = {}
        for breakout in sorted(self.report.breakouts, key=lambda b: b.onset):
            out.setdefault(breakout.place_id, []).append(breakout)
        return out

    def of_place(self, place_id: str) -> Sequence[Breakout]:
        """Return a place's breakouts, earliest first."""
        return self._of_place.get(place_id, ())

    def impacts_of(self, breakout_id: str) -> tuple[Impact, ...]:
        """Return what a breakout brought, where outcomes were given."""
        return tuple(i for i in self.report.impacts if i.breakout_id == breakout_id)

    def current(self, kind: str) -> list[Breakout]:
        """Return what goes on or has just ended, strongest first."""
        return [b for b in self.report.breakouts if b.kind == kind and self.is_current(b)]

    def is_current(self, breakout: Breakout) -> bool:
        """Whether a breakout goes on, or ended within :data:`NOW_DAYS` of the report's end."""
        return breakout.end is None or (self.today - breakout.end.date()).days <= NOW_DAYS
