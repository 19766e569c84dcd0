"""Arithmetic of periods: which follow each other, which are missing, which are alike a year on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from chuquan.impact.breaks import holiday_within, official_break
from chuquan.impact.holidays import HOLIDAYS
from chuquan.impact.reading.dates import month_of, months_of

Days = tuple[date, date]
"""First and last day of a period, both included."""

REGULAR: Final = ("day", "week", "month", "quarter", "year")
"""Periods that follow each other without a break; holidays do not."""

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """The periods that a series could have between its first and its last.

    Attributes
    ----------
    period : str
    periods : tuple of (date, date)
        In order; without overlap.
    """

    period: str
    periods: tuple[Days, ...]

    def missing(self, present: Iterable[Days]) -> tuple[Days, ...]:
        """Return the periods that are not among those present: gaps, not zeros."""
        there = set(present)
        return tuple(days for days in self.periods if days not in there)


def calendar_of(period: str, present: Iterable[Days]) -> Calendar | None:
    """Return all periods from the first to the last of those present.

    Parameters
    ----------
    period : str
        One of :data:`chuquan.tables.PERIODS`. Spans have no calendar. The holidays of a calendar
        are those of the codes that are present, in all years from the first to the last.
    present : iterable of (date, date)

    Returns
    -------
    Calendar or None
        None where the periods present are not those of one calendar: weeks that begin on
        different weekdays, say.
    """
    there = sorted(set(present))
    if not there or period not in (*REGULAR, "holiday"):
        return None
    if period == "holiday":
        return Calendar(period, tuple(_holidays(there)))
    first, last = there[0][0], there[-1][0]
    periods = [there[0]]
    while periods[-1][0] < last:
        periods.append(following(periods[-1], period))
    expected = set(periods)
    if first != periods[0][0] or any(days not in expected for days in there):
        return None
    return Calendar(period, tuple(periods))


def following(days: Days, period: str) -> Days:
    """Return the period after one of a regular length."""
    begin = days[1] + _DAY
    if period == "day":
        return begin, begin
    if period == "week":
        return begin, begin + 6 * _DAY
    if period == "month":
        span = month_of(begin.year, begin.month)
    elif period == "quarter":
        span = months_of(begin.year, begin.month, begin.month + 2)
    else:
        span = months_of(begin.year, 1, 12)
    return span.first, span.last


def year_before(days: Days, period: str) -> Days | None:
    """Return the period alike of the year before.

    The same month, quarter or year; the same holiday, however long it was; of a day or week the
    one 52 weeks before, so that weekdays agree. None for spans, and holidays out of the calendar.
    """
    first, last = days
    if period in {"day", "week"}:
        return first - 52 * _WEEK, last - 52 * _WEEK
    if period == "month":
        span = month_of(first.year - 1, first.month)
        return span.first, span.last
    if period in {"quarter", "year"}:
        span = months_of(first.year - 1, first.month, last.month)
        return span.first, span.last
    named = holiday_within(first, last) if period == "holiday" else None
    return official_break(named[0], named[1] - 1) if named else None


def new_year_share(days: Days) -> float:
    """Return which share of the year's Spring Festival break lies in a period, 0 to 1."""
    off = official_break("spring_festival", days[1].year)
    if off is None:
        return 0.0
    shared = (min(off[1], days[1]) - max(off[0], days[0])).days + 1
    return max(shared, 0) / ((off[1] - off[0]).days + 1)


def year_on_year(series: pl.DataFrame, period: str) -> pl.DataFrame:
    """Set every period beside the one alike of the year before.

    Parameters
    ----------
    series : polars.DataFrame, (period,)
        ``period_start``, ``period_end``, ``value`` of one place and metric; each period once.
    period : str
        Of all of them.

    Returns
    -------
    polars.DataFrame
        ``period_start``, ``period_end``, ``value``, ``before`` and ``ratio``. Holidays of other
        lengths are compared by the day. January and February of a year are compared as one, for
        between them the Chinese New Year moves (then ``is_joined``); where one of the two is
        missing they are not compared.
    """
    known = {(a, b): v for a, b, v in series.select(_COLUMNS).iter_rows() if v is not None}
    holidays = {holiday_within(*days): days for days in known} if period == "holiday" else {}
    rows = []
    for days, value in sorted(known.items()):
        if period == "month" and days[0].month <= 2:
            continue
        earlier = year_before(days, period)
        if period == "holiday" and (named := holiday_within(*days)):
            earlier = holidays.get((named[0], named[1] - 1))
        if earlier in known:
            rows.append(
                (*days, value, known[earlier], _ratio(days, value, earlier, known, period), False)
            )
    if period == "month":
        rows += _joined(known)
    schema = {"period_start": pl.Date, "period_end": pl.Date, "value": pl.Float64}
    schema |= {"before": pl.Float64, "ratio": pl.Float64, "is_joined": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("period_start")


_COLUMNS: Final = ("period_start", "period_end", "value")


def _ratio(
    days: Days, value: float, earlier: Days, known: dict[Days, float], period: str
) -> float | None:
    before = known[earlier]
    if before <= 0:
        return None
    lengths = n_days(earlier) / n_days(days) if period == "holiday" else 1.0
    return value / before * lengths


def _joined(known: dict[Days, float]) -> list[tuple[date, date, float, float, float | None, bool]]:
    sums: dict[int, float] = {}
    for year in {days[0].year for days in known}:
        pair = [known.get(_month(year, month)) for month in (1, 2)]
        if pair[0] is not None and pair[1] is not None:
            sums[year] = pair[0] + pair[1]
    return [
        (_month(year, 1)[0], _month(year, 2)[1], total, before, _safe(total, before), True)
        for year, total in sorted(sums.items())
        if (before := sums.get(year - 1)) is not None
    ]


def _safe(value: float, before: float) -> float | None:
    return value / before if before > 0 else None


def _month(year: int, month: int) -> Days:
    span = month_of(year, month)
    return span.first, span.last


def n_days(days: Days) -> int:
    """Return how many days a period has."""
    return (days[1] - days[0]).days + 1


def _holidays(there: Sequence[Days]) -> list[Days]:
    """Return the breaks of the holidays that are present, as long as the table has them."""
    named = {days: holiday_within(*days) for days in there}
    as_given = {name: days for days, name in named.items() if name}
    codes = sorted({name[0] for name in as_given}, key=HOLIDAYS.index)
    years = range(there[0][0].year, there[-1][1].year + 1)
    expected = {days for days, name in named.items() if name is None}
    for code in codes:
        for year in years:
            days = as_given.get((code, year)) or official_break(code, year)
            if days and there[0][0] <= days[0] <= there[-1][0]:
                expected.add(days)
    return sorted(expected)
