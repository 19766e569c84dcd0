"""The report as the pages look at it: breakouts and places by id, by place, by time."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from chuquan.faces.answers_told import Answer, AnswerKind, answers
from chuquan.faces.impact_fit import fitted
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
        """Places of breakouts, and the provinces that they lie in, by id.

        A report of a version that told no places still names those of its breakouts.
        """
        named = {b.place_id: _named_by(b) for b in self.report.breakouts}
        return named | {p.place_id: p for p in self.report.places}

    @cached_property
    def _of_place(self) -> dict[str, list[Breakout]]:
        out: dict[str, list[Breakout]] = {}
        for breakout in sorted(self.report.breakouts, key=lambda b: b.onset):
            out.setdefault(breakout.place_id, []).append(breakout)
        return out

    def of_place(self, place_id: str) -> Sequence[Breakout]:
        """Return a place's breakouts, earliest first."""
        return self._of_place.get(place_id, ())

    def inside(self, place_id: str) -> list[Breakout]:
        """Return the breakouts of places that lie in a place, strongest first."""
        return [b for b in self.report.breakouts if place_id in self._above(b.place_id)]

    def _above(self, place_id: str) -> list[str]:
        line: list[str] = []
        own = self.places.get(place_id)
        while own is not None and own.parent_id is not None and own.parent_id not in line:
            line.append(own.parent_id)
            own = self.places.get(own.parent_id)
        return line

    def impacts_of(self, breakout_id: str) -> tuple[Impact, ...]:
        """Return what a breakout brought, where outcomes were given."""
        return tuple(i for i in self.impacts.values() if i.breakout_id == breakout_id)

    @cached_property
    def impacts(self) -> dict[str, Impact]:
        """Impacts by id with their names cut: those that cannot be relied on come last."""
        ordered = sorted(self.report.impacts, key=lambda i: not i.is_trusted)
        return {i.impact_id: fitted(i) for i in ordered}

    def impacts_at(self, place_id: str) -> list[Impact]:
        """Return the impacts of a place: measured there, or of one of its breakouts."""
        own = {b.breakout_id for b in self.of_place(place_id)}
        return [
            i
            for i in self.impacts.values()
            if i.breakout_id in own or any(p.place_id == place_id for p in i.places)
        ]

    def impacts_like(self, wanted: str, n: int = 5) -> list[Impact]:
        """Return impacts whose id is close to what somebody asked for."""
        return [self.impacts[i] for i in _close(wanted, {i.lower(): i for i in self.impacts}, n)]

    def answers(self, kind: AnswerKind) -> dict[str, Answer]:
        """Return the answers of a kind by id."""
        return {a.answer_id: a for a in self._answers if a.kind == kind}

    @cached_property
    def _answers(self) -> tuple[Answer, ...]:
        return answers(self.report)

    def current(self, kind: str) -> list[Breakout]:
        """Return what goes on or has just ended, strongest first."""
        return [b for b in self.report.breakouts if b.kind == kind and self.is_current(b)]

    def is_current(self, breakout: Breakout) -> bool:
        """Whether a breakout goes on, or ended within :data:`NOW_DAYS` of the report's end."""
        return breakout.end is None or (self.today - breakout.end.date()).days <= NOW_DAYS

    def latest(self, kind: str, n: int) -> list[Breakout]:
        """Return the ``n`` breakouts of a kind that ended last, latest first."""
        ended = (b for b in self.report.breakouts if b.kind == kind and b.end is not None)
        return sorted(ended, key=lambda b: b.end or b.onset, reverse=True)[:n]

    def place_called(self, name: str) -> PlaceProfile | None:
        """Return the place of a name in either language, where just one is called so."""
        wanted = name.strip().casefold()
        found = [p for p in self.places.values() if wanted in {p.name, p.name_en.casefold()}]
        return found[0] if len(found) == 1 else None

    def places_like(self, wanted: str, n: int = 5) -> list[PlaceProfile]:
        """Return places whose id or name is close to what somebody asked for, closest first."""
        return [self.places[i] for i in _close(wanted, self._place_keys, n)]

    def breakouts_like(self, wanted: str, n: int = 5) -> list[Breakout]:
        """Return breakouts whose id or image is close to what somebody asked for."""
        return [self.breakouts[i] for i in _close(wanted, self._breakout_keys, n)]

    @cached_property
    def _place_keys(self) -> dict[str, str]:
        keys = (
            (key, p.place_id) for p in self.places.values() for key in (p.name, p.name_en.lower())
        )
        return {**{key: own for key, own in keys if key}, **{i: i for i in self.places}}

    @cached_property
    def _breakout_keys(self) -> dict[str, str]:
        by_image = {b.image: b.breakout_id for b in reversed(self.report.breakouts)}
        return {**by_image, **{i: i for i in self.breakouts}}


_LONGEST_ASKED = 60


def _named_by(breakout: Breakout) -> PlaceProfile:
    return PlaceProfile(
        place_id=breakout.place_id, name=breakout.place_name, name_en=breakout.place_name_en,
        level="city", parent_id=None, province_name=breakout.province_name, province_name_en="",
        latitude=None, longitude=None, population=None,
    )  # fmt: skip


def _close(wanted: str, keys: dict[str, str], n: int) -> list[str]:
    # A name of 100,000 characters is close to nothing, and would take an hour to be told so.
    asked = wanted[:_LONGEST_ASKED].strip().lower()
    close = difflib.get_close_matches(asked, keys, n=2 * n, cutoff=0.5)
    return list(dict.fromkeys(keys[key] for key in close))[:n]
