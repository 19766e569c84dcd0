"""What mentions say a place is known for: only what is its own, and only what may be an asset."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from chuquan.opportunities.assets.said import kind_of_word, said_assets
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import TERMS

OTHERS = ("110000", "310000", "440100", "510100")


def digest(*rows):
    """Make a digest of (place, word, count, kind), all in one day, with other words elsewhere."""
    rows = [*rows, *((place, "演出", 40.0, "image") for place in OTHERS)]
    frame = pl.DataFrame(
        [("s", p, date(2023, 4, 1), kind, "culture", w, n) for p, w, n, kind in rows],
        schema=TERMS.columns,
        orient="row",
    )
    return SimpleNamespace(terms=TERMS.validate(frame))


def test_what_is_its_own_is_told_with_its_kind_and_count():
    (one,) = said_assets(
        [digest(("370300", "烧烤", 30.0, "image"))], Gazetteer.load(), "370300"
    )  # fmt: skip
    assert (one.name, one.kind, one.since) == ("烧烤", "food", date(2023, 4, 1))
    assert "30" in one.source
    assert one.source.endswith(", 2023")


def test_a_county_speaks_for_its_city():
    found = said_assets([digest(("370303", "烧烤", 30.0, "image"))], Gazetteer.load(), "370300")
    assert [a.name for a in found] == ["烧烤"]


def test_crises_and_words_of_no_kind_are_no_assets():
    held = digest(("370300", "火锅", 30.0, "crisis"), ("370300", "开幕", 30.0, "image"))
    assert said_assets([held], Gazetteer.load(), "370300") == ()
    assert said_assets([], Gazetteer.load(), "370300") == ()


@pytest.mark.parametrize(
    ("word", "lever", "kind"),
    [
        ("龙门石窟", None, "heritage"), ("风起洛阳", None, "work"), ("烧烤", "social", "food"),
        ("戏剧节", None, "festival"), ("极光", "nature", "scenic"), ("抄袭", "screen", None),
        ("开幕", "event", None),
    ],
)  # fmt: skip
def test_the_kind_of_a_word(word, lever, kind):
    assert kind_of_word(word, lever) == kind
