"""Every page is there in both languages, escapes what it was given, and says what is missing."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from markupsafe import escape
from msgspec.structs import replace
from pages_made_up import ENDLESS
from visitor import Visitor

from chuquan.faces import impact_story
from chuquan.faces.web.app import create_app
from chuquan.faces.words import LANGUAGES, Words

PAGES = ("now", "sources", "api")
_OURS = ("/static/theme.js", "/static/app.js", "/static/app.css", "/static/icon.svg", "/charts/")


class _Reader(HTMLParser):
    """What of a page could act: tags that load or run, attributes that run, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(f"{tag} {name}")
            elif name in {"src", "href"} and not _is_safe(value or ""):
                self.found.append(f"{tag} {name}={value}")
        sources = [v for n, v in attrs if n in {"src", "data"}]
        if tag in {"script", "iframe", "object", "embed", "style", "img"} and not (
            sources and sources[0].startswith(_OURS)
        ):
            self.found.append(tag)


def _is_safe(address: str) -> bool:
    return address.startswith(("/", "#", "https://example.org/")) and address[:2] != "//"


def _addresses(report):
    yield from PAGES
    yield from (f"breakout/{quote(b.breakout_id)}" for b in report.breakouts)
    yield from (f"place/{quote(p.place_id)}" for p in report.places)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_there(told, visitor, lang):
    """Every breakout and every place has a page; each opens in either language."""
    for address in _addresses(told):
        answer = visitor.get(f"/{lang}/{address}")
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_texts_stand_as_text(harmed, lang):
    """No text becomes a tag, an attribute or an address that acts; a long one is cut."""
    report, visitor = harmed
    for address in _addresses(report):
        answer = visitor.get(f"/{lang}/{address}")
        assert answer.status_code == 200, address
        body, reader = answer.text, _Reader()
        reader.feed(body)
        assert not reader.found, address
        assert "\u202e" not in body
        assert "\x1b" not in body
        assert "\x00" not in body
        assert ENDLESS[:5000] not in body
        assert len(body) < 200_000


def test_the_script_is_shown_as_written(harmed):
    report, visitor = harmed
    wave = next(b for b in report.breakouts if "<script>" in b.image)
    body = visitor.get(f"/en/breakout/{wave.breakout_id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_only_safe_links_are_links(harmed):
    report, visitor = harmed
    body = visitor.get(f"/en/breakout/{report.breakouts[0].breakout_id}").text
    assert "javascript:" not in body
    assert 'href="https://example.org/?q=&#34;&gt;&lt;b&gt;"' in body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_missing_is_said_with_near_names(told, visitor, lang):
    wave, place = told.breakouts[0], told.places[0]
    answer = visitor.get(f"/{lang}/breakout/{wave.breakout_id}x")
    assert answer.status_code == 404
    assert f"/{lang}/breakout/{wave.breakout_id}" in answer.text
    answer = visitor.get(f"/{lang}/place/{quote(place.name_en)}x")
    assert answer.status_code == 404
    assert f"/{lang}/place/{place.place_id}" in answer.text
    assert visitor.get(f"/{lang}/no-such-page").status_code == 404
    assert visitor.get(f"/{lang}/breakout/{'9' * 5000}").status_code == 404
    assert visitor.get("/fr/now").status_code == 404


def test_a_name_leads_to_its_place(told, visitor):
    place = told.places[0]
    answer = visitor.get(f"/en/place/{quote(place.name)}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/en/place/{place.place_id}"


def test_home_speaks_the_readers_language(visitor):
    assert visitor.get("/", accept_language="en-GB,en").headers["location"] == "/en/now"
    assert visitor.get("/", accept_language="zh-CN").headers["location"] == "/zh/now"
    assert visitor.get("/").headers["location"] == "/zh/now"
    assert visitor.get("/en").headers["location"] == "/en/now"


def test_the_other_language_is_one_link_away(visitor):
    assert 'href="/zh/sources?x=1"' in visitor.get("/en/sources?x=1").text


def test_now_shows_images_first_and_crises_apart(told, visitor):
    body = visitor.get("/en/now").text
    rising = [b for b in told.breakouts if b.end is None and b.kind == "image"]
    assert rising
    for wave in rising:
        assert f"/en/breakout/{wave.breakout_id}" in body
    if 'id="crises"' in body:
        assert body.index('id="rising"') < body.index('id="crises"')


def test_where_nothing_goes_on_the_last_ones_are_shown(told):
    ended = tuple(b for b in told.breakouts if b.end is not None)
    quiet = replace(
        told, breakouts=ended, period=(told.period[0], told.period[1].replace(year=2026))
    )
    body = Visitor(create_app(quiet)).get("/en/now").text
    assert "No city image is breaking out." in body
    assert "City images that ended last" in body


def test_a_report_of_nothing_has_all_pages(told):
    empty = replace(told, breakouts=(), places=(), impacts=(), sources=(), problems=())
    visitor = Visitor(create_app(empty))
    for lang in LANGUAGES:
        for page in PAGES:
            assert visitor.get(f"/{lang}/{page}").status_code == 200


def test_a_report_without_places_names_those_of_its_breakouts(told):
    old = replace(told, places=())
    wave = old.breakouts[0]
    body = Visitor(create_app(old)).get(f"/zh/place/{wave.place_id}").text
    assert wave.place_name in body


def test_failed_checks_stand_before_the_effect(told, visitor):
    body = visitor.get(f"/en/breakout/{told.impacts[0].breakout_id}").text
    impact = told.impacts[0]
    failed = impact_story.failures(impact, Words("en"))
    headline = impact_story.headline(impact, Words("en"), told.breakouts[0])
    assert failed
    assert body.index(str(escape(failed[0]))) < body.index(str(escape(headline)))


def test_pages_are_light(told, visitor):
    for address in _addresses(told):
        assert len(visitor.get(f"/en/{address}").content) < 150_000, address
