"""The objective of a problem as a concave function of its starts, with planes that lie above it.

Starts may be fractions here (half of an action in April, half in May), which the exact valuation of
:mod:`chuquan.plan.value` takes as it is: at whole starts both are the same number. Planes
that lie nowhere below it at whole starts (:mod:`chuquan.plan.tangents`) are the cuts from which the
optimiser makes its bound (Kelley 1960), in closed form, with no programme to be solved.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from chuquan.plan.constraints import Constraints, IntArray
from chuquan.plan.problem import Problem
from chuquan.plan.responses import add_each, respond, settle, thin
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.tangents import choose, project
from chuquan.plan.value import (
    WEEK,
    courses,
    factors_of,
    free_rooms,
    levers_of,
    objective,
    weights,
)

_TINY: Final = 1e-6
"""Coefficients below this share of a plane's greatest are left out; the plane is raised for it."""


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


@dataclass(frozen=True, kw_only=True)
class Planes:
    """Planes ``part <= offset + slope x`` above the parts of the objective.

    Attributes
    ----------
    slope : float array, shape (part, column)
        Parts are the weeks' means over scenarios, and last the tail: the mean of the worst tenth,
        or with a target the mean of ``min(total / target, 1)``.
    offset : float array, shape (part,)
    """

    slope: FloatArray
    offset: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Touch:
    """Where planes touch the function in each scenario and week.

    Attributes
    ----------
    level, offset : float array, shape (lever, scenario, week)
        The response at which saturation is touched, and where that tangent starts.
    is_full : float array, shape (scenario, day)
        1 on days whose plane is their room.
    by_rooms : float array, shape (scenario, week)
        1 where the plane is that of the days' rooms, 0 where it is that of saturation.
    """

    level: FloatArray
    offset: FloatArray
    is_full: FloatArray
    by_rooms: FloatArray


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
        tail = self._tail(point.total)
        last = float(tail @ point.total)
        if self.problem.target is not None:
            last = self.smooth(point.total)
        return np.append(point.by_week.mean(axis=0), last)

    def _tail(self, total: FloatArray) -> FloatArray:
        target = self.problem.target
        if target is None:
            return weights(1.0, total)
        return np.where(total < target, 1.0 / (target * self.n), 0.0)

    def planes(self, point: Point) -> Planes:
        """Return planes above all parts for whole starts, near to them at a point."""
        touch = self._touch(point)
        tail = self._tail(point.total)
        by_week = np.zeros((2, self.action.size, self.n_weeks))
        self._raise(touch, tail, by_week, np.zeros((0, 0)))
        self._take_room(point, touch, tail, by_week)
        starts = self._offsets(point, touch)
        slope = np.empty((self.n_parts, self.action.size))
        slope[:-1], slope[-1] = by_week[0].T, by_week[1].sum(axis=1)
        last = float(tail @ starts.sum(axis=1))
        if self.problem.target is not None:
            last += float(np.mean(point.total >= self.problem.target))
        return self._pruned(Planes(slope=slope, offset=np.append(starts.mean(axis=0), last)))

    def planes_each(self, point: Point) -> Planes:
        """Return planes above the total of each scenario; ``part`` is the scenario here."""
        touch = self._touch(point)
        each = np.zeros((self.action.size, self.n))
        nothing = np.zeros((2, self.action.size, self.n_weeks))
        self._raise(touch, np.zeros(self.n), nothing, each)
        for j in range(len(self.free)):
            is_it = touch.is_full * (point.tight == j)
            for c in np.flatnonzero(self.need[j][self.action] > 0):
                n_full = is_it[:, self.day[c] : self.stop[c]].sum(axis=1)
                each[c] -= self.need[j, self.action[c]] * n_full
        return Planes(slope=each.T, offset=self._offsets(point, touch).sum(axis=1))

    def _raise(
        self, touch: _Touch, tail: FloatArray, by_week: FloatArray, each: FloatArray
    ) -> None:
        """Fill in by how much columns raise the planes."""
        spans = [np.arange(i, self.action.size, self.threads) for i in range(self.threads)]

        def work(span: IntArray) -> None:
            project(
                self.course,
                self.action,
                self.day,
                self.lever,
                self.factors,
                self.saturation,
                self.room,
                touch.level,
                touch.offset,
                touch.is_full,
                touch.by_rooms,
                tail,
                span,
                by_week,
                each,
            )

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, spans))

    def _touch(self, point: Point) -> _Touch:
        """Choose where the planes of scenarios and weeks touch."""
        shape = (self.saturation.size, self.n, self.n_weeks)
        touch = _Touch(
            level=np.zeros(shape),
            offset=np.zeros(shape),
            is_full=np.zeros((self.n, self.n_days)),
            by_rooms=np.zeros((self.n, self.n_weeks)),
        )
        chosen = np.flatnonzero(point.x > 0)
        chosen = chosen[np.argsort(self.lever[self.action[chosen]], kind="stable")]
        n_levers = self.saturation.size
        bounds = np.searchsorted(self.lever[self.action[chosen]], np.arange(n_levers + 1))
        spans = np.array_split(np.arange(self.n), self.threads)

        def work(span: IntArray) -> None:
            choose(
                self.course,
                self.action,
                self.day,
                self.factors,
                self.saturation,
                chosen,
                bounds,
                point.x,
                point.raw,
                point.room,
                self.room,
                span,
                np.zeros(chosen.size),
                touch.level,
                touch.offset,
                touch.is_full,
                touch.by_rooms,
            )

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, spans))
        return touch

    def _offsets(self, point: Point, touch: _Touch) -> FloatArray:
        """Return where the planes of scenarios and weeks start, without any action."""
        firsts = np.arange(0, self.n_days, WEEK)
        # On a full day the plane is the room itself, which what actions need lowers from here.
        whole = np.where(touch.is_full > 0, self.room_of_tight(point), 0.0)
        rooms = np.add.reduceat(whole, firsts, axis=1)
        return np.where(touch.by_rooms > 0, rooms, touch.offset.sum(axis=0))

    def room_of_tight(self, point: Point) -> FloatArray:
        """Return room before what actions need, of the resource that is the tightest with it."""
        out = np.full_like(point.room, np.inf)
        for j, (_, _, free) in enumerate(self.free):
            out = np.where(point.tight == j, free, out)
        return out

    def _take_room(
        self, point: Point, touch: _Touch, tail: FloatArray, by_week: FloatArray
    ) -> None:
        """Subtract what actions cost by the room they take on full days."""
        for j in range(len(self.free)):
            is_it = touch.is_full * (point.tight == j)
            for i, cost in enumerate((is_it.mean(axis=0), tail @ is_it)):
                for c in np.flatnonzero(self.need[j][self.action] > 0):
                    for t in range(self.day[c], self.stop[c]):
                        by_week[i, c, t // WEEK] -= self.need[j, self.action[c]] * cost[t]

    def _pruned(self, planes: Planes) -> Planes:
        """Leave out tiny coefficients, and raise the planes by what these could add."""
        slope, offset = planes.slope.copy(), planes.offset.copy()
        most = np.abs(slope).max(axis=1, initial=0.0)
        # What matters is the whole objective, so a week with next to nothing has few coefficients.
        most[:-1] = most[:-1].max(initial=0.0)
        is_tiny = np.abs(slope) < _TINY * most[:, None]
        dropped = np.where(is_tiny, np.maximum(slope, 0.0), 0.0)
        starts = np.flatnonzero(np.diff(self.action, prepend=-1))
        if starts.size:
            # An action begins once at most.
            offset += np.maximum.reduceat(dropped, starts, axis=1).sum(axis=1)
        slope[is_tiny] = 0.0
        return Planes(slope=slope, offset=offset)
