"""A place is found by any of its names, and never by half."""

from __future__ import annotations

import pytest
from conftest import make_breakout, make_report
from msgspec.structs import replace

from chuquan.errors import NotFoundError
from chuquan.faces.explain import breakouts_of


@pytest.mark.parametrize("name", ["淄博", "淄博市", "Zibo", "zibo ", "370300"])
def test_a_place_is_found_by_every_name(report, name):
    found = breakouts_of(report, name)
    assert {b.place_id for b in found} == {"370300"}
    assert [b.onset for b in found] == sorted(b.onset for b in found)


def test_an_unknown_place_names_near_ones(report):
    with pytest.raises(NotFoundError) as caught:
        breakouts_of(report, "Tianshuy")
    assert "天水" in caught.value.allowed


def test_a_province_names_its_places(report):
    with pytest.raises(NotFoundError) as caught:
        breakouts_of(report, "山东")
    assert "淄博" in caught.value.allowed


def test_a_name_that_places_share_is_not_guessed(report):
    twins = (
        make_breakout(0, place_id="320106", place_name="鼓楼", province_name="江苏"),
        make_breakout(1, place_id="410204", place_name="鼓楼", province_name="河南"),
    )
    with pytest.raises(NotFoundError) as caught:
        breakouts_of(replace(report, breakouts=twins), "鼓楼区")
    assert "320106" in caught.value.allowed
    assert "410204" in caught.value.allowed
    assert breakouts_of(replace(report, breakouts=twins), "320106") == twins[:1]


def test_an_empty_report_says_so():
    with pytest.raises(NotFoundError, match="holds no breakout"):
        breakouts_of(make_report(0, 0, 0), "淄博")


def test_an_empty_name_finds_nothing(report):
    with pytest.raises(NotFoundError):
        breakouts_of(report, " ")
