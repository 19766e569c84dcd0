"""Many events in one daily series, as the report tells it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.errors import RefusalError
from chuquan.impact.build import PanelReading
from chuquan.impact.course import course
from chuquan.impact.events.event_days import EventsImpact, events_impact
from chuquan.impact.outcomes import OutcomesReading
from chuquan.report.impact import Finding, Impact, PlaceImpact


def measure_events(
    built: PanelReading,
    reading: OutcomesReading,
    events: pl.DataFrame,
    impact_id: str,
    findings: tuple[Finding, ...],
    *,
    country: str,
    set_aside: Collection[date] = (),
) -> Impact:
    """Measure what event days brought.

    Parameters
    ----------
    built : PanelReading
        Of one place, its gaps kept.
    reading : OutcomesReading
    events : polars.DataFrame
        Table ``events``.
    impact_id : str
    findings : tuple of Finding
        What the audit found among the figures.
    country : str
        Whose holidays.
    set_aside : collection of date
        Days known to be unlike others.

    Raises
    ------
    RefusalError
        As :func:`chuquan.impact.events.event_days.events_impact`, and where figures are not of
        days.
    """
    panel = built.panel
    if panel.period != "day":
        raise RefusalError(
            f"figures by {panel.period}, and events of days",
            where=reading.file,
            allowed="figures by day",
            todo="give daily figures, or ask for the effect from a start on (--place, --start)",
        )
    found = events_impact(
        panel.values[0], panel.first_days, events, country=country, set_aside=set_aside
    )
    place_id = panel.place_ids[0]
    name, name_en = reading.names_of(place_id)
    first, last = found.events[0].first_day, max(e.last_day for e in found.events)
    return Impact(
        impact_id=impact_id,
        design="events",
        estimator="structural",
        metric=panel.metric,
        unit=panel.unit,
        period="day",
        origin=built.origin,
        start=first,
        last_day=last,
        n_before=(first - found.days[0]).days,
        n_after=found.n_event_days,
        effect=found.effect,
        lift=found.lift,
        total=found.net_total,
        p_value=found.p_value,
        is_trusted=all(check.outcome != "failed" for check in found.checks),
        checks=found.checks,
        places=(
            PlaceImpact(place_id, name, first, found.effect, found.lift, found.total, name_en),
        ),
        series=course(
            (found.days, found.days),
            found.observed,
            found.counterfactual,
            (found.low, found.high),
            _is_event(found),
        ),
        events=found.events,
        around_events=found.around,
        findings=findings,
    )


def _is_event(found: EventsImpact) -> NDArray[np.bool_]:
    """Return which days are event days, shape (day,)."""
    out = np.zeros(len(found.days), dtype=np.bool_)
    for event in found.events:
        first = (event.first_day - found.days[0]).days
        out[max(first, 0) : first + (event.last_day - event.first_day).days + 1] = True
    return out
