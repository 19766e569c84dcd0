"""The simple rules that a plan is held against: equal split, all on one lever, last year again.

Each fills up by rule, in the order of what an action is expected to bring for its money, and keeps
every limit. What the plan has to hold comes first. Equal split spreads its starts over the
calendar, too; the others begin as early as they can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import TOLERANCE, Constraints, constraints
from chuquan.plan.problem import Action, Problem, Schedule
from chuquan.plan.scenarios import FloatArray

_MONEY = ("budget", "lever_most.", "month_most.")


@dataclass(frozen=True)
class Room:
    """Says on which days an action can still begin beside a schedule.

    Attributes
    ----------
    problem : Problem
    limits : Constraints
    """

    problem: Problem
    limits: Constraints

    @classmethod
    def of(cls, problem: Problem) -> Room:
        """Lay out the limits of a problem."""
        return cls(problem, constraints(problem))

    @cached_property
    def _dense(self) -> FloatArray:
        limits = self.limits
        out = np.zeros((limits.lower.size, limits.n_columns))
        rows = np.repeat(np.arange(limits.lower.size), np.diff(limits.row_start))
        out[rows, limits.column] = limits.coefficient
        return out

    @cached_property
    def _is_money(self) -> NDArray[np.bool_]:
        return np.array(
            [limit.startswith(_MONEY) for limit in self.limits.limit_id], dtype=np.bool_
        )

    @cached_property
    def _column(self) -> dict[tuple[int, int], int]:
        pairs = zip(self.limits.action.tolist(), self.limits.day.tolist(), strict=True)
        return {pair: c for c, pair in enumerate(pairs)}

    @cached_property
    def _number(self) -> dict[str, int]:
        return {action.action_id: i for i, action in enumerate(self.problem.actions)}

    def _x(self, schedule: Schedule) -> FloatArray:
        x = np.zeros(self.limits.n_columns)
        for action_id, day in schedule.items():
            x[self._column[self._number[action_id], self.problem.day_of(day)]] = 1.0
        return x

    def days_for(self, schedule: Schedule, action: Action, *, money: bool = True) -> list[date]:
        """Return the days on which an action can be added to a schedule that breaks no upper limit.

        Parameters
        ----------
        money : bool
            Whether budgets hold, too.
        """
        number = self._number[action.action_id]
        columns = np.flatnonzero(self.limits.action == number)
        free = self.limits.upper - self._dense @ self._x(schedule)
        added = self._dense[:, columns]
        is_kept = added <= free[:, None] + TOLERANCE
        # A row that was broken before and gets no worse is not this action's fault.
        is_kept |= added <= 0
        if not money:
            is_kept |= self._is_money[:, None]
        days = self.limits.day[columns[is_kept.all(axis=0)]]
        return [self.problem.first_day + timedelta(days=int(day)) for day in np.sort(days)]

    def holds(self, schedule: Schedule) -> bool:
        """Return whether a schedule breaks no limit at all."""
        return not self.limits.broken(self._x(schedule))


def expected_return(action: Action) -> float:
    """Return what an action is expected to bring for a unit of money, alone, by its medians."""
    effect = action.effect
    otherwise = 0.0 if effect.total_else is None else effect.total_else.median
    expected = effect.p_breakout * effect.total.median + (1 - effect.p_breakout) * otherwise
    return expected / max(action.cost, 1e-9)


def equal_split(problem: Problem, room: Room | None = None) -> dict[str, date]:
    """Give each lever the same share of the budget, and spread what begins over the calendar.

    Parameters
    ----------
    room : Room, optional
        Of the problem, where it is there already.
    """
    room = room or Room.of(problem)
    levers = sorted({action.lever for action in problem.actions})
    schedule = _musts(problem, room)
    for lever in levers:
        own = [action for action in problem.actions if action.lever == lever]
        most = problem.budget / len(levers)
        schedule = _fill(schedule, own, room, most=most, is_spread=True)
    return schedule


def one_lever(problem: Problem, lever: str, room: Room | None = None) -> dict[str, date]:
    """Spend all on one lever, as far as its actions and the limits go."""
    room = room or Room.of(problem)
    own = [action for action in problem.actions if action.lever == lever]
    return _fill(_musts(problem, room), own, room)


def best_lever(problem: Problem) -> str:
    """Return the lever whose actions together are expected to return most for their money."""
    money: dict[str, float] = {}
    brought: dict[str, float] = {}
    for action in problem.actions:
        money[action.lever] = money.get(action.lever, 0.0) + action.cost
        expected = expected_return(action) * action.cost
        brought[action.lever] = brought.get(action.lever, 0.0) + expected
    return max(sorted(money), key=lambda lever: brought[lever] / max(money[lever], 1e-9))


def last_year(problem: Problem, room: Room | None = None) -> dict[str, date]:
    """Do what was done last year again, as far as this year's limits allow."""
    room = room or Room.of(problem)
    of_id = {action.action_id: action for action in problem.actions}
    schedule = _musts(problem, room)
    for action_id, day in sorted(problem.last_year.items(), key=lambda item: (item[1], item[0])):
        action = of_id.get(action_id)
        if action is None or action_id in schedule:
            continue
        days = room.days_for(schedule, action)
        if days:
            nearest = min(days, key=lambda d: (abs((d - day).days), d))
            schedule[action_id] = nearest
    return schedule


