"""The tables of Latin names are consistent with the gazetteer and the word lists."""

from __future__ import annotations

import polars as pl
import pytest

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.latin_names import LatinTables, build_tables
from chuquan.places.lexicon import Lexicon


@pytest.fixture(scope="module")
def built() -> LatinTables:
    return build_tables(Gazetteer.load(), Lexicon.load())


def test_every_place_is_in_the_gazetteer(built: LatinTables):
    gazetteer = Gazetteer.load()
    assert all(place_id in gazetteer for place_id in built.candidates["place_id"].unique())
    assert all(place_id in gazetteer for place_id in built.in_state["place_id"])


def test_a_name_means_a_place_or_is_a_stop(built: LatinTables):
    meaning = built.names.join(built.candidates, on="text", how="semi")
    assert meaning.filter(pl.col("is_stop")).is_empty()
    assert built.names.filter(~pl.col("is_stop")).height == meaning.height


def test_a_word_is_not_found_in_any_letter_case(built: LatinTables):
    assert built.names.filter(pl.col("is_word") & pl.col("is_known")).is_empty()


def test_spellings_of_hashtags_are_no_other_name(built: LatinTables):
    tags = built.names.filter(pl.col("tag_only"))
    assert tags["key"].is_unique().all()
    assert tags.join(built.names.filter(~pl.col("tag_only")), on="key", how="semi").is_empty()


def test_every_state_is_told_by_its_name_and_its_code(built: LatinTables):
    assert built.states["Texas"] == built.states["TX"] == built.states["Tex."] == "US-TX"
    assert built.states["Ontario"] == "CA-08"
    assert set(built.states.values()) == set(built.in_state["state"])
