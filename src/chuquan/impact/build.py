"""From reported figures to a panel: one metric, one unit, one calendar, and who can be a donor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from chuquan.errors import RefusalError
from chuquan.impact.audit.base import audit_table
from chuquan.impact.audit.duplicates import disagreeing
from chuquan.impact.audit.unit_change import unit_changes
from chuquan.impact.choose import choose_rows
from chuquan.impact.donors import fill_gaps, judge_donor, nested_ids
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.panel import NEVER, FloatArray, Panel
from chuquan.impact.periods import Calendar, Days, calendar_of, n_days
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import ExcludedDonor, ExclusionReason, Finding

MIN_BEFORE: Final = {"day": 28, "week": 12, "month": 12, "quarter": 8, "year": 5, "holiday": 5}
"""Periods that must stand before the start: of days four of each weekday, of weeks a season, of
months all of a year, of quarters two years; years and holidays as few as a line can be told from
noise by."""

MAX_GAP_SHARE: Final = 0.1
"""Share of a donor's periods that may be missing."""


@dataclass(frozen=True, eq=False)
class PanelReading:
    """A panel, and what was left out on the way to it.

    Attributes
    ----------
    panel : Panel
        Without gaps. Its donors may be none: then it is a single series.
    origin : str
        Of the visitors; empty for all.
    excluded : tuple of ExcludedDonor
        Places that could have been donors, and why they are none.
    gaps : tuple of (date, date)
        Periods left out, because a treated place has no figure for them.
    filled : dict
        Donor to the number of its periods that were filled in, see
        :func:`chuquan.impact.donors.fill_gaps`.
    findings : tuple of Finding
        What the audit of these rows found where it bears on the panel.
    is_per_day : bool
        Whether values are means a day, as the periods (holidays) have different lengths.
    n_figures : int
        Rows of the table that the panel is made of.
    """

    panel: Panel
    origin: str = ""
    excluded: tuple[ExcludedDonor, ...] = ()
    gaps: tuple[Days, ...] = ()
    filled: Mapping[str, int] | None = None
    findings: tuple[Finding, ...] = ()
    is_per_day: bool = False
    n_figures: int = 0


def build_panel(
    reading: OutcomesReading,
    starts: Mapping[str, date | None],
    *,
    metric: str | None = None,
    origin: str | None = None,
    period: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    exclude: Mapping[str, ExclusionReason] | None = None,
    max_gap_share: float = MAX_GAP_SHARE,
    min_before: int | None = None,
    keep_gaps: bool = False,
    gazetteer: Gazetteer | None = None,
) -> PanelReading:
    """Build the panel of one metric.

    Parameters
    ----------
    reading : OutcomesReading
    starts : mapping of str to date or None
        Place (identifier) to the first day on which the effect counts; the period that holds this
        day is the first treated one. None where there is no start (events in a series): the place
        stands first in the panel with a start of :data:`~chuquan.impact.panel.NEVER`.
    metric, origin, period : str, optional
        Which rows; may be left out where the table leaves no choice.
    first_day, last_day : date, optional
        Periods outside are left alone.
    exclude : mapping of str to str, optional
        Places that may not be donors, and why.
    max_gap_share : float
        Of a donor's periods, as a share.
    min_before : int, optional
        Periods before the earliest start; by default :data:`MIN_BEFORE`.
    keep_gaps : bool
        Keep the periods for which a treated place has no figure, as NaN: for a model of a single
        series, whose calendar must not be broken.
    gazetteer : Gazetteer, optional
        Tells which places lie in which: a place that holds a treated one, or lies in one, is no
        donor.

    Raises
    ------
    RefusalError
        Where the data cannot answer: no such metric, place, origin; mixed units or periods; a unit
        that changes; figures that contradict each other; too few periods before the start, none
        after it, or none before at all.
    """
    gazetteer = gazetteer or Gazetteer.load()
    rows, chosen = choose_rows(reading, tuple(starts), metric=metric, origin=origin, period=period)
    if first_day is not None:
        rows = rows.filter(pl.col("period_start") >= first_day)
    if last_day is not None:
        rows = rows.filter(pl.col("period_end") <= last_day)
    findings = _refuse_contradictions(rows, reading, starts)
    calendar = _calendar(rows, starts, chosen.period, reading.file)
    is_per_day = len({n_days(days) for days in calendar.periods}) > 1 and (
        chosen.period == "holiday"
    )
    table = _matrix(rows, calendar, is_per_day=is_per_day)
    treated = list(starts)
    has_figures = _with_figures(table, treated)
    kept = np.ones_like(has_figures) if keep_gaps else has_figures
    periods = tuple(days for days, keep in zip(calendar.periods, kept, strict=True) if keep)
    gaps = tuple(days for days, keep in zip(calendar.periods, has_figures, strict=True) if not keep)
    indices = {p: _index(day, periods) for p, day in starts.items() if day is not None}
    needed = MIN_BEFORE[chosen.period] if min_before is None else min_before
    _refuse_history(indices, starts, periods, chosen.period, needed, reading)
    reasons: dict[str, ExclusionReason] = dict(exclude or {})
    reasons = dict.fromkeys(nested_ids(treated, list(table), gazetteer), "nested") | reasons
    reasons = dict.fromkeys(_doubtful(findings, treated), "audit") | reasons
    reasons |= {place: "other_unit" for place in chosen.other_unit if place not in reasons}
    donors: dict[str, FloatArray] = {}
    for place, values in table.items():
        if place in starts or place in reasons:
            continue
        reason = judge_donor(values[kept], max_gap_share)
        if reason is None:
            donors[place] = values[kept]
        else:
            reasons[place] = reason
    filled = fill_gaps(donors)
    ids = (*treated, *donors)
    panel = Panel(
        values=np.vstack([*(table[p][kept] for p in treated), *donors.values()]),
        place_ids=ids,
        starts=np.array([indices.get(place, NEVER) for place in ids], dtype=np.int64),
        first_days=tuple(days[0] for days in periods),
        last_days=tuple(days[1] for days in periods),
        metric=chosen.metric,
        unit=chosen.unit,
        period=chosen.period,
    )
    there = {*table, *chosen.other_unit}
    return PanelReading(
        panel=panel,
        origin=chosen.origin,
        excluded=tuple(
            _excluded(place, reason, reading)
            for place, reason in sorted(reasons.items())
            if place in there and place not in starts
        ),
        gaps=gaps,
        filled=filled,
        findings=findings,
        is_per_day=is_per_day,
        n_figures=rows.height,
    )


