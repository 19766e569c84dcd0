"""Mentions are laid out by theme and home: counties with their prefecture, provinces apart."""

from __future__ import annotations

import numpy as np
import pytest
from trends_made_up import BEIJING, BOSHAN, GAZETTEER, HARBIN, SHANDONG, ZIBO, corpus_of

from chuquan.opportunities.trends.spoken import (
    Homes,
    lay_out,
    name_of,
    words_of,
    words_of_theme,
)


def said(spoken, theme, place_id):
    """Return how often a theme was said of a home."""
    own = spoken.located.of(spoken.number[theme])
    is_home = spoken.located.home[own] == spoken.homes.row[place_id]
    return float(spoken.located.n[own][is_home].sum())


def test_ranked_are_333_prefectures_four_municipalities_hong_kong_and_macau():
    homes = Homes.of(GAZETTEER)
    ranked = homes.place_ids[: homes.n_prefectures]
    assert len(ranked) == 333 + 4 + 2
    assert {"110000", "310000", "500000", "810000", "820000", "370300"} <= set(ranked)
    assert not any(p.startswith("71") or p == SHANDONG for p in ranked)
    assert (homes.people > 0).all()


def test_a_county_counts_for_its_prefecture_and_a_province_for_itself():
    rows = [(BOSHAN, 1, "image", "烧烤", 2), (ZIBO, 1, "image", "烧烤", 1),
            (SHANDONG, 2, "image", "烧烤", 4), ("110101", 2, "image", "烧烤", 3)]  # fmt: skip
    spoken = lay_out(corpus_of(rows).digest, GAZETTEER)
    assert said(spoken, "烧烤", ZIBO) == 3.0
    assert said(spoken, "烧烤", SHANDONG) == 4.0
    assert said(spoken, "烧烤", BEIJING) == 3.0


def test_words_that_mean_one_are_one_and_names_of_places_are_none():
    rows = [(HARBIN, 1, "image", "冰雕", 2), (HARBIN, 1, "image", "冰雪", 1),
            (HARBIN, 1, "image", "淄博", 1), (HARBIN, 1, "image", "打卡", 5)]  # fmt: skip
    spoken = lay_out(corpus_of(rows).digest, GAZETTEER)
    assert spoken.themes == ("冰雪",)
    assert said(spoken, "冰雪", HARBIN) == 3.0


def test_an_empty_digest_lays_out_to_nothing():
    spoken = lay_out(corpus_of().digest, GAZETTEER)
    assert spoken.themes == ()
    assert spoken.located.n.size == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("汉服", ("汉服",)),
        ("演唱会、王源", ("演唱会", "王源")),
        (" a , b|c ", ("a", "b", "c")),
        ("", ()),
    ],
)
def test_a_theme_is_typed_in_words(typed, words):
    assert words_of_theme(typed) == words


def test_names_mean_themselves_and_words_their_name():
    assert name_of("冰雕") == name_of("冰雪") == "冰雪"
    assert "冰雕" in words_of("冰雪")
    assert np.all([name_of(w) == "冰雪" for w in words_of("冰雪")])
