"""A casebook told: every figure from the casebook, in both languages, with what it does not say."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import msgspec
import pytest

from chuquan.casebook.shipped import shipped_casebook
from chuquan.faces.casebook_told import told
from chuquan.faces.told_page import render_told
from chuquan.faces.told_terminal import told_lines
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Casebook

HOSTILE = '<script>alert("x")</script>'


def text_of(sections) -> str:
    parts = []
    for s in sections:
        parts += [s.title, *s.sentences, *s.warnings, *s.notes]
        parts += [cell for t in s.tables for row in (t.header, *t.rows) for cell in row]
        parts += [p.finding for p in s.pictures]
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sections_are_told_in_both_languages(lang):
    sections = told(shipped_casebook(), Words(lang))
    assert [s.key for s in sections] == ["levers", "sizes", "concerts", "events"]
    text = text_of(sections)
    assert "%(" not in text
    assert "None" not in text
    assert told_lines(sections, Words(lang))


def test_chinese_holds_no_english_sentence():
    sections = told(shipped_casebook(), Words("zh"))
    sentences = [x for s in sections for x in (*s.sentences, *s.warnings, *s.notes)]
    for sentence in sentences:
        assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", sentence), sentence


def test_what_speaks_against_it_is_told():
    first = told(shipped_casebook(), Words("en"))[0]
    assert any("not visits" in w for w in first.warnings)
    assert any("too high" in w for w in first.warnings)
    assert any("false alarms" in n for n in first.notes)


def test_every_row_of_levers_tells_value_and_interval():
    made = shipped_casebook()
    table = told(made, Words("en"))[0].tables[0]
    assert len(table.rows) == 8
    whole = made.response("all")
    assert whole is not None
    words = Words("en")
    low, high = whole.n_excess.interval
    wanted = f"{words.count(whole.n_excess.value)} ({words.count(low)}–{words.count(high)})"
    assert table.rows[0][3] == wanted


def test_every_event_stands_in_the_table_those_that_broke_out_first():
    made = shipped_casebook()
    rows = told(made, Words("zh"))[-1].tables[0].rows
    assert len(rows) == made.n_events
    has = [row[4] != "—" for row in rows]
    assert has == sorted(has, reverse=True)
    assert sum(has) == made.n_events_out


def test_without_events_nothing_is_said_of_them():
    made = shipped_casebook()
    bare = [msgspec.structs.replace(r, p_breakout=None) for r in made.responses]
    made = msgspec.structs.replace(
        made, events=(), n_events=0, n_events_out=0, responses=tuple(bare)
    )
    sections = told(made, Words("en"))
    assert [s.key for s in sections] == ["levers", "sizes"]
    assert [p.key for p in sections[0].pictures] == ["n_excess", "half_life_days"]
    assert len(sections[0].warnings) == 1


def test_pictures_are_well_formed_and_say_their_finding():
    for picture in told(shipped_casebook(), Words("zh"))[0].pictures:
        root = ET.fromstring(picture.svg)
        assert root.find("desc").text == picture.finding
        assert len(root.findall("circle")) == 8 + 1  # one a row, one in the legend


def test_nothing_is_drawn_outside_the_picture():
    for picture in told(shipped_casebook(), Words("en"))[0].pictures:
        root = ET.fromstring(picture.svg)
        width = float(root.get("viewBox").split()[2])
        for path in root.findall("path"):
            for x in re.findall(r"[MH](-?[\d.]+)", path.get("d")):
                assert 0 <= float(x) <= width
        for circle in root.findall("circle"):
            assert 0 <= float(circle.get("cx")) <= width


def test_names_of_events_are_escaped():
    made = shipped_casebook()
    event = msgspec.structs.replace(made.events[0], name=HOSTILE, image=HOSTILE)
    made = msgspec.structs.replace(made, events=(event, *made.events[1:]))
    page = render_told("x", told(made, Words("en")), Words("en"))
    assert "<script>" not in page


def test_concerts_tell_their_effect_where_one_is_known():
    made = shipped_casebook()
    effect = msgspec.structs.replace(made.responses[0].n_excess, value=0.27, interval=(0.2, 0.34))
    changed = [
        msgspec.structs.replace(r, effect=effect)
        if (r.lever, r.place_size, r.event_size) == ("concert", "all", "all")
        else r
        for r in made.responses
    ]
    made: Casebook = msgspec.structs.replace(made, responses=tuple(changed))
    concerts = told(made, Words("en"))[2]
    assert any("27%" in s for s in concerts.sentences)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_casebook_without_sizes_is_told(lang):
    """A report with few waves has no cells of sizes: its page and its briefs still open."""
    made = shipped_casebook()
    rows = tuple(r for r in made.responses if (r.place_size, r.event_size) == ("all", "all"))
    sections = told(msgspec.structs.replace(made, responses=rows), Words(lang))
    assert "sizes" in [s.key for s in sections]
    alone = msgspec.structs.replace(made, responses=rows[:1])
    assert told(alone, Words(lang))[0].sentences


def test_where_no_event_became_an_image_that_is_said_and_no_lever_leads():
    made = shipped_casebook()
    guessed = [
        r if r.p_breakout is None or r.lever == "all"
        else msgspec.structs.replace(r, p_breakout=msgspec.structs.replace(r.p_breakout, n=0))
        for r in made.responses
    ]  # fmt: skip
    made = msgspec.structs.replace(made, n_events_out=0, responses=tuple(guessed))
    levers = told(made, Words("en"))[0]
    assert any("none became an image of its city" in s for s in levers.sentences)
    assert "p_breakout" not in [p.key for p in levers.pictures]
