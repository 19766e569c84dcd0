"""The objective of a problem as a concave function of its starts, with planes that lie above it.

Starts may be fractions here (half of an action in April, half in May), which the exact valuation of
:mod:`chuquan.plan.value` takes as it is: at whole starts both are the same number. Planes
that lie nowhere below it at whole starts (:mod:`chuquan.plan.planes`) are the cuts from which the
optimiser makes its bound (Kelley 1960), in closed form, with no programme to be solved.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chuquan.plan.constraints import Constraints, IntArray
from chuquan.plan.problem import Problem
from chuquan.plan.responses import add_each, respond, settle, thin
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.value import (
    WEEK,
    courses,
    factors_of,
    free_rooms,
    levers_of,
    objective,
    weights,
)


@dataclass(frozen=True, kw_only=True)
class Point:
    """The function at one choice of starts.

    Attributes
    ----------
    x : float array, shape (column,)
    by_week : float array, shape (scenario, week)
    value : float
        The objective; with a target, at fractions too, the share of scenarios that reach it.
    smooth : float
        With a target, the mean of ``min(total / target, 1)``, concave and no lower than the share;
        otherwise ``value``.
    """

    x: FloatArray
    raw: FloatArray
    room: FloatArray
    tight: FloatArray
    by_week: FloatArray
    value: float
    smooth: float

    @cached_property
    def total(self) -> FloatArray:
        """Totals by scenario."""
        return np.asarray(self.by_week.sum(axis=1))


class Surface:
    """The objective of a problem over fractions of starts.

    Parameters
    ----------
    constraints : Constraints
        Its columns are the starts.
    threads : int
        By how many slopes are worked out at once.
    """

    def __init__(
        self, problem: Problem, scenarios: Scenarios, constraints: Constraints, threads: int = 1
    ) -> None:
        self.problem, self.scenarios, self.threads = problem, scenarios, threads
        self.action, self.day = constraints.action, constraints.day
        self.n, self.n_days = scenarios.n, problem.n_days
        self.n_weeks = -(-self.n_days // WEEK)
        levers, self.saturation = levers_of(problem)
        of_action = [levers.index(action.lever) for action in problem.actions]
        self.lever = np.array(of_action, dtype=np.int64)
        self.factors = factors_of(problem)
        self.course = np.zeros((len(problem.actions), self.n, self.n_days))
        for i, course in enumerate(self.course):
            course[:] = courses(scenarios, i, self.n_days)
        self.free = free_rooms(problem, scenarios)
        length = np.array([action.length_days for action in problem.actions], dtype=np.int64)
        self.stop = np.minimum(self.day + length[self.action], self.n_days)
        self.need = self._needs()
        self.room, _ = self.rooms(np.zeros(self.action.size))

    @property
    def n_parts(self) -> int:
        """Weeks, and the tail."""
        return self.n_weeks + 1

    @property
    def part_weights(self) -> FloatArray:
        """Return the weights with which parts make up what the optimiser maximises."""
        if self.problem.target is not None:
            return np.append(np.zeros(self.n_weeks), 1.0)
        risk = self.problem.risk_aversion
        return np.append(np.full(self.n_weeks, 1.0 - risk), risk)

    def _needs(self) -> FloatArray:
        """Return room that an action takes of each resource that visits use, in the goal's unit."""
        out = np.zeros((len(self.free), len(self.problem.actions)))
        for j, (k, each, _) in enumerate(self.free):
            key = self.problem.resources[k].resource_id
            out[j] = [action.needs.get(key, 0.0) / each for action in self.problem.actions]
        return out

    def rooms(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return room by scenario and day, and which resource is the tightest (-1: none)."""
        room = np.full((self.n, self.n_days), np.inf)
        tight = np.full((self.n, self.n_days), -1.0)
        for j in range(len(self.free)):
            left = self._left(j, x)
            tight = np.where(left < room, float(j), tight)
            room = np.minimum(room, left)
        return room, tight

    def _left(self, j: int, x: FloatArray) -> FloatArray:
        """Return what a resource leaves room for beside what actions need."""
        used = np.zeros(self.n_days)
        for c in np.flatnonzero((x > 0) & (self.need[j][self.action] > 0)):
            used[self.day[c] : self.stop[c]] += x[c] * self.need[j, self.action[c]]
        return np.asarray(self.free[j][2] - used)

    def at(self, x: FloatArray) -> Point:
        """Value a choice of starts, whole or in fractions."""
        raw = np.zeros((self.saturation.size, self.n, self.n_days))
        chosen = np.flatnonzero(x > 0)
        respond(self.course, self.action, self.day, self.lever, self.factors, chosen, x, raw)
        return self._point(x, raw, *self.rooms(x))

    def moved(self, point: Point, *, add: int | None = None, drop: int | None = None) -> Point:
        """Value a choice that differs by one column, or by two."""
        x, raw = point.x.copy(), point.raw.copy()
        is_room_kept = True
        for c, sign in ((drop, -1.0), (add, 1.0)):
            if c is not None:
                x[c] += sign
                signs = np.zeros_like(x)
                signs[c] = sign
                one = np.array([c])
                respond(
                    self.course, self.action, self.day, self.lever, self.factors, one, signs, raw
                )
                is_room_kept &= not np.any(self.need[:, self.action[c]] > 0)
        # What was added and taken off again leaves rounding behind.
        if drop is not None:
            np.maximum(raw, 0.0, out=raw)
        rooms = (point.room, point.tight) if is_room_kept else self.rooms(x)
        return self._point(x, raw, *rooms)

    def _point(self, x: FloatArray, raw: FloatArray, room: FloatArray, tight: FloatArray) -> Point:
        by_week = np.zeros((self.n, self.n_weeks))
        settle(raw, self.saturation, room, by_week)
        total = by_week.sum(axis=1)
        value = objective(self.problem, total)
        return Point(
            x=x,
            raw=raw,
            room=room,
            tight=tight,
            by_week=by_week,
            value=value,
            smooth=self.smooth(total),
        )

    def totals_with(self, point: Point, columns: IntArray) -> FloatArray:
        """Return totals by scenario were one column added; shape (column, scenario).

        Exact, and cheaper by far than valuing each choice anew.
        """
        out = np.zeros((columns.size, self.n))
        left = np.zeros((len(self.free), self.n, self.n_days))
        for j in range(len(self.free)):
            left[j] = self._left(j, point.x)
        firsts = np.arange(0, self.n_days, WEEK)
        by_week = np.add.reduceat(point.raw, firsts, axis=2)
        rate = point.raw.sum(axis=0)
        own = np.zeros_like(by_week)
        thin(by_week, self.saturation, own)
        leaves = own.sum(axis=0)
        every = range(self.threads)
        spans = [np.ascontiguousarray(columns[i :: self.threads]) for i in every]
        parts = [np.zeros((span.size, self.n)) for span in spans]

        def work(i: int) -> None:
            add_each(
                self.course,
                self.action,
                self.day,
                self.stop,
                self.lever,
                self.factors,
                self.saturation,
                self.need,
                left,
                point.room,
                by_week,
                leaves - own,
                rate,
                point.by_week,
                spans[i],
                parts[i],
            )

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, range(self.threads)))
        for i, part in enumerate(parts):
            out[i :: self.threads] = part
        return out

    def smooth(self, total: FloatArray) -> float:
        """Return the concave function that is maximised; with a target it lies above the share."""
        target = self.problem.target
        if target is None:
            return objective(self.problem, total)
        return float(np.mean(np.minimum(total, target))) / target

    def parts(self, point: Point) -> FloatArray:
        """Return the parts' values at a point."""
        tail = self.tail_weights(point.total)
        last = float(tail @ point.total)
        if self.problem.target is not None:
            last = self.smooth(point.total)
        return np.append(point.by_week.mean(axis=0), last)

    def tail_weights(self, total: FloatArray) -> FloatArray:
        """Return the weights of scenarios in the tail at some totals."""
        target = self.problem.target
        if target is None:
            return weights(1.0, total)
        return np.where(total < target, 1.0 / (target * self.n), 0.0)
