"""The PDF is tagged, linked within, has its fonts inside, and shows every text as text."""

from __future__ import annotations

import io

import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made
from pypdf import PdfReader

from chuquan.faces.briefs.pdf import write_pdf
from chuquan.faces.fonts import MISSING
from chuquan.faces.words import LANGUAGES


def read(data: bytes) -> tuple[PdfReader, str]:
    pdf = PdfReader(io.BytesIO(data))
    return pdf, squeezed("".join(p.extract_text() for p in pdf.pages))


def squeezed(text: str) -> str:
    """Return a text without spaces; the font draws a middle dot and a bullet by one glyph."""
    return "".join(text.split()).replace("·", "•")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_every_sentence_on_a_few_pages(scope, lang):
    brief = made(scope, lang)
    pdf, text = read(write_pdf(brief, PLAIN))
    assert 2 <= len(pdf.pages) <= 11
    for sentence in brief.all_sentences:
        assert squeezed(sentence.text) in text, sentence.text
    assert pdf.metadata.title == brief.title
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged for screen readers"
    assert MISSING not in text
    assert "\ufffd" not in text


def test_each_figure_is_a_link_within_the_file():
    brief = made("place", "en")
    pdf, _ = read(write_pdf(brief, PLAIN))
    links = [
        a.get_object()
        for page in pdf.pages
        for a in page.get("/Annots", [])
        if a.get_object()["/Subtype"] == "/Link"
    ]
    n_figures = sum(len(s.refs) for s in brief.all_sentences)
    within = [link for link in links if "/Dest" in link or "/D" in link.get("/A", {})]
    assert len(within) >= n_figures, "one or, where a figure is broken over lines, more"


def test_all_fonts_are_inside():
    pdf, _ = read(write_pdf(made(), PLAIN))
    fonts = {
        descendant.get_object()["/FontDescriptor"].get_object()
        and any(
            key in descendant.get_object()["/FontDescriptor"].get_object()
            for key in ("/FontFile2", "/FontFile3")
        )
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    }
    assert fonts == {True}


def test_the_same_content_makes_the_same_file():
    assert write_pdf(made(), PLAIN) == write_pdf(made(), PLAIN)


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_strangers_stay_text(name):
    pdf, text = read(write_pdf(made("all", "en", hostile_report(HOSTILE[name])), PLAIN))
    assert "/JavaScript" not in str(pdf.trailer["/Root"])
    if name == "script":
        assert "<script>alert(1)</script>" in text
    if name == "typst":
        assert '#panic("x")' in text
    if name == "long":
        assert "…" in text
    if name == "odd":
        assert MISSING in text
