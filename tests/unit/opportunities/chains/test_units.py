"""What may be a link: listed words without the core's, and unlisted ones of a trade."""

from __future__ import annotations

import polars as pl

from chuquan.opportunities.chains.units import found_units, listed_units, meets


def test_no_word_stands_in_two_units_and_none_in_the_core():
    units = listed_units(["烧烤", "烤串"])
    words = [word for unit in units for word in unit.words]
    assert len(words) == len(set(words))
    assert "烧烤店" not in words
    assert "烤全羊" in words


def test_what_holds_the_core_or_lies_in_it_meets_it():
    assert meets("烧烤店", ["烧烤"])
    assert meets("唱会", ["演唱会"])
    assert not meets("啤酒", ["烧烤", "烤串"])


def test_unlisted_words_of_a_trade_are_found_and_others_are_not():
    texts = pl.Series(
        ["汉服百褶裙好看", "汉服百褶裙搭配", "汉服适配度", "汉服适配度满分", "洛阳汉服"]
    )
    found = {unit.words[0]: unit.role for unit in found_units(texts, ["汉服"], {"洛阳"}, 2)}
    assert set(found) <= {"百褶裙"}
    assert found.get("百褶裙", "wear") == "wear"
