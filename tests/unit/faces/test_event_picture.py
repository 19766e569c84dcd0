"""Events sorted by effect, and the days around them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import msgspec
import pytest
from impacts_made_up import make_events, make_impact

from chuquan.faces import svg
from chuquan.faces.event_picture import (
    events_picture,
    finding,
    profile_finding,
    profile_picture,
)
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Estimate

EN = Words("en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [1, 24, 60, 300])
def test_pictures_are_well_formed_and_no_text_leaves_them(lang, n):
    impact, words = make_events(n), Words(lang)
    for draw in (events_picture, profile_picture):
        root = ET.fromstring(draw(impact, words, element_id="x"))
        for element in root.iter("text"):
            x, width = float(element.get("x")), svg.width_of(element.text)
            low = {"end": x - width, "middle": x - width / 2}.get(element.get("text-anchor"), x)
            assert low > -3
            assert low + width < 643


def test_every_event_has_a_dot_greatest_first():
    root = ET.fromstring(events_picture(make_events(24), EN, element_id="x"))
    dots = [(float(c.get("cy")), float(c.get("cx"))) for c in root.iter("circle")]
    assert len(dots) == 24
    across = [x for _, x in sorted(dots)]
    assert across == sorted(across, reverse=True)


def test_few_events_have_names_and_many_have_none():
    few = events_picture(make_events(24), EN, element_id="x")
    many = events_picture(make_events(60), EN, element_id="x")
    assert few.count('class="name"') == 24
    assert many.count('class="name"') == 0
    assert many.count("<circle") == 60


def test_long_names_are_cut_and_hostile_ones_escaped():
    event = make_events(1).events[0]
    long = msgspec.structs.replace(event, name="<script>" + "长" * 80)
    text = events_picture(make_events(1, events=(long,)), EN, element_id="x")
    assert "<script>" not in text
    assert "…" in text


def test_dots_whose_interval_holds_zero_are_open():
    event = make_events(1).events[0]
    rows = tuple(
        msgspec.structs.replace(event, effect=Estimate(v, v - 2, v + 2)) for v in (-5.0, 1.0, 5.0)
    )
    text = events_picture(make_events(3, events=rows), EN, element_id="x")
    assert text.count('class="own open"') == 1
    assert text.count('class="own"') == 2
    assert "Events clearly above zero: 1 of 3, clearly below: 1." in finding(
        make_events(3, events=rows), EN
    )


def test_profile_tells_the_event_day_and_the_days_around_it():
    text = profile_finding(make_events(), EN)
    assert text.startswith("Event day: +52,300 rides")
    assert "Days around it that differ clearly from zero: 1 of 6." in text


def test_nothing_is_drawn_where_there_is_nothing():
    assert events_picture(make_impact(), EN, element_id="x") == ""
    assert profile_picture(make_impact(), EN, element_id="x") == ""
    assert finding(make_impact(), EN) == profile_finding(make_impact(), EN) == ""
