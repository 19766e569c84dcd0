"""The limits of a plan as linear rows over starts: ``x[action, day]`` is 1 where an action begins.

Every row belongs to a limit with an id, by which conflicts, limits that bind and checks name it:

    budget                        all that is spent
    lever_most.LEVER              most, and least, that is spent on a lever
    lever_least.LEVER
    month_most.2026-05            most that begins within a month
    must.ACTION                   the action has to be in the plan
    starts.ACTION                 it begins on one of its start days
    capacity.RESOURCE             by day: what actions need fits beside base use
    after.ACTION.OTHER            ACTION begins when OTHER is over, or not at all
    excludes.ACTION.OTHER         not both
    at_once                       most actions under way on a day
    apart.LEVER                   days between the starts of a lever's actions
    once.ACTION                   an action begins once at most: what a plan is, no limit of anyone

Rows are as strong as they come (one a window of days for ``apart``, sums over all later starts for
``after``), identical ones stand once, and each is divided by its greatest coefficient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.problem import Problem, Schedule
from chuquan.plan.scenarios import FloatArray

IntArray: TypeAlias = NDArray[np.int64]
Row: TypeAlias = tuple[str, dict[int, float], float, float]
"""Limit id, coefficients by column, least and most."""

TOLERANCE: Final = 1e-9
"""By which a row may be broken, as a share of its greatest coefficient: rounding, no more."""


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """Rows ``lower <= A x <= upper`` over binary columns.

    Attributes
    ----------
    action, day : int array, shape (column,)
        Which action begins on which day of the plan; by action, then by day.
    row_start, column, coefficient : arrays
        The rows of A, one after another: those of row i are ``row_start[i]:row_start[i + 1]``.
    lower, upper : float array, shape (row,)
    scale : float array, shape (row,)
        What a row was divided by: one unit of its limit is ``1 / scale`` of the row.
    limit_id : tuple of str, shape (row,)
    """

    action: IntArray
    day: IntArray
    row_start: IntArray
    column: IntArray
    coefficient: FloatArray
    lower: FloatArray
    upper: FloatArray
    scale: FloatArray
    limit_id: tuple[str, ...]

    @property
    def n_columns(self) -> int:
        """Number of starts to choose from."""
        return self.action.size

    def activity(self, x: FloatArray) -> FloatArray:
        """Return ``A x``, by row."""
        rows = np.repeat(np.arange(self.lower.size), np.diff(self.row_start))
        values = self.coefficient * x[self.column]
        return np.bincount(rows, values, minlength=self.lower.size).astype(np.float64)

    def broken(self, x: FloatArray) -> tuple[str, ...]:
        """Return the ids of the limits that a choice of columns breaks, each once, in order."""
        activity = self.activity(x)
        is_bad = (activity > self.upper + TOLERANCE) | (activity < self.lower - TOLERANCE)
        return tuple(dict.fromkeys(self.limit_id[i] for i in np.flatnonzero(is_bad)))

    def columns_of(self, problem: Problem, schedule: Schedule) -> FloatArray | None:
        """Return a schedule as a choice of columns; None if it has a start that is no column."""
        index = {action.action_id: i for i, action in enumerate(problem.actions)}
        x = np.zeros(self.n_columns)
        for action_id, day in schedule.items():
            is_it = (self.action == index.get(action_id, -1)) & (self.day == problem.day_of(day))
            if not is_it.any():
                return None
            x[np.argmax(is_it)] = 1.0
        return x

    def schedule_of(self, problem: Problem, x: FloatArray) -> dict[str, date]:
        """Return a choice of columns as first days by action id, by day, then by id."""
        chosen = sorted(
            (int(self.day[c]), problem.actions[self.action[c]].action_id)
            for c in np.flatnonzero(x > 0.5)
        )
        return {name: problem.first_day + timedelta(days=day) for day, name in chosen}


def constraints(problem: Problem, *, any_day_of: Iterable[str] = ()) -> Constraints:
    """Lay out all limits of a problem.

    Parameters
    ----------
    any_day_of : iterable of str
        Actions that get columns for all days of the plan, of which ``starts.ACTION`` then forbids
        all but their start days: to see whether these are what cannot hold.

    Returns
    -------
    Constraints
        Start days before or after the plan have no column. An action that must be in the plan and
        has none breaks ``must.ACTION`` by itself.
    """
    grid = _Grid.of(problem, frozenset(any_day_of))
    seen: dict[tuple[str, tuple[tuple[int, float], ...]], int] = {}
    rows: list[Row] = []
    for make in _MAKERS:
        for limit_id, coefficients, lower, upper in make(grid):
            if not coefficients and lower <= 0 <= upper:
                continue
            key = (limit_id, tuple(sorted(coefficients.items())))
            if key in seen:
                _, _, lower_before, upper_before = rows[seen[key]]
                bounds = max(lower, lower_before), min(upper, upper_before)
                rows[seen[key]] = (limit_id, coefficients, *bounds)
            else:
                seen[key] = len(rows)
                rows.append((limit_id, coefficients, lower, upper))
    return _assemble(grid, rows)


@dataclass(frozen=True)
class _Grid:
    """The columns of a problem."""

    problem: Problem
    action: IntArray
    day: IntArray
    is_allowed: NDArray[np.bool_]
    each: tuple[tuple[int, ...], ...]
    """Columns by action, by day."""
    number: dict[str, int]

    @classmethod
    def of_columns(cls, problem: Problem, columns: Sequence[tuple[int, int, bool]]) -> _Grid:
        of: list[list[int]] = [[] for _ in problem.actions]
        for c, (i, _, _) in enumerate(columns):
            of[i].append(c)
        table = np.array(columns, dtype=np.int64).reshape(-1, 3)
        number = {action.action_id: i for i, action in enumerate(problem.actions)}
        is_allowed = table[:, 2].astype(np.bool_)
        frozen = tuple(tuple(each) for each in of)
        return cls(problem, table[:, 0].copy(), table[:, 1].copy(), is_allowed, frozen, number)

    @classmethod
    def of(cls, problem: Problem, any_day_of: frozenset[str]) -> _Grid:
        columns: list[tuple[int, int, bool]] = []
        for i, action in enumerate(problem.actions):
            days = {problem.day_of(day) for day in action.starts}
            inside = sorted(day for day in days if 0 <= day < problem.n_days)
            is_any = action.action_id in any_day_of
            every = range(problem.n_days) if is_any else inside
            columns.extend((i, day, day in days) for day in every)
        return cls.of_columns(problem, columns)

    def costs(self, columns: Iterable[int]) -> dict[int, float]:
        """Return what begins in some columns costs; those for nothing are left out."""
        actions = self.problem.actions
        return {c: actions[self.action[c]].cost for c in columns if actions[self.action[c]].cost}

    def of_lever(self, lever: str) -> list[int]:
        """Return the columns of a lever's actions."""
        actions = self.problem.actions
        return [c for i, own in enumerate(self.each) if actions[i].lever == lever for c in own]


