"""From reported figures to a panel: one metric, one unit, one calendar, and who can be a donor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.choose import Chosen, choose_rows
from chuquan.impact.donors import fill_gaps, judge_donor, nested_ids
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.panel import NEVER, FloatArray, Panel
from chuquan.impact.periods import Calendar, Days, n_days
from chuquan.impact.refuse import (
    first_treated,
    refuse_broken_calendar,
    refuse_contradictions,
    refuse_history,
)
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import ExcludedDonor, ExclusionReason, Finding

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
    filled: Mapping[str, int] = field(default_factory=dict)
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
        Periods before the earliest start; by default
        :data:`chuquan.impact.refuse.MIN_BEFORE`.
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
    findings = refuse_contradictions(rows, reading, starts)
    calendar = refuse_broken_calendar(rows, starts, chosen.period, reading.file)
    is_per_day = chosen.period == "holiday" and len({n_days(d) for d in calendar.periods}) > 1
    table = _matrix(rows, calendar, is_per_day=is_per_day)
    has_figures = np.logical_and.reduce([np.isfinite(table[place]) for place in starts])
    kept = np.ones_like(has_figures) if keep_gaps else has_figures
    told = tuple(
        days for days, is_there in zip(calendar.periods, has_figures, strict=True) if is_there
    )
    refuse_history(told, starts, period=chosen.period, min_before=min_before, reading=reading)
    periods = tuple(days for days, keep in zip(calendar.periods, kept, strict=True) if keep)
    indices = {p: first_treated(day, periods) for p, day in starts.items() if day is not None}
    reasons = _reasons(table, starts, chosen, findings, gazetteer)
    there = {*table, *chosen.other_unit} - set(starts)
    reasons |= {p: why for p, why in (exclude or {}).items() if p in there}
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
    own = [table[place][kept] for place in starts]
    return PanelReading(
        panel=_panel([*own, *donors.values()], (*starts, *donors), indices, periods, chosen),
        origin=chosen.origin,
        excluded=_excluded(reasons, reading),
        gaps=tuple(d for d, there in zip(calendar.periods, has_figures, strict=True) if not there),
        filled=filled,
        findings=findings,
        is_per_day=is_per_day,
        n_figures=rows.height,
    )


def _panel(
    values: list[FloatArray],
    places: tuple[str, ...],
    indices: Mapping[str, int],
    periods: tuple[Days, ...],
    chosen: Chosen,
) -> Panel:
    return Panel(
        values=np.vstack(values),
        place_ids=places,
        starts=np.array([indices.get(place, NEVER) for place in places], dtype=np.int64),
        first_days=tuple(days[0] for days in periods),
        last_days=tuple(days[1] for days in periods),
        metric=chosen.metric,
        unit=chosen.unit,
        period=chosen.period,
    )


def _reasons(
    table: Mapping[str, FloatArray],
    starts: Mapping[str, date | None],
    chosen: Chosen,
    findings: tuple[Finding, ...],
    gazetteer: Gazetteer,
) -> dict[str, ExclusionReason]:
    """Return why places are no donors, as far as it does not hang on their gaps.

    That it holds a treated place goes before another unit, and that before what the audit doubts.
    """
    # A new definition may hold for all places alike: it is told, but takes no donor away.
    doubted = {p for f in findings if "is_definition" not in f.figures for p in f.place_ids}
    reasons: dict[str, ExclusionReason] = {}
    for place in sorted(doubted - set(starts)):
        reasons[place] = "audit"
    for place in chosen.other_unit:
        reasons[place] = "other_unit"
    for place in nested_ids(list(starts), table, gazetteer):
        reasons[place] = "nested"
    return {place: why for place, why in reasons.items() if place not in starts}


def _excluded(
    reasons: Mapping[str, ExclusionReason], reading: OutcomesReading
) -> tuple[ExcludedDonor, ...]:
    out = []
    for place, reason in sorted(reasons.items()):
        name, name_en = reading.names_of(place)
        out.append(ExcludedDonor(place, name, reason, name_en))
    return tuple(out)


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
