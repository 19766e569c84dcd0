"""What each action is worth, and what goes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from planned import DAYS, a_problem, an_action

from chuquan.plan.marginal import drop_order, left_out, spending_of, without, worth_of_each
from chuquan.plan.rules import Room, equal_split
from chuquan.plan.scenarios import draw
from chuquan.plan.shortage import short_days
from chuquan.plan.value import outcomes
from chuquan.simulate.plans import PlanWorld, draw_world

WORLD = draw_world(PlanWorld(n_actions=24, n_weeks=12), 4).believed


def test_an_action_takes_along_what_cannot_be_done_without_it() -> None:
    problem = a_problem(
        an_action("a"), an_action("b", after=("a",)), an_action("c", after=("b",)), an_action("d")
    )
    schedule = {name: DAYS[i] for i, name in enumerate("abcd")}
    assert set(without(problem, schedule, "a")) == {"d"}
    assert set(without(problem, schedule, "c")) == {"a", "b", "d"}


def test_worth_is_the_whole_less_the_rest() -> None:
    schedule = equal_split(WORLD)
    scenarios = draw(WORLD, 50, 1)
    whole = outcomes(WORLD, scenarios, schedule)
    for action_id, worth in worth_of_each(WORLD, scenarios, schedule, whole).items():
        rest = without(WORLD, schedule, action_id)
        total = outcomes(WORLD, scenarios, rest).total
        np.testing.assert_allclose(worth.added, whole.total - total)
        assert worth.saved == pytest.approx(spending_of(WORLD, schedule) - spending_of(WORLD, rest))


def test_the_least_for_its_money_is_dropped_first_and_musts_never() -> None:
    poor, rich = an_action("poor", cost=20.0), an_action("rich", cost=10.0)
    must = an_action("must", cost=30.0, is_must=True)
    problem = a_problem(poor, rich, must, budget=100.0)
    schedule = {"poor": DAYS[0], "rich": DAYS[2], "must": DAYS[4]}
    order = drop_order(problem, draw(problem, 200, 1), schedule, Room.of(problem))
    assert order == ("poor", "rich")


def test_each_step_of_the_drop_order_keeps_every_limit() -> None:
    schedule = equal_split(WORLD)
    room = Room.of(WORLD)
    left = dict(schedule)
    for action_id in drop_order(WORLD, draw(WORLD, 30, 1), schedule, room):
        if action_id in left:
            left = without(WORLD, left, action_id)
            assert room.holds(left)


def test_left_out_sets_money_aside_and_nothing_else() -> None:
    late = an_action("late", cost=50.0)
    barred = an_action("barred", excludes=("in",))
    problem = a_problem(an_action("in"), late, barred)
    scenarios = draw(problem, 100, 1)
    schedule = {"in": DAYS[0]}
    whole = outcomes(problem, scenarios, schedule)
    found = {
        o.action.action_id: o
        for o in left_out(problem, scenarios, schedule, whole, Room.of(problem))
    }
    assert found["late"].start is not None
    assert found["late"].added.mean() > 0
    assert found["barred"].start is None


def test_days_are_short_where_demand_is_above_capacity() -> None:
    rooms = replace(WORLD.resources[0], base=WORLD.resources[0].capacity, base_spread=0.0)
    problem = replace(WORLD, resources=(rooms, *WORLD.resources[1:]))
    scenarios = draw(problem, 40, 1)
    schedule = {a.action_id: a.starts[0] for a in problem.actions[:2]}
    brought = outcomes(problem, scenarios, schedule)
    days = [d for d in short_days(problem, brought) if d.resource == rooms.name]
    assert days
    for short in days:
        demand = brought.demand[:, 0, problem.day_of(short.day)]
        assert short.p_short == pytest.approx((demand > short.capacity * (1 + 1e-9)).mean())
        assert short.n_lost == pytest.approx(np.maximum(demand - short.capacity, 0).mean())
    quiet = problem.first_day + timedelta(days=0)
    assert all(d.day >= quiet for d in days)
