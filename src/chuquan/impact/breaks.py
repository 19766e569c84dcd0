"""The official days off around each holiday of mainland China, year by year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

HOLIDAYS: Final = (
    "new_year",
    "spring_festival",
    "qingming",
    "labour_day",
    "dragon_boat",
    "mid_autumn",
    "national_day",
)
"""Codes of the holidays; 2023's mid-autumn and national day are one break, ``national_day``."""

YEARS: Final = (2001, 2060)
"""First and last year that is known. Of years that are not announced yet, the statutory days."""

_NAMED: Final = {
    "qingming": "Tomb-Sweeping Day",
    "dragon_boat": "Dragon Boat Festival",
    "mid_autumn": "Mid-Autumn Festival",
    "spring_festival": "Chinese New Year (Spring Festival)",
}
_FIXED: Final = {"new_year": (1, 1), "labour_day": (5, 1), "national_day": (10, 1)}
_DAY = timedelta(days=1)


@lru_cache(maxsize=512)
def official_break(holiday: str, year: int) -> tuple[date, date] | None:
    """Return first and last day off around a holiday, as the State Council arranged that year.

    The break is the whole run of days on which nobody works: statutory days, days moved next to
    them and the weekends between, without weekends that were worked. The new year's break of a year
    may begin in December of the year before.

    Parameters
    ----------
    holiday : str
        One of :data:`HOLIDAYS`.
    year : int

    Returns
    -------
    tuple of (date, date) or None
        Both included. None outside :data:`YEARS`.

    Source
    ------
    The library ``holidays`` (country CN), which follows the State Council's notices.
    """
    if not YEARS[0] <= year <= YEARS[1]:
        return None
    core = _core_day(holiday, year)
    if core is None:
        return None
    first = last = core
    while _is_off(first - _DAY):
        first -= _DAY
    while _is_off(last + _DAY):
        last += _DAY
    return first, last


@lru_cache(maxsize=4096)
def holiday_within(first: date, last: date) -> str | None:
    """Return which holiday a stretch of days is, or None.

    It is one where it holds the holiday's first statutory day and is no longer than its break and
    three days to either side. Where two holidays share a break, the national day goes first.
    """
    for year in (first.year, last.year):
        for holiday in ("national_day", *HOLIDAYS):
            core = _core_day(holiday, year)
            if core is None or not first <= core <= last:
                continue
            off = official_break(holiday, year)
            if off and first >= off[0] - 3 * _DAY and last <= off[1] + 3 * _DAY:
                return holiday
    return None


def _core_day(holiday: str, year: int) -> date | None:
    if holiday in _FIXED:
        return date(year, *_FIXED[holiday])
    # Some years have a holiday's days twice, the statutory and the observed ones.
    days = [d for d, n in _calendar(year).items() if _NAMED[holiday] in n and "observed" not in n]
    return min(days, default=None)


def _is_off(day: date) -> bool:
    if not YEARS[0] <= day.year <= YEARS[1]:
        return False
    calendar, worked = _calendar(day.year), _worked(day.year)
    return day in calendar or (day.weekday() >= 5 and day not in worked)


@lru_cache(maxsize=128)
def _calendar(year: int) -> dict[date, str]:
    import holidays  # noqa: PLC0415  (an import of 100 ms that only named holidays need)

    return dict(holidays.country_holidays("CN", years=[year], language="en_US"))


@lru_cache(maxsize=128)
def _worked(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415

    return frozenset(holidays.country_holidays("CN", years=[year]).weekend_workdays)
