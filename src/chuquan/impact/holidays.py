"""Public holidays of a country as runs of days off, the moving ones included.

A holiday is the whole run of days on which people need not work: Golden Week 2023 is the eight
days from 29 September (Mid-Autumn Festival) to 6 October, for the weekends of both sides were
moved. Dates and exchanged working days (调休) are those of the library ``holidays`` (Vacanza team,
MIT), which follows the State Council's yearly notices; for years that no notice covers yet it
knows the statutory days alone, and runs are shorter than they will be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from chuquan.errors import ConfigError

if TYPE_CHECKING:
    from holidays import HolidayBase

HOLIDAYS: Final = (
    "spring_festival",
    "national_day",
    "labour_day",
    "mid_autumn",
    "dragon_boat",
    "qingming",
    "new_year",
    "other",
)
"""Codes; where two holidays share a run of days off, it goes by the one that stands first here."""

_WORDS: Final = (
    ("mid_autumn", ("mid-autumn", "chuseok")),
    ("dragon_boat", ("dragon boat",)),
    ("qingming", ("tomb-sweeping", "ching ming", "qingming")),
    ("labour_day", ("labor day", "labour day")),
    ("national_day", ("national day",)),
)
_SCHEMA: Final = {
    "day": pl.Date,
    "holiday": pl.String,
    "offset": pl.Int64,
    "name": pl.String,
    "n_days": pl.Int64,
    "from_main_day": pl.Int64,
}
# No run of days off is longer than this, so a window wider by it sees every run whole.
_REACH: Final = timedelta(days=21)


def holiday_days(first: date, last: date, country: str = "CN") -> pl.DataFrame:
    """Return the days off that belong to holidays, one row a day.

    Parameters
    ----------
    first, last : date
        Both included. A holiday that reaches over an end keeps its offsets.
    country : str
        ISO 3166 code: ``CN``, ``TW``, ``HK``, ``MO`` and whatever the library knows.

    Returns
    -------
    polars.DataFrame
        ``day``; ``holiday``, one of :data:`HOLIDAYS`; ``offset``, day of the run of days off from
        0; ``name``, the library's English name of the holiday that the run goes by; ``n_days``,
        length of the run; ``from_main_day``, days from the holiday's own day (the lunar year's
        first for Spring Festival, below zero before it). In order of days; weekends without a
        holiday are not in it.

    Raises
    ------
    ConfigError
        If the library does not know the country, or a year before or after its calendars.
    """
    calendar = _calendar(first, last, country)
    rows = []
    for run in _runs(calendar, first - _REACH, last + _REACH):
        named = {day: _codes(calendar, day) for day in run}
        found = [(code, day, name) for day in run for code, name in named[day]]
        if not found:
            continue
        code, main, name = min(found, key=lambda item: (HOLIDAYS.index(item[0]), item[1]))
        if code == "spring_festival":
            main = _lunar_new_year(run[0]) or main
        rows += [
            (day, code, offset, name, len(run), (day - main).days)
            for offset, day in enumerate(run)
            if first <= day <= last
        ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def makeup_working_days(first: date, last: date, country: str = "CN") -> tuple[date, ...]:
    """Return the weekend days on which people work in exchange for a longer holiday (调休).

    Raises
    ------
    ConfigError
        As :func:`holiday_days`.
    """
    calendar = _calendar(first, last, country)
    return tuple(sorted(day for day in calendar.weekend_workdays if first <= day <= last))


def _calendar(first: date, last: date, country: str) -> HolidayBase:
    """Ask the library; it is imported here, as no start of the program should wait for it."""
    import holidays  # noqa: PLC0415

    years = range((first - _REACH).year, (last + _REACH).year + 1)
    try:
        calendar = holidays.country_holidays(country.upper(), years=years, language="en_US")
    except NotImplementedError as error:
        raise ConfigError(
            f"no calendar of holidays for the country {country!r}",
            allowed="a two-letter code such as CN, TW, HK, MO",
            todo="name another country",
        ) from error
    if years[0] < calendar.start_year or calendar.end_year < years[-1]:
        raise ConfigError(
            f"the calendar of {country.upper()} does not reach from {first} to {last}",
            allowed=f"years {calendar.start_year} to {calendar.end_year}",
            todo="check the dates of the outcomes",
        )
    return calendar


def _runs(calendar: HolidayBase, first: date, last: date) -> Iterator[tuple[date, ...]]:
    """Yield the longest runs of days off, weekends too."""
    run: list[date] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if not calendar.is_working_day(day):
            run.append(day)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _codes(calendar: HolidayBase, day: date) -> list[tuple[str, str]]:
    """Return code and name of what is celebrated on a day; moved days off are not celebrated."""
    names = str(calendar.get(day) or "").split("; ")
    return [
        (_code(day, name), name.removesuffix(" (observed)"))
        for name in names
        if name and not name.startswith("Day off")
    ]


def _code(day: date, name: str) -> str:
    lower = name.lower()
    for code, words in _WORDS:
        if any(word in lower for word in words):
            return code
    if "new year" in lower or "spring festival" in lower or (day.month, day.day) == (1, 1):
        lunar = any(word in lower for word in ("chinese", "lunar", "korean", "spring festival"))
        return "spring_festival" if lunar else "new_year"
    return "other"


def _lunar_new_year(near: date) -> date | None:
    """Return the first day of the lunar year near a day, from China's calendar.

    Other calendars leave it out where it is a Sunday, and name its eve alike.
    """
    import holidays  # noqa: PLC0415

    china = holidays.country_holidays("CN", years=near.year, language="en_US")
    days = sorted(day for day, name in china.items() if "(Spring Festival)" in name)
    return next((day for day in days if abs(day - near) <= _REACH), None)
