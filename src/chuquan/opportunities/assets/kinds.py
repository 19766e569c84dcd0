"""Kinds of assets, as people write them in Chinese and in English."""

from __future__ import annotations

import unicodedata
from typing import Final, cast

from chuquan.report import AssetKind
from chuquan.tables import ASSET_KINDS

KINDS_ALLOWED: Final = (
    "heritage 遗产, museum 博物馆, scenic 景区, food 美食, craft 工艺, festival 节庆, "
    "person 人物, work 作品, venue 场馆"
)
"""What a cell of a kind may hold: one of these, or a word that means one of them."""

# The first that fits: a 美术馆 is no 艺术, a 非遗美食 is eaten, a 戏剧节 is held. `$` ends a word.
_WORDS: Final[dict[AssetKind, str]] = {
    "museum": "博物 纪念馆 美术馆 展览馆 陈列馆 museum galler memorial",
    "venue": "场馆 体育馆 体育场 体育中心 剧院 剧场 音乐厅 会展中心 滑雪场 乐园 venue stadium "
    "arena theat hall ski",
    "festival": "节庆 节日 节会 节$ 庙会 展会 赛事 活动 花会 灯会 博览会 马拉松 festival fair "
    "event celebration",
    "food": "食 小吃 菜 酒 茶 特产 饮 物产 农产品 地理标志 food cuisine dish snack drink produce",
    "craft": "工艺 手工 技艺 手艺 织 绣 陶 瓷 craft handi ware textile",
    "person": "人物 名人 乡贤 person people figure celebrit",
    "work": "作品 影视 电影 电视剧 剧集 综艺 小说 诗 歌曲 文学 游戏 work$ works$ film movie series "
    "novel book song game",
    "heritage": "遗产 非遗 古迹 文物 文保 遗址 名城 古城 古镇 古村 古建 戏曲 传统 民俗 民间 曲艺 "
    "历史 红色 heritage histor monument relic intangible tradition",
    "scenic": "景 公园 山 湖 海 自然 名胜 度假 生态 湿地 scen park attraction natur sight resort",
}


def kind_of(text: str | None) -> AssetKind | None:
    """Return the kind that a word means, or None where no word for a kind is known.

    Examples
    --------
    >>> kind_of("非遗"), kind_of("5A景区"), kind_of("Local food"), kind_of("其他")
    ('heritage', 'scenic', 'food', None)
    """
    plain = unicodedata.normalize("NFKC", text or "").strip().lower()
    if plain in ASSET_KINDS:
        return cast("AssetKind", plain)
    return next(
        (
            kind
            for kind, words in _WORDS.items()
            if any(word in f"{plain}$" for word in words.split())
        ),
        None,
    )
