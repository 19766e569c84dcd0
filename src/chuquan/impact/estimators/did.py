"""Difference in differences: all donors and all periods before the start weigh the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chuquan.impact.estimators.base import Fit
from chuquan.impact.estimators.pool import effects_of, require
from chuquan.impact.panel import Block, FloatArray, IntArray
from chuquan.report.impact import EstimatorName


@dataclass(frozen=True)
class DifferenceInDifferences:
    """Equal weights all over."""

    @property
    def name(self) -> EstimatorName:
        """How reports call it."""
        return "difference_in_differences"

    def fit(self, block: Block) -> Fit:
        """Estimate the effect in every period.

        Raises
        ------
        RefusalError
            With no period before the start or from it on, no donor, or a gap.
        """
        require(block, n_before=1)
        n = len(block.donors)
        return Fit.of(block, np.full(n, 1.0 / n), np.full(block.n_before, 1.0 / block.n_before))

    def placebos(self, block: Block) -> FloatArray:
        """Take each donor for treated in turn, against all other donors.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        return self._effects(block, block.donors, np.arange(len(block.donors)))

    def without(self, block: Block, donors: IntArray) -> FloatArray:
        """Leave one donor out at a time.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        return self._effects(block, block.treated, donors)

    @staticmethod
    def _effects(block: Block, treated: FloatArray, left_out: IntArray) -> FloatArray:
        require(block, n_donors=2, n_before=1)
        others = block.donors.sum(axis=0) - block.donors[left_out]
        gaps = treated - others / (len(block.donors) - 1)
        return effects_of(block, gaps, np.full((len(gaps), block.n_before), 1.0 / block.n_before))
