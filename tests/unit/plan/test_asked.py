"""What a plan asked for keeps the names and limits that its answer is told with."""

from __future__ import annotations

from plans_made_up import make_action, make_problem

from chuquan.plan.asked import asked_of


def test_all_that_limits_are_told_with_is_kept():
    problem = make_problem(
        actions=(make_action("a", is_must=True, after=("b",), needs={"rooms": 2.0}),
                 make_action("b")),
        lever_most={"culture": 5.0},
        at_once=3,
    )  # fmt: skip
    asked = asked_of(problem)
    first = asked.actions[0]
    assert (first.is_must, first.after, first.needs) == (True, ("b",), {"rooms": 2.0})
    assert (first.first_start, first.last_start, first.n_starts) == (
        problem.actions[0].starts[0],
        problem.actions[0].starts[-1],
        50,
    )
    assert first.effect == (500.0, 1000.0, 2000.0)
    assert (asked.lever_most, asked.at_once) == ({"culture": 5.0}, 3)
    assert (asked.resources[0].least, asked.resources[0].most) == (20.0, 20.0)
