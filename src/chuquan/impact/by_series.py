"""One series without donors, continued by its calendar, as the report tells it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from chuquan.impact.asked import Asked
from chuquan.impact.build import PanelReading
from chuquan.impact.checks.audited import audit_check
from chuquan.impact.checks.believe import is_trusted, sort_checks
from chuquan.impact.course import course
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.series.structural import structural_impact
from chuquan.report.impact import Check, Finding, Impact, PeriodLength, PlaceImpact


def measure_series(
    built: PanelReading,
    reading: OutcomesReading,
    asked: Asked,
    findings: tuple[Finding, ...],
    *,
    country: str,
    set_aside: Collection[date] = (),
) -> Impact:
    """Measure what a start brought to one place that nothing can be compared with.

    Parameters
    ----------
    built : PanelReading
        Its first place is the treated one; gaps kept.
    reading : OutcomesReading
    asked : Asked
    findings : tuple of Finding
    country : str
        Whose holidays.
    set_aside : collection of date
        Days unlike others, taken for missing.

    Raises
    ------
    RefusalError
        As :func:`chuquan.impact.series.structural.structural_impact`.
    """
    panel = built.panel
    n_before = int(panel.starts[0])
    period: PeriodLength = panel.period  # type: ignore[assignment]
    found = structural_impact(
        panel.values[0],
        panel.first_days,
        panel.last_days,
        period,
        n_before,
        country=country,
        set_aside=set_aside,
    )
    place_id = panel.place_ids[0]
    name, name_en = reading.names_of(place_id)
    start = asked.starts[place_id]
    checks = sort_checks(
        (
            *found.checks,
            Check("donor_waves", "not_possible", 0.0),
            audit_check(findings, reading, asked.starts),
        )
    )
    return Impact(
        impact_id=f"{asked.impact_id}-{panel.metric}",
        breakout_id=asked.breakout_id,
        design="series",
        estimator="structural",
        metric=panel.metric,
        unit=panel.unit,
        period=period,
        origin=built.origin,
        start=start,
        last_day=panel.last_days[-1],
        n_before=n_before,
        n_after=found.n_after,
        effect=found.effect,
        lift=found.lift,
        total=found.total,
        p_value=found.p_value,
        # What the model leaves unexplained makes its own intervals too narrow; they are stretched
        # by what its own history shows, and that check must hold.
        is_trusted=is_trusted(checks),
        checks=checks,
        places=(
            PlaceImpact(place_id, name, start, found.effect, found.lift, found.total, name_en),
        ),
        series=course(
            (panel.first_days, panel.last_days),
            panel.values[0],
            found.counterfactual,
            (found.low, found.high),
            np.arange(panel.n_periods) >= n_before,
        ),
        excluded=built.excluded,
        findings=findings,
    )
