"""Words that stand for a lever, a weekday, a holiday or a month, in Chinese and in English."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, get_args

from chuquan.impact.holidays import HOLIDAYS
from chuquan.report.breakout import Lever

LEVERS: Final = get_args(Lever)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_LEVER_WORDS: Final = {
    "文化": "culture",
    "文化历史": "culture",
    "历史文化": "culture",
    "影视": "screen",
    "电影": "screen",
    "电视": "screen",
    "社交媒体": "social",
    "达人": "social",
    "新媒体": "social",
    "演唱会": "concert",
    "音乐会": "concert",
    "音乐节": "concert",
    "体育": "sport",
    "赛事": "sport",
    "活动": "event",
    "节庆": "event",
    "自然": "nature",
    "自然风光": "nature",
    "film": "screen",
    "concerts": "concert",
    "sports": "sport",
    "events": "event",
}
_HOLIDAY_WORDS: Final = {
    "春节": "spring_festival",
    "国庆": "national_day",
    "国庆节": "national_day",
    "十一": "national_day",
    "五一": "labour_day",
    "劳动节": "labour_day",
    "labor_day": "labour_day",
    "中秋": "mid_autumn",
    "中秋节": "mid_autumn",
    "端午": "dragon_boat",
    "端午节": "dragon_boat",
    "清明": "qingming",
    "清明节": "qingming",
    "元旦": "new_year",
}
_WEEKDAY_WORDS: Final = {
    **{f"{prefix}{char}": WEEKDAYS[i] for prefix in ("周", "星期", "礼拜")
       for i, char in enumerate("一二三四五六")},
    **{f"{prefix}{char}": "sun" for prefix in ("周", "星期", "礼拜") for char in "日天"},
    **{name: name[:3] for name in (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    )},
}  # fmt: skip
ANY_HOLIDAY: Final = "any"
_MONTH: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


def lever_of(word: object) -> str | None:
    """Return the lever that a word means; None for none."""
    text = str(word).strip().casefold()
    return text if text in LEVERS else _LEVER_WORDS.get(text)


def holiday_of(word: object) -> str | None:
    """Return the code of a holiday, ``any`` for all of them; None for neither."""
    text = str(word).strip().casefold().replace(" ", "_").replace("-", "_")
    if text in {ANY_HOLIDAY, "all", "节假日", "法定节假日"}:
        return ANY_HOLIDAY
    return text if text in HOLIDAYS else _HOLIDAY_WORDS.get(text)


def weekday_of(word: object) -> str | None:
    """Return a weekday's three letters; None for no weekday."""
    text = str(word).strip().casefold()
    return text if text in WEEKDAYS else _WEEKDAY_WORDS.get(text)


def month_of(word: object) -> date | None:
    """Return the first day of a month such as ``2026-05`` or 2026年5月; None for no month."""
    match = _MONTH.fullmatch(str(word).strip())
    if match is None or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2200:
        return None
    return date(int(match[1]), int(match[2]), 1)
