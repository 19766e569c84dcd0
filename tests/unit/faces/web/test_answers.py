"""Answers have pages and addresses of their own, led to only where the report holds some."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from creators_made_up import all_choices
from markupsafe import escape
from msgspec.structs import replace
from visitor import Visitor

from chuquan.faces.creators_told import told as told_of
from chuquan.faces.web.addresses import addresses
from chuquan.faces.web.app import create_app
from chuquan.faces.words import LANGUAGES, Words


@pytest.fixture(scope="module")
def rich(told):
    return replace(told, creators=all_choices())


@pytest.fixture(scope="module")
def reader(rich):
    return Visitor(create_app(rich))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_choice_has_a_page_with_every_section(rich, reader, lang):
    for choice in rich.creators:
        body = reader.get(f"/{lang}/creator-choice/{quote(choice.choice_id, safe='')}").text
        for section in told_of(choice, Words(lang)):
            assert str(escape(section.title)) in body
            for said in (*section.sentences, *section.warnings, *section.notes):
                assert str(escape(said)) in body
            assert all(picture.svg in body for picture in section.pictures)
        assert "told.css" in body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_are_listed_and_led_to(rich, reader, lang):
    body = reader.get(f"/{lang}/creators").text
    assert body.count('<li class="card') == len(rich.creators)
    assert f'href="/{lang}/creators"' in reader.get(f"/{lang}/sources").text
    assert f'href="/{lang}/plans"' not in body


def test_a_report_without_answers_leads_nowhere(visitor, told):
    assert "/en/creators" not in visitor.get("/en/now").text
    assert "creators" not in addresses(told)
    assert visitor.get("/en/plans").status_code == 200
    assert "nothing to tell" in visitor.get("/en/discoveries").text


def test_the_api_sends_them_whole(rich, reader, visitor):
    sent = reader.get("/api/creators").json()
    assert [c["choice_id"] for c in sent] == [c.choice_id for c in rich.creators]
    one = reader.get(f"/api/creators/{quote(rich.creators[0].choice_id, safe='')}").json()
    assert one["n_reached"] == rich.creators[0].n_reached
    assert visitor.get("/api/plans").json() == []
    assert visitor.get("/api/responses").status_code == 404
    assert visitor.get("/api/discoveries/none").status_code == 404


@pytest.mark.parametrize("page", ["creator-choice", "plan", "discovery"])
def test_what_is_not_there_is_said(reader, page):
    answer = reader.get(f"/zh/{page}/none")
    assert answer.status_code == 404
    assert ("汉服:20000" in answer.text) == (page == "creator-choice")


def test_the_style_is_that_of_the_html_files(reader):
    answer = reader.get("/static/told.css")
    assert answer.status_code == 200
    assert "figure.told" in answer.text
