"""The days on which an action may begin: windows, months, weekdays, holidays, or the days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from chuquan.impact.holidays import HOLIDAYS
from chuquan.plan.reading.calendar import Calendar
from chuquan.plan.reading.cursor import DAY_ALLOWED, Table, day_of
from chuquan.plan.reading.faults import quoted
from chuquan.plan.reading.names import WEEKDAYS, holiday_of, month_of, weekday_of

WINDOW_ALLOWED: Final = "[2026-04-01, 2026-04-20]: the first and the last day on which it may begin"
_Test = Callable[[date], bool]


def read_starts(table: Table, calendar: Calendar, length_days: int) -> tuple[date, ...]:
    """Return the days on which an action may begin, in order.

    Windows, months and single days (``starts``) add up; weekdays and holidays narrow them. An
    action is over by the plan's last day. No such day is a fault.
    """
    faults = len(table.faults.found)
    places = [*_windows(table), *_months(table), *_single_days(table)]
    narrows = [test for test in (_weekdays(table), _holidays(table, calendar)) if test]
    if len(table.faults.found) > faults:
        return ()
    last_start = calendar.last - timedelta(days=length_days - 1)
    allowed = [
        day
        for day in calendar.days
        if (not places or any(test(day) for test in places)) and all(test(day) for test in narrows)
    ]
    found = tuple(day for day in allowed if day <= last_start)
    if not found:
        _refuse(table, calendar, allowed, length_days)
    return found


def _refuse(table: Table, calendar: Calendar, allowed: list[date], length_days: int) -> None:
    span = f"{calendar.first} to {calendar.last}"
    if allowed:
        found = f"it takes {length_days} days and cannot be over by {calendar.last}"
        table.add("", found, f"a window and a length within {span}")
        return
    table.add(
        "", "it may begin on no day of the plan", f"a day within {span}",
        "mend its window, months, weekdays or holidays: all of them hold together",
    )  # fmt: skip


def _windows(table: Table) -> list[_Test]:
    pairs = [("window", table.take("window"))] if "window" in table else []
    several = table.take("windows")
    if several is not None and not isinstance(several, list):
        table.add("windows", quoted(several), f"a list of windows such as [{WINDOW_ALLOWED}]")
    elif several:
        pairs += [("windows", one) for one in several]
    tests = []
    for key, pair in pairs:
        days = [day_of(item) for item in pair] if isinstance(pair, list) else []
        if len(days) != 2 or days[0] is None or days[1] is None:
            table.add(key, f"{_told(pair)} is no window", WINDOW_ALLOWED)
        elif days[1] < days[0]:
            table.add(key, f"it ends on {days[1]}, before it begins on {days[0]}", WINDOW_ALLOWED)
        else:
            tests.append(_between(days[0], days[1]))
    return tests


def _between(first: date, last: date) -> _Test:
    return lambda day: first <= day <= last


def _single_days(table: Table) -> list[_Test]:
    value = table.take("starts")
    items = value if isinstance(value, list) else [] if value is None else [value]
    days = [day_of(item) for item in items]
    if None in days:
        table.add("starts", _told(value), f"a list of days; {DAY_ALLOWED}")
        return []
    known = frozenset(days)
    return [known.__contains__] if known else []


def _months(table: Table) -> list[_Test]:
    value = table.take("months")
    items = value if isinstance(value, list) else [] if value is None else [value]
    tests = []
    for item in items:
        month = month_of(item)
        if isinstance(item, int) and not isinstance(item, bool) and 1 <= item <= 12:
            tests.append(_in_month(None, item))
        elif month is not None:
            tests.append(_in_month(month.year, month.month))
        else:
            found = f"{quoted(item)} is no month"
            table.add("months", found, '"2026-05", or 5 for every May of the plan')
    return tests


def _in_month(year: int | None, month: int) -> _Test:
    return lambda day: day.month == month and year in {None, day.year}


def _weekdays(table: Table) -> _Test | None:
    words = table.words("weekdays")
    found = {word: weekday_of(word) for word in words}
    for word, weekday in found.items():
        if weekday is None:
            table.add("weekdays", f"{quoted(word)} is no weekday", ", ".join(WEEKDAYS))
    known = frozenset(found.values())
    return (lambda day: WEEKDAYS[day.weekday()] in known) if known else None


def _holidays(table: Table, calendar: Calendar) -> _Test | None:
    words = table.words("holidays")
    found = {word: holiday_of(word) for word in words}
    for word, code in found.items():
        if code is None:
            table.add("holidays", f"{quoted(word)} is no holiday", f"any, {', '.join(HOLIDAYS)}")
    codes = frozenset(code for code in found.values() if code)
    if not codes:
        return None
    return lambda day: any(calendar.is_holiday(day, code) for code in codes)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(str(item)[:20] for item in value[:4]) + "]"
    return quoted(value)
