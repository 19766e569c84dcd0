"""Good schedules by search: fill up, take one out and fill up again, as long as that brings more.

All starts that fit beside a schedule are valued exactly, each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import TOLERANCE, Constraints
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.surface import Point, Surface
from chuquan.plan.value import objective

_MORE: Final = 1e-9
"""By which share a schedule must bring more to be taken."""


class Search:
    """Search over whole starts.

    Parameters
    ----------
    is_over : callable
        Asked before each step; once it is true, the best so far is returned.
    """

    def __init__(
        self, surface: Surface, constraints: Constraints, is_over: Callable[[], bool]
    ) -> None:
        self.surface, self.constraints, self.is_over = surface, constraints, is_over
        sizes = np.diff(constraints.row_start)
        self._row = np.repeat(np.arange(sizes.size), sizes)

    def score(self, point: Point) -> float:
        """Return what is compared: the objective; with a target a little of the mean, too."""
        return self._worth(point.total)

    def _worth(self, total: FloatArray) -> float:
        value = objective(self.surface.problem, total)
        if self.surface.problem.target is None:
            return value
        return value + 1e-3 * self.surface.smooth(total)

    def fitting(self, x: FloatArray) -> NDArray[np.bool_]:
        """Return which columns can be added to a choice so that no limit is broken anew.

        Where limits are broken already, only columns that lessen one of these are returned, and
        none that add to one.
        """
        rows, cons = self._row, self.constraints
        activity = cons.activity(x)
        after = activity[rows] + cons.coefficient
        is_over, is_under = activity > cons.upper + TOLERANCE, activity < cons.lower - TOLERANCE
        up, down = cons.coefficient > 0, cons.coefficient < 0
        is_out = (after > cons.upper[rows] + TOLERANCE) & up
        is_out |= (after < cons.lower[rows] - TOLERANCE) & down
        fits = (x == 0) & (np.bincount(cons.column[is_out], minlength=x.size) == 0)
        if np.any(is_over | is_under):
            mends = (is_over[rows] & down) | (is_under[rows] & up)
            fits &= np.bincount(cons.column[mends], minlength=x.size) > 0
        return np.asarray(fits)

    def fill(self, point: Point, allowed: NDArray[np.bool_]) -> Point:
        """Add the start that brings the most, again and again."""
        while not self.is_over():
            better = self._best_added(point, allowed)
            if better is None:
                return point
            point = better
        return point

    def _best_added(self, point: Point, allowed: NDArray[np.bool_]) -> Point | None:
        columns = np.flatnonzero(self.fitting(point.x) & allowed)
        if columns.size == 0:
            return None
        is_whole = not self.constraints.broken(point.x)
        totals = self.surface.totals_with(point, columns)
        best = int(np.argmax([self._worth(total) for total in totals]))
        least = self.score(point)
        if is_whole and self._worth(totals[best]) <= least + _MORE * abs(least):
            return None
        return self.surface.moved(point, add=int(columns[best]))

    def polish(self, point: Point, allowed: NDArray[np.bool_]) -> Point:
        """Take out one action after another and fill up again, until nothing brings more."""
        point = self.fill(point, allowed)
        queue = list(np.flatnonzero(point.x > 0))
        while queue and not self.is_over():
            c = queue.pop(0)
            if point.x[c] == 0:
                continue
            other = self.fill(self.surface.moved(point, drop=int(c)), allowed & self._not(int(c)))
            if self.constraints.broken(other.x):
                continue
            least = self.score(point)
            if self.score(other) > least + _MORE * abs(least):
                point = other
                queue = [*queue, *(e for e in np.flatnonzero(point.x > 0) if e not in queue)]
        return point

    def _not(self, column: int) -> NDArray[np.bool_]:
        out = np.ones(self.constraints.n_columns, dtype=np.bool_)
        out[column] = False
        return out

    def rounded(self, x: FloatArray, point: Point, allowed: NDArray[np.bool_]) -> Point:
        """Round fractions of starts to a schedule that holds all limits, if that is easily had.

        Parameters
        ----------
        point : Point
            Returned where rounding leads to nothing that holds.
        """
        chosen = np.zeros_like(x)
        for c in np.argsort(-x, kind="stable"):
            if x[c] < 0.05:
                break
            chosen[c] = 1.0
            if self._is_over_most(chosen):
                chosen[c] = 0.0
        made = self.fill(self.surface.at(chosen), allowed)
        is_worse = self.score(made) <= self.score(point)
        return point if self.constraints.broken(made.x) or is_worse else made

    def _is_over_most(self, x: FloatArray) -> bool:
        return bool(np.any(self.constraints.activity(x) > self.constraints.upper + TOLERANCE))
