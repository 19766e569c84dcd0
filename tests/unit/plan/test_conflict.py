from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from plan_problems import LEVERS, a_problem, a_random_problem, an_action, beds
from plans_made_up import make_casebook

from chuquan.places.gazetteer import Gazetteer
from chuquan.plan.conflict import smallest_conflict
from chuquan.plan.constraints import constraints
from chuquan.plan.optimise import optimise
from chuquan.plan.read import read_plan
from chuquan.plan.scenarios import draw

pytest.importorskip("highspy")


def without(problem, gone):
    """Take the limits in ``gone`` away, each by its own field."""
    days = tuple(problem.first_day + timedelta(days=i) for i in range(problem.n_days))
    actions = []
    for a in problem.actions:
        key = a.action_id
        is_free = f"starts.{key}" in gone
        actions.append(
            replace(
                a,
                is_must=a.is_must and f"must.{key}" not in gone,
                starts=days if is_free else a.starts,
                after=tuple(o for o in a.after if f"after.{key}.{o}" not in gone),
                excludes=tuple(o for o in a.excludes if f"excludes.{key}.{o}" not in gone),
            )
        )
    return replace(
        problem,
        actions=tuple(actions),
        budget=1e12 if "budget" in gone else problem.budget,
        at_once=None if "at_once" in gone else problem.at_once,
        lever_least={
            k: v for k, v in problem.lever_least.items() if f"lever_least.{k}" not in gone
        },
        month_most={k: v for k, v in problem.month_most.items() if f"month_most.{k}" not in gone},
        apart_days={k: v for k, v in problem.apart_days.items() if f"apart.{k}" not in gone},
        resources=tuple(r for r in problem.resources if f"capacity.{r.resource_id}" not in gone),
    )


def is_possible(problem):
    """Whether any schedule holds, by trying them all."""
    cons = constraints(problem)
    choices = [[None, *np.flatnonzero(cons.action == i)] for i in range(len(problem.actions))]
    for columns in itertools.product(*choices):
        x = np.zeros(cons.n_columns)
        x[[c for c in columns if c is not None]] = 1.0
        if not cons.broken(x):
            return True
    return False


def an_impossible_problem(seed):
    rng = np.random.default_rng(seed)
    n_days = 5
    actions = []
    for i in range(3):
        more = {}
        if i and rng.random() < 0.4:
            more["after"] = (f"a{int(rng.integers(i))}",)
        if i and rng.random() < 0.3:
            more["excludes"] = (f"a{int(rng.integers(i))}",)
        first = int(rng.integers(0, n_days))
        actions.append(
            an_action(
                f"a{i}",
                str(rng.choice(LEVERS[:2])),
                float(rng.integers(1, 20)),
                tuple(range(first, min(first + int(rng.integers(1, 3)), n_days))),
                int(rng.integers(1, 4)),
                is_must=bool(rng.random() < 0.7),
                needs={"staff": float(rng.integers(1, 6))} if rng.random() < 0.6 else {},
                **more,
            )
        )
    return a_problem(
        actions,
        n_days,
        budget=float(rng.integers(5, 60)),
        at_once=1 if rng.random() < 0.4 else None,
        apart_days={"social": 3} if rng.random() < 0.4 else {},
        lever_least={"culture": 5.0} if rng.random() < 0.3 else {},
        month_most={"2026-04": 25.0} if rng.random() < 0.3 else {},
        resources=(beds(n_days, 6.0, 0.0, 0.0, 0.0, "staff"),),
    )


def names_of(problem):
    ids = dict.fromkeys(constraints(problem).limit_id)
    starts = [f"starts.{a.action_id}" for a in problem.actions]
    return [name for name in dict.fromkeys([*ids, *starts]) if not name.startswith("once.")]


@pytest.mark.parametrize("seed", range(40))
def test_the_conflict_is_the_smallest_there_is(seed):
    problem = an_impossible_problem(seed)
    found = smallest_conflict(problem)
    if is_possible(problem):
        assert found is None
        return
    assert found is not None
    ids = [limit_id for limit_id, _ in found.limits]
    names = names_of(problem)
    assert not is_possible(without(problem, set(names) - set(ids)))
    for name in ids:
        assert is_possible(without(problem, (set(names) - set(ids)) | {name})), name
    if len(ids) <= 4:
        for fewer in itertools.combinations(names, len(ids) - 1):
            assert is_possible(without(problem, set(names) - set(fewer))), fewer
    assert found == smallest_conflict(problem)
    assert [demand.limit_id for demand in found.demands] == ids


