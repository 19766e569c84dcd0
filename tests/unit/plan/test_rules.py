"""The simple rules keep every limit, and do what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from planned import DAYS, FIRST, a_problem, an_action

from chuquan.plan.problem import Resource, Uncertain
from chuquan.plan.rules import (
    Room,
    best_lever,
    by_returns,
    equal_split,
    expected_return,
    last_year,
    one_lever,
)
from chuquan.simulate.plans import PlanWorld, draw_world


@pytest.mark.parametrize("seed", range(6))
def test_every_rule_keeps_every_limit(seed: int) -> None:
    problem = draw_world(PlanWorld(n_actions=30, n_weeks=12), seed).believed
    room = Room.of(problem)
    schedules = [
        equal_split(problem, room),
        one_lever(problem, best_lever(problem), room),
        last_year(problem, room),
        by_returns(problem),
    ]
    for schedule in schedules:
        assert schedule
        assert room.holds(schedule)


def test_equal_split_gives_no_lever_more_than_its_share() -> None:
    actions = [an_action(f"s{i}") for i in range(4)] + [
        an_action(f"c{i}", "culture") for i in range(4)
    ]
    schedule = equal_split(a_problem(*actions, budget=40.0))
    assert sum(a.startswith("s") for a in schedule) == 2
    assert sum(a.startswith("c") for a in schedule) == 2
    assert len(set(schedule.values())) == 4  # spread over the calendar


def test_one_lever_spends_on_no_other() -> None:
    actions = [an_action("s"), an_action("c", "culture"), an_action("m", "sport", is_must=True)]
    schedule = one_lever(a_problem(*actions), "culture")
    assert set(schedule) == {"c", "m"}  # what the plan has to hold comes first


def test_last_year_moves_to_the_nearest_free_day() -> None:
    problem = a_problem(an_action("a"), last_year={"a": DAYS[3] + timedelta(days=2), "gone": FIRST})
    assert last_year(problem) == {"a": DAYS[3]}


def test_what_must_come_before_a_must_is_begun_first() -> None:
    before, must = an_action("before"), an_action("must", is_must=True, after=("before",))
    schedule = by_returns(a_problem(must, before, budget=20.0))
    assert schedule["before"] + timedelta(days=3) <= schedule["must"]


def test_money_set_aside_frees_days() -> None:
    problem = a_problem(an_action("a", cost=30.0), an_action("b", cost=30.0))
    room = Room.of(problem)
    second = problem.actions[1]
    assert room.days_for({"a": DAYS[0]}, second) == []
    assert room.days_for({"a": DAYS[0]}, second, money=False) == list(DAYS)


def test_days_for_agrees_with_trying_each_day() -> None:
    problem = draw_world(PlanWorld(n_actions=20, n_weeks=10), 3).believed
    # Least limits are not met by a part of a plan, and are no reason against a day.
    problem = replace(
        problem, actions=tuple(replace(action, is_must=False) for action in problem.actions)
    )
    room = Room.of(problem)
    schedule = equal_split(problem, room)
    for action in problem.actions:
        if action.action_id not in schedule:
            tried = [d for d in action.starts if room.holds({**schedule, action.action_id: d})]
            assert room.days_for(schedule, action) == tried


def test_expected_return_counts_what_does_not_break_out() -> None:
    action = an_action("a", cost=10.0)
    assert expected_return(action) == pytest.approx(5.0)
    otherwise = Uncertain(low=10.0, median=20.0, high=40.0)
    more = replace(action, effect=replace(action.effect, total_else=otherwise))
    assert expected_return(more) == pytest.approx(6.0)


def test_a_resource_that_is_taken_leaves_no_day() -> None:
    square = Resource(
        resource_id="square", name="square", unit="venue", capacity=(1.0,) * 70, base=(0.0,) * 70
    )
    actions = [an_action(a, needs={"square": 1.0}, length_days=70, starts=(FIRST,)) for a in "ab"]
    problem = a_problem(*actions, resources=(square,))
    room = Room.of(problem)
    assert room.days_for({"a": FIRST}, problem.actions[1]) == []
