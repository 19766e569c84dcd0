"""The card is one picture of a fixed size, whatever it has to say."""

from __future__ import annotations

import struct
from datetime import date, timedelta

import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made
from conftest import make_report

import chuquan.faces.briefs.card as cards
from chuquan.faces.briefs.card import SIZE, write_card
from chuquan.faces.briefs.content import Chart, Series
from chuquan.faces.words import LANGUAGES, Words


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack_from(">II", png, 16)


@pytest.fixture(autouse=True)
def _one_page(monkeypatch):
    """Refuse a card that runs over its page."""
    made_by = cards.compile_typst

    def once(*args):
        data = made_by(*args)
        assert isinstance(data, bytes)
        return data

    monkeypatch.setattr(cards, "compile_typst", once)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_one_picture_of_the_size_that_messengers_show(scope, lang):
    assert size(write_card(made(scope, lang), PLAIN)) == SIZE


def test_the_day_named_is_one_of_the_wave():
    """A chart reaches beyond its wave, perhaps into a greater one."""
    days = [date(2023, 4, 8) + timedelta(days=i) for i in range(3)]
    series = (Series("n", "n", (2.0, 4.8, 11.2)), Series("expected", "e", (1.0, 1.0, 1.0)))
    chart = Chart(tuple(days), series)
    assert cards._chart(chart, days[:2], Words("en"))["top"] == 1


def test_the_same_content_makes_the_same_file():
    assert write_card(made(), PLAIN) == write_card(made(), PLAIN)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_texts_of_strangers_change_nothing_but_the_text(text):
    assert size(write_card(made("place", "zh", hostile_report(text)), PLAIN)) == SIZE


def test_a_report_without_a_breakout_has_a_card(report):
    assert size(write_card(made("all", "en", make_report(0, 0, 0)), PLAIN)) == SIZE
