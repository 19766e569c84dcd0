"""What a schedule brings: the exact valuation, from which everything is told.

In a scenario, each action that begins brings its course (:mod:`chuquan.plan.course`), day by day,
times the factors of days. Call what all actions of lever l bring on day t ``r[l, t]``.

- *Saturation*, by lever and week (of seven days from the plan's first): of ``x = sum_t r[l, t]``
  there remains ``S(x) = s (1 - exp(-x / s))``, thinned alike on all its days. The sum over levers
  is what is *wanted* on a day, ``v[t]``.
- *Capacity*, by day: there is room for ``room[t]``, the least over resources of what is left of
  them (after base use and what actions need) over what one visit uses. On a day without room, what
  is wanted above it goes to other days of the week, as far as they have room and saturation has
  thinned them; the rest is lost.

So a week brings ``min(sum_l S(x[l]), sum_t min(sum_l r[l, t], room[t]))``: no more than saturation
leaves, and no more than the days' rooms can take. That is concave in the starts, which is what lets
the optimiser prove its gap on this very function. Were nobody to come on another day, a week that
is both saturated and full would bring a little less (``Outcomes.moved`` tells how much).

Room that actions take on a day that base use fills by itself counts against the plan: who would
have come anyway stays away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.compiled import entry, inner
from chuquan.plan.course import fill_courses
from chuquan.plan.problem import Action, Problem, Schedule
from chuquan.plan.scenarios import FloatArray, Scenarios

WEEK: Final = 7
WORST: Final = 0.1
"""The share of the scenarios that the downside is the mean of."""


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What one schedule brings in each scenario, above what comes anyway.

    Attributes
    ----------
    total : float array, shape (scenario,)
        Within the plan's days, in the goal's unit.
    by_day : float array, shape (scenario, day)
        As they come, after saturation and capacity.
    by_week : float array, shape (scenario, week)
        Weeks are of seven days from the plan's first day; the last one may be shorter.
    wanted : float array, shape (scenario, day)
        After saturation, before capacity, in the goal's unit.
    demand : float array, shape (scenario, resource, day)
        What is wanted of each resource: base use, needs of actions, and visits, in its own unit.
    lost, moved : float array, shape (scenario,)
        What capacity costs, and what comes on another day of its week for want of room, in the
        goal's unit.
    after : float array, shape (scenario,)
        What comes after the plan's last day; in no other figure.
    spending : float
    spending_by_week : float array, shape (week,)
    spending_by_lever : mapping of str to float
    """

    total: FloatArray
    by_day: FloatArray
    by_week: FloatArray
    wanted: FloatArray
    demand: FloatArray
    lost: FloatArray
    moved: FloatArray
    after: FloatArray
    spending: float
    spending_by_week: FloatArray
    spending_by_lever: Mapping[str, float]


