"""Content of briefs: every figure of a sentence stands in a table; thin data say nothing."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made
from conftest import make_breakout

from chuquan.faces.briefs.build import N_RANKED, build
from chuquan.faces.briefs.scope import choose
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Outlook

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
OF_METHOD = re.compile(r"[89][05]%")
CASES = [(scope, lang) for scope in SCOPES for lang in LANGUAGES]


@pytest.mark.parametrize(("scope", "lang"), CASES)
def test_every_figure_of_a_sentence_points_at_a_cell_that_says_it(scope, lang):
    brief = made(scope, lang)
    assert brief.all_sentences
    for sentence in brief.all_sentences:
        assert sentence.refs, sentence.text
        for run in sentence.runs:
            if run.ref is None:
                assert not FIGURE.search(OF_METHOD.sub("", run.text)), sentence.text
                continue
            table = brief.table(run.ref.table)
            assert run.ref.column in table.shown, "it points at what is printed"
            cell = table.cell(run.ref.row, run.ref.column)
            if table.sheet == "stretches":
                continue  # a sentence on stretches as a whole points at the table of all of them
            for figure in FIGURE.findall(run.text):
                assert figure in f"{cell.text} {cell.said}", sentence.text


@pytest.mark.parametrize(("scope", "lang"), CASES)
def test_tables_are_numbered_and_keys_unique(scope, lang):
    brief = made(scope, lang)
    assert [t.number for t in brief.tables] == list(range(1, len(brief.tables) + 1))
    cells = [(t.key, r.key) for t in brief.tables for r in t.rows]
    assert len(cells) == len(set(cells))
    for table in (*brief.tables, *brief.extra):
        columns = {c.key for c in table.columns}
        assert all(set(row.cells) >= columns for row in table.rows), table.key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_states_figures_of_the_tables(lang):
    brief = made("place", lang)
    assert len(brief.card.figures) == 3
    for figure in brief.card.figures:
        cell = brief.table(figure.ref.table).cell(figure.ref.row, figure.ref.column)
        assert cell.value is not None


def test_a_thin_wave_has_figures_and_no_sentence(report):
    wave = make_breakout(1, n_excess=5.0, q_value=0.09)
    one = msgspec.structs.replace(report, breakouts=(wave,))
    for kwargs in ({"breakout": wave.breakout_id}, {"place": wave.place_id}):
        brief = build(choose(one, **kwargs), Words("en"), PLAIN)
        told = " ".join(s.text for s in brief.all_sentences)
        assert wave.image.split()[1] not in told
        assert any(t.sheet == "breakouts" for t in brief.tables)
    assert "too thin" in " ".join(n for s in made_thin(one, wave).sections for n in s.notes)
    assert brief.card.sure == "Data too thin to say"


@pytest.mark.parametrize(("n", "is_told"), [(12.0, True), (2.0, False)])
def test_what_is_to_come_of_a_wave_under_way_is_told_where_it_is_much(report, n, is_told):
    outlook = Outlook(date(2024, 6, 30), n, (n / 2, 3 * n), ())
    wave = make_breakout(1, end=None, phase="fading", outlook=outlook)
    one = msgspec.structs.replace(report, breakouts=(wave,))
    brief = build(choose(one, breakout=wave.breakout_id), Words("en"), PLAIN)
    said = [s.text for s in brief.all_sentences if "Still to come" in s.text]
    wanted = "Still to come are about 12 mentions more than expected (80% interval: 6 to 36)."
    assert said == ([wanted] if is_told else [])


def made_thin(report, wave):
    return build(choose(report, breakout=wave.breakout_id), Words("en"), PLAIN)


def test_crises_stand_apart_from_images_and_after_them():
    sections = made("all", "en").sections
    flags = [s.is_crisis for s in sections if s.key != "made"]
    assert flags == sorted(flags)
    images = next(s for s in sections if s.key == "images")
    assert "crisis" not in {r.cells["kind"].text for t in images.tables[:1] for r in t.rows}


def test_a_long_ranking_is_cut_and_the_spreadsheet_has_all(report):
    brief = build(choose(report), Words("en"), PLAIN)
    printed = brief.table("images")
    ongoing = sum(b.end is None for b in report.breakouts)
    assert N_RANKED <= len(printed.rows) <= N_RANKED + ongoing
    assert "the spreadsheet holds all" in printed.caption
    assert len(brief.extra[0].rows) == len(report.breakouts)


def test_an_empty_report_makes_a_brief_that_says_so(report):
    empty = msgspec.structs.replace(report, breakouts=(), sources=(), problems=())
    for lang in LANGUAGES:
        brief = build(choose(empty), Words(lang), PLAIN)
        assert brief.notes
        assert brief.card.place


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_texts_of_strangers_are_short_and_plain_everywhere(text):
    brief = made("all", "en", hostile_report(text))
    cells = [c for t in (*brief.tables, *brief.extra) for r in t.rows for c in r.cells.values()]
    assert all(cell.url is None for cell in cells)
    for said in (*(c.text for c in cells), *(s.text for s in brief.all_sentences), brief.title):
        assert len(said) < 700
        assert not set(said) & set("\n\r\t\x00\x1b\u202e\u2066\u200f\ufffe\ud800")
