"""The whole way from a problem to the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from planned import DAYS, a_problem, an_action

from chuquan.plan.check import broken_limits
from chuquan.plan.make import Effort, make_plan
from chuquan.plan.problem import Problem, Schedule
from chuquan.report import Plan
from chuquan.simulate.plans import PlanWorld, draw_world

QUICK = Effort(seconds=4.0, n_scenarios=60, n_held_out=200)


@pytest.fixture(scope="module")
def world() -> Problem:
    return draw_world(PlanWorld(n_actions=18, n_weeks=10), 2).believed


@pytest.fixture(scope="module")
def made(world: Problem) -> Plan:
    return make_plan(world, QUICK)


def schedule_of(plan: Plan) -> Schedule:
    return {a.action_id: a.start for a in plan.actions if a.start is not None}


def test_the_plan_keeps_every_limit(world: Problem, made: Plan) -> None:
    assert made.actions
    assert broken_limits(world, schedule_of(made)) == ()
    assert made.spending <= world.budget


def test_every_action_is_in_the_plan_or_left_out(world: Problem, made: Plan) -> None:
    told = [a.action_id for a in (*made.actions, *made.left_out)]
    assert sorted(told) == sorted(a.action_id for a in world.actions)
    assert {a.action_id for a in made.actions} == set(schedule_of(made))
    assert all(a.start is None and a.reason for a in made.left_out)


def test_figures_hang_together(made: Plan) -> None:
    plan = made
    assert plan.value_interval is not None
    low, high = plan.value_interval
    assert plan.downside <= plan.value
    assert low <= plan.value <= high
    assert sum(week.value for week in plan.weeks) == pytest.approx(plan.value)
    assert sum(week.spending for week in plan.weeks) == pytest.approx(plan.spending)
    assert sum(plan.spending_by_lever.values()) == pytest.approx(plan.spending)


def test_it_is_held_against_the_three_rules(made: Plan) -> None:
    ids = [rival.rival_id for rival in made.rivals]
    assert ids[0] == "equal_split"
    assert ids[1].startswith("one_lever.")
    assert ids[2] == "last_year"
    for rival in made.rivals:
        assert rival.difference == pytest.approx(made.value - rival.value)
        assert 0 <= rival.p_better <= 1


def test_drops_name_actions_of_the_plan_once(made: Plan) -> None:
    assert len(set(made.drop_first)) == len(made.drop_first)
    musts = {a.action_id for a in made.actions if a.is_must}
    assert set(made.drop_first) <= set(schedule_of(made)) - musts


def test_the_same_seed_makes_the_same_plan_and_differs_by_nothing() -> None:
    # Small enough to be solved long before the time is up, which no clock can change.
    small = draw_world(PlanWorld(n_actions=8, n_weeks=6), 1).believed
    plan = make_plan(small, QUICK)
    again = make_plan(small, QUICK, compare={"twin": small})
    assert schedule_of(again) == schedule_of(plan)
    assert again.value == plan.value
    twin = again.rivals[-1]
    assert twin.rival_id == "plan.twin"
    assert twin.difference == pytest.approx(0.0)


def test_a_target_is_told_with_its_probability(world: Problem) -> None:
    plan = make_plan(replace(world, target=1.0), QUICK)
    assert plan.p_goal == pytest.approx(1.0, abs=0.05)
    assert all(rival.p_goal is not None for rival in plan.rivals)


def test_more_budget_is_told_to_bring_more() -> None:
    actions = [an_action(f"a{i}", starts=(DAYS[i],)) for i in range(6)]
    problem = a_problem(*actions, budget=30.0, risk_aversion=0.0)
    plan = make_plan(problem, QUICK)
    assert plan.limits == ()  # a tenth of the budget buys no whole action


def test_what_cannot_hold_together_is_named() -> None:
    problem = a_problem(an_action("a", cost=50.0, is_must=True), budget=30.0)
    plan = make_plan(problem, QUICK)
    assert plan.status == "infeasible"
    assert plan.actions == ()
    assert plan.conflict is not None
    assert {limit for limit, _ in plan.conflict.limits} == {"budget", "must.a"}
