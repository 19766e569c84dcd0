"""A choice of creators is told with its bound, beside the biggest names, in both languages."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from creators_made_up import all_choices, make_choice, make_creator
from told_made_up import HOSTILE

from chuquan.faces.creators_told import title, told
from chuquan.faces.words import LANGUAGES, Words


def text_of(choice, lang="en"):
    sections = told(choice, Words(lang))
    return " ".join(
        part
        for s in sections
        for part in (
            s.title,
            *s.sentences,
            *s.warnings,
            *s.notes,
            *(cell for t in s.tables for row in (t.header, *t.rows) for cell in row),
        )
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("choice", all_choices(), ids=lambda c: c.choice_id)
def test_every_choice_can_be_told(choice, lang):
    text = text_of(choice, lang)
    assert "%(" not in text
    if lang == "zh":
        assert not re.search(r"\b(creators?|audience|people|choice)\b", text)
    for table in (t for s in told(choice, Words(lang)) for t in s.tables):
        assert {len(row) for row in table.rows} <= {len(table.header)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_of_the_sentences_stand_in_the_tables(lang):
    section = told(make_choice(), Words(lang))[0]
    cells = {cell for t in section.tables for row in t.rows for cell in row}
    assert any("96%" in sentence for sentence in section.sentences)
    assert "96%" in cells


def test_a_bound_or_that_nothing_is_better_is_said():
    plain, _, exact, even, heat, alone = all_choices()
    assert "at least 96% of the best" in text_of(plain)
    assert "Every possible choice was searched" in text_of(exact)
    assert "about as many" in text_of(even)
    assert "of heat" in text_of(heat)
    assert "none can be had" in text_of(alone)
    assert "at least 31% of the best" in text_of(plain)
    assert "47% more" in text_of(plain)


def test_what_is_assumed_is_warned_of():
    warned = told(all_choices()[1], Words("en"))[0].warnings
    assert len(warned) == 6
    assert told(make_choice(), Words("en"))[0].warnings == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_is_drawn_whole(lang):
    for choice in all_choices():
        (picture,) = told(choice, Words(lang))[0].pictures
        root = ET.fromstring(picture.svg)
        assert root.get("role") == "img"
        for drawn in root.iter():
            for name in ("x", "y"):
                if drawn.get(name):
                    assert 0 <= float(drawn.get(name)) <= 640
        assert "nan" not in picture.svg


def test_hostile_names_are_escaped_and_cut():
    choice = make_choice(theme=HOSTILE * 20, creators=(make_creator(1, name=HOSTILE * 50),))
    (picture,) = told(choice, Words("zh"))[0].pictures
    assert "<script" not in picture.svg
    assert max(map(len, told(choice, Words("zh"))[0].tables[0].rows[0])) < 100
    assert len(title(choice, Words("zh"))) < 120


def test_nobody_chosen_has_no_picture():
    empty = make_choice(0, creators=(), n_reached=0.0, n_biggest=0.0, bound=0.0, biggest=())
    assert told(empty, Words("en"))[0].pictures == ()
