"""Whether a schedule keeps every stated limit: day by day, in plain Python, apart from the solver.

This is the judge of what the optimiser did, so it shares nothing with it: no rows, no columns, no
arrays. A plan that it faults is never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from chuquan.plan.problem import Action, Problem, Schedule

ROUNDING: Final = 1e-6
"""By which share a sum may pass its limit: sums of decimal numbers are rounded."""


def broken_limits(problem: Problem, schedule: Schedule) -> tuple[str, ...]:
    """Return the ids of all limits that a schedule breaks.

    Parameters
    ----------
    problem : Problem
    schedule : mapping of str to date

    Returns
    -------
    tuple of str
        Each once: ``budget``, ``lever_most.LEVER``, ``lever_least.LEVER``,
        ``month_most.2026-05``, ``must.ACTION``, ``starts.ACTION``, ``capacity.RESOURCE``,
        ``after.ACTION.OTHER``, ``excludes.ACTION.OTHER``, ``at_once``, ``apart.LEVER``. Empty for
        a schedule that keeps them all. An action that the problem does not have breaks
        ``starts.ACTION``.
    """
    found: list[str] = []
    for check in (_starts, _money, _must, _order, _days, _apart):
        found += check(problem, schedule)
    return tuple(dict.fromkeys(found))


def _starts(problem: Problem, schedule: Schedule) -> Iterator[str]:
    known = {action.action_id: action for action in problem.actions}
    for action_id, start in schedule.items():
        action = known.get(action_id)
        is_inside = problem.first_day <= start <= problem.last_day
        if action is None or start not in action.starts or not is_inside:
            yield f"starts.{action_id}"


def _money(problem: Problem, schedule: Schedule) -> Iterator[str]:
    done = _done(problem, schedule)
    if _is_over(sum(action.cost for action, _ in done), problem.budget):
        yield "budget"
    for lever, most in problem.lever_most.items():
        if _is_over(sum(a.cost for a, _ in done if a.lever == lever), most):
            yield f"lever_most.{lever}"
    for lever, least in problem.lever_least.items():
        if _is_over(least, sum(a.cost for a, _ in done if a.lever == lever)):
            yield f"lever_least.{lever}"
    for month, most in problem.month_most.items():
        begun = sum(a.cost for a, start in done if start.strftime("%Y-%m") == month)
        if _is_over(begun, most):
            yield f"month_most.{month}"


def _must(problem: Problem, schedule: Schedule) -> Iterator[str]:
    for action in problem.actions:
        if action.is_must and action.action_id not in schedule:
            yield f"must.{action.action_id}"


def _order(problem: Problem, schedule: Schedule) -> Iterator[str]:
    by_id = {action.action_id: action for action in problem.actions}
    for action, start in _done(problem, schedule):
        for other in action.after:
            is_done = other in schedule and other in by_id
            if not is_done or start <= problem.last_of(by_id[other], schedule[other]):
                yield f"after.{action.action_id}.{other}"
        for other in action.excludes:
            if other in schedule and other in by_id and other != action.action_id:
                # What excludes each other is one limit, named by whoever stands first.
                yield _named_once(problem, action, by_id[other])


def _named_once(problem: Problem, one: Action, other: Action) -> str:
    for action in problem.actions:
        for first, second in ((one, other), (other, one)):
            if action.action_id == first.action_id and second.action_id in first.excludes:
                return f"excludes.{first.action_id}.{second.action_id}"
    return f"excludes.{one.action_id}.{other.action_id}"


def _days(problem: Problem, schedule: Schedule) -> Iterator[str]:
    done = _done(problem, schedule)
    for number in range(problem.n_days):
        day = problem.first_day + timedelta(days=number)
        under_way = [a for a, start in done if start <= day <= problem.last_of(a, start)]
        if problem.at_once is not None and len(under_way) > problem.at_once:
            yield "at_once"
        for resource in problem.resources:
            needed = sum(action.needs.get(resource.resource_id, 0.0) for action in under_way)
            free = max(resource.capacity[number] - resource.base[number], 0.0)
            if needed > 0 and _is_over(needed, free):
                yield f"capacity.{resource.resource_id}"


def _apart(problem: Problem, schedule: Schedule) -> Iterator[str]:
    for lever, least_days in problem.apart_days.items():
        starts = sorted(start for a, start in _done(problem, schedule) if a.lever == lever)
        for i in range(1, len(starts)):
            if (starts[i] - starts[i - 1]).days < least_days:
                yield f"apart.{lever}"


def _done(problem: Problem, schedule: Schedule) -> list[tuple[Action, date]]:
    return [(a, schedule[a.action_id]) for a in problem.actions if a.action_id in schedule]


def _is_over(value: float, limit: float) -> bool:
    return value > limit + ROUNDING * max(1.0, abs(limit))
