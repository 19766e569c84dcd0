"""Matching keeps the longest names, never two that overlap, and counts characters."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.places.match import find_spans
from chuquan.places.patterns import ROLES, Patterns

PARTS = [
    *("淄博市", "山东", "泰山", "河南", "天河", "黑龙江", "龙江", "江西", "西安", "南京", "京东"),
    *("大理", "寺", "人", "🔥", "é", "A", "3", "市场", "上海", "海南", "区"),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


def of_these_parts() -> Patterns:
    """Return the shipped strings that can occur in the drawn texts: a small trie."""
    whole = Patterns.load()
    letters = "".join(PARTS)
    frame = whole.frame.filter(pl.col("text").str.contains(f"^[{letters}]+$"))
    return Patterns(frame, whole.candidates.join(frame, on="pattern", how="semi"))


SMALL = of_these_parts()


def naive_spans(text: str, patterns: Patterns) -> set[tuple[int, int]]:
    """Try every string at every position; then take the best, again and again."""
    names = {row["text"]: row for row in patterns.frame.iter_rows(named=True)}
    longest = patterns.frame["text"].str.len_chars().max()
    hits = [
        (start, text[start:end])
        for start in range(len(text))
        for end in range(start + 1, min(len(text), start + longest) + 1)
        if text[start:end] in names
    ]
    hits.sort(
        key=lambda h: (-len(h[1]), -names[h[1]]["rank"], ROLES.index(names[h[1]]["role"]), h[0])
    )
    kept: list[tuple[int, str]] = []
    for start, name in hits:
        if all(start + len(name) <= s or s + len(n) <= start for s, n in kept):
            kept.append((start, name))
    return {(start, start + names[name]["length"]) for start, name in kept}


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_the_spans_agree_with_trying_every_string_everywhere(texts: list[str]):
    spans = find_spans(pl.Series(texts), SMALL)
    for row, text in enumerate(texts):
        found = spans.filter(pl.col("row") == row).select("start", "end").rows()
        assert set(found) == naive_spans(text, SMALL)
        assert found == sorted(found)


@settings(deadline=None)
@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=20), TEXTS), max_size=8))
def test_any_text_can_be_searched(texts: list[str | None]):
    spans = find_spans(pl.Series(texts, dtype=pl.String), SMALL)
    for row, start, end, _ in spans.iter_rows():
        assert 0 <= start < end <= len(texts[row] or "")


@pytest.mark.parametrize("before", ["", "🔥", "é", "𠮷", "a\u0301", "👨‍👩‍👧"])
def test_positions_are_in_characters_whatever_stands_before(patterns: Patterns, before: str):
    text = f"{before}淄博烧"
    (_, start, end, _) = find_spans(pl.Series([text]), patterns).row(0)
    assert text[start:end] == "淄博"


def test_the_patterns_are_listed_longest_first(patterns: Patterns):
    assert patterns.frame["text"].str.len_chars().is_sorted(descending=True)


def test_a_long_text_costs_no_more_than_many_short_ones(resolver):
    long = "山东淄博烧烤，北京朝阳🔥，Paris 。" * 20_000
    found = resolver.resolve(pl.Series([long]))
    assert set(found["place_id"]) == {"370300", "110105", "geonames:2988507"}
