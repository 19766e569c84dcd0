"""Which variances a series has: the mode of their posterior, and draws from it.

The likelihood is restricted (the free regressors are integrated out under a flat prior) and the
noise's variance is integrated out, too, so only ratios are left: Harvey 1989, section 4.2. The
ratios have weak priors, so that a level that happens not to move in a short history is not taken
for one that cannot, and answers are averaged over draws from their posterior: a single best guess
makes intervals too short.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import minimize

from chuquan.impact.panel import FloatArray
from chuquan.impact.series.kalman import Clock, Variances, filtered
from chuquan.impact.series.least_squares import Problem, Products, solve, variances_of

_STEP: Final = 0.15
_BOUND: Final = 4.0
_T_DOF: Final = 5.0
_REMEMBERED: Final = 8


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
        return np.asarray(parameters)

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
    best: FloatArray = full(found.x)
    return best


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
    root: FloatArray = spread[:, None] * (vectors / np.sqrt(np.maximum(values, 1.0)))
    return root
