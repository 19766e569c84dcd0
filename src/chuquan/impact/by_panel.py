"""Places beside each other: what treated ones gained, as the report tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from chuquan.impact.asked import Asked
from chuquan.impact.build import PanelReading
from chuquan.impact.checks.audited import audit_check
from chuquan.impact.checks.believe import believe, is_trusted, sort_checks
from chuquan.impact.course import course
from chuquan.impact.displacement import Displaced, Neighbour, displace
from chuquan.impact.estimators.base import Estimator
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.interval import Inference, infer
from chuquan.impact.lasting import how_long
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.panel import Panel
from chuquan.report.impact import (
    Check,
    Displacement,
    Donor,
    Finding,
    Impact,
    OtherEstimate,
    PeriodLength,
    Placebo,
    PlaceImpact,
)

ESTIMATOR: Final[Estimator] = SyntheticDifferenceInDifferences()
"""The one whose answer is told; it needs no level to match, and periods long before the start weigh
little (its coverage: ``benchmarks/impact_coverage.py``)."""

OTHERS: Final[tuple[Estimator, ...]] = (
    SyntheticControl(intercept=True),
    DifferenceInDifferences(),
)
LEAST_WEIGHT: Final = 0.001
"""Donors of less weight are not told."""


def measure_panel(
    built: PanelReading,
    reading: OutcomesReading,
    asked: Asked,
    neighbours: Sequence[Neighbour],
    findings: tuple[Finding, ...],
) -> Impact:
    """Measure what treated places gained against places that were not treated.

    Parameters
    ----------
    built : PanelReading
        With donors.
    neighbours : sequence of Neighbour
        Places whose losses count, with their figures over the panel's periods.
    reading : OutcomesReading
    asked : Asked
    findings : tuple of Finding
        What the audit found among the figures of the treated places.

    Raises
    ------
    RefusalError
        As :func:`chuquan.impact.inference.interval.infer`.
    """
    panel = relative(built.panel)
    found = infer(panel, ESTIMATOR)
    belief = believe(panel, ESTIMATOR, found, OTHERS)
    moved = displace(neighbours, ESTIMATOR, found)
    checks = sort_checks(
        (
            *belief.checks,
            Check("displacement", "not_possible", 0.0) if moved is None else moved.check,
            donors_check(asked, built),
            gaps_check(built),
            audit_check(findings, reading, asked.starts),
        )
    )
    period: PeriodLength = panel.period  # type: ignore[assignment]
    first = int(panel.starts[panel.is_treated].min())
    return Impact(
        impact_id=f"{asked.impact_id}-{panel.metric}",
        breakout_id=asked.breakout_id,
        design="panel",
        estimator=ESTIMATOR.name,
        metric=panel.metric,
        unit=panel.unit,
        period=period,
        origin=built.origin,
        start=min(asked.starts.values()),
        last_day=panel.last_days[-1],
        n_before=first,
        n_after=panel.n_periods - first,
        effect=found.effect,
        lift=found.lift,
        total=found.total,
        p_value=found.p_value,
        is_trusted=is_trusted(checks),
        checks=checks,
        places=tuple(_places(panel, found, asked, reading)),
        series=course(
            (panel.first_days, panel.last_days),
            found.observed,
            found.counterfactual,
            (found.low, found.high),
            np.arange(panel.n_periods) >= first,
        ),
        donors=donors(panel, found, reading),
        excluded=built.excluded,
        placebos=placebos(panel, found, reading),
        own_ratio=found.ratio,
        by_estimator=(OtherEstimate(ESTIMATOR.name, found.effect), *belief.by_estimator),
        by_window=belief.by_window,
        displacement=() if moved is None else displacement(moved, reading),
        lasting=how_long(panel, found) if found.is_clear else None,
        findings=findings,
    )


def relative(panel: Panel) -> Panel:
    """Return the panel with donors at the level of the treated, where all levels are above zero."""
    first = int(panel.starts[panel.is_treated].min())
    levels = panel.values[:, :first].mean(axis=1)
    return replace(panel, is_relative=bool((levels > 0).all()))


def _places(
    panel: Panel, found: Inference, asked: Asked, reading: OutcomesReading
) -> Sequence[PlaceImpact]:
    out = []
    for place in found.places:
        place_id = panel.place_ids[place.row]
        name, name_en = reading.names_of(place_id)
        start: date = asked.starts[place_id]
        out.append(
            PlaceImpact(place_id, name, start, place.effect, place.lift, place.total, name_en)
        )
    return out


def donors(panel: Panel, found: Inference, reading: OutcomesReading) -> tuple[Donor, ...]:
    """Return the donors that weigh in the counterfactual, heaviest first.

    Of several cohorts, weights are means by treated cells.
    """
    cells = np.array([cohort.n_cells for cohort in found.cohorts], dtype=np.float64)
    weights = cells / cells.sum() @ np.array([c.fit.unit_weights for c in found.cohorts])
    ids = donor_ids(panel)
    heavy = [i for i in np.argsort(-weights, kind="stable") if weights[i] >= LEAST_WEIGHT]
    told = []
    for i in heavy:
        name, name_en = reading.names_of(ids[i])
        told.append(Donor(ids[i], name, round(float(weights[i]), 4), name_en))
    return tuple(told)


def donor_ids(panel: Panel) -> tuple[str, ...]:
    """Return the ids of the donors, in the order of the estimators' weights."""
    return tuple(
        place for place, is_in in zip(panel.place_ids, panel.is_treated, strict=True) if not is_in
    )


def placebos(panel: Panel, found: Inference, reading: OutcomesReading) -> tuple[Placebo, ...]:
    """Return every donor taken for treated."""
    return tuple(
        Placebo(place, reading.names_of(place)[0], float(effect), float(ratio))
        for place, effect, ratio in zip(
            donor_ids(panel), found.placebo_effects, found.placebo_ratios, strict=True
        )
    )


def displacement(moved: Displaced, reading: OutcomesReading) -> tuple[Displacement, ...]:
    """Return what happened in every neighbour, nearest first."""
    out = []
    for each in moved.neighbours:
        name, name_en = reading.names_of(each.place_id)
        km = each.distance_km
        out.append(Displacement(each.place_id, name, km, each.effect, each.lift, name_en))
    return tuple(out)


def donors_check(asked: Asked, built: PanelReading) -> Check:
    """Tell how many places with a wave of their own were left out of the donors."""
    hit = tuple(e.place_name for e in built.excluded if e.reason == "same_wave")
    if not asked.knows_waves:
        return Check("donor_waves", "not_possible", value=0.0)
    return Check("donor_waves", "noted" if hit else "passed", value=float(len(hit)), names=hit)


def gaps_check(built: PanelReading) -> Check:
    """Tell which periods are missing and how many figures of donors were filled in."""
    n_filled = float(sum((built.filled or {}).values()))
    n_gaps = float(len(built.gaps))
    figures = {"filled": n_filled}
    return Check("gaps", "noted" if n_gaps or n_filled else "passed", n_gaps, figures=figures)
