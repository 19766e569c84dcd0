"""A rise is called by the name that its mentions hold, and told as what it is."""

from __future__ import annotations

import pytest

from chuquan.opportunities.trends.naming import LONGEST_NAME, full_name, what_it_is

SERIES = ["与凤行开播", "与凤行大结局", "看与凤行", "演员谈与凤行", "与凤行 剧照"]


def test_a_piece_grows_to_the_name_around_it():
    assert full_name(SERIES, "凤行") == "与凤行"
    assert (
        full_name([f"墨雨云间{end}" for end in ("开播", "大结局", "热度", "的妆")], "云间")
        == "墨雨云间"
    )


def test_a_word_with_changing_neighbours_stays_itself():
    assert full_name(["淄博烧烤", "吃烧烤去", "烧烤店", "夜市烧烤真香"], "烧烤") == "烧烤"


def test_too_few_mentions_teach_no_name():
    assert full_name(SERIES[:3], "凤行") == "凤行"


def test_a_place_is_no_part_of_a_name():
    texts = [f"成都灯会{end}" for end in ("开幕", "来了", "真美", "闭幕")]
    assert full_name(texts, "灯会") == "成都灯会"
    assert full_name(texts, "灯会", {"成都"}) == "灯会"


def test_a_sentence_said_again_and_again_is_no_name():
    texts = ["你觉得这两幅名画哪一幅更胜一筹"] * 6
    assert full_name(texts, "更胜一筹") == "更胜一筹"
    assert len("更胜一筹") <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "word", "texts", "lever", "about"),
    [
        ("与凤行", "凤行", SERIES, None, "work"),
        ("沙丘", "沙丘", ["如何看待《沙丘 2》"] * 3, "nature", "work"),
        ("烧烤", "烧烤", ["淄博烧烤"] * 3, "social", "theme"),
        ("母亲节", "母亲节", ["母亲节快乐"] * 3, None, "theme"),
        ("刘亦菲", "刘亦菲", [], "screen", "person"),
        ("车牌歌", "车牌", ["山东车牌歌"] * 3, "social", "theme"),
        ("红透", "红透", ["谁红透了"] * 3, None, "word"),
        ("红透", "红透", [], None, "word"),
    ],
)  # fmt: skip
def test_what_rises_is_told_as_what_it_is(name, word, texts, lever, about):
    assert what_it_is(name, word, texts, lever) == about
