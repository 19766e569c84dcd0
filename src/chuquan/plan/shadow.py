"""What one more unit of a limit would bring: the plan is made again with the limit loosened.

Whole starts have no prices: one more unit of the budget often brings nothing, and ten thousand more
bring a whole action. So the answer is for a step, from the best plan with it. Which limits are
worth trying is told by the prices of the divisible problem (``Solution.duals``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from chuquan.errors import NotFoundError
from chuquan.plan.constraints import constraints
from chuquan.plan.optimise import Solution, optimise
from chuquan.plan.problem import Action, Problem
from chuquan.plan.scenarios import Scenarios

_SECONDS: Final = 5.0


def one_more(
    problem: Problem,
    scenarios: Scenarios,
    solution: Solution,
    limit_id: str,
    step: float,
    *,
    gap: float = 0.003,
    seconds: float = _SECONDS,
    threads: int = 2,
) -> float:
    """Return what the best plan with a limit loosened by a step brings above this one.

    Parameters
    ----------
    limit_id : str
        As in :mod:`chuquan.plan.constraints`.
    step : float
        See :func:`loosened`.
    gap, seconds
        For the search, which begins with the plan that is there.

    Returns
    -------
    float
        Of the objective, 0 or more. What would have been gained without the step, because the
        search went on, is not in it, as far as the new plan shows that.

    Raises
    ------
    NotFoundError
        If the problem has no such limit.
    """
    wider = loosened(problem, limit_id, step)
    found = optimise(
        wider, scenarios, gap=gap, seconds=seconds, threads=threads, start=solution.schedule
    )
    cons = constraints(problem)
    x = cons.columns_of(problem, found.schedule)
    is_possible_anyway = x is not None and not cons.broken(x)
    return 0.0 if is_possible_anyway else max(found.value - solution.value, 0.0)


def loosened(  # noqa: PLR0911 - one limit after another
    problem: Problem, limit_id: str, step: float
) -> Problem:
    """Return a problem with one limit loosened.

    Parameters
    ----------
    step : float
        Money for what limits spending, units a day for a resource, actions for ``at_once``, days
        for ``apart``, and days on both sides for ``starts``. Without meaning for what has to be in
        the plan, order and exclusion: these are taken away.

    Raises
    ------
    NotFoundError
        If the problem has no such limit.
    """
    kind, _, name = limit_id.partition(".")
    if kind == "budget":
        return replace(problem, budget=problem.budget + step)
    if kind == "at_once" and problem.at_once is not None:
        return replace(problem, at_once=problem.at_once + round(step))
    if kind == "lever_most" and name in problem.lever_most:
        return replace(problem, lever_most=_more(problem.lever_most, name, step))
    if kind == "lever_least" and name in problem.lever_least:
        return replace(problem, lever_least=_more(problem.lever_least, name, -step))
    if kind == "month_most" and name in problem.month_most:
        return replace(problem, month_most=_more(problem.month_most, name, step))
    if kind == "apart" and name in problem.apart_days:
        days = {**problem.apart_days, name: problem.apart_days[name] - round(step)}
        return replace(problem, apart_days=days)
    if kind == "capacity" and any(r.resource_id == name for r in problem.resources):
        return replace(
            problem,
            resources=tuple(
                replace(r, capacity=tuple(units + step for units in r.capacity))
                if r.resource_id == name
                else r
                for r in problem.resources
            ),
        )
    return _loosened_action(problem, limit_id, step)


def _more(table: Mapping[str, float], name: str, step: float) -> dict[str, float]:
    return {**table, name: max(table[name] + step, 0.0)}


def _loosened_action(problem: Problem, limit_id: str, step: float) -> Problem:
    """Loosen what one action has to keep to."""
    actions = []
    for action in problem.actions:
        own, key = action, action.action_id
        if limit_id == f"must.{key}" and action.is_must:
            own = replace(action, is_must=False)
        elif limit_id == f"starts.{key}":
            own = replace(action, starts=_wider(problem, action, round(step)))
        elif limit_id.startswith((f"after.{key}.", "excludes.")):
            own = replace(
                action,
                after=tuple(o for o in action.after if limit_id != f"after.{key}.{o}"),
                excludes=tuple(
                    o
                    for o in action.excludes
                    if limit_id not in {f"excludes.{key}.{o}", f"excludes.{o}.{key}"}
                ),
            )
        actions.append(own)
    if all(own is action for own, action in zip(actions, problem.actions, strict=True)):
        raise NotFoundError(
            f"no limit called {limit_id}",
            where=problem.plan_id,
            allowed="limits of the plan: budget, at_once, lever_most.LEVER, must.ACTION and so on",
        )
    return replace(problem, actions=tuple(actions))


def _wider(problem: Problem, action: Action, n_days: int) -> tuple[date, ...]:
    """Return start days with some more before the first and after the last, within the plan."""
    if not action.starts:
        return action.starts
    first, last = min(action.starts), max(action.starts)
    more = {first - timedelta(days=i + 1) for i in range(n_days)}
    more |= {last + timedelta(days=i + 1) for i in range(n_days)}
    inside = {day for day in more if problem.first_day <= day <= problem.last_day}
    return tuple(sorted({*action.starts, *inside}))
