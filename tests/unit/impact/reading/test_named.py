"""Names of places in a table of outcomes."""

from __future__ import annotations

import pytest

from chuquan.impact.reading.named import resolve_names
from chuquan.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def ids(names: list[str], gazetteer: Gazetteer, under: str = "") -> list[str]:
    named = resolve_names([(name, under) for name in names], gazetteer)
    return [named.place_id[name, under] for name in names]


def test_names_of_both_languages_and_codes_are_one_place(gazetteer: Gazetteer) -> None:
    names = ["淄博", "淄博市", "Zibo", "370300", "山东淄博", "山东省淄博市"]
    assert set(ids(names, gazetteer)) == {"370300"}


def test_a_name_means_the_highest_level(gazetteer: Gazetteer) -> None:
    assert ids(["西安", "全国"], gazetteer) == ["610100", "iso:CN"]


def test_ambiguous_name_is_kept_and_told(gazetteer: Gazetteer) -> None:
    named = resolve_names([("朝阳区", ""), ("北京市朝阳区", ""), ("淄博", "")], gazetteer)
    assert named.place_id["朝阳区", ""] == "朝阳区"
    assert set(named.ambiguous["朝阳区", ""]) == {"110105", "220104"}
    assert named.place_id["北京市朝阳区", ""] == "110105"


def test_province_of_the_row_tells_places_of_one_name_apart(gazetteer: Gazetteer) -> None:
    assert ids(["Suzhou"], gazetteer, under="安徽") == ["341300"]
    assert ids(["朝阳区"], gazetteer, under="吉林") == ["220104"]


def test_table_of_places_of_another_kind_keeps_its_own_names(gazetteer: Gazetteer) -> None:
    """Georgia among states of the USA is not the country."""
    states = ["Utah", "Nevada", "Ohio", "Texas", "Georgia"]
    assert ids(states, gazetteer) == states


def test_countries_are_countries(gazetteer: Gazetteer) -> None:
    assert ids(["Austria", "Japan", "Georgia"], gazetteer) == ["iso:AT", "iso:JP", "iso:GE"]


def test_much_larger_place_of_the_country_is_meant(gazetteer: Gazetteer) -> None:
    assert ids(["chicago", "portland", "san diego"], gazetteer) == [
        "geonames:4887398",
        "geonames:5746545",
        "geonames:5391811",
    ]
