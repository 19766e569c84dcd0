"""Mentions with authors become candidates; without authors they are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from chuquan.errors import RefusalError
from chuquan.opportunities.creators.authors import creators_of
from chuquan.tables import MENTIONS


def mentions(rows):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    made = [
        {
            "source": "x",
            "item_id": str(i),
            "observed_at": at,
            "seen_at": at,
            "text": text,
            "heat": heat,
            "author": author,
        }
        for i, (author, heat, text) in enumerate(rows)
    ]
    return MENTIONS.validate(pl.DataFrame(made, infer_schema_length=None))


ROWS = [
    ("甲", 100.0, "洛阳汉服妆造"),
    ("甲", 300.0, "牡丹花会开幕"),
    ("甲", 200.0, "洛阳汉服摄影"),
    ("乙", 50.0, "汉服摄影教程"),
    ("丙", 900.0, "淄博烧烤"),
    (None, 10.0, "汉服"),
]


def test_authors_who_write_of_the_theme_are_candidates():
    made = {c.creator_id: c for c in creators_of(mentions(ROWS), ("汉服",))}
    assert sorted(made) == ["乙", "甲"]
    assert made["甲"].audience == 200
    assert made["甲"].themes == {"汉服": pytest.approx(2 / 3)}
    assert made["甲"].price is None
    for one in made.values():
        assert sum(one.cells["words"].values()) == pytest.approx(1)


def test_hot_lists_without_authors_are_refused():
    bare = [(None, heat, text) for _, heat, text in ROWS]
    with pytest.raises(RefusalError, match="0 of 6 mentions have an author"):
        creators_of(mentions(bare), ("汉服",))


def test_a_theme_of_nobody_is_refused():
    with pytest.raises(RefusalError, match="no author writes of 冰雪"):
        creators_of(mentions(ROWS), ("冰雪",))
