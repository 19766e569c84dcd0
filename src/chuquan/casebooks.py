"""From a report's breakouts and tables of events to the casebook in a report.

breakouts, events -> casebook
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from chuquan import pipeline
from chuquan.casebook.known import known_events
from chuquan.casebook.responses import casebook
from chuquan.impact.events.table import EventsReading, read_events
from chuquan.impact.reading.named import resolve_names
from chuquan.pipeline import Progress
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Lever, Problem, Report
from chuquan.stages import Silent
from chuquan.tables import EVENTS


def make_casebook(
    report: Path | None,
    events: Sequence[Path] = (),
    *,
    with_known: bool | None = None,
    effects_lever: Lever | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return a report with the casebook of its breakouts.

    Parameters
    ----------
    report : path or None
        A ``report.json``; None takes the breakouts of the embedded sample.
    events : sequence of path
        Tables of events, each with a place and a first day; those that came to nothing belong in
        them, or every chance is too high.
    with_known : bool, optional
        Whether the known events that ship with Chuquan count, too. Unless told they do for the
        embedded sample alone: a report on one city's own mentions has seen nothing of the others.
    effects_lever : str, optional
        What the events of the report's impacts are, where nothing else says.
    progress : Progress, optional

    Raises
    ------
    RefusalError
        If there are too few image breakouts.
    UserError
        If a file cannot be read.
    """
    stages = progress or Silent()
    gazetteer = Gazetteer.load()
    if report is None:
        base = pipeline.find(pipeline.demo_digest(), progress=progress)
    else:
        base = Report.read(report)
    known = with_known if with_known is not None else report is None
    with stages.stage("learn from cases"):
        table, problems = _events(events, gazetteer, with_known=known)
        made = casebook(base, table, gazetteer=gazetteer, effects_lever=effects_lever)
    # The given tables' own faults first: they are what is told of them.
    told = tuple(dict.fromkeys((*problems, *base.problems)))
    return msgspec.structs.replace(base, casebook=made, problems=told)


def _events(
    paths: Sequence[Path], gazetteer: Gazetteer, *, with_known: bool
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    readings = [_usable(read_events(path, gazetteer=gazetteer), gazetteer) for path in paths]
    frames = [reading.frame for reading in readings]
    if with_known:
        frames.append(known_events())
    # The user's own row speaks where a known event has the same id.
    table = pl.concat([EVENTS.empty(), *frames]).unique("event_id", keep="first")
    return table, tuple(problem for reading in readings for problem in reading.problems)


def _usable(reading: EventsReading, gazetteer: Gazetteer) -> EventsReading:
    """Leave out events of no known place or kind, and say so.

    No wave could be an event's of no place, so it would count as one that came to nothing. Each
    name is looked up by itself: a table in which every second name is misspelt is still one of
    places, where a table of outcomes may be one of other things.
    """
    named = {
        name: resolve_names([(name, "")], gazetteer).place_id[name, ""]
        for name in reading.frame["place_id"].drop_nulls().unique()
    }
    reading = replace(reading, frame=reading.frame.with_columns(pl.col("place_id").replace(named)))
    is_placed = (
        pl.col("place_id")
        .map_elements(lambda place_id: place_id in gazetteer, return_dtype=pl.Boolean)
        .fill_null(value=False)
    )
    has_lever = pl.col("lever").is_not_null()
    left = reading.frame.filter(~(is_placed & has_lever)).with_columns(is_placed=is_placed)
    problems = (
        _unplaced(reading.file, row) if not row["is_placed"] else _unkind(reading.file, row)
        for row in left.iter_rows(named=True)
    )
    return replace(
        reading,
        frame=reading.frame.filter(is_placed & has_lever),
        problems=(*reading.problems, *problems),
    )


def _unplaced(file: str, row: Mapping[str, Any]) -> Problem:
    place = row["place_id"]
    what = "no place" if place is None else f"no place is called {place!r}"
    return Problem(
        file=file,
        found=f"the event {row['name']!r} of {row['start']}: {what}",
        column="place",
        allowed="a place by its name (洛阳, Luoyang) or its code (410300)",
        todo="write the city or county in which it was, or its code",
    )


def _unkind(file: str, row: Mapping[str, Any]) -> Problem:
    return Problem(
        file=file,
        found=f"the event {row['name']!r} of {row['start']}: nothing says what kind of event it is",
        column="lever",
        allowed="culture, screen, social, concert, sport, event, nature, or 演唱会, 体育 and such",
        todo="write it into a column lever (类型)",
    )
