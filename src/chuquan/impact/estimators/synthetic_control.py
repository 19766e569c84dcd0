"""Synthetic control: the weighted donors that were most like the treated series before the start.

Abadie, Diamond and Hainmueller 2010 (doi:10.1198/jasa.2009.ap08746), without predictors other than
the outcome before the start; for predictors see :mod:`chuquan.impact.estimators.predictors`. With
an intercept, levels may differ and only movements are matched (Doudchenko and Imbens 2016,
arXiv:1610.07748; Ferman and Pinto 2021, doi:10.3982/QE1596).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chuquan.impact.estimators.base import Fit
from chuquan.impact.estimators.pool import NOBODY, Noise, effects_of, require
from chuquan.impact.estimators.unit_weights import ZETA_SMALL, UnitProblem
from chuquan.impact.panel import Block, FloatArray, IntArray
from chuquan.report.impact import EstimatorName


@dataclass(frozen=True)
class SyntheticControl:
    """Weights of donors only.

    Attributes
    ----------
    intercept : bool
        Whether the treated series may stand above or below its donors by a constant, which is the
        mean gap before the start.
    exact : bool
        Whether weights go on to the optimum. By default they stop where those of the published
        figures do (:mod:`chuquan.impact.estimators.simplex`). On simulated panels of 368 donors the
        placebo effects of both scatter alike and differ by a hundredth of the noise, and the
        optimum is there 20 times sooner: take it where hundreds of refits are needed.
    """

    intercept: bool = False
    exact: bool = False

    @property
    def name(self) -> EstimatorName:
        """How reports call it."""
        return "synthetic_control"

    def fit(self, block: Block) -> Fit:
        """Estimate the effect in every period.

        Raises
        ------
        RefusalError
            With fewer than two periods before the start, none from it on, no donor, or a gap.
        """
        require(block)
        weights = self._fit_without(block, NOBODY)[0]
        return Fit.of(block, weights, self._time_weights(block, 1)[0])

    def placebos(self, block: Block) -> FloatArray:
        """Take each donor for treated in turn, against all other donors.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        require(block, n_donors=2)
        problem = UnitProblem.of(block, intercept=self.intercept, is_exact=self.exact)
        noises = Noise.of(block).without(np.arange(problem.n_donors))
        weights = problem.fit_placebos(ZETA_SMALL * noises, noises)
        gaps = block.donors - weights @ block.donors
        return effects_of(block, gaps, self._time_weights(block, len(gaps)))

    def without(self, block: Block, donors: IntArray) -> FloatArray:
        """Leave one donor out at a time.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        require(block, n_donors=2)
        gaps = block.treated - self._fit_without(block, donors) @ block.donors
        return effects_of(block, gaps, self._time_weights(block, len(gaps)))

    def _fit_without(self, block: Block, left_out: IntArray) -> FloatArray:
        noises = Noise.of(block).without(left_out)
        problem = UnitProblem.of(block, intercept=self.intercept, is_exact=self.exact)
        return problem.fit(ZETA_SMALL * noises, noises, left_out)

    def _time_weights(self, block: Block, n_cases: int) -> FloatArray:
        each = 1.0 / block.n_before if self.intercept else 0.0
        return np.full((n_cases, block.n_before), each)
