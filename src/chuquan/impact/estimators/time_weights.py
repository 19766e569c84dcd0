"""Weights of the periods before the start: such that the donors' mean of them tells what follows.

A placebo, or a donor left out, takes one row out of the regression over donors. With rows centred
about their mean, that takes a matrix of rank one off the inner products, and one product off each
of their sums with what follows: nothing is multiplied out again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chuquan.impact.estimators.simplex import frank_wolfe
from chuquan.impact.estimators.unit_weights import DECREASE, ZETA_SMALL
from chuquan.impact.panel import Block, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class TimeProblem:
    """Periods before the start over donors, about the mean donor, as inner products.

    Attributes
    ----------
    gram : array of float64, shape (before, before)
    rows : array of float64, shape (donor, before)
        Centred over donors and over periods.
    follows : array of float64, shape (donor,)
        Mean from the start on, less the mean before it; centred over donors.
    """

    gram: FloatArray
    rows: FloatArray
    follows: FloatArray

    @classmethod
    def of(cls, block: Block) -> TimeProblem:
        """Multiply the periods out, each donor's mean before the start taken off all of them."""
        rows = block.donors[:, : block.n_before]
        follows = block.donors[:, block.n_before :].mean(axis=1)
        level = rows.mean(axis=1)
        rows = rows - level[:, None]
        follows = follows - level
        rows = rows - rows.mean(axis=0)
        return cls(rows.T @ rows, rows, follows - follows.mean())

    def fit(self, noises: FloatArray, left_out: IntArray) -> FloatArray:
        """Fit with one donor left out at a time.

        Parameters
        ----------
        noises : array of float64, shape (case,)
        left_out : array of int64, shape (case,)
            -1 leaves none out.

        Returns
        -------
        array of float64, shape (case, before)
        """
        n = len(self.rows)
        is_out = left_out >= 0
        # About the mean of the others, the row's square weighs n / (n - 1) of that about all.
        share = np.where(is_out, np.sqrt(n / max(n - 1, 1)), 0.0)
        gone = share[:, None] * self.rows[left_out]
        crosses = self.follows @ self.rows - (share * self.follows[left_out])[:, None] * gone
        n_rows = n - is_out
        weights = frank_wolfe(
            self.gram,
            crosses,
            n_rows * (ZETA_SMALL * noises) ** 2,
            n_rows * (DECREASE * noises) ** 2,
            np.full(len(left_out), -1),
            gone if is_out.any() else None,
        )
        # One donor has nothing to be regressed on; what the downdate left of it is rounding.
        weights[n_rows == 1] = 1.0 / len(self.gram)
        return weights
