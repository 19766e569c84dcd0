"""Answer one question about outcomes: choose the design, measure, or refuse.

Places beside each other where there are enough that were not part of it; one series and its
calendar where there are none; a daily series with its event days where the question is of events.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from chuquan.errors import RefusalError
from chuquan.impact.asked import Asked, understand
from chuquan.impact.audit.rules import audit
from chuquan.impact.build import PanelReading, build_panel
from chuquan.impact.by_events import measure_events
from chuquan.impact.by_panel import measure_panel, relative
from chuquan.impact.by_series import measure_series
from chuquan.impact.choose import find_place
from chuquan.impact.displacement import Neighbour
from chuquan.impact.events.table import EventsReading
from chuquan.impact.inference.placebo import MIN_DONORS
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.series.checks import MIN_BEFORE
from chuquan.places.gazetteer import Gazetteer
from chuquan.question import Question
from chuquan.report import Report
from chuquan.report.impact import ExclusionReason, Finding, Impact

ANY_COUNTRY: Final = "CN"
"""Whose holidays a calendar has where the question names none."""


def measure(
    question: Question,
    reading: OutcomesReading,
    gazetteer: Gazetteer,
    *,
    report: Report | None = None,
    events: EventsReading | None = None,
    set_aside: Collection[date] = (),
) -> Impact:
    """Answer a question.

    Parameters
    ----------
    question : Question
    reading : OutcomesReading
    gazetteer : Gazetteer
    report : Report, optional
        That of the question: its breakouts say when it began, and which places had a wave of their
        own.
    events : EventsReading, optional
        Those of a question about events.
    set_aside : collection of date
        Days unlike others; a model of a single series takes them for missing.

    Returns
    -------
    Impact

    Raises
    ------
    RefusalError
        Where the data cannot answer.
    NotFoundError
        Where the report holds no such breakout.
    """
    if events is not None:
        return _by_events(question, reading, events, set_aside, gazetteer)
    asked = understand(question, reading, report, gazetteer)
    built, asked = _build(question, reading, asked, gazetteer)
    findings = _findings(reading, built, gazetteer)
    if built.panel.n_donors >= MIN_DONORS:
        neighbours = _neighbours(question, reading, asked, built, gazetteer)
        return measure_panel(built, reading, asked, neighbours, findings)
    _refuse_lonely(reading, asked, built)
    whole = _panel(question, reading, asked, asked.exclude, gazetteer, keep_gaps=True)
    country = question.holidays or ANY_COUNTRY
    return measure_series(whole, reading, asked, findings, country=country, set_aside=set_aside)


def _build(
    question: Question, reading: OutcomesReading, asked: Asked, gazetteer: Gazetteer
) -> tuple[PanelReading, Asked]:
    """Build the panel; where too few donors are left, neighbours are taken in again."""
    built = _panel(question, reading, asked, asked.exclude, gazetteer)
    if built.panel.n_donors >= MIN_DONORS:
        return built, asked
    fewer = {place: why for place, why in asked.exclude.items() if why != "neighbour"}
    again = _panel(question, reading, asked, fewer, gazetteer)
    if again.panel.n_donors < MIN_DONORS:
        return built, asked
    return again, replace(asked, exclude=fewer, neighbours=())


def _panel(
    question: Question,
    reading: OutcomesReading,
    asked: Asked,
    exclude: Mapping[str, ExclusionReason],
    gazetteer: Gazetteer,
    *,
    keep_gaps: bool = False,
) -> PanelReading:
    starts: dict[str, date | None] = dict(asked.starts)
    return build_panel(
        reading,
        starts,
        metric=question.metric or None,
        origin=question.origin or None,
        first_day=question.first_day,
        last_day=asked.last_day,
        exclude=exclude,
        keep_gaps=keep_gaps,
        gazetteer=gazetteer,
    )


def _neighbours(
    question: Question,
    reading: OutcomesReading,
    asked: Asked,
    built: PanelReading,
    gazetteer: Gazetteer,
) -> list[Neighbour]:
    """Return the neighbours' figures over the panel's periods, of those that have them."""
    if not asked.neighbours:
        return []
    ids = {near.place_id for near in asked.neighbours}
    others = {place: why for place, why in asked.exclude.items() if place not in ids}
    panel = _panel(question, reading, asked, others, gazetteer).panel
    row = {place: i for i, place in enumerate(panel.place_ids)}
    levels = panel.values[:, : int(panel.starts.min())].mean(axis=1)
    is_relative = relative(built.panel).is_relative
    return [
        Neighbour(near.place_id, near.distance_km, panel.values[row[near.place_id]])
        for near in asked.neighbours
        if near.place_id in row and (levels[row[near.place_id]] > 0 or not is_relative)
    ]


def _refuse_lonely(reading: OutcomesReading, asked: Asked, built: PanelReading) -> None:
    """Refuse where there are too few donors, and one series by itself can tell nothing either."""
    panel = built.panel
    n_before = int(panel.starts[: len(asked.starts)].min())
    needed = next((n for p, n in MIN_BEFORE.items() if p == panel.period), None)
    if len(asked.starts) > 1 or needed is None or n_before < needed:
        raise RefusalError(
            f"{panel.n_donors} places to compare with"
            + (f", after {len(built.excluded)} were left out" if built.excluded else "")
            + f", and {n_before} {panel.period}s before the start",
            where=reading.file,
            allowed=f"at least {MIN_DONORS} places that were not part of it"
            + (
                f"; or one place with at least {needed} {panel.period}s before the start"
                if needed is not None
                else ""
            ),
            todo="add outcomes of other places"
            + ("" if needed is None else ", or a longer history of one place"),
        )


def _by_events(
    question: Question,
    reading: OutcomesReading,
    events: EventsReading,
    set_aside: Collection[date],
    gazetteer: Gazetteer,
) -> Impact:
    place = _place_of_events(question, reading, events, gazetteer)
    frame = events.frame.filter(pl.col("place_id").is_null() | (pl.col("place_id") == place))
    if not frame.height:
        raise RefusalError(
            f"no event in {reading.names_of(place)[0]}",
            where=events.file,
            allowed="events of the place that the outcomes are of, or without a place",
            todo="name the place with --place, or mend the places of the events",
        )
    built = build_panel(
        reading,
        {place: None},
        metric=question.metric or None,
        origin=question.origin or None,
        first_day=question.first_day,
        last_day=question.end,
        keep_gaps=True,
        gazetteer=gazetteer,
    )
    impact_id = f"{place}-events-{built.panel.metric}"
    return measure_events(
        built,
        reading,
        frame,
        impact_id,
        _findings(reading, built, gazetteer),
        country=question.holidays or ANY_COUNTRY,
        set_aside=set_aside,
    )


def _place_of_events(
    question: Question, reading: OutcomesReading, events: EventsReading, gazetteer: Gazetteer
) -> str:
    if question.place:
        return find_place(reading, question.place, gazetteer)
    known = reading.frame["place_id"].unique(maintain_order=True).to_list()
    if len(known) == 1:
        return str(known[0])
    named = [p for p in events.frame["place_id"].unique().drop_nulls() if p in known]
    if len(named) == 1:
        return str(named[0])
    some = ", ".join(reading.names_of(p)[0] for p in (named or known)[:8])
    raise RefusalError(
        "events, and outcomes of several places",
        where=reading.file,
        allowed=f"one place at a time: {some}",
        todo="name it with --place",
    )


def _findings(
    reading: OutcomesReading, built: PanelReading, gazetteer: Gazetteer
) -> tuple[Finding, ...]:
    """Return what the audit doubts of the metric and of the treated places' other figures."""
    panel = built.panel
    treated = panel.place_ids[: max(1, int(panel.is_treated.sum()))]
    metric = panel.metric
    found = audit(reading, metrics=(metric,), place_ids=treated, gazetteer=gazetteer)
    own = set(treated)
    return tuple(f for f in found if not f.place_ids or own & set(f.place_ids))
