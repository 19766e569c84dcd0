"""The command ``plan`` over a planner that is made up: what it asks, tells, writes and returns."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
import typer
from msgspec.structs import replace
from planned_made_up import make_impossible, make_plan
from typer.testing import CliRunner

import chuquan
from chuquan.faces.plan_command import plan
from chuquan.faces.plan_told import title, told
from chuquan.faces.words import Words
from chuquan.report import Report


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Run the command; return its result and what the planner was asked."""
    asked = {}

    def answer(path, **more):
        asked.update(more, path=path)
        made = make_impossible() if path.name == "bad.toml" else make_plan()
        period = (made.first_day, made.last_day)
        return Report(period=period, false_discovery_rate=0.1, breakouts=(), plans=(made,))

    monkeypatch.setattr(chuquan, "planning", SimpleNamespace(plan=answer), raising=False)
    monkeypatch.setitem(__import__("sys").modules, "chuquan.planning", chuquan.planning)
    app = typer.Typer()
    app.command()(plan)

    def run(*arguments):
        return CliRunner().invoke(app, [str(a) for a in arguments]), asked

    return run


def test_asks_the_planner_what_was_typed(ask):
    result, asked = ask("p.toml", "--compare", "q.toml", "--seconds", 5, "--gap", 0.05, "--seed", 9)
    assert result.exit_code == 0, result.output
    assert [p.name for p in asked["compare"]] == ["q.toml"]
    assert (asked["seconds"], asked["gap"], asked["seed"]) == (5.0, 0.05, 9)
    assert "预计比平时多带来 131万人次" in result.stdout


def test_limits_that_cannot_hold_are_told_with_an_exit_code(ask):
    result, _ = ask("bad.toml", "--lang", "en")
    assert result.exit_code == 2
    assert "cannot hold together" in result.stdout
    result, _ = ask("bad.toml", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["answer"]["conflict"]["limits"][0][0] == "budget"


def test_files_are_written_and_named(ask, tmp_path):
    out = tmp_path / "out"
    result, _ = ask("p.toml", "--out", out, "--json", "--lang", "en")
    told = json.loads(result.stdout)
    assert told["answer"]["plan_id"] == "plan-410300"
    assert Report.read(told["report"]).plans == (make_plan(),)
    page = (out / "plan.html").read_text("utf-8")
    assert page.count("<svg") == 5
    assert f"Luoyang 洛阳: {make_plan().name}" in page


@pytest.mark.parametrize("arguments", [("--gap", "2"), ("--seconds", "0"), ("--seed", "-1")])
def test_effort_out_of_range_is_refused(ask, arguments):
    result, asked = ask("p.toml", *arguments)
    assert result.exit_code == 2
    assert asked == {}


def test_a_plan_goes_by_its_name_by_which_two_of_one_place_are_told_apart():
    words = Words("en")
    assert told(make_plan(), words)[0].title == title(make_plan(), words)
    assert title(replace(make_plan(), name=""), words) == "Luoyang 洛阳: what to do when"