def _money(grid: _Grid) -> Iterator[Row]:
    problem = grid.problem
    yield "budget", grid.costs(range(grid.action.size)), -np.inf, problem.budget
    for lever, most in sorted(problem.lever_most.items()):
        yield f"lever_most.{lever}", grid.costs(grid.of_lever(lever)), -np.inf, most
    for lever, least in sorted(problem.lever_least.items()):
        if least > 0:
            yield f"lever_least.{lever}", grid.costs(grid.of_lever(lever)), least, np.inf
    for month, most in sorted(problem.month_most.items()):
        days = [problem.first_day + timedelta(days=int(day)) for day in grid.day]
        inside = [c for c, day in enumerate(days) if f"{day:%Y-%m}" == month]
        yield f"month_most.{month}", grid.costs(inside), -np.inf, most


def _choice(grid: _Grid) -> Iterator[Row]:
    for i, action in enumerate(grid.problem.actions):
        ones = dict.fromkeys(grid.each[i], 1.0)
        yield f"once.{action.action_id}", ones, -np.inf, 1.0
        if action.is_must:
            yield f"must.{action.action_id}", dict(ones), 1.0, np.inf
        other_days = {c: 1.0 for c in grid.each[i] if not grid.is_allowed[c]}
        yield f"starts.{action.action_id}", other_days, -np.inf, 0.0


