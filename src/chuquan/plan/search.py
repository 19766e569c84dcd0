"""Good schedules by search: fill up, take some out, move them, and fill up again.

All starts that fit beside a schedule are valued exactly, each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import TOLERANCE, Constraints, IntArray
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.surface import Point, Surface
from chuquan.plan.value import WORST, objective

_MORE: Final = 1e-9
"""By which share a schedule must bring more to be taken."""
_AT_ONCE: Final = 24
"""Starts that are valued anew together."""
_SHAKEN: Final = 6
"""Most actions that are taken out at once to search anew."""
_SOME: Final = 0.8
"""Share of the actions, and of the starts, that may come in first then."""
_NEAR: Final = 0.005
"""Share by which a schedule may lie below the best to be worth moving its starts."""


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
        return float(self.worths(total[None])[0])

    def worths(self, totals: FloatArray) -> FloatArray:
        """Return what is compared of several totals by scenario; shape (choice,)."""
        problem = self.surface.problem
        if problem.target is not None:
            smooth = np.array([self.surface.smooth(total) for total in totals])
            shares = np.array([objective(problem, total) for total in totals])
            return np.asarray(shares + 1e-3 * smooth)
        risk, n = problem.risk_aversion, totals.shape[1]
        mean = totals.mean(axis=1)
        if risk <= 0:
            return np.asarray(mean)
        n_whole = int(WORST * n + 1e-9)
        worst = np.partition(totals, min(n_whole, n - 1), axis=1)
        low = worst[:, :n_whole].sum(axis=1)
        if n_whole < n:
            low = low + worst[:, n_whole] * max(WORST * n - n_whole, 0.0)
        return np.asarray((1 - risk) * mean + risk * low / (WORST * n))

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
        """Add the start that brings the most, again and again.

        What a start adds shrinks as others join, as a rule. So after the first round starts are
        valued anew in the order of what they added before, until none can be the best.
        """
        columns = np.flatnonzero(self.fitting(point.x) & allowed)
        added: FloatArray | None = None
        while columns.size and not self.is_over():
            is_whole = not self.constraints.broken(point.x)
            best, added = self._best_of(point, columns, added)
            if is_whole and added[best] <= _MORE * abs(self.score(point)):
                return point
            point = self.surface.moved(point, add=int(columns[best]))
            fits = self.fitting(point.x) & allowed
            if is_whole and self.surface.problem.target is None:
                added, columns = added[fits[columns]], columns[fits[columns]]
            else:
                # Mended limits let in others, and shares of scenarios do not shrink in order.
                added, columns = None, np.flatnonzero(fits)
        return point

    def _best_of(
        self, point: Point, columns: IntArray, before: FloatArray | None
    ) -> tuple[int, FloatArray]:
        """Return which column adds the most, and what each adds, as far as it was valued anew."""
        least = self.score(point)
        if before is None:
            added = self.worths(self.surface.totals_with(point, columns)) - least
            return int(np.argmax(added)), added
        added, best, most = before.copy(), -1, -np.inf
        order = np.argsort(-before, kind="stable")
        for i in range(0, order.size, _AT_ONCE):
            part = order[i : i + _AT_ONCE]
            if before[part[0]] <= most:
                break
            added[part] = self.worths(self.surface.totals_with(point, columns[part])) - least
            here = int(part[np.argmax(added[part])])
            if added[here] > most:
                best, most = here, float(added[here])
        return best, added

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

    def retimed(self, point: Point, allowed: NDArray[np.bool_]) -> Point:
        """Move one action after another to its best start, until none is better elsewhere."""
        queue = list(np.flatnonzero(point.x > 0))
        while queue and not self.is_over():
            c = int(queue.pop(0))
            if point.x[c] == 0:
                continue
            without = self.surface.moved(point, drop=c)
            own = self.surface.action == self.surface.action[c]
            columns = np.flatnonzero(self.fitting(without.x) & own & allowed)
            if columns.size == 0:
                continue
            best = int(np.argmax(self.worths(self.surface.totals_with(without, columns))))
            other = self.surface.moved(without, add=int(columns[best]))
            if self.constraints.broken(other.x):
                continue
            least = self.score(point)
            if self.score(other) > least + _MORE * abs(least):
                point = other
                queue = [*queue, *(e for e in np.flatnonzero(point.x > 0) if e not in queue)]
        return point

    def shaken(
        self, point: Point, allowed: NDArray[np.bool_], rng: np.random.Generator
    ) -> Point | None:
        """Take a few actions out, at random or near in time, and search from there.

        Some others, drawn each time, may not come in at first, so that the search does not fall
        back to where it was (Schrimpf et al. 2000: ruin and recreate).

        Returns
        -------
        Point or None
            None where it leads to nothing that holds all limits.
        """
        chosen = np.flatnonzero(point.x > 0)
        if chosen.size == 0:
            return None
        n_out = int(rng.integers(2, _SHAKEN + 1))
        far = rng.random(chosen.size)
        if rng.random() < 0.5:
            days = self.constraints.day[chosen]
            far = np.abs(days - rng.choice(days)) + 14.0 * far
        x = point.x.copy()
        x[chosen[np.argsort(far, kind="stable")[:n_out]]] = 0.0
        some = rng.random(int(self.surface.action.max()) + 1) < _SOME
        drawn = allowed & some[self.surface.action] & (rng.random(x.size) < _SOME)
        made = self.fill(self.surface.at(x), drawn)
        if self.constraints.broken(made.x):
            return None
        made = self.fill(made, allowed)
        is_near = self.score(made) > self.score(point) * (1 - _NEAR)
        return self.retimed(made, allowed) if is_near else made

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

    def drawn(
        self, x: FloatArray, allowed: NDArray[np.bool_], rng: np.random.Generator
    ) -> Point | None:
        """Draw a start of each action by its fractions, fill up, and move starts.

        Unlike rounding it leads elsewhere each time: where an action is spread over many starts,
        the greatest fraction says little (Raghavan and Thompson 1987: randomised rounding).

        Returns
        -------
        Point or None
            None where it leads to nothing that holds all limits.
        """
        chosen = np.zeros_like(x)
        for action in rng.permutation(int(self.surface.action.max()) + 1):
            own = np.flatnonzero((self.surface.action == action) & (x > 0))
            if own.size and rng.random() < x[own].sum():
                c = own[rng.choice(own.size, p=x[own] / x[own].sum())]
                chosen[c] = 1.0
                if self._is_over_most(chosen):
                    chosen[c] = 0.0
        made = self.fill(self.surface.at(chosen), allowed)
        return None if self.constraints.broken(made.x) else self.retimed(made, allowed)

    def _is_over_most(self, x: FloatArray) -> bool:
        return bool(np.any(self.constraints.activity(x) > self.constraints.upper + TOLERANCE))
