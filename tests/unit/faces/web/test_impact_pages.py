"""Impacts have pages and charts of their own, failures first, linked from all that they are of."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from impacts_made_up import all_impacts, make_impact
from markupsafe import escape
from msgspec.structs import replace
from pages_made_up import ENDLESS, HOSTILE
from visitor import Visitor

from chuquan.faces import impact_story
from chuquan.faces.impact_checks import check_name
from chuquan.faces.web.addresses import addresses
from chuquan.faces.web.app import create_app
from chuquan.faces.words import LANGUAGES, Words

CHARTS = ("impact-observed", "impact-placebos", "impact-events", "impact-profile")


@pytest.fixture(scope="module")
def rich(told):
    wave = told.breakouts[0]
    own, *others = all_impacts()
    place = replace(own.places[0], place_id=wave.place_id, place_name=wave.place_name)
    return replace(
        told, impacts=(replace(own, breakout_id=wave.breakout_id, places=(place,)), *others)
    )


@pytest.fixture(scope="module")
def reader(rich):
    return Visitor(create_app(rich))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_impact_has_a_page_that_tells_failures_first_and_all_checks(rich, reader, lang):
    words = Words(lang)
    for impact in rich.impacts:
        body = reader.get(f"/{lang}/impact/{quote(impact.impact_id, safe='')}").text
        breakout = next((b for b in rich.breakouts if b.breakout_id == impact.breakout_id), None)
        answer = body.index(str(escape(impact_story.headline(impact, words, breakout))))
        for sentence in impact_story.failures(impact, words):
            assert body.index(str(escape(sentence))) < answer
        for check in impact.checks:
            assert str(escape(check_name(check.name, words))) in body
        is_of_events = impact.design == "events"
        for name in CHARTS:
            wanted = name.endswith(("events", "profile")) == is_of_events
            assert (f'class="chart {name}"' in body) == wanted
        for row in (*impact.donors[:2], *impact.excluded[:2]):
            assert str(escape(row.place_name if lang == "zh" else row.place_name_en)) in body
        if impact.spending:
            assert "People&#39;s Daily" in body


def test_all_impacts_are_found_from_the_head_of_every_page(rich, reader, told):
    body = reader.get("/en/sources").text
    assert 'href="/en/impacts"' in body
    listed = reader.get("/en/impacts").text
    for impact in rich.impacts:
        assert f'href="/en/impact/{quote(impact.impact_id, safe=":")}"' in listed
    none = Visitor(create_app(replace(told, impacts=())))
    assert "/en/impacts" not in none.get("/en/now").text
    assert none.get("/en/impacts").status_code == 200


def test_a_breakout_a_place_and_now_lead_to_what_they_brought(rich, reader):
    wave, link = rich.breakouts[0], f"/en/impact/{quote(rich.impacts[0].impact_id, safe=':')}"
    for page in (f"breakout/{wave.breakout_id}", f"place/{wave.place_id}", "now"):
        assert link in reader.get(f"/en/{page}").text


def test_an_impact_that_is_not_there_is_said_with_near_ones(rich, reader):
    answer = reader.get(f"/en/impact/{rich.impacts[0].impact_id}x")
    assert answer.status_code == 404
    assert f"/en/impact/{rich.impacts[0].impact_id}" in answer.text
    assert reader.get("/charts/impact-observed.svg?id=none").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_charts_draw_every_impact_and_say_what_one_sees(rich, reader, name, lang):
    for impact in rich.impacts:
        query = f"id={quote(impact.impact_id)}&lang={lang}"
        for width in (356, 720):
            svg = reader.get(f"/charts/{name}.svg?{query}&width={width}").text
            assert svg.startswith("<svg")
        held = {
            "impact-observed": impact.series,
            "impact-placebos": impact.placebos,
            "impact-events": impact.events,
            "impact-profile": impact.around_events,
        }[name]
        lines = reader.get(f"/charts/{name}.csv?{query}").text.strip().splitlines()
        if held and not (name == "impact-observed" and impact.design == "events"):
            assert 'data-finding=""' not in svg
            assert len(lines) > min(len(held), 12)


def test_hostile_names_stand_as_text(told):
    impacts = []
    for i, text in enumerate(HOSTILE):
        impact = all_impacts()[i % 5]
        impacts.append(
            replace(
                impact,
                impact_id=f"{i}/{text[:80]}",
                metric=text,
                unit=text,
                places=tuple(replace(p, place_name=text) for p in impact.places),
                events=tuple(replace(e, name=text) for e in impact.events),
                donors=tuple(replace(d, place_name=text) for d in impact.donors),
            )
        )
    visitor = Visitor(create_app(replace(told, impacts=tuple(impacts))))
    pages = ["/en/impacts", *(f"/zh/impact/{quote(i.impact_id, safe='')}" for i in impacts)]
    for page in pages:
        answer = visitor.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert ENDLESS[:1000] not in answer.text
    for impact in impacts:
        for name in CHARTS:
            svg = visitor.get(f"/charts/{name}.svg?id={quote(impact.impact_id, safe='')}").text
            assert "<script" not in svg
            assert "\u202e" not in svg


def test_addresses_name_the_pages_of_impacts(rich):
    found = addresses(rich)
    assert {"impacts", "impact", "impact-events"} <= found.keys()
    assert "impacts" not in addresses(replace(rich, impacts=()))


def test_the_api_tells_impacts_as_the_report_holds_them(told):
    long = make_impact(metric="m" * 300)
    visitor = Visitor(create_app(replace(told, impacts=(long,))))
    assert visitor.get("/api/impacts").json()[0]["metric"] == "m" * 300
