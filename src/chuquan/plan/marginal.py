"""What each action is worth to a plan: what it would lose without it, and what to drop first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from chuquan.plan.problem import Action, Problem, Schedule
from chuquan.plan.rules import Room
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.value import Outcomes, outcomes


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What one action adds to a plan.

    Attributes
    ----------
    added : float array, shape (scenario,)
        What the plan brings with it above what it brings without it, in the goal's unit. Actions
        that cannot be done without it go with it.
    saved : float
        What would be saved, in currency.
    goes_with : tuple of str
        The actions that would go with it.
    """

    added: FloatArray
    saved: float
    goes_with: tuple[str, ...] = ()


def without(problem: Problem, schedule: Schedule, action_id: str) -> dict[str, date]:
    """Return the schedule without an action and without all that cannot be done without it."""
    of_id = {action.action_id: action for action in problem.actions}
    gone = {action_id}
    while True:
        more = {a for a in schedule if a not in gone and gone & set(of_id[a].after)}
        if not more:
            return {a: day for a, day in schedule.items() if a not in gone}
        gone |= more


def worth_of_each(
    problem: Problem, scenarios: Scenarios, schedule: Schedule, whole: Outcomes
) -> dict[str, Worth]:
    """Return what each action of a schedule is worth; ``whole`` is what the schedule brings."""
    costs = {action.action_id: action.cost for action in problem.actions}
    out = {}
    for action_id in schedule:
        rest = without(problem, schedule, action_id)
        gone = [a for a in schedule if a not in rest]
        out[action_id] = Worth(
            added=whole.total - outcomes(problem, scenarios, rest).total,
            saved=sum(costs[a] for a in gone),
            goes_with=tuple(a for a in gone if a != action_id),
        )
    return out


def drop_order(
    problem: Problem, scenarios: Scenarios, schedule: Schedule, room: Room
) -> tuple[str, ...]:
    """Return the actions in the order in which they would go were money cut, step by step.

    Next goes the one that loses least for each unit of money saved, with all that cannot be done
    without it; what the plan has to hold stays, and so does an action without which what is left
    would break a limit.
    """
    order: list[str] = []
    left = dict(schedule)
    while True:
        whole = outcomes(problem, scenarios, left)
        worth = worth_of_each(problem, scenarios, left, whole)
        choices = []
        for action_id, each in worth.items():
            rest = without(problem, left, action_id)
            if each.saved > 0 and room.holds(rest):
                choices.append((float(each.added.mean()) / each.saved, action_id, rest))
        if not choices:
            return tuple(order)
        _, action_id, rest = min(choices, key=lambda choice: choice[:2])
        order += [action_id, *worth[action_id].goes_with]
        left = rest


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An action that the plan does not hold.

    Attributes
    ----------
    start : date or None
        The best day on which it could be added, were there money; None where no day is free.
    added : float array, shape (scenario,)
        What it would add then.
    """

    action: Action
    start: date | None
    added: FloatArray


def left_out(
    problem: Problem, scenarios: Scenarios, schedule: Schedule, whole: Outcomes, room: Room
) -> tuple[LeftOut, ...]:
    """Return what is left out and what it would bring if added, most first.

    Limits of money are set aside, all others hold.
    """
    out = []
    for action in problem.actions:
        if action.action_id in schedule:
            continue
        best, start = np.zeros(scenarios.n), None
        for day in _spread(room.days_for(schedule, action, money=False)):
            added = (
                outcomes(problem, scenarios, {**schedule, action.action_id: day}).total
                - whole.total
            )
            if start is None or added.mean() > best.mean():
                best, start = added, day
        out.append(LeftOut(action=action, start=start, added=best))
    return tuple(sorted(out, key=lambda o: (-float(o.added.mean()), o.action.action_id)))


def _spread(days: Iterable[date], most: int = 12) -> list[date]:
    """Return at most so many of the days, evenly spread: what an action brings changes slowly."""
    chosen = list(days)
    if len(chosen) <= most:
        return chosen
    return [chosen[round(i * (len(chosen) - 1) / (most - 1))] for i in range(most)]


def spending_of(problem: Problem, schedule: Mapping[str, date]) -> float:
    """Return what a schedule costs, in currency."""
    return sum(action.cost for action in problem.actions if action.action_id in schedule)
