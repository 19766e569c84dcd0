"""The one place that a person names, or the names that are near."""

from __future__ import annotations

import pytest

from chuquan.errors import NotFoundError
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.look_up import look_up


@pytest.mark.parametrize(
    ("name", "place_id"),
    [("洛阳", "410300"), ("洛阳市", "410300"), ("luoyang", "410300"), (" 410300 ", "410300")],
)
def test_names_in_both_languages_and_codes_are_known(name, place_id):
    assert look_up(name, Gazetteer.load()) == place_id


def test_a_chinese_place_comes_before_one_abroad_of_its_name():
    assert look_up("朝阳", Gazetteer.load()).isdigit()


@pytest.mark.parametrize(
    ("name", "near"), [("洛羊", "洛阳"), ("Luoyangg", "洛阳"), ("哈尔宾", "哈尔滨")]
)
def test_a_name_misspelt_gets_the_nearest(name, near):
    with pytest.raises(NotFoundError, match=f"no place is called '{name}'") as caught:
        look_up(name, Gazetteer.load())
    assert near in caught.value.allowed


def test_a_name_like_no_other_says_what_is_allowed():
    with pytest.raises(NotFoundError) as caught:
        look_up("☃☃☃☃☃☃☃☃☃", Gazetteer.load())
    assert "a name in Chinese or English" in caught.value.allowed
