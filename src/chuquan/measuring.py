"""What a breakout or an event brought: from files of outcomes to impacts in a report.

read outcomes -> audit -> measure (-> spending)  =  impacts
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from chuquan.config import Settings
from chuquan.errors import EmptySourceError
from chuquan.impact.events.flags import events_of_flag
from chuquan.impact.events.table import EventsReading, read_events
from chuquan.impact.measure import measure
from chuquan.impact.money.multipliers import load_multipliers
from chuquan.impact.money.spending import over_window, spending
from chuquan.impact.outcomes import OutcomesReading, read_outcomes
from chuquan.places.gazetteer import Gazetteer
from chuquan.question import OutcomeOptions, Question
from chuquan.report import Impact, Report
from chuquan.stages import Silent, Stages
from chuquan.version import __version__


def impact(
    outcomes: Sequence[Path],
    question: Question,
    options: OutcomeOptions | None = None,
    *,
    progress: Stages | None = None,
) -> Report:
    """Answer one question about outcomes.

    Parameters
    ----------
    outcomes : sequence of path
        Tables of visits, rides, nights, money; several are read as one.
    question : Question
    options : OutcomeOptions, optional
        What cannot be guessed of the tables.
    progress : Stages, optional

    Returns
    -------
    Report
        That of the question with the impact added, or one that holds the impact alone.

    Raises
    ------
    RefusalError
        Where the data cannot answer; the message says why and what would help.
    UserError, OutsideError
    """
    progress = progress or Silent()
    gazetteer = Gazetteer.load()
    with progress.stage("read outcomes"):
        report = None if question.report is None else Report.read(question.report)
        place = _place_of(question, report)
        reading = read_all_outcomes(outcomes, options or OutcomeOptions(), gazetteer, place=place)
        events = _events(question, outcomes, gazetteer, place)
        aside = _days_aside(question, outcomes, gazetteer, place)
    with progress.stage("measure"):
        found = measure(question, reading, gazetteer, report=report, events=events, set_aside=aside)
    if question.multipliers:
        found = _with_spending(found, question.multipliers)
    base = report or _bare_report(reading)
    problems = (*base.problems, *reading.problems, *(() if events is None else events.problems))
    return msgspec.structs.replace(base.with_impacts((found,)), problems=problems)


def read_all_outcomes(
    paths: Sequence[Path],
    options: OutcomeOptions,
    gazetteer: Gazetteer,
    *,
    place: str | None = None,
) -> OutcomesReading:
    """Read several tables of outcomes as one.

    Parameters
    ----------
    paths : sequence of path
    options : OutcomeOptions
    gazetteer : Gazetteer
    place : str, optional
        Whose figures they are where a table names no place.

    Raises
    ------
    EmptySourceError
        If there is no path.
    UserError
        As :func:`chuquan.impact.outcomes.read_outcomes`.
    """
    readings = [
        read_outcomes(
            path,
            columns=options.columns or None,
            place=place,
            unit=options.unit or None,
            period=options.period or None,
            encoding=options.encoding or None,
            gazetteer=gazetteer,
        )
        for path in paths
    ]
    if not readings:
        raise EmptySourceError(
            "no table of outcomes",
            where="impact",
            allowed="CSV, TSV, XLSX, JSON or Parquet",
            todo="name a file of visits, rides, nights or money",
        )
    first, *rest = readings
    if not rest:
        return first
    return replace(
        first,
        frame=pl.concat([r.frame for r in readings]),
        problems=tuple(problem for r in readings for problem in r.problems),
        names={place: name for r in readings for place, name in r.names.items()},
        file=", ".join(r.file for r in readings),
    )


def _place_of(question: Question, report: Report | None) -> str | None:
    """Return the one place that is asked about, if it is one."""
    if question.breakout and report is not None:
        return next(
            (b.place_id for b in report.breakouts if b.breakout_id == question.breakout), None
        )
    if len(question.starts) == 1:
        return question.starts[0].place
    return question.place or None


def _events(
    question: Question, outcomes: Sequence[Path], gazetteer: Gazetteer, place: str | None
) -> EventsReading | None:
    if question.event_flag:
        flag = question.event_flag
        return events_of_flag(outcomes[0], flag, place=place, gazetteer=gazetteer)
    return None if question.events is None else read_events(question.events, gazetteer=gazetteer)


def _days_aside(
    question: Question, outcomes: Sequence[Path], gazetteer: Gazetteer, place: str | None
) -> frozenset[date]:
    """Return the days that columns of the outcomes flag as unlike others."""
    days: set[date] = set()
    for flag in question.set_aside:
        flagged = events_of_flag(
            outcomes[0], flag, place=place, join_days=False, gazetteer=gazetteer
        )
        days.update(flagged.frame["start"])
    return frozenset(days)


def _with_spending(found: Impact, multipliers: str) -> Impact:
    moved = None
    if found.displacement:
        moved = over_window([d.effect for d in found.displacement], found.n_after)
    told = spending(found.total, found.unit, load_multipliers(multipliers), moved)
    return msgspec.structs.replace(found, spending=told)


def _bare_report(reading: OutcomesReading) -> Report:
    days = reading.frame.select(
        first=pl.col("period_start").min(), last=pl.col("period_end").max()
    ).row(0)
    first, last = days
    assert isinstance(first, date)
    assert isinstance(last, date)
    return Report(
        chuquan_version=__version__,
        period=(first, last),
        false_discovery_rate=Settings().false_discovery_rate,
        breakouts=(),
    )
