"""What a plan asked for, as a report keeps it: names and limits, so that ids can be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from chuquan.plan.problem import Action, Problem, Resource
from chuquan.report import AskedAction, AskedResource, PlanAsked, PlanAssumption
from chuquan.report.breakout import Lever


def asked_of(problem: Problem, assumptions: Sequence[PlanAssumption] = ()) -> PlanAsked:
    """Return a problem as a report keeps it.

    Parameters
    ----------
    problem : Problem
    assumptions : sequence of PlanAssumption
        What the reader of its file filled in.
    """
    return PlanAsked(
        actions=tuple(_action(action) for action in problem.actions),
        resources=tuple(_resource(resource) for resource in problem.resources),
        lever_most=dict(problem.lever_most),
        lever_least=dict(problem.lever_least),
        month_most=dict(problem.month_most),
        at_once=problem.at_once,
        apart_days=dict(problem.apart_days),
        assumptions=tuple(assumptions),
    )


def _action(action: Action) -> AskedAction:
    effect = action.effect
    return AskedAction(
        action_id=action.action_id,
        name=action.name,
        lever=cast(Lever, action.lever),
        cost=action.cost,
        first_start=action.starts[0],
        last_start=action.starts[-1],
        n_starts=len(action.starts),
        length_days=action.length_days,
        is_must=action.is_must,
        needs=dict(action.needs),
        after=action.after,
        excludes=action.excludes,
        p_breakout=effect.p_breakout,
        effect=(effect.total.low, effect.total.median, effect.total.high),
        rise_days=effect.rise_days.median,
        half_life_days=effect.half_life_days.median,
        basis=effect.basis,
        source=effect.source,
    )


def _resource(resource: Resource) -> AskedResource:
    return AskedResource(
        resource_id=resource.resource_id,
        name=resource.name,
        unit=resource.unit,
        least=min(resource.capacity),
        most=max(resource.capacity),
        per_visit=resource.per_visit,
    )
