"""Cues make a nickname mean its city; talk of matches makes a city abroad its club."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Lexicon
from chuquan.places.resolve import Resolver
from chuquan.places.surround import CUED

Places = Callable[[str], list[str]]


@pytest.mark.parametrize("nickname", sorted({n.text for n in Lexicon.load().nicknames}))
def test_a_nickname_means_nothing_by_itself_unless_it_is_listed_as_sure(
    places_in: Places, nickname: str
):
    sure = {a.text for a in Lexicon.load().aliases}
    assert nickname in sure or places_in(f"又见{nickname}了") == []


def test_a_cue_decides_which_of_two_cities_a_nickname_means(places_in: Places):
    assert places_in("花城的早茶") == ["440100"]
    assert places_in("雾都泰晤士河畔") == ["geonames:2643743"]
    assert places_in("雾都的火锅") == ["500000"]


def test_a_county_with_its_parent_keeps_the_name(places_in: Places):
    assert places_in("云南江城的樱花") == ["530826"]


def test_a_cue_is_sought_beside_the_nickname_and_not_in_it(places_in: Places):
    assert places_in("大山城") == ["500000"]  # listed as sure enough by itself
    assert places_in("龙城龙城") == []


def test_a_cue_makes_it_sure(resolver: Resolver):
    found = resolver.resolve(pl.Series(["江城的热干面"]))
    assert found["confidence"][0] == pytest.approx(CUED)


@pytest.mark.parametrize(
    "text", ["巴黎3比1马赛", "梅西将离开巴黎", "米兰vs那不勒斯", "纽卡斯尔绝杀"]
)
def test_a_club_abroad_is_no_city(places_in: Places, text: str):
    assert places_in(text) == []


@pytest.mark.parametrize("text", ["巴黎奥运会女排3比0", "巴黎的面包", "梅西见证巴黎时装周"])
def test_a_city_abroad_stays_a_city(places_in: Places, text: str):
    assert places_in(text) == ["geonames:2988507"]


def test_every_nickname_and_club_is_what_it_says():
    lexicon, gazetteer = Lexicon.load(), Gazetteer.load()
    assert all(n.place_id in gazetteer for n in lexicon.nicknames)
    assert all(not n.cues.search(n.text) for n in lexicon.nicknames)
    names = set(gazetteer.frame.explode("names")["names"])
    assert lexicon.clubs & names
