"""The trie finds what looking for every string at every place finds."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.places.trie import MIN_LENGTH, Trie

LETTERS = st.sampled_from("ab淄博🔥")  # few, so that strings overlap and hold each other
STRINGS = st.lists(st.text(LETTERS, min_size=MIN_LENGTH, max_size=5), max_size=12, unique=True)
TEXTS = st.lists(st.none() | st.text(LETTERS, max_size=20) | st.text(max_size=9), max_size=6)


def column(strings):
    return pl.Series("text", strings, dtype=pl.String)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before any example is timed."""
    Trie.of(column(["淄博"])).find(column(["淄博"]))


def slow_find(texts, strings):
    """Every string at every place of every text."""
    return [
        (row, start, strings.index(text[start : start + length]))
        for row, text in enumerate(texts)
        for start in range(len(text or ""))
        for length in range(MIN_LENGTH, 6)
        if start + length <= len(text) and text[start : start + length] in strings
    ]


@settings(max_examples=300)
@given(TEXTS, STRINGS)
def test_every_occurrence_is_found_in_order(texts, strings):
    found = Trie.of(column(strings)).find(column(texts))
    assert found.rows() == slow_find(texts, strings)


def test_more_occurrences_than_there_was_room_for_are_found_all():
    found = Trie.of(column(["aa", "aaa", "aaaa", "aaaaa"])).find(column(["a" * 1000]))
    assert found.height == 999 + 998 + 997 + 996


def test_many_strings_are_told_apart():
    strings = [f"{chr(0x4E00 + i)}{chr(0x4E00 + j)}" for i in range(150) for j in range(150)]
    found = Trie.of(column(strings)).find(column(strings))
    assert found["string"].to_list() == list(range(len(strings)))
    assert found["row"].to_list() == list(range(len(strings)))


@pytest.mark.parametrize("short", ["", "a", "🔥"])
def test_a_string_that_would_be_looked_for_everywhere_is_refused(short):
    with pytest.raises(ValueError, match="fewer than 2"):
        Trie.of(column(["淄博", short]))
