"""The days of a plan: its holidays, school holidays that the user names, and last year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chuquan.errors import ConfigError
from chuquan.impact.holidays import holiday_days, makeup_working_days
from chuquan.plan.reading.cursor import DAY_ALLOWED, Table, day_of
from chuquan.plan.reading.faults import quoted
from chuquan.plan.reading.names import ANY_HOLIDAY, WEEKDAYS

NO_COUNTRY = "none"


@dataclass(frozen=True)
class Holiday:
    """A run of days off.

    Attributes
    ----------
    code : str
        One of :data:`chuquan.impact.holidays.HOLIDAYS`; for school holidays their name.
    main : date
        The holiday's own day, by which those of two years are matched.
    """

    code: str
    first: date
    last: date
    main: date
    is_school: bool = False


@dataclass(frozen=True)
class Calendar:
    """All days from first to last, both included.

    Attributes
    ----------
    is_official : bool
        Whether the exchanged working days of every year are known; until a notice says them, runs
        hold the statutory days alone.
    """

    first: date
    last: date
    holidays: tuple[Holiday, ...] = ()
    is_official: bool = True

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All days, in order."""
        n_days = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=i) for i in range(n_days))

    @cached_property
    def code_of(self) -> dict[date, str]:
        """Code of the public holiday that a day belongs to."""
        return {
            day: holiday.code
            for holiday in self.holidays
            if not holiday.is_school
            for day in _days(holiday)
        }

    @cached_property
    def school_days(self) -> frozenset[date]:
        """Days of school holidays."""
        return frozenset(d for h in self.holidays if h.is_school for d in _days(h))

    def is_holiday(self, day: date, code: str) -> bool:
        """Whether a day belongs to a public holiday; ``any`` is every one."""
        found = self.code_of.get(day)
        return found is not None and code in {ANY_HOLIDAY, found}

    def weekday(self, day: date) -> str:
        """Return a day's weekday in three letters."""
        return WEEKDAYS[day.weekday()]


def public_holidays(first: date, last: date, country: str) -> tuple[Holiday, ...]:
    """Return the runs of days off that touch a stretch, whole, in order.

    Raises
    ------
    ConfigError
        If there is no calendar of the country or the years.
    """
    reach = timedelta(days=21)
    runs: dict[tuple[str, date], list[date]] = {}
    for row in holiday_days(first - reach, last + reach, country).iter_rows(named=True):
        main = row["day"] - timedelta(days=row["from_main_day"])
        runs.setdefault((row["holiday"], main), []).append(row["day"])
    found = [Holiday(code, min(days), max(days), main) for (code, main), days in runs.items()]
    touching = (h for h in found if h.first <= last and first <= h.last)
    return tuple(sorted(touching, key=lambda h: h.first))


def read_calendar(table: Table, first: date | None, last: date | None) -> Calendar | None:
    """Return the calendar that ``[calendar]`` describes; None where the plan's days are not known.

    Faults go where the table keeps them.
    """
    country = table.text("country", "CN")
    school = tuple(_school(table))
    if first is None or last is None:
        return None
    public: tuple[Holiday, ...] = ()
    is_official = True
    if country.casefold() != NO_COUNTRY:
        try:
            public = public_holidays(first, last, country)
            is_official = country.upper() != "CN" or _is_official(first, last)
        except ConfigError as error:
            table.add("country", error.found, f"{error.allowed}, or {NO_COUNTRY}")
    return Calendar(first, last, (*public, *school), is_official)


def _is_official(first: date, last: date) -> bool:
    """Whether every year has weekends on which people work in exchange: all years have some."""
    return all(
        makeup_working_days(date(year, 1, 1), date(year, 12, 31))
        for year in range(first.year, last.year + 1)
    )


def _school(table: Table) -> Iterable[Holiday]:
    value = table.take("school_holidays")
    allowed = '[{ name = "...", from = 2026-07-05, to = 2026-08-31 }]'
    if value is None:
        return
    if not isinstance(value, list):
        table.add("school_holidays", quoted(value), allowed)
        return
    for i, item in enumerate(value):
        one = Table(item, (*table.path, "school_holidays", i), table.faults)
        first, last = (day_of(one.take(key)) for key in ("from", "to"))
        name = one.text("name", "school_holidays")
        one.close()
        if first is None or last is None or last < first:
            one.add("", "no first and last day in this order", f"{allowed}; {DAY_ALLOWED}")
        elif (last - first).days > 366:
            one.add("", "holidays of more than a year", allowed)
        else:
            yield Holiday(name, first, last, first, is_school=True)


def _days(holiday: Holiday) -> Iterable[date]:
    length = (holiday.last - holiday.first).days + 1
    return (holiday.first + timedelta(days=i) for i in range(length))
