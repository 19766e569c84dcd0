"""``chuquan casebook``: from a report to sections, JSON and files."""

from __future__ import annotations

import json

import pytest
from casebook_made_up import report, several

from chuquan.faces.cli import main
from chuquan.report import Report


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "report.json"
    file.write_bytes(report(several()).to_json())
    return str(file)


def test_json_is_one_value_that_holds_the_casebook(path, capsys):
    assert main(["casebook", path, "--json"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["answer"]["n_breakouts"] == len(several())


def test_files_hold_report_and_page(path, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["casebook", path, "--out", str(out), "--lang", "en"]) == 0
    assert Report.read(out / "report.json").casebook is not None
    page = (out / "casebook.html").read_text(encoding="utf-8")
    assert "What each lever brought so far" in page
    assert "By lever" in capsys.readouterr().out


def test_too_few_breakouts_end_with_a_clear_refusal(tmp_path, capsys):
    file = tmp_path / "report.json"
    file.write_bytes(report(several()[:2]).to_json())
    assert main(["casebook", str(file)]) == 2
    assert "2 image breakouts" in capsys.readouterr().err


def test_an_unknown_lever_is_refused(path, capsys):
    assert main(["casebook", path, "--effects-of", "magic"]) == 2
    assert "magic" in capsys.readouterr().err
