"""Names of assets in words and texts: leftmost, longest, whole words in Latin letters."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from chuquan.opportunities.assets.names import AssetNames
from chuquan.report import Asset


def asset(name, *names, place_id="410300", name_en=""):
    return Asset(
        place_id=place_id, name=name, kind="scenic", source="s", names=names, name_en=name_en
    )


def naive(assets, text):
    """Walk over the text; at each place take the longest name, then go on behind it."""
    lower, found, at = text.lower(), [], 0
    names = {n.strip().lower() for a in assets for n in (a.name, a.name_en, *a.names)}
    names = sorted((n for n in names if len(n) >= 2), key=lambda n: (-len(n), n))

    def is_word(start, end, name):
        before = lower[start - 1 : start] if name[0].isascii() else ""
        after = lower[end : end + 1] if name[-1].isascii() else ""
        return not any(c.isascii() and c.isalnum() for c in before + after)

    while at < len(lower):
        fits = (n for n in names if lower.startswith(n, at) and is_word(at, at + len(n), n))
        name = next(fits, None)
        if name is None:
            at += 1
            continue
        for i, a in enumerate(assets):
            if name in {n.strip().lower() for n in (a.name, a.name_en, *a.names)}:
                found.append(i)
        at += len(name)
    return list(dict.fromkeys(found))


def test_a_short_form_stands_for_the_asset():
    names = AssetNames([asset("龙门石窟", "龙门"), asset("牡丹文化节", "牡丹")])
    assert names.held_by("洛阳龙门石窟看牡丹") == (0, 1)
    assert names.held_by("夜游龙门") == (0,)
    assert names.held_by("汉服") == ()


def test_the_longer_name_takes_the_shorter_ones_place():
    names = AssetNames([asset("西湖"), asset("惠州西湖", place_id="441300")])
    assert names.held_by("惠州西湖灯会") == (1,)
    assert names.held_by("西湖断桥") == (0,)


def test_a_name_of_several_assets_gives_all_of_them():
    names = AssetNames([asset("白云山"), asset("白云山", place_id="440100")])
    assert names.held_by("白云山日出") == (0, 1)
    assert names.called("白云山") == (0, 1)


def test_latin_names_are_whole_words_in_any_case():
    names = AssetNames([asset("武当", name_en="Tai chi"), asset("石林", name_en="Émile Gate")])
    assert names.held_by("learn TAI CHI here") == (0,)
    assert names.held_by("the tai chinese") == ()
    assert names.held_by("学Tai chi去") == (0,)
    assert names.held_by("at the ÉMILE GATE") == (1,)


def test_empty_names_and_single_characters_name_nothing():
    names = AssetNames([asset("山", "", " ", "x")])
    assert names.held_by("山 x") == ()
    assert AssetNames([]).held_by("山") == ()
    assert AssetNames([]).find(pl.Series(["a"])).height == 0


def test_each_text_names_an_asset_once_and_null_names_none():
    names = AssetNames([asset("龙门石窟", "龙门")])
    found = names.find(pl.Series(["龙门 龙门石窟", None, "牡丹", "游龙门"]))
    assert found.select("row", "asset").rows() == [(0, 0), (3, 0)]
    assert found["name"].to_list() == ["龙门", "龙门"]
    assert found.schema == {"row": pl.UInt32, "asset": pl.UInt32, "name": pl.String}


NAMES = st.text("ab龙门石窟山 ", min_size=0, max_size=4)


@given(
    assets=st.lists(st.builds(asset, NAMES, NAMES, name_en=NAMES), max_size=5),
    texts=st.lists(st.text("abAB龙门石窟山 -ſK", max_size=12), min_size=1, max_size=4),
)
def test_finds_what_the_slow_walk_finds(assets, texts):
    names = AssetNames(assets)
    found = names.find(pl.Series(texts, dtype=pl.String))
    for row, text in enumerate(texts):
        mine = found.filter(pl.col("row") == row)["asset"].to_list()
        assert mine == naive(assets, text)
        exact = names.called(text)
        assert list(names.held_by(text)) == (list(exact) if exact else mine)
