"""From a problem to the answer that people use: the plan, what it brings, what stands in its way.

draw -> optimise -> value on scenarios that the optimiser never saw -> what each part is worth
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import msgspec
import numpy as np

from chuquan.errors import UserError
from chuquan.plan.binding import binding_limits
from chuquan.plan.compare import OtherPlan, by_rules, rival
from chuquan.plan.conflict import smallest_conflict
from chuquan.plan.marginal import LeftOut, Worth, drop_order, left_out, spending_of, worth_of_each
from chuquan.plan.optimise import Solution, optimise
from chuquan.plan.problem import Action, Problem
from chuquan.plan.rules import Room
from chuquan.plan.scenarios import FloatArray, Scenarios, draw
from chuquan.plan.shortage import short_days
from chuquan.plan.value import WEEK, Outcomes, downside, outcomes
from chuquan.report import Conflict, Plan, PlannedAction, PlanWeek
from chuquan.stages import Stages

N_SCENARIOS: Final = 500
N_HELD_OUT: Final = 2000
_N_FOR_PARTS: Final = 300
"""Scenarios on which the parts of a plan are told apart: differences on the same luck need few."""
_HELD_OUT_SEED: Final = 1_000_003


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to look.

    Attributes
    ----------
    seconds : float
        For the solver; what a little more of each limit would bring takes as long again at most.
    gap : float
        Share by which the plan may lie below the best possible.
    """

    seed: int = 1
    seconds: float = 30.0
    gap: float = 0.01
    n_scenarios: int = N_SCENARIOS
    n_held_out: int = N_HELD_OUT


def make_plan(
    problem: Problem,
    effort: Effort | None = None,
    *,
    compare: Mapping[str, Problem] | None = None,
    progress: Stages | None = None,
) -> Plan:
    """Make a plan.

    Parameters
    ----------
    problem : Problem
    effort : Effort, optional
    compare : mapping of str to Problem, optional
        Other problems by name: each is planned for itself and valued on the same luck.
    progress : Stages, optional

    Returns
    -------
    Plan
        Of a problem whose limits cannot hold together, it holds ``conflict`` and no action.

    Raises
    ------
    UserError
        If the solver is not installed, or a plan to compare with cannot hold.
    """
    effort = effort or Effort()
    seen = draw(problem, effort.n_scenarios, effort.seed)
    with _stage(progress, "look for the best plan"):
        solution = optimise(problem, seen, gap=effort.gap, seconds=effort.seconds)
    if solution.status == "infeasible":
        with _stage(progress, "find what cannot hold together"):
            conflict = smallest_conflict(problem)
        return _impossible(problem, effort, conflict)
    with _stage(progress, "value the plan"):
        held = _held_out(problem, effort)
        brought = outcomes(problem, held, solution.schedule)
        room = Room.of(problem)
        parts = _parts(problem, held, solution, room)
        rivals = by_rules(problem, held, room)
    with _stage(progress, "make the plans to compare with"):
        rivals += [_planned_for_itself(o, effort, name) for name, o in (compare or {}).items()]
    with _stage(progress, "try a little more of each limit"):
        limits = binding_limits(problem, seen, solution, outcomes(problem, seen, solution.schedule))
    return msgspec.structs.replace(
        _answer(problem, effort, solution, brought),
        actions=parts.actions,
        left_out=parts.left_out,
        drop_first=parts.drop_first,
        short_days=short_days(problem, brought),
        limits=limits,
        rivals=tuple(rival(problem, brought, other) for other in rivals),
    )


def _held_out(problem: Problem, effort: Effort) -> Scenarios:
    """Draw scenarios that the optimiser never sees."""
    return draw(problem, effort.n_held_out, effort.seed + _HELD_OUT_SEED)


def _planned_for_itself(problem: Problem, effort: Effort, name: str) -> OtherPlan:
    """Plan another problem; actions of the same id turn out alike in both plans."""
    seen = draw(problem, effort.n_scenarios, effort.seed)
    solution = optimise(problem, seen, gap=effort.gap, seconds=effort.seconds)
    if solution.status == "infeasible":
        raise UserError(
            "its limits cannot hold together, so there is nothing to compare with",
            where=name,
            allowed="a plan that can be carried out",
            todo="ask for that plan by itself: it is told which limits are in conflict",
        )
    brought = outcomes(problem, _held_out(problem, effort), solution.schedule)
    return OtherPlan(
        rival_id=f"plan.{name}", name=problem.name, total=brought.total, spending=brought.spending
    )


def _stage(progress: Stages | None, name: str) -> AbstractContextManager[object]:
    return nullcontext() if progress is None else progress.stage(name)


