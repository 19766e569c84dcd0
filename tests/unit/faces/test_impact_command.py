"""The command ``impact`` over a pipeline that is made up: what it asks, tells and writes."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest
import typer
from conftest import make_report
from impacts_made_up import make_impact
from typer.testing import CliRunner

import chuquan
from chuquan.errors import ConfigError
from chuquan.faces.impact_command import impact
from chuquan.question import TreatedPlace
from chuquan.report import Report


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Run the command; return what the pipeline was asked and what was told."""
    outcomes = tmp_path / "visits.csv"
    outcomes.write_text("x", "utf-8")
    asked = {}

    def answer(outcomes, question, options, *, progress):
        asked.update(outcomes=outcomes, question=question, options=options)
        return make_report(1, 0, 0).with_impacts((make_impact(),))

    monkeypatch.setattr(chuquan, "measuring", SimpleNamespace(impact=answer), raising=False)
    monkeypatch.setitem(__import__("sys").modules, "chuquan.measuring", chuquan.measuring)
    app = typer.Typer()
    app.command()(impact)

    def run(*arguments):
        result = CliRunner().invoke(app, [str(outcomes), *map(str, arguments)])
        return result, asked

    return run


def test_asks_the_pipeline_what_was_typed(ask):
    result, asked = ask("--place", "淄博", "--start", "2023-04-08", "--metric", "visits")
    assert result.exit_code == 0, result.output
    assert asked["question"].starts == (TreatedPlace("淄博", date(2023, 4, 8)),)
    assert asked["question"].metric == "visits"
    assert "淄博明显高于本来应有的水平" in result.stdout


def test_json_holds_the_impacts_and_nothing_else(ask):
    result, _ = ask("--place", "a", "--start", "2023-04-08", "--json")
    told = json.loads(result.stdout)
    assert told["impacts"][0]["effect"]["value"] == make_impact().effect.value


def test_files_are_written_and_named(ask, tmp_path):
    out = tmp_path / "out"
    result, _ = ask("--place", "a", "--start", "2023-04-08", "--out", out, "--json", "--lang", "en")
    told = json.loads(result.stdout)
    assert told["page"] == str(out / "impact.html")
    assert Report.read(told["report"]).impacts == (make_impact(),)
    assert "What it brought" in (out / "impact.html").read_text("utf-8")


def test_faults_come_before_any_work(ask):
    result, asked = ask("--start", "2023-04-08", "--period", "fortnight")
    assert isinstance(result.exception, ConfigError)
    assert asked == {}


def test_help_names_the_three_ways_to_ask(ask):
    result, _ = ask("--help")
    for option in ("--breakout", "--place", "--start", "--events", "--multipliers"):
        assert option in result.stdout
