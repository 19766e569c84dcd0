"""Shares of levers and kinds."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from conftest import make_breakout

from chuquan.faces.shares import WIDTH, share_bar, shares
from chuquan.faces.words import Words

EN = Words("en")


def test_an_image_shows_its_levers_largest_first():
    breakout = make_breakout(lever_shares={"sport": 0.2, "social": 0.797, "nature": 0.003})
    assert [(p.name, p.share) for p in shares(breakout, EN)] == [("social", 0.797), ("sport", 0.2)]


def test_what_is_no_image_shows_its_kinds():
    breakout = make_breakout(kind="crisis", kind_shares={"crisis": 0.9, "image": 0.1})
    assert [p.label for p in shares(breakout, EN)] == ["crisis", "city image"]


def test_the_bar_is_full_and_its_title_lists_the_shares():
    parts = shares(make_breakout(2), EN)
    svg = ET.fromstring(share_bar(parts, EN, element_id="x"))
    bars = svg.findall("rect")
    assert [b.get("class") for b in bars] == [p.name for p in parts]
    ends = float(bars[-1].get("x")) + float(bars[-1].get("width"))
    assert ends == pytest.approx(WIDTH, abs=2)
    for part in parts:
        assert part.label in svg.find("title").text


def test_no_shares_no_bar():
    nothing = shares(make_breakout(lever_shares={}, kind_shares={}), EN)
    assert nothing == ()
    assert share_bar(nothing, EN, element_id="x") == ""
