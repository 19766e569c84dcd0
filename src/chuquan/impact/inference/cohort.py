"""Treated places that started together, and how their errors hang together with other cohorts'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.estimators.base import Estimator, Fit
from chuquan.impact.inference.placebo import Placebos, take_placebos
from chuquan.impact.panel import Block, FloatArray, IntArray, Panel


@dataclass(frozen=True, eq=False)
class Cohort:
    """The mean of treated places that started together, its fit and its placebos.

    Attributes
    ----------
    rows : array of int64, shape (place,)
        Rows of the panel.
    block : Block
    fit : Fit
    placebos : Placebos
    """

    rows: IntArray
    block: Block
    fit: Fit
    placebos: Placebos

    @property
    def n_cells(self) -> int:
        """Treated places times periods from the start on."""
        return len(self.rows) * self.block.n_after


def take_cohorts(panel: Panel, estimator: Estimator) -> tuple[Cohort, ...]:
    """Fit every cohort of a panel and take its placebos.

    Parameters
    ----------
    panel : Panel
    estimator : Estimator

    Returns
    -------
    tuple of Cohort
        By start.

    Raises
    ------
    RefusalError
        Where no place is treated, and as :func:`take_placebos` and the estimator do.
    """
    if not panel.is_treated.any():
        raise RefusalError(
            "no place whose start lies within the periods",
            allowed="a start after the first and not after the last period",
            todo="name another start, or add outcomes that reach it",
        )
    out = []
    for rows, block in panel.blocks():
        fit = estimator.fit(block)
        out.append(Cohort(rows, block, fit, take_placebos(estimator, block, fit)))
    return tuple(out)


def standard_error(cohorts: Sequence[Cohort], weights: FloatArray) -> float:
    """Return the standard error of a weighted sum of the cohorts' mean effects.

    What cohorts miss before the first start tells how their errors hang together, be it by donors
    that they share or by waves that the treated places share. Means over windows of different
    lengths hang together less, by the root of the shorter length over the longer.

    Parameters
    ----------
    cohorts : sequence of Cohort
    weights : array of float64, shape (cohort,)

    Returns
    -------
    float
        In the unit of the outcome.
    """
    parts = weights * np.array([cohort.placebos.standard_error for cohort in cohorts])
    lengths = np.array([cohort.block.n_after for cohort in cohorts], dtype=np.float64)
    overlap = np.sqrt(np.minimum.outer(lengths, lengths) / np.maximum.outer(lengths, lengths))
    variance = parts @ (correlations(cohorts) * overlap) @ parts
    return float(np.sqrt(max(variance, 0.0)))


def correlations(cohorts: Sequence[Cohort]) -> FloatArray:
    """Return how what the cohorts miss before the first start is correlated.

    Parameters
    ----------
    cohorts : sequence of Cohort

    Returns
    -------
    array of float64, shape (cohort, cohort)
    """
    n_before = min(cohort.block.n_before for cohort in cohorts)
    missed = np.array([cohort.fit.effect[:n_before] for cohort in cohorts])
    has_level = np.array([bool(np.any(cohort.fit.time_weights)) for cohort in cohorts])
    missed = missed - np.where(has_level, missed.mean(axis=1), 0.0)[:, None]
    products = missed @ missed.T
    sizes = np.sqrt(np.diag(products))
    out = np.eye(len(cohorts))
    np.divide(products, np.outer(sizes, sizes), out=out, where=np.outer(sizes, sizes) > 0)
    np.fill_diagonal(out, 1.0)
    return out
