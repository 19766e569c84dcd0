"""Which words of a text may name a theme."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.lexicon import known_words, lexicon, stop_terms, synonyms, theme_roles
from chuquan.digest.terms import MAX_TERM_CHARACTERS, cut_terms
from chuquan.tables import KINDS, LEVERS

TEXTS = st.lists(
    st.none()
    | st.text(max_size=20)
    | st.lists(
        st.sampled_from(
            ["烧烤", "专列", "冰雪大世界", "2024年", "３月", "三百人", "的", "网友", " ", "Hanfu",
             "开通", "麻辣烫", "🔥", "!", "12306", "第一名", "http://t.cn/A6hKqZxYwVuT"]
        ),
        max_size=8,
    ).map("".join),
    max_size=6,
)  # fmt: skip


def terms_of(texts):
    return cut_terms(pl.Series(texts, dtype=pl.String))


@given(TEXTS)
def test_a_term_is_a_single_word_of_its_text_and_no_number_or_stop_word(texts):
    for row, term in terms_of(texts).iter_rows():
        assert 2 <= len(term) <= MAX_TERM_CHARACTERS
        assert term in texts[row].lower(), "nothing is made up"
        assert term == term.lower()
        assert term not in stop_terms()
        assert not re.search(r"[\s\d.,:/!?。,]", re.sub(r"\d", "", term))
        assert re.search(r"[^\W\d_]", term), f"{term} holds no letter"


@given(TEXTS)
def test_no_text_holds_a_term_twice(texts):
    assert not terms_of(texts).is_duplicated().any()


@given(st.lists(st.sampled_from(["烧烤", "专列", "hanfu", "HANFU"]), max_size=9))
def test_a_term_counts_once_a_text_however_often_it_stands_there(words):
    found = terms_of(["。".join(words)])["term"].to_list()
    assert found == list(dict.fromkeys(word.lower() for word in words))


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_words_of_a_text_do_not_depend_on_the_texts_around_it(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = terms_of([texts[i] for i in order])
    found = {(order[row], term) for row, term in shuffled.iter_rows()}
    assert found == set(terms_of(texts).rows())


def test_words_are_cut_as_a_reader_would():
    assert terms_of(["烧烤专列开通"])["term"].to_list() == ["烧烤", "专列", "开通"]
    assert terms_of(["Hanfu HANFU hanfu"])["term"].to_list() == ["hanfu"]


@pytest.mark.parametrize(
    "text",
    ["2024年", "12306", "３００", "三百人", "5月1日", "十点", "两年", "的", "", "🔥", "！？", "a"],
)
def test_numbers_dates_measures_and_signs_are_no_terms(text):
    assert terms_of([text]).height == 0


def test_no_texts_have_no_terms():
    assert terms_of([]).height == 0
    assert terms_of([]).schema == {"row": pl.UInt32, "term": pl.String}


def test_the_lexicon_speaks_of_known_kinds_and_each_word_but_once():
    frame = lexicon()
    assert set(frame["kind"]) == set(KINDS)
    assert set(frame["lever"].drop_nulls()) == set(LEVERS)
    assert frame.filter((pl.col("kind") != "image") & pl.col("lever").is_not_null()).height == 0
    assert not frame["term"].is_duplicated().any()


@pytest.mark.parametrize("word", ["村超", "冰雪大世界", "英歌舞"])
def test_a_word_of_the_lexicon_that_the_cutter_did_not_know_stays_whole(word):
    assert word in lexicon()["term"].to_list()
    assert terms_of([word])["term"].to_list() == [word]


@pytest.mark.parametrize("word", ["砂糖橘", "迪丽热巴", "王鹤棣", "野象群"])
def test_names_that_only_the_lists_of_themes_know_stay_whole(word):
    assert word in known_words() - set(lexicon()["term"])
    assert terms_of([f"{word}来了"])["term"].to_list() == [word]


def test_words_that_name_nothing_are_not_taught_to_the_cutter():
    never = {word for word, role in theme_roles().items() if role in {"never", "joined"}}
    assert not (never - set(lexicon()["term"]) - set(synonyms())) & known_words()


def test_a_phrase_of_the_lexicon_does_not_hide_its_words():
    assert "烧烤专列" in lexicon()["term"].to_list()
    assert terms_of(["烧烤专列"])["term"].to_list() == ["烧烤", "专列"]


def test_words_with_the_mask_or_digits_are_for_the_classifiers_only():
    odd = [w for w in lexicon()["term"] if "〇" in w]
    assert odd
    assert not set(odd) & set(terms_of(odd)["term"])
