"""A quantity by day: one number, or by weekday, month, holiday and date, or from a CSV file.

What is more particular wins: a date over a named holiday, over any holiday, over school holidays,
over a weekday, over the weekend, over a month, over ``usual``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from chuquan.plan.reading.amounts import AmountError, Scale, amount, share
from chuquan.plan.reading.calendar import Calendar
from chuquan.plan.reading.cursor import Table, day_of
from chuquan.plan.reading.faults import nearest, quoted
from chuquan.plan.reading.names import (
    ANY_HOLIDAY,
    WEEKDAYS,
    holiday_of,
    month_of,
    weekday_of,
)

PROFILE_ALLOWED: Final = (
    'a number, or a table of usual, mon to sun, weekend, holiday, national_day and other '
    'holidays, school_holiday, months such as "2026-05" and dates such as "2026-05-01"'
)  # fmt: skip
_USUAL, _MONTH, _WEEKEND, _WEEKDAY, _SCHOOL, _HOLIDAY, _NAMED, _DATE = range(8)


@dataclass(frozen=True)
class Rule:
    """On which days a number holds, and how particular that is."""

    rank: int
    holds: Callable[[date], bool]
    value: float


@dataclass(frozen=True)
class _By:
    """By what a quantity of every day is read."""

    calendar: Calendar
    scale: Scale
    of: tuple[float, ...] = ()
    usual: float | None = None


def read_profile(
    table: Table,
    key: str,
    calendar: Calendar,
    scale: Scale,
    *,
    of: tuple[float, ...] = (),
    usual: float | None = None,
) -> tuple[float, ...] | None:
    """Read a quantity of every day.

    Parameters
    ----------
    table, key
        Where it stands.
    calendar : Calendar
    scale : Scale
    of : tuple of float, shape (day,)
        What "40%" is a share of; empty where shares are not allowed.
    usual : float, optional
        What holds where nothing is said; without it every day has to be covered.

    Returns
    -------
    tuple of float, shape (day,), or None
        None where nothing stands, or a fault was found.
    """
    value = table.take(key)
    if value is None:
        return None
    by = _By(calendar, scale, of, usual)
    if not isinstance(value, Mapping):
        return _by_day(table, key, [("usual", value)], by)
    within = table.below(key)
    pairs = [(str(name), within.take(str(name))) for name in value]
    return _by_day(within, "", pairs, by)


def _by_day(
    table: Table,
    key: str,
    pairs: list[tuple[str, Any]],
    by: _By,
) -> tuple[float, ...] | None:
    calendar, scale, of = by.calendar, by.scale, by.of
    n_before = len(table.faults.found)
    rules = [] if by.usual is None else [Rule(-1, lambda _: True, by.usual)]
    shares = []
    for name, written in pairs:
        found = _days_of(name, calendar)
        if found is None:
            known = ["usual", "weekend", "holiday", "school_holiday", *WEEKDAYS]
            todo = nearest(name, known)
            table.add(key or name, f"{quoted(name)} is no day", PROFILE_ALLOWED, todo)
            continue
        part = share(written) if of else None
        try:
            number = amount(written, scale) if part is None else part
        except AmountError as error:
            also = ', or a share such as "65%"' if of else ""
            table.add(key or name, str(error), scale.allowed + also)
            continue
        rules.append(Rule(*found, number))
        if part is not None:
            shares.append(rules[-1])
    if len(table.faults.found) > n_before:
        return None
    out = []
    for number, day in enumerate(calendar.days):
        holding = [rule for rule in rules if rule.holds(day)]
        if not holding:
            table.add(key, f"nothing is said of {day}", "usual = ..., for all days not named")
            return None
        best = max(holding, key=lambda rule: rule.rank)
        out.append(best.value * of[number] if best in shares else best.value)
    return tuple(out)


def _days_of(name: str, calendar: Calendar) -> tuple[int, Callable[[date], bool]] | None:
    """Return how particular a name of days is, and which they are; None for no name of days."""
    text = name.strip()
    plain = {
        "usual": (_USUAL, lambda _: True),
        "weekend": (_WEEKEND, lambda day: day.weekday() >= 5),
        "holiday": (_HOLIDAY, lambda day: day in calendar.code_of),
        "school_holiday": (_SCHOOL, lambda day: day in calendar.school_days),
    }
    if text in plain:
        return plain[text]
    if (day := day_of(text)) is not None:
        return _DATE, lambda other: other == day
    if (month := month_of(text)) is not None:
        return _MONTH, lambda other: (other.year, other.month) == (month.year, month.month)
    if (weekday := weekday_of(text)) is not None:
        return _WEEKDAY, lambda other: calendar.weekday(other) == weekday
    if (code := holiday_of(text)) is not None:
        rank = _HOLIDAY if code == ANY_HOLIDAY else _NAMED
        return rank, lambda other: calendar.is_holiday(other, code)
    return None


_DATE_HEADS: Final = ("date", "day", "日期")
_CAPACITY_HEADS: Final = ("capacity", "容量", "可用", "总量")
_BASE_HEADS: Final = ("base", "used", "已用", "基数", "平时用量")
_MOST_BYTES: Final = 20_000_000


def read_daily_file(
    table: Table, key: str, folder: Path, calendar: Calendar, scale: Scale
) -> tuple[tuple[float, ...], tuple[float, ...] | None] | None:
    """Read capacity and, where there is such a column, what is used anyway, from a CSV file.

    Parameters
    ----------
    table, key
        Where the file is named.
    folder : Path
        From which its path goes: that of the plan.

    Returns
    -------
    tuple or None
        Capacity and base (None without the column), each of shape (day,); None at a fault.
    """
    name = table.text(key)
    if not name:
        return None
    path = folder / name
    try:
        if path.stat().st_size > _MOST_BYTES:
            table.add(key, f"{name} is larger than a table of days", "one row a day")
            return None
        rows = _rows(path)
    except (OSError, UnicodeError, csv.Error, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        table.add(
            key, f"{name} cannot be read: {reason}",
            "a CSV file in UTF-8 or GB18030 with the columns date, capacity and perhaps base; its "
            "path goes from the plan's folder",
        )  # fmt: skip
        return None
    return _columns(table, key, rows, _By(calendar, scale))


def _rows(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    reader = csv.DictReader(text.splitlines())
    return [{str(k).strip().casefold(): str(v or "") for k, v in row.items()} for row in reader]


def _columns(
    table: Table, key: str, rows: list[dict[str, str]], by: _By
) -> tuple[tuple[float, ...], tuple[float, ...] | None] | None:
    name, calendar, scale = table.text(key), by.calendar, by.scale
    heads = list(rows[0]) if rows else []
    day_head, capacity_head, base_head = (
        next((head for head in heads if head in known), None)
        for known in (_DATE_HEADS, _CAPACITY_HEADS, _BASE_HEADS)
    )
    if day_head is None or capacity_head is None:
        table.add(
            key, f"{name} has the columns {', '.join(heads) or 'none'}", "date, capacity, base"
        )
        return None
    columns: list[dict[date, float]] = [{}, {}]
    for line, row in enumerate(rows, 2):
        day = day_of(row[day_head])
        if day is None or day in columns[0]:
            found = f"{quoted(row[day_head])} is {'no day' if day is None else 'there twice'}"
            table.add(key, f"{name}, line {line}: {found}", "one row for each day")
            return None
        for head, column in zip((capacity_head, base_head), columns, strict=True):
            try:
                column[day] = amount(row[head], scale) if head else 0.0
            except AmountError as error:
                table.add(key, f"{name}, line {line}, {head}: {error}", scale.allowed)
                return None
    missing = [day for day in calendar.days if day not in columns[0]]
    if missing:
        table.add(
            key, f"{name} lacks {len(missing)} days, the first {missing[0]}",
            f"one row for each day from {calendar.first} to {calendar.last}",
        )  # fmt: skip
        return None
    capacity, base = (tuple(c[day] for day in calendar.days) for c in columns)
    return capacity, base if base_head else None
