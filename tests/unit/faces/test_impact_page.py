"""The page of impacts is safe and whole, stands in the brief, and says failures before figures."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec
import pytest
from conftest import make_report
from impacts_made_up import all_impacts, make_impact, make_untrusted

from chuquan.faces import brief
from chuquan.faces.impact_page import render, write_impact
from chuquan.faces.words import LANGUAGES
from chuquan.report import Finding, Report

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%(x)s"


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(3, 1, 0).with_impacts(all_impacts())


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html.split("</style>")[1])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", [render, brief.render])
def test_ids_are_unique_and_labels_are_there(report, lang, page):
    html = page(report, lang=lang)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(names.split()) <= set(ids)


@pytest.mark.parametrize("page", [render, brief.render])
def test_policy_allows_exactly_the_style_that_is_there(report, page):
    html = page(report)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in html
    assert "default-src 'none'" in html
    assert "unsafe" not in html
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", html)
    assert not re.search(r"\s(style|src|on\w+)=", html)
    assert "url(" not in style


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_placeholder_and_no_foreign_language_is_left(report, lang):
    text = text_of(render(report, lang=lang))
    assert "%(" not in text
    assert "{{" not in text
    if lang == "zh":
        told = re.sub(r"[\w ,.:'-]*(industry|Daily|assumed|Chuquan|csv|xlsx)[\w ,.:'-]*", "", text)
        assert re.findall(r"\b(effect|interval|visits|place)\b", told) == []


def test_what_fails_stands_before_every_figure():
    html = render(make_report(0, 0, 0).with_impacts((make_untrusted(),)), lang="zh")
    text = text_of(html)
    assert text.index("先说清楚") < text.index("平均每天的效果")
    assert text.index("先说清楚") < text.index("还不能说淄博有没有增加")
    assert "先说清楚" not in text_of(render(make_report(0, 0, 0).with_impacts((make_impact(),))))


def test_untrusted_without_a_failed_check_still_warns():
    bare = make_untrusted(checks=())
    assert "cannot be relied on yet." in render(
        make_report(0, 0, 0).with_impacts((bare,)), lang="en"
    )


def test_hostile_names_are_escaped():
    impact = make_impact(
        metric=HOSTILE,
        origin=HOSTILE,
        unit=HOSTILE,
        findings=(Finding("duplicate", HOSTILE, (1,), HOSTILE),),
        places=(msgspec.structs.replace(make_impact().places[0], place_name=HOSTILE),),
    )
    for html in (
        render(make_report(0, 0, 0).with_impacts((impact,))),
        brief.render(make_report(1, 0, 0).with_impacts((impact,))),
    ):
        assert "<script" not in html
        assert "<img" not in html
        assert ">49<" not in html


def test_brief_tells_an_impact_within_its_breakout_and_the_others_apart():
    made = make_report(70, 0, 0)
    last = next(b for b in made.breakouts[::-1] if b.kind == "image")
    own = make_impact(breakout_id=last.breakout_id)
    other = make_untrusted(impact_id="other", breakout_id="gone")
    html = brief.render(made.with_impacts((own, other)), lang="en", n_full=5)
    assert html.count("What it brought: ") == 1
    assert "What events and other starts brought" in html
    assert html.index("What it brought: ") < html.index("What events and other starts brought")
    plain_brief = brief.render(made, lang="en")
    assert "What it brought" not in plain_brief
    assert "svg.placebo" not in plain_brief


def test_brief_leaves_out_what_only_who_checks_it_needs(report):
    assert "What the comparison is made of" in render(report, lang="en")
    assert "What the comparison is made of" not in brief.render(report, lang="en")


def test_files_are_written_and_read_back(report, tmp_path):
    files = write_impact(report, tmp_path / "out", "zh")
    assert sorted(p.name for p in files.values()) == ["brief.html", "impact.html", "report.json"]
    assert Report.read(files["report"]) == report
    bare = msgspec.structs.replace(report, breakouts=())
    assert set(write_impact(bare, tmp_path / "bare", "en")) == {"report", "page"}


def test_impacts_join_a_report_and_replace_those_of_their_id():
    made = make_report(1, 0, 0).with_impacts((make_impact(), make_untrusted(impact_id="x")))
    again = made.with_impacts((make_impact(p_value=0.5),))
    assert [i.impact_id for i in again.impacts] == ["x", make_impact().impact_id]
    assert again.impacts[1].p_value == 0.5
    assert again.breakouts == made.breakouts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_without_impacts_says_so(lang):
    assert text_of(render(make_report(0, 0, 0), lang=lang)).strip()
