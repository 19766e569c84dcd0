"""A digest as it was at the end of an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from chuquan.digest.store import Digest
from chuquan.errors import EmptySourceError

_CALENDAR: Final = "Asia/Shanghai"


def days_of(coverage: pl.DataFrame) -> tuple[date, date]:
    """Return the first and the last day that was looked at (China's calendar).

    Raises
    ------
    EmptySourceError
        If nothing was looked at.
    """
    if coverage.is_empty():
        raise EmptySourceError(
            "nothing was looked at: the table coverage is empty",
            where="coverage",
            allowed="a source, or a digest, of at least one mention",
            todo="name a source that holds mentions",
        )
    day = _day(pl.col("hour"))
    first, last = coverage.select(day.min().alias("first"), day.max().alias("last")).row(0)
    assert isinstance(first, date)
    assert isinstance(last, date)
    return first, last


def until(digest: Digest, last: date) -> Digest:
    """Return what a digest of the same sources would have held at the end of a day.

    Counts of later days are left out. How a mention was told never hung on later ones; only the
    words that were sealed away may be others, as a word that two mentions hold by now may have
    stood in one by then.

    Parameters
    ----------
    digest : Digest
    last : datetime.date
        Last day that is looked at, on China's calendar; words count by their place's own day.
    """
    told = digest.attention.filter(_day(pl.col("hour")) <= last)
    return replace(
        digest,
        attention=told,
        terms=digest.terms.filter(pl.col("day") <= last),
        coverage=digest.coverage.filter(_day(pl.col("hour")) <= last),
        talk=digest.talk.filter(pl.col("day") <= last),
        n_located=round(float(told["n"].sum())),
    )


def _day(hour: pl.Expr) -> pl.Expr:
    return hour.dt.convert_time_zone(_CALENDAR).dt.date()
