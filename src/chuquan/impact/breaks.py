"""Which days off a holiday of mainland China was in a year, and which holiday a stretch was."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import polars as pl

from chuquan.impact.holidays import HOLIDAYS, holiday_days

YEARS: Final = (2002, 2060)
"""First and last year that is answered for."""

_DAY = timedelta(days=1)


def official_break(holiday: str, year: int) -> tuple[date, date] | None:
    """Return first and last day off around a holiday, as the State Council arranged that year.

    Parameters
    ----------
    holiday : str
        One of :data:`chuquan.impact.holidays.HOLIDAYS`. The mid-autumn of a year in which it
        falls into the national day's break is that break.
    year : int
        That of the holiday's own day: the new year's break may begin in December before.

    Returns
    -------
    tuple of (date, date) or None
        Both included. None outside :data:`YEARS`.
    """
    if not YEARS[0] <= year <= YEARS[1]:
        return None
    breaks = _breaks(year)
    return breaks.get(holiday) or (breaks.get("national_day") if holiday == "mid_autumn" else None)


@lru_cache(maxsize=4096)
def holiday_within(first: date, last: date) -> tuple[str, int] | None:
    """Return which holiday (code and year) a stretch of days is, or None.

    It is one where it shares at least half of its own days and half of the break's days with it.
    """
    best: tuple[float, str, int] = (0.0, "", 0)
    length = (last - first).days + 1
    for year in {first.year, last.year}:
        if not YEARS[0] <= year <= YEARS[1]:
            continue
        for holiday, (start, end) in _breaks(year).items():
            shared = (min(last, end) - max(first, start)).days + 1
            share = shared / max(length, (end - start).days + 1)
            best = max(best, (share, holiday, year))
    return best[1:] if best[0] >= 0.5 else None


@lru_cache(maxsize=128)
def _breaks(year: int) -> dict[str, tuple[date, date]]:
    days = holiday_days(date(year - 1, 12, 15), date(year + 1, 1, 15), "CN")
    main = pl.col("day") - pl.duration(days=pl.col("from_main_day"))
    runs = (
        days.with_columns(main=main)
        .filter(pl.col("main").dt.year() == year, pl.col("holiday").is_in(HOLIDAYS[:-1]))
        .group_by("holiday")
        .agg(first=pl.col("day").min(), last=pl.col("day").max())
    )
    return {code: (first, last) for code, first, last in runs.iter_rows()}
