"""The placebo strip: a dot a placebo, the treated place, and how many show as much."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impacts_made_up import make_events, make_impact, make_single

from chuquan.faces.placebo_picture import finding, placebo_picture, standing
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Check, Placebo

EN = Words("en")


def placebos(ratios):
    return tuple(Placebo(str(i), str(i), 10 * r, r) for i, r in enumerate(ratios))


def dots(impact, words=EN):
    text = placebo_picture(impact, words, element_id="x")
    return text.count('class="placebo" cx') - 1  # the key has one


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_placebo_has_a_dot(lang):
    words = Words(lang)
    for impact in (make_impact(), make_single()):
        assert dots(impact, words) == len(impact.placebos)
        ET.fromstring(placebo_picture(impact, words, element_id="x"))


def test_those_that_show_as_much_are_counted_up_and_down():
    impact = make_impact(placebos=placebos([-5.0, -1.0, 0.2, 4.3, 4.29, 9.0]), own_ratio=4.3)
    stands = standing(impact)
    assert stands.is_ratio
    assert stands.n_as_much == 3
    assert "show as much as here, up or down: 3 of 6" in finding(impact, EN)


def test_without_an_own_ratio_effects_are_compared_on_their_own_scale():
    impact = make_impact(placebos=placebos([1.0, -2.0]), own_ratio=None)
    stands = standing(impact)
    assert not stands.is_ratio
    assert stands.own == impact.effect.value
    assert stands.others == (10.0, -20.0)
    assert "effect in visits" in placebo_picture(impact, EN, element_id="x")


def test_p_value_is_that_of_the_check_else_of_the_ranks():
    some = placebos([1.0] * 19)
    checked = make_impact(placebos=some, checks=(Check("placebo_space", "passed", 0.017),))
    assert "p-value 0.017" in finding(checked, EN)
    assert "p-value 0.050" in finding(make_impact(placebos=some, checks=()), EN)


def test_a_single_series_speaks_of_invented_starts():
    text = placebo_picture(make_single(), EN, element_id="x")
    assert "each dot: an invented start" in text
    assert "Invented starts" in finding(make_single(), EN)


def test_nothing_is_drawn_of_no_placebos():
    assert placebo_picture(make_events(), EN, element_id="x") == ""
    only_broken = make_impact(placebos=placebos([math.nan]))
    assert placebo_picture(only_broken, EN, element_id="x") == ""


@settings(max_examples=40, deadline=None)
@given(
    ratios=st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=400),
    own=st.floats(-1e4, 1e4),
)
def test_all_dots_stay_in_the_plot(ratios, own):
    impact = make_impact(placebos=placebos(ratios), own_ratio=own)
    root = ET.fromstring(placebo_picture(impact, EN, element_id="x"))
    height = float(root.get("viewBox").split()[3])
    for circle in root.iter("circle"):
        x, y, r = (float(circle.get(name)) for name in ("cx", "cy", "r"))
        assert r - 1 <= x <= 640 - r + 1
        assert y - r >= 20
        assert y + r <= height
