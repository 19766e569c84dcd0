"""The independent check: each limit that is broken alone is told, and told alone."""

from __future__ import annotations

import pytest
from plans_made_up import day, make_action, make_problem

from chuquan.plan.check import broken_limits

GOOD = {"a": day(0), "b": day(5), "c": day(10)}


def test_a_schedule_that_keeps_all_limits_breaks_none():
    problem = make_problem(
        lever_most={"culture": 20.0},
        lever_least={"concert": 20.0},
        month_most={"2026-04": 40.0},
        at_once=1,
        apart_days={"culture": 5},
    )
    assert broken_limits(problem, GOOD) == ()


def test_no_action_at_all_breaks_nothing_but_what_has_to_be():
    assert broken_limits(make_problem(), {}) == ()
    must = make_problem(actions=(make_action("a", is_must=True),), lever_least={"culture": 5.0})
    assert broken_limits(must, {}) == ("lever_least.culture", "must.a")


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"budget": 39.0}, "budget"),
        ({"lever_most": {"culture": 19.0}}, "lever_most.culture"),
        ({"lever_least": {"concert": 21.0}}, "lever_least.concert"),
        ({"lever_least": {"sport": 1.0}}, "lever_least.sport"),
        ({"month_most": {"2026-04": 39.9}}, "month_most.2026-04"),
        ({"apart_days": {"culture": 6}}, "apart.culture"),
    ],
)
def test_each_limit_of_the_plan_is_told_alone(changes, broken):
    assert broken_limits(make_problem(**changes), GOOD) == (broken,)


@pytest.mark.parametrize(
    ("action", "schedule", "broken"),
    [
        (make_action("a", starts=(day(1),)), GOOD, "starts.a"),
        (make_action("a", after=("b",)), GOOD, "after.a.b"),
        (make_action("a", after=("b",)), {"a": day(20)}, "after.a.b"),
        (make_action("a", after=("b",)), {**GOOD, "a": day(7)}, "after.a.b"),
        (make_action("a", excludes=("c",)), GOOD, "excludes.a.c"),
        (make_action("a"), {"a": day(0), "unknown": day(1)}, "starts.unknown"),
    ],
)
def test_each_limit_of_an_action_is_told_alone(action, schedule, broken):
    problem = make_problem()
    problem = make_problem(actions=(action, *problem.actions[1:]))
    assert broken_limits(problem, schedule) == (broken,)


def test_an_action_may_begin_on_the_day_after_the_other_is_over():
    problem = make_problem(actions=(make_action("a", after=("b",)), make_action("b")))
    assert broken_limits(problem, {"b": day(5), "a": day(8)}) == ()


def test_needs_of_the_same_day_add_up_beside_what_is_used_anyway():
    # 6 + 6 rooms beside a base of 10, of 20: one too many together, each alone fits.
    assert broken_limits(make_problem(), {"b": day(5), "c": day(7)}) == ("capacity.rooms",)
    assert broken_limits(make_problem(), {"b": day(5), "c": day(8)}) == ()


def test_the_last_day_of_an_action_counts_for_at_once():
    problem = make_problem(at_once=1)
    assert broken_limits(problem, {"a": day(5), "b": day(7)}) == ("at_once",)
    assert broken_limits(problem, {"a": day(5), "b": day(8)}) == ()


def test_two_that_exclude_each_other_are_one_limit():
    both = (make_action("a", excludes=("b",)), make_action("b", excludes=("a",)))
    problem = make_problem(actions=both)
    assert broken_limits(problem, {"a": day(1), "b": day(9)}) == ("excludes.a.b",)


def test_a_month_counts_what_begins_in_it_alone():
    problem = make_problem(month_most={"2026-05": 10.0})
    assert broken_limits(problem, {"a": day(29), "b": day(30)}) == ()  # 30 April, 1 May
    assert broken_limits(problem, {"a": day(31), "b": day(35)}) == ("month_most.2026-05",)


def test_several_broken_limits_are_all_told_once():
    problem = make_problem(budget=5.0, at_once=1, apart_days={"culture": 30})
    broken = broken_limits(problem, {"a": day(5), "b": day(5)})
    assert broken == ("budget", "at_once", "apart.culture")


def test_rounding_is_no_fault():
    actions = tuple(make_action(f"a{i}", cost=0.1) for i in range(10))
    schedule = {f"a{i}": day(4 * i) for i in range(10)}
    assert broken_limits(make_problem(actions=actions, budget=1.0), schedule) == ()
