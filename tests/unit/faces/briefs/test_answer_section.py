"""Answers stand in briefs after impacts; their figures point at their tables, in every format."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from briefs_made_up import PLAIN
from conftest import make_report
from creators_made_up import all_choices, make_choice
from msgspec.structs import replace
from told_made_up import make_picture

from chuquan.faces.briefs.answer_section import apart, linked
from chuquan.faces.briefs.build import build
from chuquan.faces.briefs.content import Ref
from chuquan.faces.briefs.html import write_html
from chuquan.faces.briefs.pictures import printable
from chuquan.faces.briefs.scope import choose
from chuquan.faces.briefs.sheets import book
from chuquan.faces.words import LANGUAGES, Words

CHOICES = all_choices()


def brief_of(lang="en", creators=CHOICES):
    report = replace(make_report(4, 1, 0), creators=creators)
    return build(choose(report), Words(lang), PLAIN)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_point_at_printed_cells_that_say_them(lang):
    brief = brief_of(lang)
    sections = [s for s in brief.sections if s.key.startswith("answer")]
    assert sections
    n_linked = 0
    for sentence in (s for section in sections for s in section.sentences):
        for run in sentence.runs:
            if run.ref is not None:
                n_linked += 1
                cell = brief.table(run.ref.table).cell(run.ref.row, run.ref.column)
                assert cell.text == run.text
    assert n_linked >= 6


def test_sentences_say_what_the_other_faces_say():
    choice = make_choice()
    section = next(s for s in brief_of(creators=(choice,)).sections if s.key == "answer1-0")
    said = [s.text for s in section.sentences]
    assert "3 creators for CNY 15,000 (budget: CNY 20,000) reach 366,667 people" in said[0]
    assert section.sentences[0].refs
    assert section.pictures[0].kind == "told"


def test_only_the_last_choices_are_told_and_the_spreadsheet_holds_their_tables():
    brief = brief_of()
    titles = {s.title for s in brief.sections if s.key.startswith("answer")}
    assert len({s.key.split("-")[0] for s in brief.sections if s.key.startswith("answer")}) == 2
    assert titles
    made = book(brief)
    names = [made.names[key] for key in made.tables]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)
    assert any("beside other choices" in name.lower() for name in names)
    refs = [ref for s in brief.all_sentences for ref in s.refs]
    assert all(made.address(ref).startswith("internal:") for ref in refs)


def test_a_brief_on_a_place_or_a_wave_has_none_of_creators():
    report = replace(make_report(4, 1, 0), creators=all_choices())
    wave = report.breakouts[0]
    for subject in (
        choose(report, place=wave.place_id),
        choose(report, breakout=wave.breakout_id),
    ):
        made = build(subject, Words("zh"), PLAIN)
        assert not [s for s in made.sections if s.key.startswith("answer")]


def test_the_html_has_unique_ids_and_the_pictures():
    html = write_html(brief_of("zh"), PLAIN).decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count('<figure class="told">') == 2
    for names in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(names.split()) <= set(ids)


def test_a_picture_is_printable_without_a_page_around_it():
    svg = printable(make_picture().svg, "Font", is_told=True)
    assert "var(" not in svg
    assert "svg .rival{" in svg
    assert "figure.told" not in svg


def test_a_long_table_is_cut_in_print_alone():
    choice = make_choice(30)
    brief = brief_of(creators=(choice,))
    table = next(t for t in brief.tables if t.key == "answer1-0-0")
    assert len(table.rows) == 12
    assert "12 of 30" in table.caption
    assert len(book(brief).tables["answer1-0-0"].rows) == 30


def test_figures_are_found_whole_and_nowhere_else():
    ref, other = Ref("t", "r", "c"), Ref("t", "r", "d")
    cells = {"1.2": ref, "12": other, "3.7万元": ref}
    runs = linked("From 1.2 to 112, 12.5 and 12; 12%", cells).runs
    assert [(r.text, r.ref) for r in runs if r.ref] == [("1.2", ref), ("12", other)]
    assert linked("花费3.7万元", cells).runs[1].ref == ref
    assert linked("花费3.7万元", cells).text == "花费3.7万元"
    assert linked("none", {}).refs == ()


def test_ids_of_a_picture_are_set_apart():
    svg = '<svg aria-labelledby="a-t a-d"><title id="a-t"/><use href="#a-t"/><g fill="url(#g)"/>'
    made = apart(svg, "x")
    assert 'aria-labelledby="x-a-t x-a-d"' in made
    assert 'id="x-a-t"' in made
    assert 'href="#x-a-t"' in made
    assert "url(#x-g)" in made


def test_pdf_slides_and_workbook_are_written(tmp_path: Path):
    pytest.importorskip("typst", reason="the extra brief is not installed")
    pytest.importorskip("pptx", reason="the extra brief is not installed")
    pytest.importorskip("xlsxwriter", reason="the extra brief is not installed")
    from chuquan.faces.briefs.pdf import write_pdf  # noqa: PLC0415
    from chuquan.faces.briefs.pptx import write_pptx  # noqa: PLC0415
    from chuquan.faces.briefs.xlsx import write_xlsx  # noqa: PLC0415

    brief = brief_of("zh")
    n_pictures = sum(p.kind == "told" for s in brief.sections for p in s.pictures)
    with zipfile.ZipFile(io.BytesIO(write_pptx(brief, PLAIN))) as file:
        # Pictures of answers have no data of a chart: slides show them as they are drawn. Two that
        # are alike are held once.
        drawn = [name for name in file.namelist() if name.endswith(".png")]
        assert 0 < len(drawn) <= n_pictures
        assert all(file.read(name).startswith(b"\x89PNG") for name in drawn)
    assert write_pdf(brief, PLAIN).startswith(b"%PDF")
    for data, inside in (
        (write_pptx(brief, PLAIN), "ppt/presentation.xml"),
        (write_xlsx(brief, PLAIN), "xl/workbook.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            assert inside in file.namelist()
