"""What stands for a place is found whole, but only the place's name in it is masked."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from chuquan.digest.classify import mask_place
from chuquan.digest.naming import narrow_to_name
from chuquan.places.lexicon import Lexicon

AT = datetime(2024, 3, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span", "place_id", "masked"),
    [
        ("去平遥古城看灯", (1, 5), "140728", "去〇古城看灯"),
        ("我的阿勒泰开播", (0, 5), "654300", "〇开播"),  # the title of a work is a name
        ("逛故宫的雪", (1, 3), "110000", "逛〇故宫的雪"),
        ("尔滨下雪了", (0, 2), "230100", "〇下雪了"),  # a nickname is a name
        ("天水开园", (0, 2), "620500", "〇开园"),
    ],
)
def test_only_the_places_own_name_is_masked(gazetteer, text, span, place_id, masked):
    located = pl.DataFrame(
        {"text": [text], "place_id": [place_id], "start": [span[0]], "end": [span[1]]},
        schema_overrides={"start": pl.UInt32, "end": pl.UInt32},
    )
    found = narrow_to_name(located, gazetteer)
    assert found.schema == located.schema
    assert mask_place(found["text"], found["start"], found["end"]).to_list() == [masked]


def test_no_alias_is_masked_beyond_itself_nor_loses_what_is_no_name(gazetteer):
    aliases = [alias for alias in Lexicon.load().aliases if alias.kind in {"landmark", "club"}]
    located = pl.DataFrame(
        {
            "text": [f"去{alias.text}玩" for alias in aliases],
            "place_id": [alias.place_id for alias in aliases],
            "start": [1] * len(aliases),
            "end": [1 + len(alias.text) for alias in aliases],
        },
        schema_overrides={"start": pl.UInt32, "end": pl.UInt32},
    )
    names = {
        place_id: {name, *names}
        for place_id, name, names in gazetteer.frame.select("place_id", "name", "names").iter_rows()
    }
    found = narrow_to_name(located, gazetteer)
    for text, place_id, start, end in found.iter_rows():
        assert 1 <= start <= end <= len(text) - 1
        assert start == end or text[start:end] in names[place_id]


def test_the_theme_of_a_landmark_reaches_the_terms(digest_of, mentions_of):
    mentions = mentions_of([{"text": "平遥古城门口排起长队", "observed_at": AT}])
    terms = digest_of(mentions).terms
    assert "古城" in terms["term"].to_list()
    assert "平遥" not in terms["term"].to_list()
