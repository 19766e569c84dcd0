"""Sizes: a county is its city's, a province has none, limits belong to the upper class."""

from __future__ import annotations

import pytest

from chuquan.casebook.sizes import EVENT_SIZE_LIMITS, event_class, place_class
from chuquan.places.gazetteer import Gazetteer

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("place_id", "size"),
    [
        ("310000", "large"),  # a municipality is a city
        ("310101", "large"),  # and its districts lie in it
        ("510681", "small"),  # Guanghan lies in Deyang
        ("440000", "wide"),
        ("iso:CN", "wide"),
        ("nowhere", "unknown"),
    ],
)
def test_class_of_a_place(place_id, size):
    assert place_class(place_id, GAZETTEER) == size


def test_every_prefecture_has_a_class():
    cities = GAZETTEER.frame.filter(level="city")["place_id"]
    found = {place_class(p, GAZETTEER) for p in cities}
    assert found <= {"small", "middle", "large", "unknown"}


def test_limits_belong_to_the_upper_class():
    low, high = EVENT_SIZE_LIMITS
    assert [event_class(n) for n in (None, low - 1, low, high - 1, high)] == [
        "unknown",
        "small",
        "middle",
        "middle",
        "large",
    ]
