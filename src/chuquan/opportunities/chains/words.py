"""What a word is to who comes for an image: done, worn, eaten, bought, photographed, slept in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, get_args

from chuquan.digest.lexicon import synonyms
from chuquan.errors import FormatError
from chuquan.report import LinkRole

ROLES: Final[tuple[LinkRole, ...]] = get_args(LinkRole)

_ENDINGS: Final[tuple[tuple[LinkRole, str], ...]] = (
    ("wear", "裙 装 服 袍 帽 鞋 妆 袜 衫 裤 簪 袄"),
    ("photograph", "摄影 写真 相机 大片"),
    ("eat", "饭 饼 糕 锅 茶 酒 烤 串 虾 蟹 饺 粥 冰棍 咖啡 餐 酱"),
    ("stay", "酒店 民宿 客栈 宾馆 营地 旅馆"),
    ("buy", "店 铺 市集 集市 夜市 早市 市场 礼盒 周边 文创 盲盒 玩偶 公仔 商城 超市"),
    ("see", "博物馆 博物院 展馆 古城 古镇 古街 老街 石窟 瀑布 峡谷 草原 公园 乐园 花海 花灯 冰灯"),
    ("do", "节 秀 赛 展 舞 戏"),
)
"""The endings that tell a trade; one that also ends other words (见面, 股票, 摸鱼) is not here."""


@dataclass(frozen=True)
class Group:
    """Words that mean one thing of a chain.

    Attributes
    ----------
    name, name_en : str
    words : tuple of str
        In lower case, the name among them.
    """

    role: LinkRole
    name: str
    name_en: str
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return the words of trades, by what they mean.

    Raises
    ------
    FormatError
        If a line of the list has no known role, or a word stands in two lines.
    """
    text = (files("chuquan") / "data" / "chain_roles.txt").read_text(encoding="utf-8")
    return read_groups(text)


def read_groups(text: str) -> tuple[Group, ...]:
    """Read a list of the words of trades; see :func:`groups`."""
    out: list[Group] = []
    where: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        role, *rest = line.split("\t")
        if role not in ROLES or len(rest) not in (2, 3):
            raise FormatError(
                f"{role!r} with {len(rest)} more fields",
                where=f"chain_roles.txt, line {number}",
                allowed=f"role, name, name in English and words; roles: {', '.join(ROLES)}",
                todo="mend the line",
            )
        listed = rest[2].split() if len(rest) > 2 else []
        words = tuple(dict.fromkeys(word.lower() for word in (rest[0], *listed)))
        for word in words:
            if word in where:
                raise FormatError(
                    f"{word!r} stands in line {where[word]} already",
                    where=f"chain_roles.txt, line {number}",
                    allowed="each word in one line",
                    todo="take it out of one of them",
                )
            where[word] = number
        out.append(Group(role, rest[0], rest[1], words))
    return tuple(out)


@lru_cache(maxsize=1)
def group_of() -> Mapping[str, Group]:
    """Return the group of each listed word."""
    return MappingProxyType({word: group for group in groups() for word in group.words})


def role_by_ending(word: str) -> LinkRole:
    """Return the role that a word's ending tells; ``other`` where it tells none.

    Examples
    --------
    >>> role_by_ending("褶裙"), role_by_ending("砂锅"), role_by_ending("适配度")
    ('wear', 'eat', 'other')
    """
    best: tuple[int, LinkRole] = (0, "other")
    for role, endings in _ENDINGS:
        for ending in endings.split():
            if len(ending) > best[0] and word.endswith(ending) and word != ending:
                best = (len(ending), role)
    return best[1]


def core_terms(theme: str) -> tuple[str, ...]:
    """Return the words that count as a theme, the theme first.

    Parameters
    ----------
    theme : str
        One word, or several with spaces, commas or 、 between.
    """
    asked = re.split(r"[\s,，、]+", theme.strip().lower())
    means = synonyms()
    out = dict.fromkeys(word for word in asked if word)
    for word in asked:
        # Who asks for one word of a theme (冰雕) means it; who asks for its name means all of them.
        out.update(dict.fromkeys(w.lower() for w, name in means.items() if name == word))
    return tuple(out)
