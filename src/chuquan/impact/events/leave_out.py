r"""What any set of days would have been by all the others: one matrix answers for every set.

With the precision :math:`M` of a series given its model (calendar and season integrated out), the
prediction error of a set of days :math:`S` from all other days is :math:`(M_{SS})^{-1} (M y)_S`,
with covariance :math:`\sigma^2 (M_{SS})^{-1}`: what a dummy for each day of the set would be
estimated as, without a fit for each set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.kalman import filtered
from chuquan.impact.series.least_squares import Problem, Products, solve, variances_of


class Estimated(NamedTuple):
    """Coefficients with their covariance, in the model's scale."""

    values: FloatArray  # (regressor,)
    covariance: FloatArray  # (regressor, regressor)


@dataclass(frozen=True, eq=False)
class LeaveOut:
    """The precision of a series, given its model.

    Attributes
    ----------
    precision : array of float64, shape (period, period)
        In units of the noise's variance; rows of missing periods are zero.
    score : array of float64, shape (period,)
        Precision times series.
    sum_of_squares : float
    dof : int
    excess : array of float64, shape (period,)
        How much the variance of each period's own noise differs from what is to be expected of a
        period like it; a period that is predicted has the expected one.
    """

    precision: FloatArray
    score: FloatArray
    sum_of_squares: float
    dof: int
    excess: FloatArray

    @classmethod
    def of(cls, problem: Problem, parameters: FloatArray, expected_noise: FloatArray) -> LeaveOut:
        """Take the precision at some variances.

        Parameters
        ----------
        problem : Problem
        parameters : array of float64, shape (parameter,)
        expected_noise : array of float64, shape (period,)
        """
        n = len(problem.values)
        seen = np.flatnonzero(problem.clock.seen > 0.0)
        single = np.zeros((n, len(seen)))
        single[seen, np.arange(len(seen))] = 1.0
        run = filtered(
            np.column_stack([problem.columns, single]),
            problem.clock,
            variances_of(parameters),
            np.empty(0, dtype=np.int64),
        )
        n_columns = problem.columns.shape[1]
        solved = solve(problem, Products.of(problem, run.first(n_columns), n), parameters)
        white = run.white[seen]
        days = white[:, n_columns:]
        through = solve_triangular(
            solved.factor, white[:, 1:n_columns].T @ days, lower=True, check_finite=False
        )
        inner = days.T @ days - through.T @ through
        precision = np.zeros((n, n))
        precision[np.ix_(seen, seen)] = inner
        return cls(
            precision,
            precision @ problem.values,
            solved.sum_of_squares,
            solved.dof,
            problem.clock.noise - expected_noise,
        )

    @property
    def variance(self) -> float:
        """Variance of the noise."""
        return self.sum_of_squares / self.dof

    def without(self, regressors: FloatArray) -> LeaveOut:
        """Return the same after some regressors, shape (period, regressor), have been taken out."""
        through = self.precision @ regressors
        factor = cho_factor(regressors.T @ through)
        along = cho_solve(factor, regressors.T @ self.score)
        return LeaveOut(
            self.precision - through @ cho_solve(factor, through.T),
            self.score - through @ along,
            self.sum_of_squares - float(regressors.T @ self.score @ along),
            self.dof - regressors.shape[1],
            self.excess,
        )

    def regress(self, regressors: FloatArray) -> Estimated:
        """Estimate the coefficients of regressors, shape (period, regressor)."""
        factor = cho_factor(regressors.T @ self.precision @ regressors)
        values = cho_solve(factor, regressors.T @ self.score)
        rest = self.sum_of_squares - float(values @ (regressors.T @ self.score))
        variance = rest / (self.dof - regressors.shape[1])
        return Estimated(values, variance * cho_solve(factor, np.eye(len(values))))

    def predict(self, days: IntArray) -> Estimated:
        """Return what each of some days is off by, predicted from all days but these.

        Parameters
        ----------
        days : array of int64, shape (day,)
            Seen, each once.
        """
        block = self.precision[np.ix_(days, days)]
        factor = cho_factor(block)
        covariance = cho_solve(factor, np.eye(len(days)))
        covariance[np.diag_indices(len(days))] -= self.excess[days]
        return Estimated(cho_solve(factor, self.score[days]), self.variance * covariance)
