"""Periods as people write them: days, weeks, months, quarters, years, holidays and spans."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from chuquan.impact.breaks import YEARS, holiday_within, official_break

PERIODS_ALLOWED: Final = (
    "a day (2024-03-05, 2024年3月5日), week (2024-W05), month (2024-03, 2024年3月), "
    "quarter (2024Q1, 2024年一季度), year (2024), holiday with its year (2024年春节, "
    "Golden Week 2023) or a span of days (2024-02-10 to 2024-02-17); years 1900 to 2100"
)

DayOrder = Literal["day_first", "month_first", ""]

_MONTHS: Final = {
    name: i
    for i, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_MON: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CHINESE: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
_HOLIDAY_WORDS: Final = (
    ("spring_festival", r"春节|过年|新春|除夕|spring festival|chinese new year|lunar new year"),
    ("national_day", r"国庆|十一黄金周|^十一|双节|national day|golden week|october holiday"),
    ("labour_day", r"五一|劳动节|labou?r day|may day"),
    ("qingming", r"清明|qing ?ming|tomb.?sweeping"),
    ("dragon_boat", r"端午|dragon boat|duanwu"),
    ("mid_autumn", r"中秋|mid.?autumn|moon festival"),
    ("new_year", r"元旦|new year"),
    ("national_day", r"黄金周|十一"),
)
_YEAR: Final = r"(?P<y>(?:19|20)\d\d|2100)"
_TO: Final = r"\s*(?:-|–|—|~|至|到|to|until|through)\s*"
_CLOCK: Final = re.compile(r"(?<=\d)[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?$")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)")


@dataclass(frozen=True)
class Span:
    """A stretch of days, both included, and what kind of period it is."""

    first: date
    last: date
    period: str


def read_period(text: str, order: DayOrder = "") -> Span | None:
    """Read one period, or return None where it cannot be read.

    Parameters
    ----------
    text : str
        See :data:`PERIODS_ALLOWED`.
    order : str
        How 03/04/2024 is meant; without it, such a day cannot be read.

    Examples
    --------
    >>> read_period("2024年春节")
    Span(first=datetime.date(2024, 2, 10), last=datetime.date(2024, 2, 17), period='holiday')
    >>> read_period("2024年一季度").last
    datetime.date(2024, 3, 31)
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = _CLOCK.sub("", re.sub(r"\s+", " ", plain)).strip(" ,;。")
    plain = re.sub(r"^(\d\d)年", r"20\1年", plain)
    plain = re.sub(r"(?<=[年月日号]) | (?=[年月日号])", "", plain)
    try:
        return _read(plain, order)
    except (ValueError, OverflowError):  # the 31st of February, the 54th week
        return None


def day_order(texts: Sequence[str]) -> DayOrder:
    """Tell from a whole column whether 03/04/2024 begins with the day or with the month."""
    found = [m for m in map(_SLASHED.match, texts) if m]
    is_day_first = any(int(m[1]) > 12 for m in found)
    is_month_first = any(int(m[2]) > 12 for m in found)
    if is_day_first == is_month_first:
        return ""
    return "day_first" if is_day_first else "month_first"


def classify(first: date, last: date) -> str:
    """Return the kind of period that a stretch of days is: one of ``tables.PERIODS``."""
    length = (last - first).days + 1
    if length == 1:
        return "day"
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        n_months = (last.year - first.year) * 12 + last.month - first.month + 1
        quarter = "quarter" if first.month % 3 == 1 else "span"
        return {1: "month", 3: quarter, 12: "year"}.get(n_months, "span")
    holiday = holiday_within(first, last)
    is_break = holiday is not None and official_break(*holiday) == (first, last)
    if length == 7 and not is_break:
        return "week"
    return "holiday" if is_break or (holiday and length <= 10) else "span"


def month_of(year: int, month: int) -> Span:
    """Return a month."""
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def months_of(year: int, first: int, last: int) -> Span:
    """Return a stretch of months of one year, which may be a quarter or the year."""
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return Span(start, end, classify(start, end))


def _read(plain: str, order: DayOrder) -> Span | None:
    holiday = _holiday(plain)
    if holiday is not None or any(re.search(form, plain) for _, form in _HOLIDAY_WORDS):
        return holiday
    if (day := _day(plain, order)) is not None:
        return Span(day, day, "day")
    if m := re.fullmatch(_YEAR + r"\s*年?[ -]?(?:w|第|week )(?P<w>\d{1,2})周?", plain):
        first = date.fromisocalendar(int(m["y"]), int(m["w"]), 1)
        return Span(first, first + timedelta(days=6), "week")
    return _months(plain) or _days(plain, order)


