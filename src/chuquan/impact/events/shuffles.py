"""The same flags on other days: whole weeks later or earlier, so that weekdays stay.

Two uses. Flags moved onto days without events must find nothing, by the very interval that the
answer rests on. And flags moved at random, true days included, give the p-value: it needs no
distribution, only that, without an effect, the weeks of a quarter could have been exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.stats import norm

from chuquan.impact.events.leave_out import LeaveOut
from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.components import Design
from chuquan.impact.series.scale import Scale, fit_problem
from chuquan.impact.series.shocks import usual_noise

N_SETS: Final = 400
N_PERMUTATIONS: Final = 1999
BLOCK_WEEKS: Final = 13
_LIMIT: Final = float(norm.ppf(0.975))
_MIN_SETS: Final = 50
_MIN_KEPT: Final = 0.5


@dataclass(frozen=True, eq=False)
class Shuffles:
    """What flags on ordinary days show.

    Attributes
    ----------
    n_sets : int
        Shuffled sets of flags; 0 if there was no room for them.
    share_off : float
        Share of them whose 95% interval of the mean, before it is stretched, excludes zero.
    widened : float
        What the interval of the mean is stretched by, so that at least 95% of the sets cover zero.
    coverage_of_days : float
        Share of single ordinary days, weekdays as those of the events, whose own 95% interval
        covers zero.
    widened_days : float
        What intervals of single days are stretched by, so that at least 95% of these days do.
    """

    n_sets: int
    share_off: float
    widened: float
    coverage_of_days: float
    widened_days: float


def moved(at: IntArray, n: int, rng: np.random.Generator) -> IntArray:
    """Turn the flags of each quarter by a random number of whole weeks.

    Parameters
    ----------
    at : array of int64, shape (day,)
        Flagged days.
    n : int
        Days of the series.
    rng : numpy.random.Generator

    Returns
    -------
    array of int64, shape (day,)
        As many days, weekdays and neighbours within a quarter kept, ascending. What is left of a
        series after its last whole week does not move.
    """
    n_weeks = n // 7
    edges = np.append(np.arange(0, max(n_weeks - BLOCK_WEEKS // 2, 1), BLOCK_WEEKS), n_weeks)
    weeks = at // 7
    out = at.copy()
    for first, last in pairwise(edges.tolist()):
        mine = (weeks >= first) & (weeks < last)
        turn = int(rng.integers(0, last - first))
        out[mine] = 7 * (first + (weeks[mine] - first + turn) % (last - first)) + at[mine] % 7
    return np.sort(out)


def shuffles(
    system: LeaveOut,
    at: IntArray,
    around: FloatArray,
    days: Sequence[date],
    rng: np.random.Generator,
) -> Shuffles:
    """Put the flags on ordinary days and estimate their mean effect, events taken out.

    Parameters
    ----------
    system : LeaveOut
    at : array of int64, shape (event day,)
    around : array of float64, shape (day, offset)
        Regressors of the days around the events.
    days : sequence of date
    rng : numpy.random.Generator
    """
    n = len(days)
    single = np.zeros((n, len(at)))
    single[at, np.arange(len(at))] = 1.0
    rest = system.without(np.column_stack([single, around]))
    is_free = np.diag(rest.precision) > 1e-9
    is_free[at] = False
    is_free[around.any(axis=1)] = False
    scores = []
    for _ in range(N_SETS):
        chosen = moved(at, n, rng)
        chosen = chosen[is_free[chosen]]
        if len(chosen) >= _MIN_KEPT * len(at):
            found = rest.predict(chosen)
            scores.append(found.values.sum() / np.sqrt(found.covariance.sum()))
    weekdays = {days[t].weekday() for t in at}
    like = np.array([is_free[t] and days[t].weekday() in weekdays for t in range(n)])
    diagonal = np.diag(rest.precision)[like]
    spread = np.sqrt(rest.variance * np.maximum(1.0 / diagonal - rest.excess[like], 1e-12))
    day_scores = np.abs(rest.score[like] / diagonal) / spread
    coverage = float(np.mean(day_scores <= _LIMIT))
    widened_days = max(1.0, float(np.quantile(day_scores, 0.95)) / _LIMIT)
    if len(scores) < _MIN_SETS:
        return Shuffles(0, float("nan"), 1.0, coverage, widened_days)
    score = np.abs(np.array(scores))
    widened = max(1.0, float(np.quantile(score, 0.95)) / _LIMIT)
    return Shuffles(len(score), float(np.mean(score > _LIMIT)), widened, coverage, widened_days)


def permutation_p(
    values: FloatArray,
    parts: Design,
    at: IntArray,
    *,
    scale: Scale,
    rng: np.random.Generator,
) -> float:
    """Return how often flags that were moved at random look at least as strong as the true ones.

    The model is fitted without knowing of any flag, so true and moved flags are treated alike.

    Parameters
    ----------
    values : array of float64, shape (day,)
    parts : Design
    at : array of int64, shape (event day,)
    scale : str
    rng : numpy.random.Generator
    """
    n = len(values)
    every = np.ones(n, dtype=np.bool_)
    _, problem, parameters = fit_problem(values, parts, "day", n, counts=every, scale=scale)
    blind = LeaveOut.of(problem, parameters, usual_noise(problem))

    def strength(flagged: IntArray) -> float:
        block = blind.precision[np.ix_(flagged, flagged)].sum()
        return abs(float(blind.score[flagged].sum())) / float(np.sqrt(max(block, 1e-300)))

    mine = strength(at)
    others = [strength(moved(at, n, rng)) for _ in range(N_PERMUTATIONS)]
    return (1 + sum(other >= mine * (1 - 1e-12) for other in others)) / (1 + N_PERMUTATIONS)
