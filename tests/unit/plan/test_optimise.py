from __future__ import annotations

import itertools
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from plan_problems import a_problem, a_random_problem, an_action, an_effect

from chuquan.errors import NotFoundError, OutsideError
from chuquan.plan.constraints import constraints
from chuquan.plan.optimise import optimise
from chuquan.plan.scenarios import draw
from chuquan.plan.shadow import loosened, one_more
from chuquan.plan.value import objective, outcomes

pytest.importorskip("highspy")


def holds(problem, schedule):  # noqa: C901, PLR0911, PLR0912 - one limit after another
    """Whether a schedule keeps to all limits; plain, and apart from the optimiser's rows."""
    of_id = {a.action_id: a for a in problem.actions}
    begun = [(of_id[name], day) for name, day in schedule.items()]
    eps = 1e-6
    if sum(a.cost for a, _ in begun) > problem.budget + eps:
        return False
    for lever, most in problem.lever_most.items():
        if sum(a.cost for a, _ in begun if a.lever == lever) > most + eps:
            return False
    for lever, least in problem.lever_least.items():
        if sum(a.cost for a, _ in begun if a.lever == lever) < least - eps:
            return False
    for month, most in problem.month_most.items():
        if sum(a.cost for a, day in begun if f"{day:%Y-%m}" == month) > most + eps:
            return False
    for a in problem.actions:
        if a.is_must and a.action_id not in schedule:
            return False
    for a, day in begun:
        if day not in a.starts or not problem.first_day <= day <= problem.last_day:
            return False
        for other in a.after:
            if other not in schedule or problem.last_of(of_id[other], schedule[other]) >= day:
                return False
        if any(other in schedule for other in a.excludes):
            return False
    for i in range(problem.n_days):
        day = problem.first_day + timedelta(days=i)
        active = [a for a, start in begun if start <= day <= problem.last_of(a, start)]
        if problem.at_once is not None and len(active) > problem.at_once:
            return False
        for resource in problem.resources:
            need = sum(a.needs.get(resource.resource_id, 0.0) for a in active)
            if need > max(resource.capacity[i] - resource.base[i], 0.0) + eps:
                return False
    for lever, n_days in problem.apart_days.items():
        days = sorted(day for a, day in begun if a.lever == lever)
        if any((b - a).days < n_days for a, b in itertools.pairwise(days)):
            return False
    return True


def every_schedule(problem):
    choices = [
        [None, *(d for d in a.starts if problem.first_day <= d <= problem.last_day)]
        for a in problem.actions
    ]
    names = [a.action_id for a in problem.actions]
    for days in itertools.product(*choices):
        yield {name: day for name, day in zip(names, days, strict=True) if day is not None}


def best_of_all(problem, scenarios):
    possible = [s for s in every_schedule(problem) if holds(problem, s)]
    return max(
        (objective(problem, outcomes(problem, scenarios, s).total) for s in possible),
        default=None,
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_schedule_is_the_best_of_all(seed):
    problem = a_random_problem(seed, 5, 3)
    if seed % 4 == 3:
        total = sum(a.effect.total.median for a in problem.actions)
        problem = replace(problem, target=0.2 * total)
    if seed % 4 == 2:
        problem = replace(problem, risk_aversion=1.0)
    if seed % 4 == 1:
        problem = replace(problem, risk_aversion=0.0)
    scenarios = draw(problem, 30, seed)
    best = best_of_all(problem, scenarios)
    found = optimise(problem, scenarios, gap=0.0005, seconds=20.0)
    if best is None:
        assert found.status == "infeasible"
        assert not found.schedule
        return
    assert holds(problem, found.schedule)
    total = outcomes(problem, scenarios, found.schedule).total
    assert found.value == pytest.approx(objective(problem, total))
    assert found.bound >= best - 1e-9 * abs(best)
    assert found.value <= best + 1e-6 * abs(best)
    assert found.status in {"optimal", "within_gap"}
    assert found.value >= best * (1 - 0.0006)


@pytest.mark.parametrize("seed", range(8))
def test_rows_say_what_the_limits_say(seed):
    problem = a_random_problem(seed, 5, 3)
    cons = constraints(problem)
    for schedule in every_schedule(problem):
        x = cons.columns_of(problem, schedule)
        assert (not cons.broken(x)) == holds(problem, schedule)


@pytest.mark.parametrize("day_starts", [False, True])
def test_a_larger_plan_keeps_to_its_limits_and_to_its_gap(day_starts):
    problem = a_random_problem(11, 15, 10, day_starts=day_starts)
    scenarios = draw(problem, 60, 1)
    found = optimise(problem, scenarios, gap=0.05, seconds=20.0)
    assert holds(problem, found.schedule)
    assert found.gap <= 0.05
    assert found.bound >= found.value
    again = optimise(problem, scenarios, gap=0.05, seconds=20.0)
    assert (again.schedule, again.value, again.bound) == (found.schedule, found.value, found.bound)


def test_the_time_limit_is_kept():
    problem = a_random_problem(1, 40, 20)
    scenarios = draw(problem, 200, 1)
    optimise(a_random_problem(1, 4, 3), draw(a_random_problem(1, 4, 3), 5, 1))
    began = time.monotonic()
    found = optimise(problem, scenarios, gap=0.0, seconds=2.0)
    assert time.monotonic() - began < 6.0
    assert found.status == "time_limit"
    assert holds(problem, found.schedule)


def test_a_start_that_holds_is_never_made_worse():
    problem = a_random_problem(4, 12, 8)
    scenarios = draw(problem, 40, 1)
    good = optimise(problem, scenarios, gap=0.01, seconds=10.0)
    found = optimise(problem, scenarios, gap=1.0, seconds=10.0, start=good.schedule)
    assert found.value >= good.value - 1e-9


def test_an_empty_problem_has_an_empty_plan():
    problem = a_problem([])
    found = optimise(problem, draw(problem, 5, 1))
    assert found.schedule == {}
    assert found.status == "optimal"


def test_one_more_of_the_budget_brings_what_it_buys():
    actions = [
        an_action(name, "social", 10.0, (0,), effect=an_effect(total, 1.0))
        for name, total in (("a", 1000.0), ("b", 500.0))
    ]
    problem = a_problem(actions, 200, budget=12.0, risk_aversion=0.0)
    scenarios = draw(problem, 100, 1)
    found = optimise(problem, scenarios)
    assert set(found.schedule) == {"a"}
    assert one_more(problem, scenarios, found, "budget", 1.0) == 0.0
    gain = one_more(problem, scenarios, found, "budget", 8.0)
    alone = outcomes(problem, scenarios, {"b": actions[1].starts[0]}).total.mean()
    assert gain == pytest.approx(alone)
    assert found.duals["budget"] == pytest.approx(alone / 10.0, rel=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_to_loosen_a_limit_leaves_every_schedule_possible(seed):
    problem = a_random_problem(seed, 4, 3)
    possible = [s for s in every_schedule(problem) if holds(problem, s)]
    for limit_id in dict.fromkeys(constraints(problem).limit_id):
        if not limit_id.startswith("once."):
            wider = loosened(problem, limit_id, 3.0)
            assert all(holds(wider, s) for s in possible), limit_id


def test_an_unknown_limit_is_not_loosened():
    with pytest.raises(NotFoundError, match="no limit called month_most"):
        loosened(a_problem([an_action()]), "month_most.2026-05", 1.0)


def test_without_highspy_there_is_one_clear_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    problem = a_problem([an_action()])
    with pytest.raises(OutsideError, match=r"chuquan\[plan\]"):
        optimise(problem, draw(problem, 5, 1))
