"""Which holiday a day is, and which part of it: by this a model tells days apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from chuquan.impact.holidays import HOLIDAYS, holiday_days, makeup_working_days

_DAYS_BEFORE_SPRING: Final = 3
_DAYS_AFTER: Final[dict[str, int]] = {"spring_festival": 3}
_MARGIN: Final = timedelta(days=15)


def holiday_labels(first: date, last: date, country: str) -> dict[date, tuple[str, ...]]:
    """Name all that each day is.

    ``day_off`` is a weekday without work, ``makeup`` a weekend day with it; a holiday's own name
    stands for all its days, ``NAME@YEAR`` for those of one year, ``NAME:PART`` for its eve, first,
    inner and last day and the day after it. Spring Festival goes by the days from the lunar year's
    first instead (``:-3`` to ``:9``), for what people do follows the moon and not the notice.

    Parameters
    ----------
    first, last : date
        Both included; days that are nothing are not in the answer.
    country : str
    """
    labels: dict[date, list[str]] = {}
    days = holiday_days(first - _MARGIN, last + _MARGIN, country)
    for day, code, offset, name, n_days, from_main in days.iter_rows():
        key = name if code == "other" else code
        for about, label in (
            *_within(day, key, offset, n_days, from_main),
            *_beside(day, key, offset, n_days, from_main),
        ):
            labels.setdefault(about, []).append(label)
    for day in makeup_working_days(first, last, country):
        labels.setdefault(day, []).append("makeup")
    return {day: tuple(names) for day, names in labels.items() if first <= day <= last}


def _within(
    day: date, key: str, offset: int, n_days: int, from_main: int
) -> Iterator[tuple[date, str]]:
    yield day, key
    if n_days > 1 and key in HOLIDAYS:
        yield day, f"{key}@{(day - timedelta(days=offset)).year}"
    if day.weekday() < 5:
        yield day, "day_off"
    if key == "spring_festival":
        yield day, f"{key}:{from_main}"
    elif n_days > 1:
        yield (
            day,
            f"{key}:{'first' if offset == 0 else 'last' if offset == n_days - 1 else 'inner'}",
        )


def _beside(
    day: date, key: str, offset: int, n_days: int, from_main: int
) -> Iterator[tuple[date, str]]:
    is_spring = key == "spring_festival"
    if offset == 0:
        for eve in range(1, (max(1, _DAYS_BEFORE_SPRING + from_main) if is_spring else 1) + 1):
            part = str(from_main - eve) if is_spring else "eve"
            yield day - timedelta(days=eve), f"{key}:{part}"
    if offset == n_days - 1:
        for after in range(1, _DAYS_AFTER.get(key, 1) + 1):
            yield day + timedelta(days=after), f"{key}:after{after}"
