"""The terminal tells an impact as the page does: failures first."""

from __future__ import annotations

import io

import pytest
from impacts_made_up import all_impacts, make_events, make_impact, make_untrusted
from rich.console import Console

from chuquan.faces.impact_terminal import impact_lines
from chuquan.faces.told_terminal import N_ROWS
from chuquan.faces.words import LANGUAGES, Words


def printed(impact, lang="en", width=140):
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False)
    for line in impact_lines(impact, Words(lang)):
        console.print(line)
    return stream.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 100, 180])
def test_every_impact_can_be_printed_at_any_width(lang, width):
    for impact in all_impacts():
        text = printed(impact, lang, width)
        assert "%(" not in text


def test_failures_stand_before_the_answer():
    text = printed(make_untrusted(), "zh")
    assert text.index("先说清楚") < text.index("开始之前，推算的和实际的就对不上")
    assert text.index("对不上") < text.index("平均每天的效果")


def test_one_failure_beside_a_trusted_answer_is_told_without_alarm():
    text = printed(make_impact(checks=make_untrusted().checks))
    assert "What speaks against it:" in text
    assert "First of all" not in text


def test_untrusted_without_a_failed_check_still_warns():
    assert "cannot be relied on yet." in printed(make_untrusted(checks=()))


def test_long_tables_are_cut_and_say_so():
    text = printed(make_events(60))
    assert f"{60 - N_ROWS} more stand in the report." in text


def test_sources_of_assumptions_are_named():
    assert "People's Daily 2024-02-20" in printed(make_impact())


def test_markup_and_escapes_of_a_file_do_not_reach_the_terminal():
    text = printed(make_impact(metric="[red]visits\x1b[31m"))
    assert "[red]visits" in text
    assert "\x1b" not in text
