"""Units in Chinese and English, to a closed vocabulary with the factor taken out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from chuquan.impact.reading.figures import split_factor

_WRITTEN: Final[dict[str, str]] = {
    "visits": "人次 人次数 次 visit visits trip trips arrival arrivals person-times persontimes "
    "person-trips 旅游人次 游客人次 接待人次 游客量 接待量 接待游客人次 到访人次",
    "visitors": "人 人数 位 名 游客 visitor visitors person persons people tourist tourists guest "
    "guests pax 游客数 游客人数 接待人数 旅客",
    "visitor_nights": "人天 人夜 人天数 人夜数 过夜人天 visitor-night visitor-nights guest-nights "
    "person-nights bed-nights overnight-stays visitor-days person-days",
    "room_nights": "间夜 间夜量 间夜数 间天 room-night room-nights rooms-sold",
    "rides": "乘次 客次 搭乘 客运量 客流量 运量 ride rides boarding boardings ridership riders "
    "passengers 旅客人次 乘客人次 搭乘人次",
    "orders": "单 订单 订单量 笔 order orders",
    "tickets": "张 门票 票 ticket tickets",
    "flights": "架次 班次 班 flight flights",
    "packs": "包 pack packs",
    "yuan": "元 元人民币 人民币元 人民币 ¥ yuan rmb cny renminbi cny¥ rmb¥",
    "USD": "美元 $ usd us$ dollar dollars us-dollar us-dollars",
    "TWD": "新台币 新臺幣 台币 新台币元 twd nt$ ntd",
    "HKD": "港元 港币 hkd hk$",
    "EUR": "欧元 € eur euro euros",
    "GBP": "英镑 £ gbp pound pounds",
    "JPY": "日元 日圆 jpy yen",
    "percent": "% percent pct 百分比 百分点 ‰",
    "days": "天 日 day days",
}
UNITS: Final = tuple(_WRITTEN)
"""The closed vocabulary. ``visits`` counts one person once a visit (人次), ``visitors`` persons."""

MONEY: Final = frozenset({"yuan", "USD", "TWD", "HKD", "EUR", "GBP", "JPY"})
"""Units of the vocabulary that are money."""

COUNTS: Final = frozenset(UNITS) - MONEY - {"percent"}
"""Units of the vocabulary that count something: never below zero."""

PEOPLE: Final = frozenset({"visits", "visitors", "visitor_nights", "room_nights", "rides"})
"""Units of the vocabulary that count people coming."""

_UNIT_OF: Final = {word: unit for unit, words in _WRITTEN.items() for word in words.split()}
_PER: Final = re.compile(r"^(?:单位|unit)[::]?\s*|\s*(?:/|per )(?:日|天|月|年|day|month|year)$")
_IN_NAME: Final = (
    ("visits", r"人次|visits|arrivals|游客量|接待量"),
    ("visitor_nights", r"人天|人夜|visitor.?nights|guest.?nights"),
    ("room_nights", r"间夜|room.?nights"),
    ("rides", r"ridership|客运量|客流|运量|运量|rides|boardings|passengers"),
    ("visitors", r"游客数|游客人数|接待人数|visitors|tourists"),
)


@dataclass(frozen=True)
class Unit:
    """A unit as it is meant.

    Attributes
    ----------
    name : str
        One of :data:`UNITS`, or free text as written where none of them fits; may be empty.
    factor : float
        What a figure is to be multiplied with: 万元 is 10,000 yuan.
    """

    name: str
    factor: float = 1.0


def read_unit(text: str | None) -> Unit:
    """Read a unit.

    Examples
    --------
    >>> read_unit("万人次"), read_unit("亿元"), read_unit("million USD")
    (Unit(name='visits', factor=10000.0), Unit(name='yuan', factor=100000000.0), \
Unit(name='USD', factor=1000000.0))
    """
    written = unicodedata.normalize("NFKC", text or "").strip()
    plain = _PER.sub("", written.casefold()).strip("()[] .,:")
    name = _known(plain)
    if name is not None:
        return Unit(name, 0.1 if plain == "‰" else 1.0)
    factor, rest = split_factor(re.sub(r"^人民币(?=[百千万亿])", "", plain))
    if factor == 1.0:
        factor, rest = _english_tail(plain)
    name = _known(rest.strip("()[] .,:").removeprefix("of ").strip())
    if name is not None:
        return Unit(name, factor)
    return Unit(rest.strip() or "", factor) if factor != 1.0 else Unit(written)


def unit_in_name(metric: str) -> str:
    """Return the unit that the name of a metric says by itself (接待人次: visits), or nothing."""
    plain = metric.casefold()
    return next((unit for unit, form in _IN_NAME if re.search(form, plain)), "")


def _known(plain: str) -> str | None:
    return _UNIT_OF.get(plain) or _UNIT_OF.get(re.sub(r"[\s_]+", "-", plain))


def _english_tail(plain: str) -> tuple[float, str]:
    """Read ``yuan (10,000)``, ``10,000 yuan``, ``'000 visits`` and ``visits, thousands``."""
    match = re.search(r"(?<![\w.,])(10{1,8}|10{0,2}(?:,000)+|'000)s?(?![\w,])", plain)
    if match is not None:
        digits = match[1].replace(",", "")
        rest = (plain[: match.start()] + plain[match.end() :]).strip(" (),")
        if not rest or _known(rest):
            return (1000.0 if match[1] == "'000" else float(digits)), rest
    words = [word for word in re.split(r"[\s,()]+", plain) if word]
    for i, word in enumerate(words):
        factor, rest = split_factor(word)
        if not rest and factor != 1.0 and len(words) > 1:
            return factor, " ".join(words[:i] + words[i + 1 :])
    return 1.0, plain