def test_random_problems_hold_both_kinds():
    kinds = {smallest_conflict(an_impossible_problem(seed)) is None for seed in range(40)}
    assert kinds == {True, False}


def ids_of(problem):
    return {limit_id for limit_id, _ in smallest_conflict(problem).limits}


def test_a_budget_under_the_cheapest_must_is_named_with_what_would_do():
    musts = [an_action(name, cost=10.0, is_must=True) for name in "ab"]
    found = smallest_conflict(a_problem(musts, budget=15.0))
    assert [limit_id for limit_id, _ in found.limits] == ["budget", "must.a", "must.b"]
    assert found.demands[0].limit == 15.0
    assert found.demands[0].possible == pytest.approx(20.0)
    one = smallest_conflict(a_problem(musts, budget=5.0))
    assert [limit_id for limit_id, _ in one.limits] == ["budget", "must.a"]
    assert one.demands[0].possible == pytest.approx(10.0)


def test_a_must_without_a_start_day_within_the_plan_is_a_conflict_by_itself():
    late = an_action("a", days=(900,), is_must=True)
    found = smallest_conflict(a_problem([late]))
    assert [limit_id for limit_id, _ in found.limits] == ["must.a", "starts.a"]
    assert found.demands[1].first is None


def test_windows_that_cannot_hold_are_named():
    actions = [an_action(name, days=(3,), is_must=True) for name in "ab"]
    found = ids_of(a_problem(actions, apart_days={"social": 4}, n_days=182))
    assert found == {"must.a", "must.b", "starts.a", "starts.b", "apart.social"}


def test_a_capacity_too_small_for_a_must_is_told_with_what_is_wanted():
    action = an_action("a", days=(0,), is_must=True, needs={"staff": 30.0})
    problem = a_problem([action], resources=(beds(28, 10.0, 0.0, 0.0, 0.0, "staff"),))
    found = smallest_conflict(problem)
    assert [limit_id for limit_id, _ in found.limits] == ["must.a", "capacity.staff"]
    assert found.demands[1].limit == 10.0
    assert found.demands[1].possible == pytest.approx(30.0)


def test_a_spending_that_no_action_can_reach_stands_alone():
    found = smallest_conflict(a_problem([an_action()], lever_least={"culture": 3.0}))
    assert [limit_id for limit_id, _ in found.limits] == ["lever_least.culture"]
    assert found.demands[0].possible == 0.0
    assert found.demands[0].limit == 3.0


def test_a_share_of_the_budget_that_a_lever_cannot_spend_is_told(tmp_path):
    """The example with 900万 for culture, whose actions cost 460万 in all."""
    example = Path(__file__).parents[3] / "examples" / "plan_luoyang.toml"
    text = example.read_text(encoding="utf-8")
    for old, new in (("2000万", "1200万"), ('culture = "15%"', 'culture = "75%"')):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    problem = read_plan(path, gazetteer=Gazetteer.load(), casebook=make_casebook).problem
    assert optimise(problem, draw(problem, 20, 1)).status == "infeasible"
    found = smallest_conflict(problem)
    assert [limit_id for limit_id, _ in found.limits] == ["lever_least.culture"]
    assert found.demands[0].limit == pytest.approx(9e6)
    assert found.demands[0].possible == pytest.approx(4.6e6)


@pytest.mark.parametrize("seed", range(30))
def test_what_cannot_be_solved_has_a_conflict_and_nothing_else_has(seed):
    rng = np.random.default_rng(seed)
    problem = a_random_problem(seed, 6, 4)
    cost = sum(action.cost for action in problem.actions)
    problem = replace(
        problem,
        actions=tuple(replace(a, is_must=bool(rng.random() < 0.4)) for a in problem.actions),
        budget=float(rng.uniform(0.1, 0.9)) * cost,
        lever_least={str(rng.choice(LEVERS)): float(rng.uniform(0, 0.5)) * cost},
        at_once=int(rng.integers(1, 4)),
    )
    solved = optimise(problem, draw(problem, 5, 1), gap=1.0)
    assert (solved.status == "infeasible") == (smallest_conflict(problem) is not None)