def _excluded(place: str, reason: ExclusionReason, reading: OutcomesReading) -> ExcludedDonor:
    name, name_en = reading.names.get(place, (place, place))
    return ExcludedDonor(place, name, reason, name_en)


def _refuse_contradictions(
    rows: pl.DataFrame, reading: OutcomesReading, starts: Mapping[str, date | None]
) -> tuple[Finding, ...]:
    """Refuse where the treated rows change their unit or contradict each other.

    A new definition, or a jump by ten that may be real, is a finding, not a refusal.
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


def _doubtful(findings: tuple[Finding, ...], treated: list[str]) -> list[str]:
    """Return the places other than the treated ones whose figures are in doubt."""
    return [p for finding in findings for p in finding.place_ids if p not in treated]


def _calendar(
    rows: pl.DataFrame, starts: Mapping[str, date | None], period: str, file: str
) -> Calendar:
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


def _matrix(rows: pl.DataFrame, calendar: Calendar, *, is_per_day: bool) -> dict[str, FloatArray]:
    """Return each place's values along the calendar, NaN where there is none."""
    column = {days: i for i, days in enumerate(calendar.periods)}
    index = pl.DataFrame(
        [(*days, i) for days, i in column.items()],
        schema={"period_start": pl.Date, "period_end": pl.Date, "i": pl.Int64},
        orient="row",
    )
    on = ["period_start", "period_end"]
    placed = rows.join(index, on=on, how="inner").drop_nulls("value")
    lengths = np.array([n_days(days) for days in calendar.periods], dtype=np.float64)
    out: dict[str, FloatArray] = {}
    for place in rows["place_id"].unique(maintain_order=True):
        out[place] = np.full(len(column), np.nan)
    for (place,), part in placed.group_by("place_id", maintain_order=True):
        out[str(place)][part["i"].to_numpy()] = part["value"].to_numpy()
    return {p: v / lengths for p, v in out.items()} if is_per_day else out


def _with_figures(table: Mapping[str, FloatArray], treated: list[str]) -> np.ndarray:
    """Return the periods for which all treated places have a figure, shape (period,)."""
    return np.logical_and.reduce([np.isfinite(table[place]) for place in treated])


def _index(start: date, periods: tuple[Days, ...]) -> int:
    """Return the first period that holds the start or lies after it."""
    return next((i for i, days in enumerate(periods) if days[1] >= start), len(periods))


def _refuse_history(
    indices: Mapping[str, int],
    starts: Mapping[str, date | None],
    periods: tuple[Days, ...],
    period: str,
    needed: int,
    reading: OutcomesReading,
) -> None:
    if not periods:
        raise RefusalError(
            "the treated places have no period for which all of them have a figure",
            where=reading.file,
            allowed="figures of all treated places for the same periods",
            todo="measure them one at a time",
        )
    for place, n_before in indices.items():
        start = starts[place]
        assert start is not None
        name = reading.names.get(place, (place, place))[0]
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


WHY: Final = {
    "day": "every weekday must have been seen four times",
    "week": "a season of weeks must have been seen",
    "month": "every month of a year must have been seen",
    "quarter": "every quarter must have been seen twice",
    "year": "with fewer a trend cannot be told from chance",
    "holiday": "with fewer the usual holiday is not known",
}
"""Why so many periods are needed before the start."""
