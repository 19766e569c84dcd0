"""The table of strings is consistent, and the word lists hold what they promise."""

from __future__ import annotations

import polars as pl

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Lexicon
from chuquan.places.patterns import ROLES, Patterns, build_patterns


def test_a_string_stands_once_and_has_a_known_role(patterns: Patterns):
    assert patterns.frame["text"].is_unique().all()
    assert patterns.frame["role"].is_in(ROLES).all()
    assert patterns.frame["text"].str.len_chars().min() >= 2  # one character never names a place


def test_stops_mean_no_place_and_all_else_means_one(patterns: Patterns):
    meant = patterns.frame.join(patterns.candidates, on="pattern", how="semi")
    assert set(patterns.frame.filter(pl.col("role") == "stop")["text"]).isdisjoint(meant["text"])
    rest = patterns.frame.filter(pl.col("role") != "stop")
    assert rest.height == meant.height


def test_the_default_is_one_of_the_candidates(patterns: Patterns):
    chosen = patterns.frame.filter(pl.col("default_id").is_not_null()).select(
        "pattern", pl.col("default_id").alias("place_id")
    )
    assert chosen.join(patterns.candidates, on=["pattern", "place_id"], how="anti").is_empty()


def test_every_listed_word_is_the_name_of_a_place(gazetteer: Gazetteer):
    names = set(gazetteer.frame.explode("names")["names"])
    assert sorted(Lexicon.load().words - names) == []


def test_every_alias_points_to_a_place_with_a_confidence(gazetteer: Gazetteer):
    for alias in Lexicon.load().aliases:
        assert alias.place_id in gazetteer, alias
        assert 0.5 <= alias.confidence <= 1, alias
        assert alias.kind in {"nickname", "landmark", "club", "work", "default"}, alias


def test_no_string_is_both_a_stop_and_an_alias():
    lexicon = Lexicon.load()
    assert {a.text for a in lexicon.aliases}.isdisjoint(lexicon.stops)


def test_every_stop_is_needed():
    """A stop that holds no name would stop nothing."""
    frame = Patterns.load().frame
    names = frame.filter(pl.col("role") != "stop")["text"]
    stops = pl.Series([s for s in Lexicon.load().stops if "{" not in s])
    assert stops.filter(~stops.str.contains_any(names.implode())).to_list() == []


def test_the_table_does_not_depend_on_the_order_of_the_gazetteer(gazetteer: Gazetteer):
    shuffled = Gazetteer(gazetteer.frame.sample(fraction=1, shuffle=True, seed=1), "shuffled")
    again = build_patterns(shuffled, Lexicon.load())
    assert again.frame.equals(Patterns.load().frame)
