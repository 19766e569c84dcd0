"""Refusals: reported figures that cannot answer, each with one clear message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from chuquan.errors import RefusalError
from chuquan.impact.audit.base import audit_table
from chuquan.impact.audit.duplicates import disagreeing
from chuquan.impact.audit.unit_change import unit_changes
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.periods import Calendar, Days, calendar_of
from chuquan.report.impact import Finding

MIN_BEFORE: Final = {"day": 28, "week": 12, "month": 12, "quarter": 8, "year": 5, "holiday": 5}
"""Periods that must stand before the start: of days four of each weekday, of weeks a season, of
months all of a year, of quarters two years; years and holidays as few as a line can be told from
noise by."""

WHY: Final = {
    "day": "every weekday must have been seen four times",
    "week": "a season of weeks must have been seen",
    "month": "every month of a year must have been seen",
    "quarter": "every quarter must have been seen twice",
    "year": "with fewer a trend cannot be told from chance",
    "holiday": "with fewer the usual holiday is not known",
}
"""Why so many periods are needed before the start."""


def refuse_contradictions(
    rows: pl.DataFrame, reading: OutcomesReading, starts: Mapping[str, date | None]
) -> tuple[Finding, ...]:
    """Refuse where the treated rows change their unit or contradict each other.

    A new definition, or a jump by ten that may be real, is a finding, not a refusal.

    Returns
    -------
    tuple of Finding
        Those that are no reason to refuse, of donors too.

    Raises
    ------
    RefusalError
    """
    table = audit_table(rows, reading.names, reading.file)
    findings = (*unit_changes(table), *disagreeing(table))
    for finding in findings:
        if not set(finding.place_ids) & set(starts) or "is_definition" in finding.figures:
            continue
        if finding.figures.get("factor") in {10.0, 0.1}:
            continue
        lines = ", ".join(str(line) for line in finding.rows[:6])
        if finding.rule == "unit_change":
            factor = finding.figures.get("factor")
            what = f", by a factor of about {factor:g}" if factor else ""
            raise RefusalError(
                f"the unit of '{finding.metric}' changes midway{what}",
                where=f"{reading.file}, line {lines}",
                allowed="one unit and one definition for the whole of a place's series",
                todo="bring all figures to one unit, or cut the series there with --first-day",
            )
        raise RefusalError(
            f"figures for the same place and period contradict each other ('{finding.metric}')",
            where=f"{reading.file}, lines {lines}",
            allowed="one figure for each place, metric, period and origin",
            todo="keep the right one of these rows",
        )
    return findings


def refuse_broken_calendar(
    rows: pl.DataFrame, starts: Mapping[str, date | None], period: str, file: str
) -> Calendar:
    """Return the calendar of the treated places' periods, or refuse where they make none.

    Raises
    ------
    RefusalError
    """
    own = rows.filter(pl.col("place_id").is_in(list(starts)), pl.col("value").is_not_null())
    present = list(own.select("period_start", "period_end").unique().iter_rows())
    calendar = calendar_of(period, present)
    if calendar is None:
        raise RefusalError(
            f"{period}s that do not follow each other"
            if present
            else "no figure at all for the place",
            where=file,
            allowed=f"one row for each {period}, each beginning where the last one ended",
            todo="bring the rows to one calendar, or drop those that overlap",
        )
    return calendar


def first_treated(start: date, periods: Sequence[Days]) -> int:
    """Return the index of the first period that holds the start or lies after it."""
    return next((i for i, days in enumerate(periods) if days[1] >= start), len(periods))


def refuse_history(
    periods: tuple[Days, ...],
    starts: Mapping[str, date | None],
    *,
    period: str,
    min_before: int | None,
    reading: OutcomesReading,
) -> None:
    """Refuse where there is too little before the start of any place, or nothing from it on.

    Parameters
    ----------
    periods : tuple of (date, date)
        For which all treated places have a figure.
    starts : mapping of str to date or None
    period : str
        Their length.
    min_before : int or None
        Over :data:`MIN_BEFORE`.
    reading : OutcomesReading

    Raises
    ------
    RefusalError
    """
    needed = MIN_BEFORE[period] if min_before is None else min_before
    if not periods:
        raise RefusalError(
            "the treated places have no period for which all of them have a figure",
            where=reading.file,
            allowed="figures of all treated places for the same periods",
            todo="measure them one at a time",
        )
    for place, start in starts.items():
        if start is None:
            continue
        n_before = first_treated(start, periods)
        name = reading.names_of(place)[0]
        if n_before == 0:
            raise RefusalError(
                f"the figures of {name} start on {periods[0][0]}, not before {start}, where the "
                "effect begins",
                where=reading.file,
                allowed=f"at least {needed} {period}s before the start",
                todo="add earlier figures: without them nothing tells what would have happened",
            )
        if n_before == len(periods):
            raise RefusalError(
                f"the figures of {name} end on {periods[-1][1]}, before {start}, where the effect "
                "begins",
                where=reading.file,
                allowed="at least one period from the start on",
                todo="add later figures, or give an earlier start",
            )
        if n_before < needed:
            raise RefusalError(
                f"too short a history: {n_before} {period}s of {name} before {start}",
                where=reading.file,
                allowed=f"at least {needed} {period}s, for {WHY[period]}",
                todo="add earlier figures, or figures for shorter periods",
            )
