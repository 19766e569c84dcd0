"""A question in the terms of the tables that are there: places by id, days, who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from chuquan.errors import NotFoundError
from chuquan.impact.choose import find_place
from chuquan.impact.context import Neighbour, neighbours_of, places_with_waves
from chuquan.impact.outcomes import OutcomesReading
from chuquan.places.gazetteer import Gazetteer
from chuquan.question import Question
from chuquan.report import Breakout, Report
from chuquan.report.impact import ExclusionReason

WINDOW_DAYS: Final = 90
"""A breakout's effect is asked for over so many days from its onset unless the question names an
end: waves halve in days to weeks, and a mean over years would say nothing of them."""


@dataclass(frozen=True)
class Asked:
    """A question about treated places.

    Attributes
    ----------
    impact_id : str
    breakout_id : str or None
    starts : mapping of str to date
        Place id to the first day on which the effect counts.
    last_day : date or None
        Last day of the window; None as far as the figures go.
    neighbours : tuple of Neighbour
        Places that may have lost, or shared in it.
    exclude : mapping of str to str
        Places that are no donors, and why.
    knows_waves : bool
        Whether a report said which places had a wave of their own.
    """

    impact_id: str
    breakout_id: str | None
    starts: Mapping[str, date]
    last_day: date | None
    neighbours: tuple[Neighbour, ...] = ()
    exclude: Mapping[str, ExclusionReason] = field(default_factory=dict)
    knows_waves: bool = False


def understand(
    question: Question, reading: OutcomesReading, report: Report | None, gazetteer: Gazetteer
) -> Asked:
    """Bring a question about a breakout or about starts to the ids of a table of outcomes.

    Parameters
    ----------
    question : Question
    reading : OutcomesReading
    report : Report, optional
        Of ``question.report``.
    gazetteer : Gazetteer

    Raises
    ------
    NotFoundError
        If the report holds no such breakout.
    RefusalError
        If the outcomes hold no figure of a place that is asked for.
    """
    last_day = question.end
    breakout_id = None
    if question.breakout:
        assert report is not None
        breakout = _breakout(report, question.breakout)
        breakout_id = breakout.breakout_id
        starts = {find_place(reading, _own_id(breakout, reading), gazetteer): breakout.onset.date()}
        if last_day is None:
            last_day = breakout.onset.date() + timedelta(days=WINDOW_DAYS - 1)
    else:
        starts = {find_place(reading, t.place, gazetteer): t.start for t in question.starts}
    places = reading.frame["place_id"].unique(maintain_order=True).to_list()
    neighbours = _neighbours(question, reading, set(starts), places, gazetteer)
    exclude: dict[str, ExclusionReason] = {n.place_id: "neighbour" for n in neighbours}
    if report is not None:
        known = reading.frame["period_end"].max()
        assert isinstance(known, date)
        # A wave after the last figure moves none of them.
        end = known if last_day is None else min(last_day, known)
        hit = places_with_waves(report, min(starts.values()), end, gazetteer)
        exclude |= {place: "same_wave" for place in places if place in hit}
    return Asked(
        impact_id=breakout_id or "+".join(f"{p}-{d:%Y%m%d}" for p, d in starts.items()),
        breakout_id=breakout_id,
        starts=starts,
        last_day=last_day,
        neighbours=neighbours,
        exclude={p: why for p, why in exclude.items() if p not in starts},
        knows_waves=report is not None,
    )


def _neighbours(
    question: Question,
    reading: OutcomesReading,
    treated: set[str],
    places: list[str],
    gazetteer: Gazetteer,
) -> tuple[Neighbour, ...]:
    if not question.neighbours:
        return neighbours_of(treated, places, gazetteer)
    named = [find_place(reading, name, gazetteer) for name in question.neighbours]
    near = {n.place_id: n for n in neighbours_of(treated, named, gazetteer)}
    return tuple(near.get(p, Neighbour(p, None)) for p in dict.fromkeys(named))


def _own_id(breakout: Breakout, reading: OutcomesReading) -> str:
    # The table may know the place by its code or only by its name.
    return breakout.place_id if breakout.place_id in reading.names else breakout.place_name


def _breakout(report: Report, breakout_id: str) -> Breakout:
    for breakout in report.breakouts:
        if breakout.breakout_id == breakout_id:
            return breakout
    place = breakout_id.rsplit("-", 1)[0]
    near = [b.breakout_id for b in report.breakouts if b.place_id == place]
    some = near or [b.breakout_id for b in report.breakouts[:5]]
    raise NotFoundError(
        f"the report holds no breakout '{breakout_id}'",
        where="--breakout",
        allowed=", ".join(some) or "none: the report holds no breakout",
        todo="take an id from report.json or from `chuquan explain PLACE --json`",
    )
