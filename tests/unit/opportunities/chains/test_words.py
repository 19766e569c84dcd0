"""The list of trades: read whole, each word once; endings tell the rest; a theme's words."""

from __future__ import annotations

import pytest

from chuquan.errors import FormatError
from chuquan.opportunities.chains.words import (
    ROLES,
    core_terms,
    group_of,
    groups,
    read_groups,
    role_by_ending,
)


def test_shipped_list_has_every_role_and_no_lone_character():
    assert {group.role for group in groups()} == set(ROLES)
    assert all(len(word) > 1 for word in group_of())
    assert len(group_of()) > 800


def test_styling_is_worn_and_portraits_are_photographed():
    assert group_of()["妆造"].role == "wear"
    assert group_of()["写真"].role == "photograph"
    assert group_of()["客栈"].role == "stay"


@pytest.mark.parametrize(
    "text", ["draw\t画\tpainting\t画画", "wear\t妆造", "wear\t帽子\thats\t头饰\nbuy\t头饰\tx\t"]
)
def test_faults_of_the_list_name_their_line(text):
    with pytest.raises(FormatError, match=r"chain_roles\.txt, line"):
        read_groups(text)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("百褶裙", "wear"),
        ("臭豆腐火锅", "eat"),
        ("海景民宿", "stay"),
        ("适配度", "other"),
        ("裙", "other"),
    ],
)
def test_endings_tell_a_trade(word, role):
    assert role_by_ending(word) == role


def test_a_theme_is_all_its_words():
    assert core_terms("汉服")[0] == "汉服"
    assert "汉服热" in core_terms("汉服")
    assert core_terms("LiveHouse 、 音乐节")[:2] == ("livehouse", "音乐节")
    assert core_terms("冰雕") == ("冰雕",)
    assert core_terms("  ") == ()
