"""Days that no ordinary noise explains, and weekdays that are noisier than others.

One day far off must not drag the level along, and a lasting break must be followed at once. Which
of the two it was is what makes the whole series likelier; it gets a variance of its own. What has
come in the past may come again, so forecasts draw each coming period's variance from those of the
past.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from chuquan.impact.panel import FloatArray
from chuquan.impact.series.kalman import Clock, filtered
from chuquan.impact.series.least_squares import LEVEL, Problem, Products, solve, variances_of
from chuquan.impact.series.variances import log_posterior, most_likely

N_ROUNDS: Final = 4
LIMIT_SD: Final = 4.5
"""Normal noise does this once in 150,000 periods."""
_LEFT_SD: Final = 2.0
_REACH: Final = 10
_MAX_A_ROUND: Final = 12
_MAD: Final = 1.4826
_WEEKDAY_PRIOR: Final = 12.0
_MIN_PERIODS: Final = 50


def with_shocks(problem: Problem, parameters: FloatArray) -> tuple[Problem, FloatArray]:
    """Return the problem with each period's own variances, and the best parameters for it.

    Parameters
    ----------
    problem : Problem
    parameters : array of float64, shape (parameter,)
        The best without shocks.

    Returns
    -------
    problem : Problem
        ``clock.noise`` and ``clock.drift`` set before the start; from it on they are the medians of
        those before.
    parameters : array of float64, shape (parameter,)
    """
    if problem.clock.seen.sum() < _MIN_PERIODS:
        return problem, parameters
    for _ in range(N_ROUNDS):
        clock, n_new = _marked(problem, parameters)
        problem = replace(problem, clock=clock)
        parameters = most_likely(problem, parameters)
        if n_new == 0:
            break
    return replace(problem, clock=_expected(problem)), parameters


def residuals(problem: Problem, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return one-step errors in standard deviations, and those deviations in noise's own.

    Returns
    -------
    errors : array of float64, shape (period,)
        NaN where nothing was seen.
    spread : array of float64, shape (period,)
    """
    run = filtered(
        problem.columns, problem.clock, variances_of(parameters), np.empty(0, dtype=np.int64)
    )
    solved = solve(problem, Products.of(problem, run, problem.n_before), parameters)
    errors = run.white[:, 0] - run.white[:, 1:] @ solved.coefficients
    errors /= np.sqrt(solved.sum_of_squares / solved.dof)
    errors[problem.clock.seen == 0.0] = np.nan
    return errors, run.spread


def _marked(problem: Problem, parameters: FloatArray) -> tuple[Clock, int]:
    """Give shocks and weekdays their variances; say how many shocks are new."""
    errors, spread = residuals(problem, parameters)
    clock = problem.clock
    noise, drift = clock.noise.copy(), clock.drift.copy()
    level = float(np.exp(2.0 * parameters[LEVEL]))
    size = np.abs(errors) / max(_MAD * float(np.nanmedian(np.abs(errors))), 1e-12)
    found: list[int] = []
    for t in np.argsort(-np.nan_to_num(size)):
        if not size[t] > LIMIT_SD or len(found) == _MAX_A_ROUND:
            break
        # What a shock does to the days after it is seen once it is marked itself.
        if t == 0 or any(abs(t - other) <= _REACH for other in found):
            continue
        found.append(int(t))
        excess = spread[t] ** 2 * ((size[t] / _LEFT_SD) ** 2 - 1.0)
        once, lasting = noise.copy(), drift.copy()
        once[t] += excess
        lasting[t - 1] += excess / level
        if _height(problem, parameters, once, drift) >= _height(
            problem, parameters, noise, lasting
        ):
            noise = once
        else:
            drift = lasting
    ordinary = (noise < 2.0 * np.median(noise)) & (size <= LIMIT_SD)
    for day in range(7):
        mine = ordinary & (clock.weekday == day)
        n_mine = int(mine.sum())
        if n_mine:
            ratio = (float(np.sum(errors[mine] ** 2)) + _WEEKDAY_PRIOR) / (n_mine + _WEEKDAY_PRIOR)
            whole = float(np.mean(spread[mine] ** 2))
            usual = float(np.median(noise[mine]))
            factor = np.clip((usual + whole * (ratio - 1.0)) / usual, 0.3, 3.0)
            noise[clock.weekday == day] *= factor
    return replace(clock, noise=noise, drift=drift), len(found)


def _height(
    problem: Problem, parameters: FloatArray, noise: FloatArray, drift: FloatArray
) -> float:
    clock = replace(problem.clock, noise=noise, drift=drift)
    return log_posterior(replace(problem, clock=clock), parameters)


def usual_noise(problem: Problem) -> FloatArray:
    """Return the noise's median variance on each period's weekday, shape (period,)."""
    clock, n = problem.clock, problem.n_before
    noise = clock.noise.copy()
    seen = (clock.seen > 0.0) & (np.arange(len(noise)) < n)
    for day in range(-1, 7):
        mine = clock.weekday == day
        if np.any(mine & seen):
            noise[mine] = np.median(clock.noise[mine & seen])
    return noise


def _expected(problem: Problem) -> Clock:
    """Fill the variances from the start on with the medians of those before it."""
    clock, n = problem.clock, problem.n_before
    noise, drift = clock.noise.copy(), clock.drift.copy()
    noise[n:] = usual_noise(problem)[n:]
    drift[n:] = np.median(drift[:n])
    return replace(clock, noise=noise, drift=drift)
