"""The command ``discover``: what is a place, what is input, and what the answer enters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import make_report
from typer.testing import CliRunner

from chuquan.faces.cli import app
from chuquan.faces.discover_command import _place_and_inputs


@pytest.mark.parametrize("name", ["洛阳", "410300", "Xi'an", "", "St. Louis"])
def test_a_place_is_no_path(name):
    assert _place_and_inputs(name, [Path("x.csv")]) == (name, [Path("x.csv")])


def test_a_path_in_the_place_of_the_place_is_input(tmp_path, monkeypatch):
    """``discover --theme 汉服 data/mentions`` names no place."""
    monkeypatch.chdir(tmp_path)
    Path("mentions.csv").touch()
    Path("洛阳").mkdir()
    assert _place_and_inputs("mentions.csv", [Path("b")]) == ("", (Path("mentions.csv"), Path("b")))
    assert _place_and_inputs("data/none", []) == ("", (Path("data/none"),))
    assert _place_and_inputs("洛阳", []) == ("洛阳", [])  # a folder may bear the name of a place


def test_a_path_that_is_not_there_is_told_as_a_path(tmp_path):
    asked = ["discover", str(tmp_path / "none"), "--theme", "汉服"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code != 0
    assert "no such file" in str(result.exception)


def test_the_answer_enters_a_report(tmp_path):
    file = tmp_path / "report.json"
    file.write_bytes(make_report(2, 1, 0).to_json())
    asked = ["discover", "洛阳", "--report", str(file), "--out", str(tmp_path), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    held = json.loads(file.read_bytes())
    assert len(held["breakouts"]) == 3
    assert [d["place_id"] for d in held["discoveries"]] == ["410300"]
