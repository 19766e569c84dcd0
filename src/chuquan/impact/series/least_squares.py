"""A series as the likelihood takes it, and its regression once the filter has whitened it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.components import FREE, N_GROUPS, Design
from chuquan.impact.series.kalman import Clock, Filtered, Variances
from chuquan.report.impact import PeriodLength

LEVEL, SHORT, MEMORY, WEEKDAY, HOLIDAY = range(5)
N_PARAMETERS: Final = HOLIDAY + N_GROUPS
"""What stands where in a vector of parameters: logarithms of standard deviations relative to the
noise's, and the logit of the memory; from ``HOLIDAY`` on one for each shrunk group."""

_PRIORS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    # Median and spread: level, short, memory, weekday; holidays, their days, each year's.
    "day": (
        *((-2.5, 1.2), (-0.3, 1.0), (0.4, 1.0), (-3.0, 1.2)),
        *((1.2, 1.0), (0.3, 1.0), (-0.4, 1.0)),
    ),
    "week": (
        *((-1.7, 1.2), (-0.5, 1.0), (0.0, 1.0), (-9.0, 1.0)),
        *((1.2, 1.0), (0.3, 1.0), (-0.4, 1.0)),
    ),
    "other": (
        *((-1.0, 1.2), (-0.7, 1.0), (0.0, 1.0), (-9.0, 1.0)),
        *((1.2, 1.0), (0.3, 1.0), (-0.4, 1.0)),
    ),
}


@dataclass(frozen=True, eq=False)
class Problem:
    """A series and its regressors, as the likelihood takes them.

    Attributes
    ----------
    values : array of float64, shape (period,)
        Zero where missing.
    design : Design
    clock : Clock
        Its ``seen`` is zero from the start on.
    n_before : int
        Periods that count.
    period : str
    """

    values: FloatArray
    design: Design
    clock: Clock
    n_before: int
    period: PeriodLength

    @cached_property
    def columns(self) -> FloatArray:
        """Series and regressors side by side, shape (period, 1 + regressor)."""
        return np.column_stack([self.values, self.design.columns])

    @property
    def n_free(self) -> int:
        """Regressors without shrinkage."""
        return int(self.design.is_free.sum())

    @cached_property
    def used(self) -> IntArray:
        """Which entries of the vector of parameters this series has."""
        free = [LEVEL, SHORT, MEMORY]
        if self.design.weekday[0] >= 0:
            free.append(WEEKDAY)
        groups = np.unique(self.design.group)
        free += [HOLIDAY + int(group) - 1 for group in groups if group != FREE]
        return np.array(free, dtype=np.int64)

    @property
    def prior(self) -> FloatArray:
        """Median and spread of each parameter, shape (parameter, 2)."""
        return np.array(_PRIORS.get(self.period, _PRIORS["other"]))


def variances_of(parameters: FloatArray) -> Variances:
    """Return the variances that a vector of parameters stands for."""
    return Variances(
        level=math.exp(2.0 * parameters[LEVEL]),
        short=math.exp(2.0 * parameters[SHORT]),
        memory=1.0 / (1.0 + math.exp(-parameters[MEMORY])),
        weekday=math.exp(2.0 * parameters[WEEKDAY]),
    )


@dataclass(frozen=True, eq=False)
class Solved:
    """Generalised least squares at some variances, up to some period.

    Attributes
    ----------
    coefficients : array of float64, shape (regressor,)
    factor : array of float64, shape (regressor, regressor)
        Lower triangle of Cholesky of the coefficients' precision, in units of the noise's variance.
    sum_of_squares : float
        What is left of the series, in its squared unit.
    dof : int
        Degrees of freedom of that.
    log_posterior : float
        Of the variances, up to a constant.
    """

    coefficients: FloatArray
    factor: FloatArray
    sum_of_squares: float
    dof: int
    log_posterior: float


@dataclass(frozen=True, eq=False)
class Products:
    """All that a regression needs of what the filter whitened.

    Attributes
    ----------
    cross : array of float64, shape (1 + regressor, 1 + regressor)
        Products of the whitened series and regressors.
    log_spread : float
        Sum of the logarithms of the one-step deviations.
    n_seen : int
    """

    cross: FloatArray
    log_spread: float
    n_seen: int

    @classmethod
    def of(cls, problem: Problem, run: Filtered, stop: int, first: int = 0) -> Products:
        """Add up the periods from ``first`` to before ``stop``."""
        white = run.white[first:stop]
        seen = problem.clock.seen[first:stop] > 0.0
        return cls(
            white.T @ white,
            float(np.log(run.spread[first:stop][seen]).sum()),
            int(seen.sum()),
        )

    def __add__(self, other: Products) -> Products:
        return Products(
            self.cross + other.cross,
            self.log_spread + other.log_spread,
            self.n_seen + other.n_seen,
        )


def solve(problem: Problem, products: Products, parameters: FloatArray) -> Solved:
    """Regress what the filter whitened."""
    cross = products.cross
    shrunk = ~problem.design.is_free
    log_tau = np.append(0.0, parameters[HOLIDAY:])[problem.design.group]
    precision = cross[1:, 1:].copy()
    at = np.arange(len(precision))
    # A speck on the free ones, for regressors that a short history cannot tell apart.
    precision[at, at] += np.where(shrunk, np.exp(-2.0 * log_tau), 1e-8)
    factor, _ = cho_factor(precision, lower=True, check_finite=False)
    coefficients = cho_solve((factor, True), cross[1:, 0], check_finite=False)
    rest = max(float(cross[0, 0] - cross[1:, 0] @ coefficients), 1e-300)
    dof = max(products.n_seen - problem.n_free, 1)
    log_likelihood = -0.5 * (
        2.0 * products.log_spread
        + 2.0 * float(np.log(np.diag(factor)).sum())
        + 2.0 * float(log_tau[shrunk].sum())
        + dof * math.log(rest)
    )
    median, spread = problem.prior[problem.used].T
    distance = (parameters[problem.used] - median) / spread
    return Solved(
        coefficients,
        np.tril(factor),
        rest,
        dof,
        log_likelihood - 0.5 * float(distance @ distance),
    )
