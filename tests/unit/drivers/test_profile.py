"""What is known of each place that had a wave."""

from __future__ import annotations

import pytest
from worlds import ZIBO, World, busy_report, busy_world

from chuquan.places.gazetteer import Gazetteer
from chuquan.report import PlaceProfile


def profile(place_id: str) -> PlaceProfile:
    (one,) = [p for p in busy_report().places if p.place_id == place_id]
    return one


def test_every_place_of_a_breakout_and_its_province_has_a_profile() -> None:
    ids = [p.place_id for p in busy_report().places]
    assert ids == sorted(set(ids))
    gazetteer = Gazetteer.load()
    for place_id in {b.place_id for b in busy_report().breakouts}:
        assert place_id in ids
        assert set(gazetteer.parents(place_id)) <= set(ids)


def test_countries_are_told_by_name_alone() -> None:
    """Their months would say nothing of a place, and a report is sent around."""
    china = profile("iso:CN")
    assert (china.name, china.name_en, china.level) == ("中国", "China", "country")
    assert (china.first_month, china.image, china.levers, china.known_for) == (None, (), {}, ())


def test_months_cover_the_period_and_add_up_to_the_place_s_mentions() -> None:
    one = profile(ZIBO)
    first, last = busy_report().period
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    assert len(one.image) == len(one.crisis) == len(one.affairs) == n_months
    made = busy_world().digest().attention
    inside = [p for p in made["place_id"].unique() if p == ZIBO or ZIBO in _parents(p)]
    n = made.filter(made["place_id"].is_in(inside))["n"].sum()
    told = sum((*one.image, *one.crisis, *one.affairs))
    assert told == pytest.approx(n, abs=0.2)


def test_a_place_is_known_for_the_word_of_its_wave() -> None:
    words = [e.term for e in profile(ZIBO).known_for]
    assert "烧烤" in words
    weights = [e.weight for e in profile(ZIBO).known_for]
    assert weights == sorted(weights, reverse=True)


def test_a_wave_s_month_stands_out() -> None:
    one, day = profile(ZIBO), World().day(96)
    month = (day.year - one.first_month.year) * 12 + day.month - one.first_month.month
    assert max(one.image) == one.image[month]


def _parents(place_id: str) -> tuple[str, ...]:
    gazetteer = Gazetteer.load()
    return gazetteer.parents(place_id) if place_id in gazetteer else ()
