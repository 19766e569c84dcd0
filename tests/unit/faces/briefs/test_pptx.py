"""Slides are native, linked, named in both fonts, and show every text as text."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made
from pptx import Presentation
from pptx.util import Inches

from chuquan.faces.briefs.pptx import write_pptx
from chuquan.faces.briefs.slides import Box, fitting
from chuquan.faces.words import LANGUAGES


def read(data: bytes):
    deck = Presentation(io.BytesIO(data))
    texts = [
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    texts += [
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    return deck, texts


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_every_sentence_and_every_slide_has_a_title(scope, lang):
    brief = made(scope, lang)
    deck, texts = read(write_pptx(brief, PLAIN))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    told = "\n".join(texts)
    for sentence in brief.all_sentences:
        assert sentence.text in told
    for slide in deck.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text


def test_nothing_stands_outside_of_a_slide():
    deck, _ = read(write_pptx(made(), PLAIN))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width + Inches(0.01)
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height + Inches(0.01)


def test_each_figure_jumps_to_the_slide_of_its_table():
    brief = made("place", "en")
    deck, _ = read(write_pptx(brief, PLAIN))
    jumps = [
        (slide, link)
        for slide in deck.slides
        for link in slide._element.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}hlinkClick"
        )
        if link.get("action")  # others lead to mentions
    ]
    assert len(jumps) == sum(len(s.refs) for s in brief.all_sentences)
    slides = {slide.part.partname for slide in deck.slides}
    for slide, link in jumps:
        assert link.get("action") == "ppaction://hlinksldjump"
        assert re.fullmatch(r"table \d+, row \d+", link.get("tooltip"))
        rel = next(v for k, v in link.attrib.items() if k.endswith("}id"))
        assert slide.part.related_part(rel).partname in slides


def test_charts_are_native_and_described():
    deck, _ = read(write_pptx(made("place", "en"), PLAIN))
    charts = [s for slide in deck.slides for s in slide.shapes if s.has_chart]
    assert charts
    for shape in charts:
        assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
        assert all(len(list(p.categories)) for p in shape.chart.plots)


def test_the_theme_names_a_font_for_chinese():
    with zipfile.ZipFile(io.BytesIO(write_pptx(made(), PLAIN))) as file:
        theme = file.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"') == 2
    assert '<a:latin typeface="Arial"' in theme


def test_the_same_content_makes_the_same_file():
    assert write_pptx(made(), PLAIN) == write_pptx(made(), PLAIN)


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_strangers_stay_text(name):
    data = write_pptx(made("all", "en", hostile_report(HOSTILE[name])), PLAIN)
    _, texts = read(data)
    if name in {"script", "typst", "formula", "command"}:
        assert any(HOSTILE[name][:12] in text for text in texts)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        rels = b"".join(file.read(n) for n in file.namelist() if n.endswith(".rels"))
        books = [file.read(n) for n in file.namelist() if n.endswith(".xlsx")]
    assert b"javascript:" not in rels
    assert b"evil.example" not in rels
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inner:
            assert not any(b"<f>" in inner.read(n) for n in inner.namelist())


def test_texts_are_set_as_large_as_they_fit():
    box = Box(0, 0, 5, 4)
    sizes = [fitting(["淄博烧烤" * n], box) for n in (1, 20, 60, 5000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (20, 10)
