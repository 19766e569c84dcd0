"""What is known of the other places."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import HARBIN, SHANDONG, TIANSHUI, ZIBO, World, busy_report

from chuquan.impact.context import (
    MOST_NEIGHBOURS,
    NEIGHBOUR_KM,
    distance_km,
    neighbours_of,
    places_with_waves,
)
from chuquan.places.gazetteer import Gazetteer

GAZETTEER = Gazetteer.load()
JINAN, WEIFANG, BEIJING = "370100", "370700", "110000"
CITIES = GAZETTEER.frame.filter(level="city")["place_id"].to_list()


def test_distances_are_those_of_the_map() -> None:
    """Beijing to Shanghai are some 1,070 km as the crow flies."""
    assert distance_km(BEIJING, "310000", GAZETTEER) == pytest.approx(1_070, rel=0.03)
    assert distance_km(BEIJING, "line 2", GAZETTEER) is None


@given(st.sampled_from(CITIES), st.sampled_from(CITIES))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    there, back = (distance_km(*pair, GAZETTEER) for pair in ((one, other), (other, one)))
    assert there == pytest.approx(back, abs=1e-6) if there is not None else back is None


def test_neighbours_are_near_and_nearest_first() -> None:
    found = neighbours_of([ZIBO], CITIES, GAZETTEER)
    assert {JINAN, WEIFANG} <= {n.place_id for n in found}
    assert ZIBO not in {n.place_id for n in found}
    distances = [n.distance_km for n in found]
    assert distances == sorted(distances)
    assert max(distances) <= NEIGHBOUR_KM
    assert len(found) <= MOST_NEIGHBOURS


def test_what_holds_a_place_is_no_neighbour() -> None:
    assert SHANDONG not in {n.place_id for n in neighbours_of([ZIBO], [SHANDONG, JINAN], GAZETTEER)}


def test_a_wave_of_its_own_counts_while_it_lasts() -> None:
    world = World()
    during = places_with_waves(busy_report(), world.day(96), world.day(97), GAZETTEER)
    assert {ZIBO, SHANDONG} <= during
    assert HARBIN not in during
    later = places_with_waves(busy_report(), world.day(121), world.day(122), GAZETTEER)
    assert TIANSHUI in later, "a crisis moves figures, too"
    assert places_with_waves(busy_report(), date(1999, 1, 1), date(1999, 2, 1), GAZETTEER) == set()
