"""What else a text names decides which place a shared name means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Places = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("辽宁朝阳的早市", "211300"),
        ("北京朝阳的早市", "110105"),
        ("长春朝阳区的早市", "220104"),
        ("山西大同的古城", "140200"),
        ("黑龙江大庆大同区的早市", "230606"),
        ("南京鼓楼的夜色", "320106"),
        ("福州鼓楼区的夜色", "350102"),
        ("吉林下雪了", "220000"),
        ("吉林市下雪了", "220200"),
        ("海南的海", "460000"),
        ("青海海南的湖", "632500"),
        ("甘肃白银", "620400"),
        ("甘肃甘南合作", "623001"),
    ],
)
def test_a_parent_in_the_text_picks_among_namesakes(places_in: Places, text: str, place_id: str):
    assert places_in(text) == [place_id]


@pytest.mark.parametrize("text", ["鼓楼的夜色", "鼓楼区的夜色", "城关区", "市中区开会", "城区改造"])
def test_a_name_that_several_places_share_means_none_alone(places_in: Places, text: str):
    assert places_in(text) == []


def test_siblings_that_are_clear_pick_among_namesakes(places_in: Places):
    assert set(places_in("海淀、石景山和西城三地")) >= {"110108", "110107", "110102"}


def test_a_name_does_not_support_itself(places_in: Places):
    assert places_in("鼓楼和鼓楼") == []


def test_a_descendant_supports_its_parent(places_in: Places):
    assert places_in("朝阳下辖的凌源") == ["211382"]


def test_the_country_supports_nothing(places_in: Places):
    assert places_in("中国和平发展") == []