def outcomes(problem: Problem, scenarios: Scenarios, schedule: Schedule) -> Outcomes:
    """Value a schedule in every scenario.

    Parameters
    ----------
    schedule : mapping of str to date
        Its limits are not looked at: what breaks them is valued all the same. An action that begins
        before the plan's first day counts with what falls into the plan.

    Raises
    ------
    KeyError
        If the schedule names an action that the problem does not hold.
    """
    of_id = {action.action_id: (i, action) for i, action in enumerate(problem.actions)}
    begun = [(*of_id[action_id], problem.day_of(day)) for action_id, day in schedule.items()]
    n, n_days = scenarios.n, problem.n_days
    n_weeks = -(-n_days // WEEK)
    levers, saturation = levers_of(problem)
    raw = np.zeros((len(levers), n, n_days))
    after = np.zeros(n)
    factors = factors_of(problem)
    for i, action, day in begun:
        course = courses(scenarios, i, n_days - min(day, 0))[:, max(-day, 0) :]
        first = max(day, 0)
        if first < n_days:
            inside = course[:, : n_days - first]
            raw[levers.index(action.lever), :, first:] += inside * factors[first:]
        reached = course[:, : max(n_days - first, 0)].sum(axis=1)
        gone = courses(scenarios, i, -day).sum(axis=1) if day < 0 else 0.0
        after += np.maximum(scenarios.total[:, i] - reached - gone, 0.0)
    used = needs_by_day(problem, begun)
    room = rooms(problem, scenarios, used)
    by_week, wanted, by_day = (np.zeros((n, k)) for k in (n_weeks, n_days, n_days))
    _settle(raw, saturation, room, by_week, wanted, by_day)
    moved = np.maximum(by_day - np.minimum(wanted, room), 0.0).sum(axis=1)
    lost = wanted.sum(axis=1) - by_day.sum(axis=1)
    visits = wanted * problem.visits_per_unit
    spending = np.zeros(n_weeks)
    for _, action, day in begun:
        spending[min(max(day // WEEK, 0), n_weeks - 1)] += action.cost
    return Outcomes(
        total=by_week.sum(axis=1),
        by_day=by_day,
        by_week=by_week,
        wanted=wanted,
        demand=_demand(problem, scenarios, used, visits),
        lost=np.maximum(lost, 0.0),
        moved=moved,
        after=after,
        spending=float(spending.sum()),
        spending_by_week=spending,
        spending_by_lever={
            lever: float(sum(action.cost for _, action, _ in begun if action.lever == lever))
            for lever in levers
        },
    )


def objective(problem: Problem, total: FloatArray) -> float:
    """Return what the optimiser maximises, of the totals by scenario.

    ``(1 - risk) mean + risk (mean of the worst tenth)``; with a target, the share of the scenarios
    that reach it (to a billionth, against rounding).
    """
    if problem.target is not None:
        return float(np.mean(total >= problem.target * (1 - 1e-9)))
    return float(total @ weights(problem.risk_aversion, total))


def downside(total: FloatArray) -> float:
    """Return the mean of the worst tenth of the scenarios."""
    return float(total @ weights(1.0, total))


def weights(risk: float, total: FloatArray) -> FloatArray:
    """Return the weights by scenario with which totals make up the objective; they sum to one.

    The least of all mixes that risk allows: so it is concave in the totals, and these weights are
    a supergradient.
    """
    n = total.size
    out = np.full(n, (1 - risk) / n)
    if risk > 0:
        each = risk / (WORST * n)
        order = np.argsort(total, kind="stable")
        n_whole = int(WORST * n + 1e-9)
        out[order[:n_whole]] += each
        if n_whole < n:
            out[order[n_whole]] += each * max(WORST * n - n_whole, 0.0)
    return out


def levers_of(problem: Problem) -> tuple[list[str], FloatArray]:
    """Return the levers of a problem's actions, in order, and their saturation (infinite: none)."""
    levers = sorted({action.lever for action in problem.actions})
    return levers, np.array([problem.saturation.get(lever, np.inf) for lever in levers])


def factors_of(problem: Problem) -> FloatArray:
    """Return by what the response of each day is multiplied."""
    return np.asarray(problem.day_factors or np.ones(problem.n_days), dtype=np.float64)


def courses(scenarios: Scenarios, action: int, n_days: int) -> FloatArray:
    """Return what an action brings by scenario and days since its start, before factors of days."""
    out = np.zeros((scenarios.n, max(n_days, 0)))
    if n_days > 0:
        fill_courses(
            np.ascontiguousarray(scenarios.total[:, action]),
            np.ascontiguousarray(scenarios.rise_days[:, action]),
            np.ascontiguousarray(scenarios.half_life_days[:, action]),
            out,
        )
    return out


def needs_by_day(problem: Problem, begun: Sequence[tuple[int, Action, int]]) -> FloatArray:
    """Return what actions need of each resource; shape (resource, day)."""
    used = np.zeros((len(problem.resources), problem.n_days))
    for _, action, day in begun:
        for k, resource in enumerate(problem.resources):
            need = action.needs.get(resource.resource_id, 0.0)
            used[k, max(day, 0) : max(day + action.length_days, 0)] += need
    return used


def free_rooms(problem: Problem, scenarios: Scenarios) -> list[tuple[int, float, FloatArray]]:
    """Return of each resource that visits use its number, units a unit of the goal, and free room.

    Free room has shape (scenario, day), in the goal's unit, before what actions need.
    """
    out = []
    for k, resource in enumerate(problem.resources):
        each = resource.per_visit * problem.visits_per_unit
        if each > 0:
            base = scenarios.base_factor[:, k, None] * np.asarray(resource.base)
            out.append((k, each, np.maximum(np.asarray(resource.capacity) - base, 0.0) / each))
    return out


def rooms(problem: Problem, scenarios: Scenarios, used: FloatArray) -> FloatArray:
    """Return for how much of the goal there is room, by scenario and day; infinite without limit.

    Parameters
    ----------
    used : float array, shape (resource, day)
        What actions need. More than is free counts against the plan: room is negative.
    """
    out = np.full((scenarios.n, problem.n_days), np.inf)
    for k, each, free in free_rooms(problem, scenarios):
        np.minimum(out, free - used[k] / each, out=out)
    return out


def _demand(
    problem: Problem, scenarios: Scenarios, used: FloatArray, visits: FloatArray
) -> FloatArray:
    out = np.zeros((scenarios.n, len(problem.resources), problem.n_days))
    for k, resource in enumerate(problem.resources):
        base = scenarios.base_factor[:, k, None] * np.asarray(resource.base)
        out[:, k] = base + used[k] + resource.per_visit * visits
    return out


@inner
def thinned(x: float, saturation: float) -> float:
    """Return what saturation leaves of a week's response."""
    if saturation == np.inf:
        return x
    if saturation <= 0.0:
        return 0.0
    return float(-saturation * np.expm1(-x / saturation))


@entry
def _settle(  # noqa: C901, PLR0917 - a kernel names all its arrays
    raw: FloatArray,
    saturation: FloatArray,
    room: FloatArray,
    by_week: FloatArray,
    wanted: FloatArray,
    by_day: FloatArray,
) -> None:
    """Fill in a scenario's weeks and days from its raw response (lever, scenario, day)."""
    n_levers, n, n_days = raw.shape
    for s in range(n):
        for w in range(by_week.shape[1]):
            first, stop = WEEK * w, min(WEEK * (w + 1), n_days)
            leaves = 0.0
            for lever in range(n_levers):
                x = 0.0
                for t in range(first, stop):
                    x += raw[lever, s, t]
                if x > 0.0:
                    left = thinned(x, saturation[lever])
                    leaves += left
                    for t in range(first, stop):
                        wanted[s, t] += raw[lever, s, t] * (left / x)
            takes, kept = 0.0, 0.0
            for t in range(first, stop):
                rate = 0.0
                for lever in range(n_levers):
                    rate += raw[lever, s, t]
                takes += min(rate, room[s, t])
                kept += min(wanted[s, t], room[s, t])
            week = min(leaves, takes)
            by_week[s, w] = week
            # What is turned away comes on other days, as far as these can take it.
            share = (week - kept) / (takes - kept) if takes > kept else 0.0
            share = min(max(share, 0.0), 1.0)
            for t in range(first, stop):
                rate = 0.0
                for lever in range(n_levers):
                    rate += raw[lever, s, t]
                here = min(wanted[s, t], room[s, t])
                by_day[s, t] = here + share * (min(rate, room[s, t]) - here)