def by_returns(
    problem: Problem, room: Room | None = None, weights: Mapping[str, float] | None = None
) -> dict[str, date]:
    """Take what returns most for its money first, whatever its lever, while money and limits allow.

    Parameters
    ----------
    weights : mapping of str to float, optional
        By which the returns of actions are multiplied: 1 for those that are not in it.
    """
    room = room or Room.of(problem)
    return _fill(_musts(problem, room), problem.actions, room, weights=weights)


def _musts(problem: Problem, room: Room) -> dict[str, date]:
    """Begin what the plan has to hold, and what must come before it, each on its earliest day."""
    of_id = {action.action_id: action for action in problem.actions}
    schedule: dict[str, date] = {}
    for action in problem.actions:
        if action.is_must:
            _with_before(schedule, action, of_id, room)
    return schedule


def _with_before(
    schedule: dict[str, date], action: Action, of_id: Mapping[str, Action], room: Room
) -> None:
    if action.action_id in schedule:
        return
    for other in action.after:
        if other in of_id:
            _with_before(schedule, of_id[other], of_id, room)
    days = room.days_for(schedule, action)
    if days:
        schedule[action.action_id] = days[0]


def _fill(
    schedule: Mapping[str, date],
    actions: Iterable[Action],
    room: Room,
    most: float = float("inf"),
    *,
    is_spread: bool = False,
    weights: Mapping[str, float] | None = None,
) -> dict[str, date]:
    """Add actions, the greatest return first, while money and limits allow."""
    out = dict(schedule)
    weigh = weights or {}

    def rank(action: Action) -> tuple[float, str]:
        weight = weigh.get(action.action_id, 1.0)
        return -expected_return(action) * weight, action.action_id

    own = sorted(actions, key=rank)
    spent = sum(action.cost for action in own if action.action_id in out)
    for action in own:
        if action.action_id in out or spent + action.cost > most:
            continue
        days = room.days_for(out, action)
        if days:
            begun = list(out.values())
            out[action.action_id] = _farthest(days, begun) if is_spread else days[0]
            spent += action.cost
    return out


def _farthest(days: Iterable[date], begun: Iterable[date]) -> date:
    """Return the day that is farthest from all that begins already; the earliest of equals."""
    taken = list(begun)
    return max(
        days, key=lambda d: (min((abs((d - t).days) for t in taken), default=0), -d.toordinal())
    )
