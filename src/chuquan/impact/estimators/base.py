r"""The one interface of all estimators that set places beside each other.

Each of them is a weighted double difference. With weights :math:`\omega` over donors and
:math:`\lambda` over the periods before the start, the gap of period :math:`t` is
:math:`g_t = y_t - \sum_j \omega_j Y_{jt}`, its effect
:math:`\tau_t = g_t - \sum_s \lambda_s g_s`, and the mean effect the mean of :math:`\tau_t` from
the start on (Arkhangelsky et al. 2021, doi:10.1257/aer.20190159, equations 1 to 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chuquan.impact.panel import Block, FloatArray, IntArray
from chuquan.report.impact import EstimatorName


@dataclass(frozen=True, eq=False)
class Fit:
    """What an estimator makes of a block.

    Attributes
    ----------
    unit_weights : array of float64, shape (donor,)
    time_weights : array of float64, shape (before,)
        All zero for the synthetic control, which takes no level off.
    effect : array of float64, shape (period,)
        Observed less counterfactual: before the start what the fit missed, from it on the effect.
    n_before : int
    """

    unit_weights: FloatArray
    time_weights: FloatArray
    effect: FloatArray
    n_before: int

    @classmethod
    def of(cls, block: Block, unit_weights: FloatArray, time_weights: FloatArray) -> Fit:
        """Take the weighted double difference of a block."""
        gap = block.treated - unit_weights @ block.donors
        level = float(time_weights @ gap[: block.n_before])
        return cls(unit_weights, time_weights, gap - level, block.n_before)

    @property
    def mean_effect(self) -> float:
        """Mean effect a period from the start on, in the unit of the outcome."""
        return float(self.effect[self.n_before :].mean())

    @property
    def error_before(self) -> float:
        """Root mean square of what the fit missed before the start, about its own mean level."""
        return float(np.std(self.effect[: self.n_before]))


class Estimator(Protocol):
    """Tells what would have happened anyway to the treated series of a block."""

    @property
    def name(self) -> EstimatorName:
        """How reports call it."""

    def fit(self, block: Block) -> Fit:
        """Estimate the effect in every period."""

    def placebos(self, block: Block) -> FloatArray:
        """Take each donor for treated in turn, against all other donors.

        Returns
        -------
        array of float64, shape (donor, period)
            ``Fit.effect`` of each; the truly treated series has no part in it.
        """

    def without(self, block: Block, donors: IntArray) -> FloatArray:
        """Leave one donor out at a time.

        Parameters
        ----------
        block : Block
        donors : array of int64, shape (left_out,)
            Rows of ``block.donors``.

        Returns
        -------
        array of float64, shape (left_out, period)
            ``Fit.effect`` without each of them.
        """
