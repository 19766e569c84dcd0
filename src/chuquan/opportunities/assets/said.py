"""What the mentions themselves say a place is known for, as assets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import polars as pl

from chuquan.digest.store import Digest
from chuquan.digest.works import works
from chuquan.drivers.known import known_for
from chuquan.drivers.roles import PlaceNames
from chuquan.opportunities.assets.names import AssetNames
from chuquan.opportunities.assets.shipped import shipped_assets
from chuquan.places.above import counted_above
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, AssetKind

N_SAID: Final = 12

# The first whose ending fits: a 戏剧节 is held, whatever is played; a 体育公园 is a venue.
_ENDINGS: Final[dict[AssetKind, str]] = {
    "museum": "博物馆 博物院 纪念馆 美术馆",
    "venue": "体育场 体育馆 体育公园 体育中心 剧院 剧场 滑雪场 度假区 乐园",
    "festival": "节 花会 灯会 庙会 博览会 马拉松",
    "scenic": "山 湖 岛 江 河 海 泉 沟 谷 峡 洞 古城 古镇 古村 公园 景区 瀑布 草原 沙漠 峡谷 梯田 "
    "湿地 海滩 大桥 塔 楼 寺 庙 街 巷 宫 冰雪 雪山",
    "food": "面 粉 汤 饼 粥 菜 茶 酒 锅 烤 烫 包子 饺 鱼 虾 蟹 鸡 鸭 鹅 肉 糕 糖 米 果 梨 荔枝 "
    "小吃 美食 烧烤 早茶 咖啡 火锅",
    "craft": "瓷 瓷器 陶 陶瓷 绣 锦 剪纸 年画 风筝 花灯 簪花",
}
_BY_LEVER: Final[dict[str, AssetKind]] = {"nature": "scenic"}
"""Of the other levers most words are what happened, not what is there (抄袭 on a screen)."""


def said_assets(
    digests: Sequence[Digest], gazetteer: Gazetteer, place_id: str, n: int = N_SAID
) -> tuple[Asset, ...]:
    """Return what the images of a place are spoken of with, more than those of others.

    By the log-odds of :func:`chuquan.drivers.known.known_for`. The kind is that of a shipped asset
    of the name, of a work, of the word's ending, or of the lever that most of its mentions are told
    by; a word of which none says a kind is left out, for it is as likely an event as an asset.

    Parameters
    ----------
    digests : sequence of Digest
    gazetteer : Gazetteer
    place_id : str
        What lies in it counts.
    n : int
        At most so many.

    Returns
    -------
    tuple of Asset
        Clearest first. ``source`` says in how many mentions, up to which year; ``since`` is the
        first day on which a mention held the word.
    """
    rows = [digest.terms.filter(pl.col("kind") == "image") for digest in digests]
    terms = pl.concat(rows) if rows else pl.DataFrame()
    if terms.is_empty():
        return ()
    terms = pl.concat([terms, counted_above(terms, gazetteer)])
    known = known_for([place_id], terms, PlaceNames(gazetteer), 2 * n).get(place_id, ())
    own = terms.filter(pl.col("place_id") == place_id)
    out = []
    for evidence in known:
        word = str(evidence.term)
        held = own.filter(pl.col("term") == word)
        by_lever = held.drop_nulls("lever").group_by("lever").agg(pl.col("n").sum())
        lever = str(by_lever.sort("n", "lever")["lever"][-1]) if by_lever.height else None
        kind = kind_of_word(word, lever)
        if kind is None:
            continue
        first, last = held["day"].min(), held["day"].max()
        year = getattr(last, "year", "")
        out.append(
            Asset(
                place_id=place_id,
                name=word,
                kind=kind,
                since=first if not isinstance(first, (int, float)) else None,  # type: ignore[arg-type]
                source=f"提及约{evidence.n:.0f}次 Said in about {evidence.n:.0f} mentions, {year}",
            )
        )
    return tuple(out[:n])


def kind_of_word(word: str, lever: str | None) -> AssetKind | None:
    """Return the kind of asset that a word is likely to name, or None where nothing says.

    Examples
    --------
    >>> kind_of_word("牡丹", "nature"), kind_of_word("烧烤", None), kind_of_word("开幕", "event")
    ('festival', 'food', None)
    """
    called = [shipped_assets()[i].kind for i in _shipped_names().called(word)]
    if called:
        return Counter(called).most_common(1)[0][0]
    if word in set(works()["work"]):
        return "work"
    for kind, endings in _ENDINGS.items():
        if word.endswith(tuple(endings.split())):
            return kind
    return _BY_LEVER.get(lever or "")


@lru_cache(maxsize=1)
def _shipped_names() -> AssetNames:
    return AssetNames(shipped_assets())
