"""Whole names and phrases, from words that stand side by side; texts are made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chuquan.drivers.phrases import GAP, LONGEST, WaveTexts, known_phrase

PIECES = st.sampled_from(["烧烤", "专列", "大爷", "跳水", "王", "鹤", "棣", GAP, "，", "BBQ"])
TEXTS = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=8)


def always(_piece: str) -> bool:
    return True


@given(TEXTS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_number_of_equal_texts_matters(texts, random):
    shuffled = [*texts, *texts]
    random.shuffle(shuffled)
    one, other = WaveTexts(texts), WaveTexts(shuffled)
    assert one.joined(["大爷"], ["跳水"]) == other.joined(["大爷"], ["跳水"])
    assert one.whole("烧烤", always) == other.whole("烧烤", always)
    assert one.as_written("bbq") == other.as_written("bbq")


@given(TEXTS)
def test_a_phrase_stands_in_the_texts_and_goes_over_no_gap(texts):
    wave = WaveTexts(texts)
    for phrase in (wave.joined(["大爷"], ["跳水"]), wave.whole("烧烤", always)):
        if phrase not in {None, "烧烤"}:
            assert sum(phrase in text.lower() for text in set(texts)) >= 2
            assert GAP not in phrase
            assert len(phrase) <= LONGEST


def test_words_side_by_side_in_half_of_what_holds_both_are_a_phrase_in_their_order() -> None:
    texts = [f"{GAP}大爷跳水火了", f"看{GAP}大爷跳水", f"{GAP}跳水的大爷", f"{GAP}跳水"]
    assert WaveTexts(texts).joined(["跳水"], ["大爷"]) == "大爷跳水"
    assert WaveTexts(texts[2:]).joined(["跳水"], ["大爷"]) is None


def test_a_phrase_that_few_mentions_hold_is_not_the_name() -> None:
    texts = ["烧烤专列", "烧烤专列开了", *(f"烧烤{i}" for i in "甲乙丙丁戊")]
    assert WaveTexts(texts).joined(["烧烤"], ["专列"]) is None
    assert WaveTexts(texts).joined(["专列"], ["烧烤"]) == "烧烤专列"


def test_other_words_for_a_name_make_its_phrase_too() -> None:
    texts = ["冬奥会闭幕式", "冬奥闭幕", "冬奥闭幕式今晚"]
    assert WaveTexts(texts).joined(["冬奥会", "冬奥"], ["闭幕式", "闭幕"]) == "冬奥会闭幕式"


def test_two_pieces_of_one_word_overlap_to_it() -> None:
    texts = ["北迁野象群到了", "野象群睡着了", "野象群吃饱了"]
    assert WaveTexts(texts).joined(["野象"], ["象群"]) == "野象群"


def test_a_word_is_whole_with_what_stands_beside_it_nearly_always() -> None:
    texts = [f"{GAP}国际电影节开幕", f"{GAP}国际电影节红毯", f"去{GAP}国际电影节"]
    assert WaveTexts(texts).whole("电影节", always) == "国际电影节"
    assert WaveTexts(texts).whole("电影节", lambda piece: piece != "国际") == "电影节"
    assert WaveTexts(texts[:2]).whole("电影节", always) == "电影节", "two may be one story"


def test_the_place_s_own_characters_belong_to_no_name() -> None:
    texts = [f"{GAP}台长月烬{i}" for i in "甲乙丙丁"]
    assert not WaveTexts(texts).whole("长月烬", always).startswith("台")


def test_names_are_written_as_most_mentions_write_them() -> None:
    wave = WaveTexts(["WTT冠军赛", "看WTT", "wtt来了"])
    assert wave.as_written("wtt") == "WTT"
    assert wave.as_written("烧烤") == "烧烤"


def test_without_texts_a_phrase_is_one_that_a_list_knows() -> None:
    assert known_phrase("专列", "烧烤") == "烧烤专列"
    assert known_phrase("烧烤", "天气") is None