def _holiday(plain: str) -> Span | None:
    code = next((code for code, form in _HOLIDAY_WORDS if re.search(form, plain)), None)
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain)
    if code is None or year is None or not YEARS[0] <= int(year[0]) <= YEARS[1]:
        return None
    off = official_break(code, int(year[0]))
    return Span(*off, "holiday") if off else None


def _day(plain: str, order: DayOrder) -> date | None:  # noqa: PLR0911  (one return a form)
    if m := re.fullmatch(_YEAR + r"[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", plain):
        return date(int(m["y"]), int(m[2]), int(m[3]))
    if m := re.fullmatch(_YEAR + r"(\d\d)(\d\d)(?:\.0)?", plain):
        return date(int(m["y"]), int(m[2]), int(m[3]))
    if m := re.fullmatch(rf"(\d{{1,2}})[ -]({_MON})\.?,?[ -]{_YEAR}", plain):
        return date(int(m["y"]), _MONTHS[m[2]], int(m[1]))
    if m := re.fullmatch(rf"({_MON})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}", plain):
        return date(int(m["y"]), _MONTHS[m[1]], int(m[2]))
    m = _SLASHED.fullmatch(plain)
    if m is None:
        return None
    one, two = int(m[1]), int(m[2])
    if order == "day_first" or (not order and one > 12):
        return date(int(m[3]), two, one)
    if order == "month_first" or two > 12 or one == two:
        return date(int(m[3]), one, two)
    return None


def _months(plain: str) -> Span | None:  # noqa: PLR0911  (one return a form)
    if m := re.fullmatch(_YEAR + r"(?:年|年度|年全年|\.0)?", plain):
        return months_of(int(m["y"]), 1, 12)
    # Without its second digit 2024.1 may have been October; a file's other cells cannot tell.
    if re.fullmatch(_YEAR + r"\.1", plain):
        return None
    if m := re.fullmatch(_YEAR + r"[-/.年 ](\d{1,2})月?份?", plain):
        return month_of(int(m["y"]), int(m[2]))
    if m := re.fullmatch(_YEAR + r"(\d\d)(?:\.0)?", plain):
        return month_of(int(m["y"]), int(m[2]))
    if m := re.fullmatch(rf"(?:{_YEAR}[ -]({_MON})|({_MON})\.?,?[ -](?P<z>(?:19|20)\d\d))", plain):
        return month_of(int(m["y"] or m["z"]), _MONTHS[m[2] or m[3]])
    if m := re.fullmatch(rf"({_MON})-(\d\d)", plain):  # as spreadsheets write a month
        return month_of(2000 + int(m[2]), _MONTHS[m[1]])
    form = (
        rf"(?:{_YEAR}[年 -]*(?:q([1-4])|第?([1-4一二三四])季度?)|q([1-4])[ -](?P<z>(?:19|20)\d\d))"
    )
    if m := re.fullmatch(form, plain):
        digit = m[2] or m[3] or m[4]
        quarter = _CHINESE.get(digit) or int(digit)
        return months_of(int(m["y"] or m["z"]), 3 * quarter - 2, 3 * quarter)
    if m := re.fullmatch(_YEAR + r"[年 -]*(上半年|下半年|h1|h2|前三季度)", plain):
        first, last = {"上半年": (1, 6), "h1": (1, 6), "前三季度": (1, 9)}.get(m[2], (7, 12))
        return months_of(int(m["y"]), first, last)
    if m := re.fullmatch(_YEAR + r"年?(\d{1,2})月?" + _TO + r"(\d{1,2})月份?", plain):
        return months_of(int(m["y"]), int(m[2]), int(m[3])) if int(m[2]) <= int(m[3]) else None
    return None


def _days(plain: str, order: DayOrder) -> Span | None:
    """Read a span of days: both ends in full, or the second short of its year and month."""
    for m in re.finditer(_TO, plain):
        first = _day(plain[: m.start()].strip(), order)
        rest = plain[m.end() :].strip()
        if first is None or not rest:
            continue
        last = _day(rest, order)
        if last is None and (n := re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号]?", rest)):
            last = date(first.year + (int(n[1]) < first.month), int(n[1]), int(n[2]))
        if last is None and (n := re.fullmatch(r"(\d{1,2})[日号]?", rest)):
            last = first.replace(day=int(n[1]))
        if last is not None and last >= first:
            return Span(first, last, classify(first, last))
    return None
