"""Weights of donors: fit to the series before the start, of the treated one or of a placebo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.impact.estimators.simplex import frank_wolfe
from chuquan.impact.estimators.simplex_exact import exact
from chuquan.impact.panel import Block, FloatArray, IntArray

DECREASE: Final = 1e-5
"""The solver goes on while the mean square falls by more than the square of so much noise."""

ZETA_SMALL: Final = 1e-6
"""Regularisation, in units of the noise, that only makes the answer unique."""


@dataclass(frozen=True, eq=False)
class UnitProblem:
    """Donors before the start, as inner products.

    Attributes
    ----------
    gram : array of float64, shape (donor, donor)
    cross : array of float64, shape (donor,)
        Donors with the treated series.
    n_before : int
    is_exact : bool
        Whether to go on to the optimum rather than to where the published solver stops.
    """

    gram: FloatArray
    cross: FloatArray
    n_before: int
    is_exact: bool = False

    @classmethod
    def of(cls, block: Block, *, intercept: bool, is_exact: bool = False) -> UnitProblem:
        """Multiply the donors out, with their mean series taken off all of them.

        As weights sum to one, a series that is taken off donors and treated alike changes nothing.
        But it keeps the common level out of the products, whose digits the differences need.
        """
        before = block.donors[:, : block.n_before]
        treated = block.treated[: block.n_before]
        if intercept:
            before = before - before.mean(axis=1, keepdims=True)
            treated = treated - treated.mean()
        common = before.mean(axis=0)
        before = before - common
        return cls(before @ before.T, before @ (treated - common), block.n_before, is_exact)

    def fit(self, zetas: FloatArray, noises: FloatArray, left_out: IntArray) -> FloatArray:
        """Fit the treated series with one donor left out at a time.

        Parameters
        ----------
        zetas : array of float64, shape (case,)
            Regularisation, in the unit of the outcome.
        noises : array of float64, shape (case,)
        left_out : array of int64, shape (case,)
            -1 leaves none out.

        Returns
        -------
        array of float64, shape (case, donor)
        """
        crosses = np.ascontiguousarray(np.broadcast_to(self.cross, (len(left_out), self.n_donors)))
        return self._solve(crosses, zetas, noises, left_out)

    def fit_placebos(self, zetas: FloatArray, noises: FloatArray) -> FloatArray:
        """Fit each donor by all others.

        Parameters
        ----------
        zetas, noises : array of float64, shape (donor,)

        Returns
        -------
        array of float64, shape (donor, donor)
            Its diagonal is zero.
        """
        return self._solve(self.gram, zetas, noises, np.arange(self.n_donors))

    @property
    def n_donors(self) -> int:
        """Number of donors."""
        return len(self.cross)

    def _solve(
        self, crosses: FloatArray, zetas: FloatArray, noises: FloatArray, left_out: IntArray
    ) -> FloatArray:
        ridges = self.n_before * zetas**2
        if self.is_exact:
            return exact(self.gram, crosses, ridges, left_out)
        least = self.n_before * (DECREASE * noises) ** 2
        return frank_wolfe(self.gram, crosses, ridges, least, left_out)