def _bare(problem: Problem, effort: Effort) -> dict[str, object]:
    return {
        "plan_id": problem.plan_id,
        "name": problem.name,
        "place_id": problem.place_id,
        "place_name": problem.place_name,
        "place_name_en": problem.place_name_en,
        "first_day": problem.first_day,
        "last_day": problem.last_day,
        "goal": problem.goal,
        "unit": problem.unit,
        "currency": problem.currency,
        "budget": problem.budget,
        "target": problem.target,
        "n_scenarios": effort.n_scenarios,
        "seed": effort.seed,
        "holidays": problem.holidays,
        "assumptions": problem.assumptions,
    }


def _impossible(problem: Problem, effort: Effort, conflict: Conflict | None) -> Plan:
    return Plan(status="infeasible", conflict=conflict, **_bare(problem, effort))  # type: ignore[arg-type]


def _answer(problem: Problem, effort: Effort, solution: Solution, brought: Outcomes) -> Plan:
    """Return the plan as a whole: what it brings, in all and by week."""
    target = problem.target
    return Plan(
        status=solution.status,
        spending=brought.spending,
        spending_by_lever={k: v for k, v in brought.spending_by_lever.items() if v},
        p_goal=None if target is None else float((brought.total >= target).mean()),
        value=float(brought.total.mean()),
        value_interval=_interval(brought.total),
        downside=downside(brought.total),
        gap=max(solution.gap, 0.0),
        n_held_out=effort.n_held_out,
        solve_seconds=solution.seconds,
        weeks=_weeks(problem, brought),
        **_bare(problem, effort),  # type: ignore[arg-type]
    )


def _interval(total: FloatArray) -> tuple[float, float]:
    low, high = np.quantile(total, [0.1, 0.9])
    return float(low), float(high)


def _weeks(problem: Problem, brought: Outcomes) -> tuple[PlanWeek, ...]:
    low, high = np.quantile(brought.by_week, [0.1, 0.9], axis=0)
    return tuple(
        PlanWeek(
            first_day=problem.first_day + timedelta(days=WEEK * w),
            value=float(brought.by_week[:, w].mean()),
            low=float(low[w]),
            high=float(high[w]),
            spending=float(brought.spending_by_week[w]),
        )
        for w in range(brought.by_week.shape[1])
    )


@dataclass(frozen=True, kw_only=True)
class _Parts:
    actions: tuple[PlannedAction, ...]
    left_out: tuple[PlannedAction, ...]
    drop_first: tuple[str, ...]


def _parts(problem: Problem, held: Scenarios, solution: Solution, room: Room) -> _Parts:
    """Tell the plan's actions apart: what each is worth, what goes first, what was left out."""
    few = draw(problem, min(_N_FOR_PARTS, held.n), held.seed)
    whole = outcomes(problem, few, solution.schedule)
    worth = worth_of_each(problem, few, solution.schedule, whole)
    of_id = {action.action_id: action for action in problem.actions}
    begun = sorted(solution.schedule.items(), key=lambda item: (item[1], item[0]))
    missing = left_out(problem, few, solution.schedule, whole, room)
    return _Parts(
        actions=tuple(_planned(problem, of_id[a], day, worth[a]) for a, day in begun),
        left_out=tuple(_left(problem, each, solution) for each in missing),
        drop_first=drop_order(problem, few, solution.schedule, room),
    )


def _planned(problem: Problem, action: Action, start: date, worth: Worth) -> PlannedAction:
    return PlannedAction(
        action_id=action.action_id,
        name=action.name,
        lever=action.lever,  # type: ignore[arg-type]
        cost=action.cost,
        start=start,
        end=problem.last_of(action, start),
        is_must=action.is_must,
        value=float(worth.added.mean()),
        value_interval=_interval(worth.added),
        basis=action.effect.basis,
        source=action.effect.source,
        goes_with=worth.goes_with,
    )


def _left(problem: Problem, each: LeftOut, solution: Solution) -> PlannedAction:
    action = each.action
    reason: Literal["", "money", "no_day", "little"]
    if each.start is None:
        reason = "no_day"
    elif action.cost > problem.budget - spending_of(problem, solution.schedule):
        reason = "money"
    else:
        reason = "little"
    return PlannedAction(
        action_id=action.action_id,
        name=action.name,
        lever=action.lever,  # type: ignore[arg-type]
        cost=action.cost,
        is_must=action.is_must,
        value=float(each.added.mean()),
        value_interval=None if each.start is None else _interval(each.added),
        basis=action.effect.basis,
        source=action.effect.source,
        reason=reason,
    )
