"""A plan beside others on the same luck: the simple rules, last year's, plans of the user."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chuquan.plan.problem import Problem, Schedule
from chuquan.plan.rules import Room, best_lever, equal_split, last_year, one_lever
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.value import Outcomes, outcomes
from chuquan.report import Rival


@dataclass(frozen=True, kw_only=True)
class OtherPlan:
    """A plan to compare with; it may be of another problem, drawn with the same seed.

    Attributes
    ----------
    total : float array, shape (scenario,)
    """

    rival_id: str
    name: str
    total: FloatArray
    spending: float


def by_rules(problem: Problem, scenarios: Scenarios, room: Room) -> list[OtherPlan]:
    """Return what the simple rules would bring; last year's only where it is known."""
    lever = best_lever(problem)
    schedules: list[tuple[str, str, Schedule]] = [
        ("equal_split", "", equal_split(problem, room)),
        (f"one_lever.{lever}", "", one_lever(problem, lever, room)),
    ]
    if problem.last_year:
        schedules.append(("last_year", "", last_year(problem, room)))
    out = []
    for rival_id, name, schedule in schedules:
        brought = outcomes(problem, scenarios, schedule)
        out.append(
            OtherPlan(rival_id=rival_id, name=name, total=brought.total, spending=brought.spending)
        )
    return out


def rival(problem: Problem, own: Outcomes, other: OtherPlan) -> Rival:
    """Compare a plan with another, scenario by scenario."""
    difference = own.total - other.total
    low, high = np.quantile(difference, [0.1, 0.9])
    target = problem.target
    return Rival(
        rival_id=other.rival_id,
        name=other.name,
        value=float(other.total.mean()),
        spending=other.spending,
        difference=float(difference.mean()),
        difference_interval=(float(low), float(high)),
        p_better=float((difference > 0).mean()),
        p_goal=None if target is None else float((other.total >= target).mean()),
    )
