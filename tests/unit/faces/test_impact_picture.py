"""Observed against counterfactual: what is drawn is what the impact holds, gaps stay gaps."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impacts_made_up import START, all_impacts, make_impact, make_series, make_staggered

from chuquan.faces import svg
from chuquan.faces.impact_picture import (
    drawn,
    finding,
    impact_picture,
    nice_ticks,
    tick_days,
)
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import ImpactPeriod

ZH, EN = Words("zh"), Words("en")


def picture(impact, words=EN):
    return ET.fromstring(impact_picture(impact, words, element_id="x"))


def path(root, name):
    return next(e.get("d") for e in root if e.get("class") == name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pictures_are_well_formed_and_no_text_leaves_them(lang):
    for impact in all_impacts():
        root = picture(impact, Words(lang))
        for element in root.iter("text"):
            x, width = float(element.get("x")), svg.width_of(element.text)
            low = {"end": x - width, "middle": x - width / 2}.get(element.get("text-anchor"), x)
            assert low > -3, element.text
            assert low + width < 643, element.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_days_do_not_meet(lang):
    for impact in all_impacts():
        root = picture(impact, Words(lang))
        row = [e for e in root.iter("text") if e.get("y") == "214"]
        assert len(row) >= 3
        ends = [(float(e.get("x")) - svg.width_of(e.text) / 2, svg.width_of(e.text)) for e in row]
        for (low, width), (following, _) in pairwise(ends):
            assert low + width < following


def test_the_line_breaks_at_a_gap_and_the_gap_is_shaded():
    root = picture(make_impact())
    assert path(root, "series").count("M") == 2
    assert sum(e.get("class") == "outage" for e in root.iter("rect")) == 2
    whole = picture(make_impact(series=make_series(gap=None)))
    assert path(whole, "series").count("M") == 1
    assert not any(e.get("class") == "outage" for e in whole.iter("rect"))


def test_missing_periods_break_band_and_line_too():
    series = make_series(40, 10, gap=None)
    root = picture(make_impact(series=series[:20] + series[25:]))
    for name in ("series", "anyway", "band"):
        assert path(root, name).count("M") == 2


def test_a_long_history_is_cut_and_that_is_said():
    impact = make_impact(series=make_series(1200, 30))
    shown = drawn(impact)
    assert sum(not p.is_after for p in shown) == 90
    assert sum(p.is_after for p in shown) == 30
    assert "The first 1110 days are not drawn." in finding(impact, EN)


def test_a_long_window_brings_more_of_the_time_before():
    assert sum(not p.is_after for p in drawn(make_impact(series=make_series(400, 60)))) == 180


def test_months_are_marked_by_their_names_and_points_by_dots():
    text = impact_picture(make_staggered(), ZH, element_id="x")
    assert "2023年1月" in text
    assert "2023年3月1日开始" in text
    assert text.count('class="seen"') == 46 - 2  # two months have no figure


def test_axes_read_in_the_readers_language():
    assert ">5万</text>" in impact_picture(make_impact(), ZH, element_id="x")
    assert ">50k</text>" in impact_picture(make_impact(), EN, element_id="x")


def test_alternative_text_holds_the_finding():
    root = picture(make_impact())
    assert [e.tag for e in root][:2] == ["title", "desc"]
    assert "Zibo" in root[0].text
    assert root[1].text == finding(make_impact(), EN)
    assert "Of 30 days above the band: 30, below it: 0." in root[1].text


def test_several_places_are_drawn_as_their_mean_and_that_is_said():
    assert finding(make_staggered(), EN).startswith("Drawn is the mean of 5 places.")


def test_nothing_is_drawn_of_nothing():
    assert impact_picture(make_impact(series=()), EN, element_id="x") == ""
    broken = ImpactPeriod(START, START, 1.0, float("nan"), 0.0, 1.0, is_after=True)
    assert impact_picture(make_impact(series=(broken,)), EN, element_id="x") == ""


@pytest.mark.parametrize("observed", [None, 5.0, float("nan")])
def test_a_single_period_is_drawn(observed):
    one = ImpactPeriod(START, START, observed, 4.0, 4.0, 4.0, is_after=True)
    assert picture(make_impact(series=(one,))).tag


def test_names_are_escaped():
    place = msgspec.structs.replace(make_impact().places[0], place_name="<b>&\"'")
    assert "<b>" not in impact_picture(make_impact(places=(place,)), ZH, element_id="x")


@settings(max_examples=60, deadline=None)
@given(low=st.floats(-1e9, 1e9), width=st.floats(1e-3, 1e9))
def test_ticks_are_round_and_hold_the_data(low, width):
    ticks = nice_ticks(low, low + width)
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(ticks)
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low + 1e-6 * max(abs(low), step)
    assert ticks[-1] >= low + width - 1e-6 * max(abs(low + width), step)


@given(first=st.dates(date(2000, 1, 1), date(2030, 1, 1)), n_days=st.integers(1, 4000))
def test_days_of_the_axis_lie_in_the_picture_and_are_few(first, n_days):
    days = tick_days(first, n_days)
    assert len(days) <= 10
    assert all(first <= day < first + timedelta(days=n_days) for day in days)
    assert days or n_days < 400


def test_size_is_modest():
    text = impact_picture(make_impact(series=make_series(1200, 300)), EN, element_id="x")
    assert len(text) < 40_000
    assert re.search(r"\d\.\d{2}", text.split("</desc>")[1]) is None
