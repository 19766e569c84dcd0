"""Displacement: what neighbours lost while the place won, and what is left of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chuquan.impact.estimators.base import Estimator
from chuquan.impact.inference.cohort import Cohort, standard_error
from chuquan.impact.inference.interval import Inference, estimate, lift_of
from chuquan.impact.inference.placebo import measure_placebos
from chuquan.impact.panel import FloatArray
from chuquan.report.impact import Check, Estimate


@dataclass(frozen=True, eq=False)
class Neighbour:
    """A place near a treated one, that was not treated itself.

    Attributes
    ----------
    place_id : str
    distance_km : float or None
    values : array of float64, shape (period,)
        Over the periods of the panel, without gaps.
    """

    place_id: str
    distance_km: float | None
    values: FloatArray


@dataclass(frozen=True)
class NeighbourEffect:
    """What happened in a neighbour; its intervals hold for all neighbours at once."""

    place_id: str
    distance_km: float | None
    effect: Estimate
    lift: Estimate


@dataclass(frozen=True)
class Displaced:
    """What happened in all neighbours.

    Attributes
    ----------
    neighbours : tuple of NeighbourEffect
        The nearest first.
    total : Estimate
        Sum over neighbours and periods from the start on; below zero they lost.
    net : Estimate
        The treated places' total with the neighbours' added.
    check : Check
        ``noted`` where the neighbours, together or one by one, clearly lost.
    """

    neighbours: tuple[NeighbourEffect, ...]
    total: Estimate
    net: Estimate
    check: Check


def displace(
    neighbours: Sequence[Neighbour], estimator: Estimator, inference: Inference
) -> Displaced | None:
    """Take neighbours for treated from the first start on, against the donors of the panel.

    All neighbours count in the sums, not those alone that lost: losers picked by their losses
    would show a loss where there is none. Intervals of single neighbours hold at once (Bonferroni).

    Parameters
    ----------
    neighbours : sequence of Neighbour
        None of them a donor of the panel.
    estimator : Estimator
    inference : Inference
        Of the panel by the estimator.

    Returns
    -------
    Displaced or None
        None without neighbours.

    Raises
    ------
    RefusalError
        Where a neighbour has gaps.
    """
    if not neighbours:
        return None
    first = inference.cohorts[0]
    ordered = sorted(neighbours, key=lambda n: np.inf if n.distance_km is None else n.distance_km)
    beside = [_beside(neighbour, estimator, first) for neighbour in ordered]
    freedom, level = inference.degrees_of_freedom, 1 - 0.05 / len(beside)
    effects = []
    for neighbour, cohort in zip(ordered, beside, strict=True):
        effect = estimate(cohort.fit.mean_effect, cohort.placebos.standard_error, freedom, level)
        lift = lift_of(effect, float(cohort.block.treated[cohort.block.n_before :].mean()))
        effects.append(NeighbourEffect(neighbour.place_id, neighbour.distance_km, effect, lift))
    total = _total(beside, freedom)
    net = _total([*inference.cohorts, *beside], freedom)
    lost = tuple(each.place_id for each in effects if each.effect.high < 0)
    figures = {"total": total.value, "low": total.low, "high": total.high, "net": net.value}
    has_lost = bool(lost) or total.high < 0
    outcome: Literal["passed", "noted"] = "noted" if has_lost else "passed"
    check = Check("displacement", outcome, total.value, None, figures, lost)
    return Displaced(tuple(effects), total, net, check)


def _beside(neighbour: Neighbour, estimator: Estimator, first: Cohort) -> Cohort:
    """Fit a neighbour like a cohort of its own; the placebos are those of the first cohort."""
    block, factor = first.block.beside(neighbour.values)
    fit = estimator.fit(block)
    placebos = measure_placebos(factor * first.placebos.effects, fit, block.n_after)
    return Cohort(np.array([-1]), block, fit, placebos)


def _total(cohorts: Sequence[Cohort], degrees_of_freedom: int) -> Estimate:
    """Return the sum of all cells, with the errors of cohorts as they hang together."""
    cells = np.array([cohort.n_cells for cohort in cohorts], dtype=np.float64)
    value = float(cells @ [cohort.fit.mean_effect for cohort in cohorts])
    error = standard_error(cohorts, cells)
    return estimate(value, error, degrees_of_freedom)
