"""The period of every row: from one column, from year and month apart, or from both its ends."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import polars as pl

from chuquan.impact.reading.dates import (
    PERIODS_ALLOWED,
    Span,
    classify,
    day_order,
    month_of,
    months_of,
    read_period,
)
from chuquan.impact.reading.faults import Faults, quoted
from chuquan.tables import PERIODS

_SPAN: Final = {"period_start": pl.Date, "period_end": pl.Date, "kind": pl.String}
_LENGTHS: Final = {
    **{name: name for name in PERIODS},
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "annual": "year", "yearly": "year", "日": "day", "周": "week", "月": "month", "季": "quarter",
    "季度": "quarter", "年": "year", "月度": "month", "年度": "year", "假期": "holiday",
    "节假日": "holiday",
}  # fmt: skip


def join_parts(rows: pl.DataFrame, roles: Mapping[str, str]) -> pl.DataFrame:
    """Put a year and the month, quarter, week or holiday beside it into one text ``time``."""
    if "year" not in roles or "part" not in roles:
        return rows
    header = roles["part"].lower()
    form = "{}Q{}" if "q" in header or "季" in header else "{}年{}月"
    form = "{}-W{}" if "week" in header or "周" in header else form
    year = pl.col("year").str.strip_chars_end("年").str.replace(r"\.0$", "")
    part = pl.col("part").str.replace(r"\.0$", "")
    joined = (
        pl.when(part.str.contains(r"^\d{1,2}$"))
        .then(pl.format(form, year, part))
        .when(part.str.contains("^[A-Za-z]"))
        .then(pl.format("{} {}", year, part))
        .otherwise(pl.format("{}年{}", year, part))
    )
    # A year without a month is the year's own figure.
    return rows.with_columns(time=pl.coalesce(joined, year))


def read_periods(
    rows: pl.DataFrame, roles: Mapping[str, str], period: str | None, faults: Faults
) -> pl.DataFrame:
    """Add ``period_start``, ``period_end`` and ``period``; explicit ends go before a named period.

    Parameters
    ----------
    rows : polars.DataFrame
        With texts ``time``, ``start``, ``end`` and ``period``.
    roles : mapping of str to str
        Role to column.
    period : str or None
        What a plain date is the first day of; None to tell it from the dates.
    faults : Faults
        Takes rows whose period cannot be read.
    """
    own = pl.col("period").str.to_lowercase().replace_strict(_LENGTHS, default=None)
    rows = rows.with_columns(stated=own)
    if "start" in roles:
        keys, column = ["start", "end", "stated"], roles["start"]
        lookup = _from_ends(rows.select(keys).unique())
        shown = pl.format("{} to {}", quoted("start"), quoted("end"))
    else:
        keys, column = ["time"], roles.get("part", roles.get("time", ""))
        lookup = _from_texts(rows["time"].drop_nulls().unique().to_list(), period, faults, column)
        shown = quoted("time")
    lookup = lookup.with_columns(pl.col(keys).cast(pl.String))
    rows = rows.join(lookup, on=keys, how="left", maintain_order="left", nulls_equal=True)
    rows = rows.with_columns(period=pl.col("kind"))
    return faults.take(
        rows,
        pl.col("kind").is_null(),
        column=column,
        found=pl.format("no period: {}", shown),
        allowed=PERIODS_ALLOWED,
    )


def _from_ends(pairs: pl.DataFrame) -> pl.DataFrame:
    order = day_order([text for text in pairs["start"] if text])
    found = []
    for first, last, stated in pairs.iter_rows():
        begin = read_period(first or "", order)
        end = read_period(last or "", order) if last else begin
        span = None
        if begin and end and begin.first <= end.last:
            kind = stated or classify(begin.first, end.last)
            span = Span(begin.first, end.last, kind)
        found.append(span)
    # In a table of weeks, a week that is also a holiday's is a week.
    kinds = [span.period for span in found if span]
    is_weekly = 2 * kinds.count("week") > len(kinds)
    found = [
        Span(s.first, s.last, "week")
        if s and is_weekly and s.period == "holiday" and (s.last - s.first).days == 6
        else s
        for s in found
    ]
    return _lookup(pairs, found)


def _from_texts(
    texts: Sequence[str], period: str | None, faults: Faults, column: str
) -> pl.DataFrame:
    order = day_order(texts)
    found = [read_period(text, order) for text in texts]
    days = sorted({span.first for span in found if span and span.period == "day"})
    if days and all(span.period == "day" for span in found if span):
        told = period or told_by_dates(days)
        if told != "day":
            found = [span and stretch(span.first, told) for span in found]
            if period is None:
                faults.tell(
                    f"dates that stand a {told} apart are taken for {told}s",
                    column=column or None,
                    todo="say --period day if each stands for one day",
                    n=0,
                )
    return _lookup(pl.DataFrame({"time": texts}, schema={"time": pl.String}), found)


def told_by_dates(days: Sequence[date]) -> str:
    """Tell what dates in order stand for: firsts or lasts of months are months, and so on.

    Parameters
    ----------
    days : sequence of date
        Distinct and in order; fewer than three tell nothing, and are days.
    """
    if len(days) < 3:
        return "day"
    months = {day.month for day in days}
    is_first = all(day.day == 1 for day in days)
    is_last = all(day.day == calendar.monthrange(day.year, day.month)[1] for day in days)
    if is_first or is_last:
        if len(months) == 1:
            return "year"
        quarterly = {1, 4, 7, 10} if is_first else {3, 6, 9, 12}
        return "quarter" if months <= quarterly and len(months) > 2 else "month"
    apart = {(later - day).days for day, later in pairwise(days)}
    return "week" if len(days) > 3 and all(n % 7 == 0 for n in apart) else "day"


def stretch(day: date, period: str) -> Span:
    """Return the period that a date stands for; a week begins with it, a holiday is that day's."""
    if period == "month":
        return month_of(day.year, day.month)
    if period == "quarter":
        first = 3 * ((day.month - 1) // 3) + 1
        return months_of(day.year, first, first + 2)
    if period == "year":
        return months_of(day.year, 1, 12)
    if period == "week":
        return Span(day, day + timedelta(days=6), "week")
    return Span(day, day, period)


def _lookup(keys: pl.DataFrame, found: Sequence[Span | None]) -> pl.DataFrame:
    spans = [(s.first, s.last, s.period) if s else (None, None, None) for s in found]
    return pl.concat([keys, pl.DataFrame(spans, schema=_SPAN, orient="row")], how="horizontal")
