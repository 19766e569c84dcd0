"""The terminal tells the sections of an answer: what speaks against it first."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from told_made_up import make_picture, make_sections, make_table

from chuquan.faces.told import Told
from chuquan.faces.told_terminal import N_ROWS, told_lines
from chuquan.faces.words import LANGUAGES, Words


def printed(sections, lang="en", width=120):
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False)
    for line in told_lines(sections, Words(lang)):
        console.print(line)
    return stream.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [50, 180])
def test_every_part_of_a_section_is_told(lang, width):
    text = printed(make_sections(), lang, width)
    for part in ("Whom to invite", "Prices are guessed.", "甲2", "Reach grows", "Nothing else."):
        assert part in text
    assert "%(" not in text
    assert "<svg" not in text


def test_what_speaks_against_it_stands_before_the_answer():
    text = printed(make_sections())
    assert text.index("Prices are guessed.") < text.index("Nine creators")


def test_long_tables_are_cut_and_say_so():
    assert "28 more stand in the report." in printed(make_sections(N_ROWS + 28))
    assert "more" not in printed(make_sections(N_ROWS)[:1])


def test_markup_and_escapes_do_not_reach_the_terminal():
    text = printed([Told("x", "[red]A\x1b[31m", ("[bold]b\u202e",), warnings=("\x07c",))])
    assert "[red]A" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_nothing_is_said_twice():
    picture, table = make_picture(), make_table()
    one = Told("x", table.title, (picture.finding,), (table,), (picture,))
    text = printed([one])
    assert text.count(picture.finding) == 1
    assert text.count(table.title) == 1
