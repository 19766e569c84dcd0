"""Which variances a series has: the mode of their posterior, and draws from it.

The likelihood is restricted (the free regressors are integrated out under a flat prior) and the
noise's variance is integrated out, too, so only ratios are left: Harvey 1989, section 4.2. The
ratios have weak priors, so that a level that happens not to move in a short history is not taken
for one that cannot, and answers are averaged over draws from their posterior: a single best guess
makes intervals too short.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from chuquan.impact.components import FREE, N_GROUPS, Design
from chuquan.impact.kalman import Clock, Filtered, Variances, filtered
from chuquan.impact.panel import FloatArray, IntArray
from chuquan.report.impact import PeriodLength

_STEP: Final = 0.15
_BOUND: Final = 4.0
_T_DOF: Final = 5.0
_REMEMBERED: Final = 8

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

    def between(self, first: int, stop: int) -> Problem:
        """Return the same with nothing seen outside of some periods."""
        seen = self.clock.seen.copy()
        seen[:first] = 0.0
        seen[stop:] = 0.0
        return replace(self, clock=replace(self.clock, seen=seen), n_before=stop)


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
    def of(cls, problem: Problem, run: Filtered, stop: int) -> Products:
        """Add up the periods before ``stop``."""
        white = run.white[:stop]
        seen = problem.clock.seen[:stop] > 0.0
        return cls(
            white.T @ white, float(np.log(run.spread[:stop][seen]).sum()), int(seen.sum())
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


def log_posterior(
    problem: Problem, parameters: FloatArray, memory: dict[Variances, Products] | None = None
) -> float:
    """Return the logarithm of the posterior density of the parameters, up to a constant.

    Parameters
    ----------
    problem : Problem
    parameters : array of float64, shape (parameter,)
    memory : dict, optional
        Kept by the caller: where only what shrinks the regressors moves, the filter need not run
        again.
    """
    variances = variances_of(parameters)
    products = memory.get(variances) if memory is not None else None
    if products is None:
        n = problem.n_before
        clock = problem.clock
        before = Clock(clock.seen[:n], clock.weekday[:n], clock.noise[:n], clock.drift[:n])
        run = filtered(problem.columns[:n], before, variances, np.empty(0, np.int64))
        products = Products.of(problem, run, n)
        if memory is not None:
            if len(memory) >= _REMEMBERED:
                memory.pop(next(iter(memory)))
            memory[variances] = products
    return solve(problem, products, parameters).log_posterior


def most_likely(problem: Problem, start: FloatArray | None = None) -> FloatArray:
    """Return the parameters of highest posterior density.

    Parameters
    ----------
    problem : Problem
    start : array of float64, shape (parameter,), optional
        Where to begin; the priors' medians if not given.
    """
    median, spread = problem.prior.T
    begin = median.copy() if start is None else start
    used = problem.used

    def full(point: FloatArray) -> FloatArray:
        parameters = median.copy()
        parameters[used] = median[used] + spread[used] * point
        return parameters

    memory: dict[Variances, Products] = {}
    first = np.clip((begin[used] - median[used]) / spread[used], -_BOUND, _BOUND)
    # From the start's own height, so that the unit of the series has no part in when to stop.
    height = log_posterior(problem, full(first), memory)
    found = minimize(
        lambda point: height - log_posterior(problem, full(point), memory),
        first,
        method="L-BFGS-B",
        bounds=[(-_BOUND, _BOUND)] * len(used),
        options={"maxiter": 40, "ftol": 1e-5, "eps": 1e-3},
    )
    return full(found.x)


def draws(problem: Problem, mode: FloatArray, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw parameters from a Student distribution with the posterior's mode and curvature.

    Returns
    -------
    array of float64, shape (draw, 1 + parameter)
        First the logarithm of the density they were drawn with, so that who knows their posterior
        can weigh them.
    """
    used = problem.used
    root = _spread(problem, mode)
    size = len(used)
    normal = rng.standard_normal((n_draws // 2, size))
    normal = np.concatenate([normal, -normal])
    chi = np.tile(rng.chisquare(_T_DOF, n_draws // 2) / _T_DOF, 2)
    standard = normal / np.sqrt(chi)[:, None]
    out = np.empty((len(standard), 1 + len(mode)))
    out[:, 0] = -0.5 * (_T_DOF + size) * np.log1p((standard * standard).sum(axis=1) / _T_DOF)
    out[:, 1:] = mode
    out[:, 1 + used] += standard @ root.T
    median, spread = problem.prior.T
    low, high = median - 2 * _BOUND * spread, median + 2 * _BOUND * spread
    out[:, 1:] = np.clip(out[:, 1:], low, high)
    return out


def _spread(problem: Problem, mode: FloatArray) -> FloatArray:
    """Return a root of the inverse curvature at the mode, shape (used, used).

    By central differences, in units of the priors' spreads; no direction is taken for wider than
    its prior.
    """
    used = problem.used
    size = len(used)
    spread = problem.prior[used, 1]
    memory: dict[Variances, Products] = {}

    def at(*moves: tuple[int, float]) -> float:
        point = mode.copy()
        for axis, step in moves:
            point[used[axis]] += step * spread[axis]
        return log_posterior(problem, point, memory)

    middle = at()
    one = np.array([[at((i, _STEP)), at((i, -_STEP))] for i in range(size)])
    curvature = np.diag((2.0 * middle - one.sum(axis=1)) / _STEP**2)
    for i in range(size):
        for j in range(i):
            both = at((i, _STEP), (j, _STEP)) + at((i, -_STEP), (j, -_STEP))
            mixed = both - one[i].sum() - one[j].sum() + 2.0 * middle
            curvature[i, j] = curvature[j, i] = -mixed / (2.0 * _STEP**2)
    values, vectors = np.linalg.eigh(curvature)
    return spread[:, None] * (vectors / np.sqrt(np.maximum(values, 1.0)))
