"""Latin names: whole capitalised words, and only where one place is meant."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from chuquan.places.resolve import Resolver

Places = Callable[[str], list[str]]
PARIS, TOKYO, NEW_YORK = "geonames:2988507", "geonames:1850147", "geonames:5128581"


@pytest.mark.parametrize(
    ("text", "place_ids"),
    [
        ("Zibo barbecue is everywhere", ["370300"]),
        ("#Harbin ice festival", ["230100"]),
        ("Visit Xi'an now", ["610100"]),
        ("Visit Xi’an now", ["610100"]),
        ("from New York to Tokyo", [NEW_YORK, TOKYO]),
        ("I love Paris", [PARIS]),
        ("去Paris看展", [PARIS]),
        ("São Paulo and Sao Paulo", ["geonames:3448439"]),
        ("Zibo, Shandong", ["370300"]),
        ("zibo in small letters", ["370300"]),
        ("ZIBO IN CAPITALS", ["370300"]),
        ("#VisitZibo #ZiboBBQ", ["370300"]),
        ("Paris, Texas", ["geonames:4717560"]),
        ("Austin, Tex., and Portland, Maine", ["geonames:4671654", "geonames:4975802"]),
        ("Reading, England", ["geonames:2639577"]),
        ("Tbilisi, Georgia", ["geonames:611717"]),
        ("Paris Fashion Week", [PARIS]),
    ],
)
def test_what_a_latin_name_means(places_in: Places, text: str, place_ids: list[str]):
    assert places_in(text) == place_ids


@pytest.mark.parametrize(
    "text",
    [
        "It was nice Of course",
        "Reading a book on Mobile is Nice",
        "Most people",
        "a Parisian cafe",
        "@Zibo",
        "Zibo123",
        "Paris Hilton and Jack London",
        "Cairo, Illinois",
        "paris hilton in small letters",
        "Springfield",
        "Washington said",
    ],
)
def test_words_people_and_namesakes_are_no_place(places_in: Places, text: str):
    assert places_in(text) == []


def test_a_named_country_picks_among_namesakes(places_in: Places):
    assert places_in("Cambridge") == []
    (british,) = places_in("Cambridge, United Kingdom")
    assert Resolver.load(None).gazetteer.parents(british) == ("iso:GB",)


def test_a_shared_name_is_less_sure_than_a_name_of_its_own(resolver: Resolver):
    found = resolver.resolve(pl.Series(["Suzhou gardens", "Chengdu pandas"]))
    assert found["place_id"].to_list() == ["320500", "510100"]
    assert found["confidence"][0] < found["confidence"][1]
