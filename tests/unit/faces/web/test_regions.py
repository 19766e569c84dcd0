"""Regions: what lies where, and what it is called."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from chuquan.faces.web.regions import is_within, place_name, region_name, regions
from chuquan.faces.words import Words


@pytest.mark.parametrize(
    ("place_id", "region", "holds"),
    [
        ("370300", "370000", True), ("370300", "370300", True), ("370302", "370300", True),
        ("370300", "370302", False), ("371300", "370300", False), ("110000", "110000", True),
        ("110108", "110000", True), ("370300", "china", True), ("geonames:1850147", "china", False),
        ("geonames:1850147", "abroad", True), ("370300", "abroad", False),
        ("geonames:1850147", "370000", False), ("370300", "iso:CN", True),
    ],
)  # fmt: skip
def test_place_lies_in_a_region(shown, place_id, region, holds):
    """By the codes in China, by the country elsewhere."""
    assert is_within(place_id, region, shown) is holds


def test_regions_hold_every_wave(shown):
    """Whatever broke out can be chosen by a province or a country."""
    chosen = regions(shown)
    for b in shown.report.breakouts:
        if b.place_id.isdigit():
            assert any(is_within(b.place_id, region, shown) for region in chosen)


def test_names_in_both_languages(shown):
    """Places and countries by their names, what nobody knows by its code."""
    tokyo = next(p for p in shown.report.places if not p.place_id.isdigit())
    japan = replace(tokyo, place_id="iso:JP", name="日本", name_en="Japan", level="country")
    there = SimpleNamespace(places={"iso:JP": japan})
    assert region_name("iso:JP", there, Words("zh")) == "日本"
    assert region_name("iso:JP", there, Words("en")) == "Japan"
    assert region_name("iso:XX", shown, Words("en")) == "XX"
    zibo = shown.places["370300"]
    assert [place_name(zibo, Words(lang)) for lang in ("zh", "en")] == ["淄博", "Zibo 淄博"]
