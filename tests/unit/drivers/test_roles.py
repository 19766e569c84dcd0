"""What part a word can play in a name: by the lists first, then by its part of speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.lexicon import known_words, stop_terms, synonyms, theme_roles
from chuquan.drivers.roles import PlaceNames, is_title, role_of
from chuquan.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def names() -> PlaceNames:
    return PlaceNames(Gazetteer.load())


@pytest.mark.parametrize(
    "word", ["烧烤", "演唱会", "古城", "跳水", "电影节", "大运会", "我的阿勒泰"]
)
def test_things_name_a_theme(word: str) -> None:
    assert role_of(word) == "theme"


@pytest.mark.parametrize(
    "word", ["回应", "出发", "路透", "游客", "火爆", "2024年", "12306", "有哪些"]
)
def test_how_it_was_told_names_nothing(word: str) -> None:
    assert role_of(word) == "never"


@pytest.mark.parametrize("word", ["周杰伦", "迪丽热巴", "张艺兴", "五月天", "seventeen"])
def test_persons_and_groups_of_them_are_told_apart(word: str) -> None:
    assert role_of(word) == "person"


@pytest.mark.parametrize("word", ["洪水", "万圣节", "马拉松", "迪士尼", "龙卷风", "金凤凰"])
def test_things_that_look_like_persons_to_the_tagger_are_things(word: str) -> None:
    assert role_of(word) == "theme"


@pytest.mark.parametrize("word", ["闭幕式", "南方", "晚会", "渐渐"])
def test_parts_of_phrases_and_words_that_are_no_nouns_name_nothing_alone(word: str) -> None:
    assert role_of(word) == "joined"


@given(st.sampled_from(sorted(stop_terms())) | st.integers(0, 10**6).map(str))
def test_a_stop_word_and_a_number_never_name_a_theme(word: str) -> None:
    assert role_of(word) == "never"


def test_the_lists_do_not_contradict_each_other() -> None:
    roles, means = theme_roles(), synonyms()
    assert set(roles.values()) == {"never", "joined", "theme", "person"}
    assert not {word for word in means if roles.get(word) in {"never", "person"}}
    assert all(means[name] == name for name in means.values()), "a name means itself"
    assert not set(roles) & stop_terms(), "a stop word never names a theme"
    assert set(means) <= known_words()


def test_no_place_is_a_theme(names: PlaceNames) -> None:
    zibo = names.of("370300")
    assert all(name in zibo for name in ("淄博", "济南", "山东", "中国", "巴黎", "张店", "尔滨"))
    assert all(name not in zibo for name in ("烧烤", "环球", "日出", "海淀"))
    assert "海淀" in names.of("110000"), "a district is no theme of its city"
    assert "西湖" not in names.of("330100"), "a lake is one, though a district bears its name"


def test_known_works_are_titles() -> None:
    assert is_title("我的阿勒泰")
    assert not is_title("烧烤")
