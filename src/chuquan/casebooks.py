"""From a report's breakouts and tables of events to the casebook in a report.

breakouts, events -> casebook
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import polars as pl

from chuquan import pipeline
from chuquan.casebook.known import known_events
from chuquan.casebook.responses import casebook
from chuquan.casebook.shipped import shipped_casebook
from chuquan.impact.events.table import read_events
from chuquan.pipeline import Progress
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Casebook, Lever, Problem, Report
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
    return msgspec.structs.replace(base, casebook=made, problems=(*base.problems, *problems))


def casebook_of(report: Report | None) -> Casebook:
    """Return the casebook that a report holds, or the one that ships with Chuquan."""
    if report is None or report.casebook is None:
        return shipped_casebook()
    return report.casebook


def _events(
    paths: Sequence[Path], gazetteer: Gazetteer, *, with_known: bool
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    readings = [read_events(path, gazetteer=gazetteer) for path in paths]
    frames = [reading.frame for reading in readings]
    if with_known:
        frames.append(known_events())
    # The user's own row speaks where a known event has the same id.
    table = pl.concat([EVENTS.empty(), *frames]).unique("event_id", keep="first")
    return table, tuple(problem for reading in readings for problem in reading.problems)