def _order(grid: _Grid) -> Iterator[Row]:
    for i, action in enumerate(grid.problem.actions):
        for other in action.after:
            j = grid.number.get(other)
            length = grid.problem.actions[j].length_days if j is not None else 0
            for c in grid.each[i]:
                row = {e: 1.0 for e in grid.each[i] if grid.day[e] <= grid.day[c]}
                before = grid.each[j] if j is not None else ()
                row |= {e: -1.0 for e in before if grid.day[e] + length <= grid.day[c]}
                yield f"after.{action.action_id}.{other}", row, -np.inf, 0.0


def _exclusion(grid: _Grid) -> Iterator[Row]:
    done: set[frozenset[str]] = set()
    for i, action in enumerate(grid.problem.actions):
        for other in action.excludes:
            pair = frozenset((action.action_id, other))
            if other in grid.number and len(pair) == 2 and pair not in done:
                done.add(pair)
                both = dict.fromkeys((*grid.each[i], *grid.each[grid.number[other]]), 1.0)
                yield f"excludes.{action.action_id}.{other}", both, -np.inf, 1.0


def _by_day(grid: _Grid) -> Iterator[Row]:
    problem = grid.problem
    needed = [
        resource
        for resource in problem.resources
        if any(action.needs.get(resource.resource_id, 0.0) > 0 for action in problem.actions)
    ]
    if problem.at_once is None and not needed:
        return
    lengths = np.array([action.length_days for action in problem.actions], dtype=np.int64)
    stop = grid.day + lengths[grid.action]
    for day in range(problem.n_days):
        columns = np.flatnonzero((grid.day <= day) & (day < stop)).tolist()
        if problem.at_once is not None:
            yield "at_once", dict.fromkeys(columns, 1.0), -np.inf, float(problem.at_once)
        for resource in needed:
            key = resource.resource_id
            of_action = [action.needs.get(key, 0.0) for action in problem.actions]
            needs = {c: of_action[grid.action[c]] for c in columns}
            row = {c: need for c, need in needs.items() if need > 0}
            free = max(resource.capacity[day] - resource.base[day], 0.0)
            yield f"capacity.{key}", row, -np.inf, free


def _spacing(grid: _Grid) -> Iterator[Row]:
    for lever, n_days in sorted(grid.problem.apart_days.items()):
        columns = grid.of_lever(lever)
        if n_days < 1 or len({int(grid.action[c]) for c in columns}) < 2:
            continue
        before: frozenset[int] = frozenset()
        for first in range(grid.problem.n_days):
            window = frozenset(c for c in columns if first <= grid.day[c] < first + n_days)
            if not window <= before:
                yield f"apart.{lever}", dict.fromkeys(sorted(window), 1.0), -np.inf, 1.0
            before = window


_MAKERS: Final[tuple[Callable[[_Grid], Iterator[Row]], ...]] = (
    _money,
    _choice,
    _order,
    _exclusion,
    _by_day,
    _spacing,
)


def _assemble(grid: _Grid, rows: Sequence[Row]) -> Constraints:
    scale = np.array([max(map(abs, row.values()), default=1.0) for _, row, _, _ in rows])
    sizes = [len(row) for _, row, _, _ in rows]
    columns = [c for _, row, _, _ in rows for c in row]
    values = np.array([value for _, row, _, _ in rows for value in row.values()])
    scale = scale.reshape(-1)
    return Constraints(
        action=grid.action,
        day=grid.day,
        row_start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        column=np.array(columns, dtype=np.int64),
        coefficient=values.astype(np.float64) / np.repeat(scale, sizes),
        lower=np.array([lower for _, _, lower, _ in rows], dtype=np.float64) / scale,
        upper=np.array([upper for _, _, _, upper in rows], dtype=np.float64) / scale,
        scale=scale,
        limit_id=tuple(limit_id for limit_id, _, _, _ in rows),
    )
