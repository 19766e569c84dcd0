"""What was done last year, moved to this year's days.

A start within a holiday moves to the same day of the same holiday, wherever the moon put it this
year; any other moves to the same weekday nearest its date. From there it moves to the nearest day
on which the action may begin at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chuquan.errors import ConfigError
from chuquan.plan.problem import Action
from chuquan.plan.reading.calendar import NO_COUNTRY, Calendar, Holiday, public_holidays
from chuquan.plan.reading.context import Context
from chuquan.plan.reading.cursor import Table
from chuquan.plan.reading.faults import nearest, quoted


def read_last_year(
    tables: Sequence[Table], actions: Sequence[Action], country: str, context: Context
) -> dict[str, date]:
    """Read what was done last year.

    Parameters
    ----------
    tables : sequence of Table
        ``[[last_year]]``, each with ``action`` and ``start``.
    actions : sequence of Action
    country : str
        Whose holidays they are.
    context : Context

    Returns
    -------
    dict
        First day by action id, on this year's days; what finds no day is left out, and said so.
    """
    by_id = {action.action_id: action for action in actions}
    moved: dict[str, date] = {}
    for table in tables:
        action_id = table.text("action", is_needed='"the id of an action"')
        start = table.day("start", is_needed=True)
        table.close()
        if not action_id or start is None or context.calendar is None:
            continue
        if action_id not in by_id:
            if actions:
                found = f"there is no action {quoted(action_id)}"
                table.add("action", found, "the id of an action", nearest(action_id, [*by_id]))
        elif action_id in moved:
            table.add("action", f"{quoted(action_id)} stands twice", "each action once")
        elif start >= context.calendar.first:
            table.add("start", f"{start} is not before this plan", "a day before its first day")
        else:
            _move(by_id[action_id], start, country, context, moved)
    return moved


def _move(
    action: Action, start: date, country: str, context: Context, moved: dict[str, date]
) -> None:
    calendar = context.calendar
    assert calendar is not None
    wanted = same_day(start, calendar, _holidays_of(start, country))
    day = min(action.starts, key=lambda d: (abs((d - wanted).days), d), default=None)
    names = {"action": action.name, "from": str(start), "to": str(day or "")}
    if day is None:
        context.assume("last_year_left", names)
        return
    moved[action.action_id] = day
    context.assume("last_year_moved", names, {"days": float((day - wanted).days)})


def same_day(start: date, calendar: Calendar, holidays: Sequence[Holiday]) -> date:
    """Return the day of this calendar that a past day stands for.

    Parameters
    ----------
    start : date
    calendar : Calendar
        This year's.
    holidays : sequence of Holiday
        Those that ``start`` may lie in.
    """
    within = next((h for h in holidays if h.first <= start <= h.last), None)
    if within is not None:
        offset = start - within.main
        ours = [h.main + offset for h in calendar.holidays if h.code == within.code]
        if ours:
            return min(ours, key=lambda day: abs((day - calendar.first).days))
    year = calendar.first.year
    candidates = [_in_year(start, y) for y in (year, year + 1)]
    inside = [day for day in candidates if calendar.first <= day <= calendar.last]
    return (inside or candidates)[0]


def _in_year(start: date, year: int) -> date:
    """Return the day with the same weekday that is nearest to the same date of a year."""
    last_of_february = (start.month, start.day) == (2, 29)
    same = date(year, 2, 28) if last_of_february else date(year, start.month, start.day)
    shift = (start.weekday() - same.weekday() + 3) % 7 - 3
    return same + timedelta(days=shift)


def _holidays_of(start: date, country: str) -> tuple[Holiday, ...]:
    if country.casefold() == NO_COUNTRY:
        return ()
    try:
        return public_holidays(start, start, country)
    except ConfigError:  # the country has been refused already, or a year that no calendar has
        return ()


def country_of(values: Mapping[str, Any]) -> str:
    """Return the country that a file's ``[calendar]`` names; China where it names none."""
    table = values.get("calendar")
    country = table.get("country") if isinstance(table, Mapping) else None
    return country if isinstance(country, str) and country.strip() else "CN"
