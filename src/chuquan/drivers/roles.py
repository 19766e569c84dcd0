"""What part a word can play in the name of a theme: none, a part of it, a name, or a person's."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from chuquan.digest.lexicon import Role, lexicon, stop_terms, synonyms, theme_roles
from chuquan.digest.terms import cutter
from chuquan.digest.works import works
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Lexicon

_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕"
    "屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧"
    "闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥"
    "班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿"
    "国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆"
    "茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
"""The characters that family names begin with."""

_QUESTIONS: Final = ("有多", "为什么", "为何", "怎么", "如何", "什么", "哪", "有哪")
_PERSON_TAGS: Final = frozenset({"nr", "nrfg"})
_PERSON_LENGTHS: Final = (2, 4)
_NOUNS: Final = ("n", "vn", "an", "j", "l", "i", "s", "t", "eng", "b")
"""Tags of words that name things; the tagger's verbs, adverbs and numbers name a theme only where
a list says so. ``nr`` and ``ns`` begin with n, too: what is neither a person nor a place of the
gazetteer is mostly a thing that the tagger does not know."""


@lru_cache(maxsize=65_536)
def role_of(word: str) -> Role:
    """Return what part a word can play in the name of a theme.

    The lists decide for the words that they know; for others their part of speech does.

    Parameters
    ----------
    word : str
        Lower case.

    Returns
    -------
    {'never', 'joined', 'theme', 'person'}
        As of :func:`chuquan.digest.lexicon.theme_roles`.
    """
    listed = theme_roles().get(word)
    if listed is not None:
        return listed
    if word in stop_terms() or word.startswith(_QUESTIONS) or word[0].isdigit():
        return "never"
    if word in synonyms() or is_title(word):
        return "theme"
    return _role_by_tags(word, cutter().tag(word))


def _role_by_tags(word: str, pieces: list[tuple[str, str]]) -> Role:
    if _is_person(word, pieces):
        return "person"
    last, tag = pieces[-1]
    if len(pieces) > 1:
        # What ends in a word that names nothing (文旅上演) names nothing either.
        return "never" if len(last) > 1 and role_of(last) in {"never", "person"} else "theme"
    return "theme" if word in _lexicon() or tag.startswith(_NOUNS) else "joined"


def _is_person(word: str, pieces: list[tuple[str, str]]) -> bool:
    first, tag = pieces[0]
    shortest, longest = _PERSON_LENGTHS
    if not shortest <= len(word) <= longest or tag not in _PERSON_TAGS:
        return False
    if len(pieces) == 1:
        return tag == "nrfg" or word[0] in _SURNAMES
    # A given name of which the tagger knows only the first character.
    return len(word) == len(first) + 1 <= 3 and word[0] in _SURNAMES


def is_title(name: str) -> bool:
    """Return whether a name is that of a known work."""
    return name in _titles()


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    return frozenset(lexicon()["term"])


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(works()["work"].str.to_lowercase())


class PlaceNames:
    """What places are called: no theme of a place is a place.

    Parameters
    ----------
    gazetteer : Gazetteer
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        frame = gazetteer.frame.select("place_id", "parent_id", "level", "names")
        known = Lexicon.load()
        upper = frame.filter(pl.col("level").is_in(["country", "province", "city"]))
        near = upper.filter(
            (pl.col("level") == "country") | pl.col("place_id").str.contains("^[0-9]{6}$")
        )["names"].explode()
        # Abroad, too many towns are words (环球, 日出): the hand-kept list has what is safe.
        latin = upper["names"].explode().str.to_lowercase()
        latin = latin.filter(latin.str.contains("^[a-z ]{4,}$"))
        safe = set(latin) - {word.lower() for word in known.latin_words | known.latin_given}
        # A district's short name (和平, 鼓楼) is a word; its full name is not.
        full = frame.filter(level="county")["names"].explode().drop_nulls()
        full = full.filter(full.str.contains("^.{2,}[县市区旗]$"))
        nicknames = [alias.text for alias in known.aliases if alias.kind == "nickname"]
        names = near.str.to_lowercase().drop_nulls()
        self._everywhere = frozenset([*names, *known.world, *safe, *full, *nicknames])
        below = frame.filter(pl.col("level") == "county").select("place_id", "names")
        pairs = gazetteer.ancestors_frame().join(below, on="place_id")
        named = pairs.explode("names").drop_nulls().group_by("ancestor_id").agg("names")
        self._below = dict(zip(named["ancestor_id"], named["names"], strict=True))

    @classmethod
    def load(cls, gazetteer: Gazetteer) -> PlaceNames:
        """Return the names of a gazetteer; of the one last asked for they are kept."""
        global _kept  # noqa: PLW0603 - a gazetteer holds a table, which no cache can take as a key
        if _kept is None or _kept[0] is not gazetteer:
            _kept = (gazetteer, cls(gazetteer))
        return _kept[1]

    @property
    def everywhere(self) -> frozenset[str]:
        """Names, in lower case, that are no theme of any place."""
        return self._everywhere

    def of(self, place_id: str | None) -> Container[str]:
        """Return the names, in lower case, that are no theme of a place.

        Those of all countries, provinces and cities, the full names of all counties, nicknames,
        and every name of the place itself and of what lies in it, unless it is a thing by itself
        (西湖 is a district of Hangzhou and a lake). For no place, the names that are one anywhere.
        """
        if place_id is None:
            return self._everywhere
        own = {name.lower() for name in self._gazetteer.get(place_id)["names"]}
        below = (
            {name.lower() for name in self._below.get(place_id, ())}
            - _lexicon()
            - set(theme_roles())
        )
        return _Either(frozenset(own | below), self._everywhere)


@dataclass(frozen=True)
class _Either:
    """Two sets as one, without copying the large one."""

    own: frozenset[str]
    everywhere: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self.everywhere


_kept: tuple[Gazetteer, PlaceNames] | None = None
