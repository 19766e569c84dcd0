"""Progress goes to its stream, and only where somebody looks."""

from __future__ import annotations

import io

import pytest

from chuquan.faces.progress import Progress


def test_without_bars_a_stage_is_silent_and_a_note_is_not():
    stream = io.StringIO()
    progress = Progress(bars=False, stream=stream)
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
    with Progress(bars=True, stream=stream).stage("[b]reading", total=total) as advance:
        advance(2)
    assert "[b]reading" in stream.getvalue()


def test_a_failing_stage_lets_the_failure_through():
    with pytest.raises(KeyError), Progress(bars=True, stream=io.StringIO()).stage("x"):
        raise KeyError
