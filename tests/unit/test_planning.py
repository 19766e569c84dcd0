"""From a plan file to a report: what is asked of the maker, what is checked, what is refused."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import msgspec
import pytest
from plans_made_up import PLAN

from chuquan import planning
from chuquan.errors import ChuquanError, ConfigError, UserError
from chuquan.report import Conflict, Plan, PlannedAction


@dataclass(frozen=True)
class _Effort:
    seed: int
    seconds: float
    gap: float


def _answer(problem, schedule, **changes) -> Plan:
    """Answer as the maker does, as far as is looked at."""
    by_id = {a.action_id: a for a in problem.actions}
    actions = tuple(
        PlannedAction(
            action_id=a,
            name=by_id[a].name,
            lever=by_id[a].lever,
            cost=by_id[a].cost,
            start=day,
            end=day + timedelta(days=by_id[a].length_days - 1),
        )
        for a, day in schedule.items()
    )
    values = {
        "plan_id": problem.plan_id,
        "name": problem.name,
        "place_id": problem.place_id,
        "place_name": problem.place_name,
        "first_day": problem.first_day,
        "last_day": problem.last_day,
        "status": "optimal",
        "goal": problem.goal,
        "unit": problem.unit,
        "budget": problem.budget,
        "spending": sum(a.cost for a in actions),
        "actions": actions,
    }
    return Plan(**{**values, **changes})


@pytest.fixture
def world(monkeypatch, tmp_path):
    """Put a maker of plans in place of the solver's; return what it is asked and answers."""
    state = SimpleNamespace(
        schedule={"parade": date(2026, 4, 1), "gala": date(2026, 4, 10)},
        changes={},
        asked=[],
        compared=[],
    )

    def make_plan(problem, effort, *, compare, progress=None):
        state.asked.append((problem, effort))
        state.compared = dict(compare)
        return _answer(problem, state.schedule, **state.changes)

    fake = SimpleNamespace(Effort=_Effort, make_plan=make_plan)
    monkeypatch.setitem(sys.modules, "chuquan.plan.make", fake)
    monkeypatch.setattr(planning, "find_spec", lambda _: object())
    state.path = tmp_path / "plan.toml"
    state.path.write_text(PLAN, encoding="utf-8")
    return state


def test_a_plan_enters_the_report_with_what_it_was_asked(world):
    report = planning.plan(world.path, seed=7, seconds=3.0, gap=0.02)
    made = report.plans[-1]
    assert [a.action_id for a in made.asked.actions] == ["parade", "gala"]
    assert world.asked[0][1] == _Effort(seed=7, seconds=3.0, gap=0.02)
    assert report.period == (made.first_day, made.last_day)


def test_a_plan_that_breaks_a_limit_is_never_shown(world):
    world.schedule = {"parade": date(2026, 5, 30), "gala": date(2026, 4, 10)}
    with pytest.raises(ChuquanError, match=r"starts\.parade, after\.gala\.parade") as caught:
        planning.plan(world.path)
    assert not isinstance(caught.value, UserError)


def test_a_plan_that_misstates_its_spending_is_never_shown(world):
    world.changes = {"spending": 1.0}
    with pytest.raises(ChuquanError, match="spending"):
        planning.plan(world.path)


def test_a_plan_that_cannot_hold_is_an_answer(world):
    conflict = Conflict(limits=(("budget", ""), ("must.gala", "")))
    world.schedule = {}
    world.changes = {"status": "infeasible", "conflict": conflict}
    assert planning.plan(world.path).plans[-1].conflict == conflict
    world.changes = {"status": "infeasible"}  # and nobody found out why
    assert planning.plan(world.path).plans[-1].actions == ()


def test_compared_plans_are_read_alike(world, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(PLAN.replace("300万", "200万"), encoding="utf-8")
    planning.plan(world.path, compare=[other])
    (problem,) = world.compared.values()
    assert list(world.compared) == ["other-410300-2026-04-01"]
    assert problem.budget == 2e6


def test_plans_of_another_goal_or_the_same_id_are_not_compared(world, tmp_path):
    other = tmp_path / "other.toml"
    text = PLAN.replace('goal = "visits"', 'goal = "revenue"').replace("per_visit = 0.2\n", "")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="revenue in CNY"):
        planning.plan(world.path, compare=[other])
    with pytest.raises(ConfigError, match="two plans have the id"):
        planning.plan(world.path, compare=[world.path])


def test_a_given_report_keeps_what_it_holds(world):
    first = planning.plan(world.path)
    first = msgspec.structs.replace(first, origin="mine")
    again = planning.plan(world.path, report=first)
    assert again.origin == "mine"
    assert len(again.plans) == 1


def test_without_the_solver_one_clear_error_says_what_to_install(world, monkeypatch):
    monkeypatch.setattr(planning, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"chuquan\[plan\]"):
        planning.plan(world.path)


def test_beside_another_solver_it_refuses_rather_than_crashes(world, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools", SimpleNamespace())
    with pytest.raises(UserError, match="OR-Tools"):
        planning.plan(world.path)
