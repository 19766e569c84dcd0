"""What would have come after a stop, as paths drawn from the joint distribution of all periods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.linalg import solve_triangular

from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.kalman import Filtered, filtered
from chuquan.impact.series.least_squares import (
    LEVEL,
    MEMORY,
    SHORT,
    WEEKDAY,
    Problem,
    Products,
    Solved,
    solve,
    variances_of,
)

MAX_SHOCK_SD: Final = 8.0
MAX_BREAK_SD: Final = 4.0
"""Of the noise; a greater day, or a greater break of the level, is a catastrophe that no interval
foresees."""


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths after one stop, in the scale of the model.

    Attributes
    ----------
    values : array of float64, shape (draw, period)
    short_variance : array of float64, shape (period,)
        Mean variance of what has no memory beyond days, in the squared scale of the model.
    """

    values: FloatArray
    short_variance: FloatArray


@dataclass(frozen=True, eq=False)
class _Start:
    """Where the draws of one vector of parameters start from."""

    states: FloatArray  # (draw, state)
    coefficients: FloatArray  # (draw, regressor)
    sigma: FloatArray  # (draw,)
    parameters: FloatArray  # (draw, parameter)


def paths(
    problem: Problem,
    drawn: FloatArray,
    stops: IntArray,
    n_periods: int,
    *,
    n_draws: int,
    rng: np.random.Generator,
) -> list[Paths]:
    """Draw paths after each stop, given all that was seen before it.

    Coefficients, variances, the states at the stop and all later steps are drawn together, so the
    mean of a window has the variance that the covariance of its periods implies.

    Parameters
    ----------
    problem : Problem
    drawn : array of float64, shape (vector, 1 + parameter)
        From :func:`~chuquan.impact.series.variances.draws`; each is weighed by its posterior at
        the last stop.
    stops : array of int64, shape (stop,)
        Ascending.
    n_periods : int
        How far each path goes.
    n_draws : int
        Paths a stop.
    rng : numpy.random.Generator
    """
    runs = [filtered(problem.columns, problem.clock, variances_of(row[1:]), stops) for row in drawn]
    solved = [_at_stops(problem, run, row[1:], stops) for run, row in zip(runs, drawn, strict=True)]
    weight = np.array([each[-1].log_posterior for each in solved]) - drawn[:, 0]
    weight = np.exp(weight - weight.max())
    counts = _counts(weight / weight.sum(), n_draws)
    out = []
    for number, stop in enumerate(stops):
        starts = [
            _start(each[number], run, number, row[1:], int(count), rng)
            for run, row, each, count in zip(runs, drawn, solved, counts, strict=True)
            if count
        ]
        out.append(_walk(problem, _joined(starts), int(stop), n_periods, rng))
    return out


def _at_stops(
    problem: Problem, run: Filtered, parameters: FloatArray, stops: IntArray
) -> list[Solved]:
    """Regress on the periods before each stop; each adds to those before the last one."""
    products = Products.of(problem, run, int(stops[0]))
    out = [solve(problem, products, parameters)]
    for first, stop in pairwise(stops.tolist()):
        products += Products.of(problem, run, stop, first)
        out.append(solve(problem, products, parameters))
    return out


def _start(  # noqa: PLR0917 - one draw's worth of everything
    solved: Solved,
    run: Filtered,
    number: int,
    parameters: FloatArray,
    count: int,
    rng: np.random.Generator,
) -> _Start:
    """Draw the noise's variance, coefficients and states at a stop."""
    half = rng.standard_normal((-(-count // 2), len(solved.coefficients)))
    normal = np.concatenate([half, -half])[:count]
    sigma = np.sqrt(solved.sum_of_squares / rng.chisquare(solved.dof, count))
    turned = solve_triangular(solved.factor, normal.T, lower=True, trans=1)
    coefficients = solved.coefficients + sigma[:, None] * turned.T
    mean = run.means[number]
    values, vectors = np.linalg.eigh(run.covariances[number])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = rng.standard_normal((count, len(root))) @ root.T
    states = mean[:, 0] - coefficients @ mean[:, 1:].T + sigma[:, None] * noise
    return _Start(states, coefficients, sigma, np.tile(parameters, (count, 1)))


def _counts(weight: FloatArray, n_draws: int) -> IntArray:
    """Share draws out by weight, to the whole number."""
    edges = np.floor(np.concatenate([[0.0], np.cumsum(weight)]) * n_draws + 0.5)
    return np.diff(edges).astype(np.int64)


def _joined(starts: list[_Start]) -> _Start:
    return _Start(
        np.concatenate([one.states for one in starts]),
        np.concatenate([one.coefficients for one in starts]),
        np.concatenate([one.sigma for one in starts]),
        np.concatenate([one.parameters for one in starts]),
    )


def _walk(
    problem: Problem, start: _Start, stop: int, n_periods: int, rng: np.random.Generator
) -> Paths:
    """Let states step from a stop on."""
    n_draws = len(start.sigma)
    sigma = start.sigma
    step = sigma * np.exp(start.parameters[:, LEVEL])
    short = sigma * np.exp(start.parameters[:, SHORT])
    memory = 1.0 / (1.0 + np.exp(-start.parameters[:, MEMORY]))
    innovation = short * np.sqrt(1.0 - memory * memory)
    weekday_step = sigma * np.exp(start.parameters[:, WEEKDAY])
    states = start.states.copy()
    clock = problem.clock
    stop_end = min(stop + n_periods, len(problem.values))
    values = start.coefficients @ problem.design.columns[stop:stop_end].T
    past = np.flatnonzero(clock.seen > 0.0)
    pools = {day: _pool(clock.noise[past[clock.weekday[past] == day]]) for day in range(-1, 7)}
    drifts = clock.drift[past]
    level = (step / sigma) ** 2
    for at, t in enumerate(range(stop, stop_end)):
        values[:, at] += states[:, 0] + states[:, 1]
        day = clock.weekday[t]
        normal = rng.standard_normal((4, n_draws))
        if day >= 0:
            values[:, at] += states[:, 2 + day]
            states[:, 2 + day] += weekday_step * normal[0]
        noise = _any_of(pools[int(day)], n_draws, rng)
        values[:, at] += np.sqrt(noise) * sigma * normal[1]
        moves = np.minimum(_any_of(drifts, n_draws, rng) * level, MAX_BREAK_SD**2)
        states[:, 0] += np.sqrt(np.maximum(moves, level)) * sigma * normal[2]
        states[:, 1] = memory * states[:, 1] + innovation * normal[3]
    usual = np.array([np.median(pools[int(day)]) for day in clock.weekday[stop:stop_end]])
    variance = np.mean(sigma**2) * usual + np.mean(short**2)
    return Paths(values, variance)


def _pool(noise: FloatArray) -> FloatArray:
    """Cap the variances of a weekday's shocks."""
    return np.minimum(noise, MAX_SHOCK_SD**2 * np.median(noise)) if noise.size else noise


def _any_of(pool: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
    """Draw from a pool of variances, in which shocks are as frequent as they were."""
    if pool.size == 0:
        return np.ones(n)
    return np.asarray(pool[rng.integers(0, pool.size, n)])
