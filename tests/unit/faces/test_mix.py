"""The picture of kinds by day: told apart without colour, labelled, and true to the figures."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from conftest import make_breakout, make_two_sided
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.faces.mix import mix_picture
from chuquan.faces.svg import WIDTH, width_of
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import DayMix

EN = Words("en")
NUMBER = r"-?[0-9.]+"


def drawn(wave, words=EN) -> ET.Element:
    return ET.fromstring(mix_picture(wave, words, element_id="c1"))


def heights(svg: ET.Element, kind: str) -> list[float]:
    fill = {"image": None, "crisis": "url(#c1-pc)", "affairs": "url(#c1-pa)"}[kind]
    for path in svg.findall("path"):
        is_it = path.get("class") == "image" if kind == "image" else path.get("fill") == fill
        if is_it:
            bars = re.findall(rf"M{NUMBER} ({NUMBER})h{NUMBER}V({NUMBER})", path.get("d", ""))
            return [float(low) - float(top) for top, low in bars]
    return []


def test_bars_are_the_days_shares():
    svg = drawn(make_two_sided())
    crisis = heights(svg, "crisis")
    assert len(crisis) == 10
    assert crisis[0] / crisis[5] == pytest.approx(0.7 / 0.04, rel=0.1)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 50)] * 3), min_size=1, max_size=12))
def test_every_drawn_day_sums_to_the_whole(rows):
    wave = make_two_sided()
    first = wave.onset.date()
    days = tuple(DayMix(first + timedelta(days=i), *row) for i, row in enumerate(rows))
    wave = make_two_sided(mix_days=days)
    told = [d for d in days if d.image + d.crisis + d.affairs >= 0.5]
    if not told:
        assert mix_picture(wave, EN, element_id="c1") == ""
        return
    total = sum(sum(heights(drawn(wave), kind)) for kind in ("image", "crisis", "affairs"))
    assert math.isclose(total, 48 * len(told), abs_tol=0.2 * len(told) + 0.2)


def test_kinds_differ_by_pattern_too():
    svg = drawn(make_two_sided())
    assert {p.get("id") for p in svg.iter("pattern")} == {"c1-pc", "c1-pa"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shift", [0, 3, 8])
def test_labels_name_each_stretch_and_stay_inside(lang, shift):
    wave = make_two_sided()
    wave = make_two_sided(mix=tuple(_moved(s, shift) for s in wave.mix))
    labels = [t for t in drawn(wave, Words(lang)).findall("text") if t.get("class") == "label"]
    assert [re.search(r"[0-9]+%", t.text or "").group() for t in labels] == ["70%", "90%"]
    spans = []
    for t in labels:
        x, width = float(t.get("x", "0")), width_of(t.text or "")
        low = x - width if t.get("text-anchor") == "end" else x
        spans.append((t.get("y"), low, low + width))
        assert low >= 0
        assert low + width <= WIDTH
    (row, _, end), (other_row, start, _) = spans
    assert row != other_row or end <= start


def _moved(stretch, days):
    by = timedelta(days=days)
    return type(stretch)(
        stretch.first_day + by, stretch.last_day + by, stretch.n_excess, stretch.shares,
        stretch.intervals,
    )  # fmt: skip


def test_title_and_description_state_the_finding():
    svg = drawn(make_two_sided())
    assert svg.findtext("title") == "Kinds of this wave by day"
    assert "Opened as a crisis: 70%" in (svg.findtext("desc") or "")


def test_nothing_is_drawn_of_a_wave_without_days():
    assert mix_picture(make_breakout(1), EN, element_id="c1") == ""
    assert mix_picture(make_two_sided(timeline=()), EN, element_id="c1") == ""


@pytest.mark.parametrize("bad", [math.nan, math.inf, -3.0])
def test_a_number_that_is_none_does_not_break_the_picture(bad):
    wave = make_two_sided()
    days = (DayMix(wave.onset.date(), bad, 5.0, 1.0), *wave.mix_days[1:])
    assert "nan" not in mix_picture(make_two_sided(mix_days=days), EN, element_id="c1")
