"""Progress goes to its stream, and only where somebody looks."""

from __future__ import annotations

import io

import pytest

from chuquan.faces.progress import Progress
from chuquan.faces.words import Words
from chuquan.report import Problem


def test_without_bars_a_stage_is_silent_and_a_note_is_not():
    stream = io.StringIO()
    progress = Progress(bars=False, words=Words("en"), stream=stream)
    with progress.stage("reading", total=3) as advance:
        advance(3)
    assert stream.getvalue() == ""
    progress.note("time=\x1b[31mseen")
    assert stream.getvalue() == "time=[31mseen\n"


@pytest.mark.parametrize("total", [4, None])
def test_bars_name_the_stage(total, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    with Progress(bars=True, words=Words("en"), stream=stream).stage(
        "[b]reading", total=total
    ) as advance:
        advance(2)
    assert "[b]reading" in stream.getvalue()


def test_a_failing_stage_lets_the_failure_through():
    progress = Progress(bars=True, words=Words("en"), stream=io.StringIO())
    with pytest.raises(KeyError), progress.stage("x"):
        raise KeyError


def test_columns_are_told_and_problems_kept():
    stream = io.StringIO()
    progress = Progress(bars=False, words=Words("en"), stream=stream)
    progress.has_read({}, ())
    assert stream.getvalue() == ""
    progress.has_read({"time": "seen", "text": "title"}, [Problem("a.csv", "no time")])
    progress.has_read({}, [Problem("b.csv", "no text")])
    assert stream.getvalue().startswith("Columns: time=seen, text=title.")
    assert [p.file for p in progress.problems] == ["a.csv", "b.csv"]
