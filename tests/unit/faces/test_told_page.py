"""The page of an answer is safe, whole and says what speaks against it first."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from conftest import make_report
from told_made_up import make_hostile, make_sections

from chuquan.faces.told_page import render_told, write_answer
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Report


def page(sections, lang="en", title="Creators"):
    return render_told(title, sections, Words(lang), "1.2.3")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_are_unique_and_labels_are_there(lang):
    html = page(make_sections(), lang)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(names.split()) <= set(ids)
    assert "%(" not in html
    assert "1.2.3" in html


def test_policy_allows_exactly_the_style_that_is_there():
    html = page(make_sections())
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in html
    assert "default-src 'none'" in html
    assert "unsafe" not in html
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", html)
    assert not re.search(r"\s(style|src|on\w+)=", html)
    assert "url(" not in style


def test_what_speaks_against_it_stands_before_the_answer():
    html = page(make_sections())
    assert html.index("Prices are guessed.") < html.index("Nine creators")
    assert html.index("<figcaption>") > html.index("Nine creators")


def test_every_row_of_a_long_table_is_there():
    assert page(make_sections(500)).count("<tr>") == 501


def test_hostile_texts_are_escaped():
    html = page(make_hostile(), title=make_hostile()[0].title)
    assert "<script" not in html
    assert "<img" not in html
    assert ">49<" not in html


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有可说的内容"), ("en", "nothing to tell")])
def test_nothing_to_tell_is_said(lang, said):
    assert said in page((), lang)


def test_files_are_written_whole(tmp_path):
    report = make_report(1, 0, 0)
    sections = make_sections()
    files = write_answer(report, "T", sections, Words("zh"), tmp_path / "out", "creators.html")
    assert files == {
        "report": tmp_path / "out" / "report.json",
        "page": tmp_path / "out" / "creators.html",
    }
    assert Report.read(files["report"]) == report
    assert "Nine creators" in files["page"].read_text(encoding="utf-8")
