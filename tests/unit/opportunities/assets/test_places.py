"""The place of a row: by name or code, told apart by what stands above it."""

from __future__ import annotations

import pytest

from chuquan.opportunities.assets.places import place_of
from chuquan.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("name", "under", "place_id"),
    [
        ("洛阳", "", "410300"), ("洛阳市", "河南", "410300"), ("Luoyang", "", "410300"),
        ("luoyang", "Henan", "410300"), ("410300", "", "410300"), ("410300.0", "", "410300"),
        ("410300000000", "", "410300"), ("河南洛阳", "", "410300"), ("河南省洛阳市", "", "410300"),
        ("鼓楼区", "南京", "320106"), ("江苏南京鼓楼区", "", "320106"),
        ("朝阳区", "北京", "110105"),
        ("河南", "", "410000"), ("平遥", "山西省", "140728"),
    ],
)  # fmt: skip
def test_a_name_or_code_means_its_place(gazetteer, name, under, place_id):
    assert place_of(name, under, gazetteer).place_id == place_id


def test_several_places_of_one_name_are_told_with_their_codes(gazetteer):
    found = place_of("鼓楼区", "", gazetteer)
    assert found.place_id is None
    assert "320106" in found.fault
    assert "南京" in found.fault
    assert "province" in found.todo


def test_a_place_outside_the_province_beside_it_is_a_fault(gazetteer):
    found = place_of("洛阳", "山东", gazetteer)
    assert found.place_id is None
    assert "山东" in found.fault


@pytest.mark.parametrize("name", ["无此地", "999999", "", "-", "合计"])
def test_no_place_is_no_place(gazetteer, name):
    found = place_of(name, "", gazetteer)
    assert found.place_id is None
    assert found.fault
    assert found.todo
