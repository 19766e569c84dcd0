"""How much of each month was looked at: a quiet month is told from one that nobody saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from chuquan.report import SourceHealth


def covered(sources: Sequence[SourceHealth], months: Sequence[date]) -> tuple[float, ...]:
    """Return the share of each month that was looked at.

    Parameters
    ----------
    sources : sequence of SourceHealth
        Each counts by its mentions.
    months : sequence of date
        First days of months.

    Returns
    -------
    tuple of float, shape (month,)
        Between 0 and 1; all ones where no source is known.
    """
    weights = [max(s.n_mentions, 1.0) for s in sources]
    if not weights:
        return (1.0,) * len(months)
    return tuple(
        sum(w * _share(s, month) for w, s in zip(weights, sources, strict=True)) / sum(weights)
        for month in months
    )


def months_from(first: date, n: int) -> tuple[date, ...]:
    """Return the first days of ``n`` months, from the month of ``first`` on."""
    start = 12 * first.year + first.month - 1
    return tuple(date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(n))


def days_from(first: date, n: int) -> tuple[date, ...]:
    """Return ``n`` days from ``first`` on."""
    return tuple(first + timedelta(days=i) for i in range(n))


def _share(source: SourceHealth, month: date) -> float:
    start, end = _moment(month), _moment(months_from(month, 2)[1])
    seen = _overlap(start, end, source.first_hour, source.last_hour + timedelta(hours=1))
    dark = sum(_overlap(start, end, *gap) for gap in source.gaps)
    return min(max((seen - dark) / (end - start).total_seconds(), 0.0), 1.0)


def _overlap(start: datetime, end: datetime, first: datetime, last: datetime) -> float:
    return max((min(end, last) - max(start, first)).total_seconds(), 0.0)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
