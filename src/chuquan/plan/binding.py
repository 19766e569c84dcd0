"""Which limits hold a plan back, and what a little more of each would bring.

A plan of whole actions has no prices: so each limit is loosened by a step that a city could take (a
tenth of a budget, a tenth more beds, one more action at once), the plan is made again, and the gain
is told. Where the gain is within what the solver leaves open, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.plan.optimise import Solution
from chuquan.plan.problem import Problem, Schedule
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.shadow import one_more
from chuquan.plan.value import Outcomes
from chuquan.report import BindingLimit

STEP: Final = 0.1
"""Of a budget or a capacity."""
NEAR: Final = 0.85
"""A limit of which less than this is used holds nothing back."""
MOST: Final = 8
"""So many limits are tried at most, those nearest to their bound first."""


@dataclass(frozen=True)
class _Try:
    limit_id: str
    used: float
    limit: float
    unit: str
    step: float

    @property
    def nearness(self) -> float:
        return self.used / self.limit if self.limit > 0 else 1.0


def binding_limits(
    problem: Problem, scenarios: Scenarios, solution: Solution, brought: Outcomes
) -> tuple[BindingLimit, ...]:
    """Return the limits that hold a plan back, the one that would bring most first.

    Parameters
    ----------
    scenarios : Scenarios
        Those that the plan was made with.
    brought : Outcomes
        What the plan brings in them.
    """
    tries = sorted(
        (t for t in _tries(problem, solution.schedule, brought) if t.nearness >= NEAR),
        key=lambda t: (-t.nearness, t.limit_id),
    )
    out = []
    for each in tries[:MOST]:
        gain = one_more(problem, scenarios, solution, each.limit_id, each.step)
        if gain <= _noise(solution):
            continue
        out.append(
            BindingLimit(
                limit_id=each.limit_id,
                name="",
                used=each.used,
                limit=each.limit,
                unit=each.unit,
                step=each.step,
                gain=gain,
                gain_each=gain / each.step,
            )
        )
    return tuple(sorted(out, key=lambda limit: (-limit.gain, limit.limit_id)))


def _noise(solution: Solution) -> float:
    """Return the gain that a better solver might have found without loosening anything."""
    return max(solution.bound - solution.value, 0.0) + 1e-9 * abs(solution.value)


def _tries(problem: Problem, schedule: Schedule, brought: Outcomes) -> Iterator[_Try]:
    money = problem.currency
    yield _Try("budget", brought.spending, problem.budget, money, STEP * problem.budget)
    for lever, most in problem.lever_most.items():
        spent = brought.spending_by_lever.get(lever, 0.0)
        yield _Try(f"lever_most.{lever}", spent, most, money, STEP * most)
    costs = {action.action_id: action.cost for action in problem.actions}
    for month, most in problem.month_most.items():
        spent = sum(costs[a] for a, day in schedule.items() if f"{day:%Y-%m}" == month)
        yield _Try(f"month_most.{month}", spent, most, money, STEP * most)
    if problem.at_once is not None:
        most_at_once = float(_under_way(problem, schedule).max(initial=0))
        yield _Try("at_once", most_at_once, float(problem.at_once), "actions", 1.0)
    for k, resource in enumerate(problem.resources):
        used = brought.demand[:, k].mean(axis=0)
        capacity = np.asarray(resource.capacity)
        day = int(np.argmax(used / np.maximum(capacity, 1e-9)))
        yield _Try(
            f"capacity.{resource.resource_id}",
            float(used[day]),
            float(capacity[day]),
            resource.unit,
            _step_of(float(np.median(capacity))),
        )


def _step_of(capacity: float) -> float:
    """Return a tenth; of a few things, one."""
    return max(STEP * capacity, 1.0) if capacity >= 1 else max(STEP * capacity, 1e-9)


def _under_way(problem: Problem, schedule: Schedule) -> FloatArray:
    under_way = np.zeros(problem.n_days)
    for action in problem.actions:
        if action.action_id in schedule:
            first = problem.day_of(schedule[action.action_id])
            under_way[first : first + action.length_days] += 1
    return under_way
