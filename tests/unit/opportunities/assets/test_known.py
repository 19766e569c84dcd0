"""Which assets of a place are known on a day, and a user's beside the shipped ones."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from chuquan.opportunities.assets.known import assets_by_place, assets_of, join_assets
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def asset(name, place_id="410300", since=None, kind="scenic", **more):
    return Asset(place_id=place_id, name=name, kind=kind, since=since, source="s", **more)


def corpus(gazetteer, *assets, as_of=date(2023, 1, 1)):
    return SimpleNamespace(assets=assets, gazetteer=gazetteer, as_of=as_of)


def test_what_a_county_has_its_city_and_province_have(gazetteer):
    peak = asset("老君山", "410324")
    held = corpus(gazetteer, peak)
    for place_id in ("410324", "410300", "410000"):
        assert assets_of(held, place_id) == (peak,)
    assert assets_of(held, "410325") == ()


def test_what_a_city_has_is_not_said_of_its_counties(gazetteer):
    assert assets_of(corpus(gazetteer, asset("龙门石窟")), "410324") == ()


@pytest.mark.parametrize(
    ("since", "is_known"),
    [(None, True), (date(2022, 12, 31), True), (date(2023, 1, 1), True), (date(2023, 1, 2), False)],
)
def test_what_is_listed_later_is_not_known_yet(gazetteer, since, is_known):
    assert bool(assets_of(corpus(gazetteer, asset("x", since=since)), "410300")) is is_known


def test_a_thing_in_two_counties_of_a_city_is_there_once(gazetteer):
    parts = [asset("大运河", "410324"), asset("大运河", "410325")]
    assert assets_by_place(parts, gazetteer)["410300"] == (parts[0],)


def test_a_place_of_no_gazetteer_stands_for_itself(gazetteer):
    own = asset("Pier", "somewhere")
    assert assets_by_place([own], gazetteer) == {"somewhere": (own,)}


def test_the_users_row_stands_and_takes_what_it_leaves_out():
    own = asset("龙门石窟", names=("龙门",), kind="heritage")
    listed = Asset(
        place_id="410300", name="龙门石窟", kind="scenic", names=("卢舍那", "龙门"), source="list",
        since=date(2000, 1, 1), name_en="Longmen Grottoes", url="u",
    )  # fmt: skip
    (joined,) = join_assets([own], [listed])
    assert joined.kind == "heritage"
    assert joined.names == ("龙门", "卢舍那")
    assert (joined.since, joined.name_en, joined.url) == (date(2000, 1, 1), "Longmen Grottoes", "u")
    assert joined.source == "s; list"


def test_a_short_form_of_the_list_is_the_same_thing():
    own, listed = asset("龙门"), asset("龙门石窟", names=("龙门", "卢舍那"))
    (joined,) = join_assets([own], [listed])
    assert joined.name == "龙门"
    assert joined.names == ("龙门石窟", "卢舍那")


def test_other_things_stay_as_they_are():
    own, listed = asset("应天门"), asset("龙门石窟")
    assert join_assets([own], [listed]) == (own, listed)
    assert join_assets([], [listed]) == (listed,)
