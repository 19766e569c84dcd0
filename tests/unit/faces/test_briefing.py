"""The command ``brief`` writes what was asked for, or says in one message what is amiss."""

from __future__ import annotations

import builtins
import sys

import pytest

from chuquan.faces.cli import main


@pytest.fixture(scope="module")
def file(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("brief") / "report.json"
    path.write_bytes(report.to_json())
    return path


def test_all_formats_in_both_languages_of_one_place(file, tmp_path):
    assert main(["brief", str(file), "--place", "淄博", "--out", str(tmp_path / "out")]) == 0
    names = {p.name for p in (tmp_path / "out").iterdir()}
    kinds = ("html", "pdf", "pptx", "xlsx", "png")
    assert names == {f"brief-370300.{lang}.{kind}" for lang in ("zh", "en") for kind in kinds}


def test_only_what_was_asked_for(file, tmp_path, report):
    argv = ["brief", str(file), "--out", str(tmp_path), "--format", "html, XLSX", "--lang", "en"]
    assert main([*argv, "--breakout", report.breakouts[0].breakout_id]) == 0
    name = f"brief-{report.breakouts[0].breakout_id}.en"
    assert {p.name for p in tmp_path.iterdir()} == {f"{name}.html", f"{name}.xlsx"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--place", "淄川"], "淄博"),
        (["--place", "淄博", "--breakout", "x"], "both --place and --breakout"),
        (["--format", "doc"], "html, pdf, pptx, xlsx, png"),
        (["--lang", "fr"], "zh, en"),
        (["--format", ","], "nothing is named"),
        (["--templates", "none"], "no such folder of templates"),
    ],
)
def test_what_cannot_be_made_is_told_once_and_nothing_is_written(
    file, tmp_path, capsys, more, said
):
    assert main(["brief", str(file), "--out", str(tmp_path / "out"), *more]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_report_or_folder_it_says_what_to_give(file, capsys):
    assert main(["brief", str(file)]) == 2
    assert main(["brief"]) == 2
    assert "--write-templates" in capsys.readouterr().err


def test_templates_are_written_to_start_from_and_never_over_others(file, tmp_path, capsys):
    folder = tmp_path / "own"
    assert main(["brief", "--write-templates", str(folder)]) == 0
    assert (folder / "brief.toml").is_file()
    assert main(["brief", "--write-templates", str(folder)]) == 2
    assert "already" in capsys.readouterr().err
    argv = ["brief", str(file), "--templates", str(folder), "--out", str(tmp_path / "out")]
    assert main([*argv, "--lang", "zh", "--place", "淄博"]) == 0


@pytest.mark.parametrize(
    "missing",
    [("pdf", "typst"), ("png", "typst"), ("pptx", "pptx"), ("xlsx", "xlsxwriter")],
)
def test_a_missing_extra_is_one_clear_error(file, tmp_path, capsys, monkeypatch, missing):
    kind, package = missing
    known = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == package:
            raise ImportError(name)
        return known(name, *args, **kwargs)

    for name in list(sys.modules):
        if name == "chuquan.faces.briefs.slides":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    argv = ["brief", str(file), "--format", kind, "--out", str(tmp_path / "out")]
    assert main(argv) == 3
    assert "chuquan[brief]" in capsys.readouterr().err
    assert main(["brief", str(file), "--format", "html", "--out", str(tmp_path)]) == 0
