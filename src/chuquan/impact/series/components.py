"""The regressors of the structural model: where it starts, its calendar, its season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.holiday_labels import holiday_labels
from chuquan.report.impact import PeriodLength

Component = Literal["level", "weekday", "holiday", "season"]

FREE, MAIN, PART, YEARLY = range(4)
N_GROUPS: Final = 3
"""Of regressors that are shrunk."""

YEAR_DAYS: Final = 365.2425
MIN_YEARS_OF_SEASON: Final = 2.0
"""A season that was seen once cannot be told from a trend."""

_N_HARMONICS: Final[dict[str, int]] = {"day": 3, "week": 3, "month": 3, "quarter": 2}


@dataclass(frozen=True, eq=False)
class Design:
    """Regressors of a series.

    Attributes
    ----------
    columns : array of float64, shape (period, regressor)
    component : tuple of str, length regressor
        Which part of the model each belongs to.
    group : array of int64, shape (regressor,)
        :data:`FREE` is estimated without shrinkage. Each other group is drawn from a normal
        distribution of its own whose spread is estimated: what holidays do (:data:`MAIN`), what
        their single days do besides (:data:`PART`), and what this year's does besides
        (:data:`YEARLY`). A holiday that the history never saw gets that spread as its uncertainty.
    weekday : array of int64, shape (period,)
        Monday is 0; all -1 where periods are longer than a day.
    """

    columns: FloatArray
    component: tuple[Component, ...]
    group: IntArray
    weekday: IntArray

    @property
    def is_free(self) -> NDArray[np.bool_]:
        """Which regressors are estimated without shrinkage, shape (regressor,)."""
        return np.asarray(self.group == FREE)


def design(
    first_days: Sequence[date],
    last_days: Sequence[date],
    period: PeriodLength,
    n_before: int,
    country: str,
) -> Design:
    """Lay out the regressors for all periods, before the start and after it.

    Parameters
    ----------
    first_days, last_days : sequence of date
        Of each period, both included.
    period : str
    n_before : int
        Periods from which the model learns: they decide whether there is a yearly season.
    country : str
        Whose holidays.
    """
    n = len(first_days)
    clock = (np.arange(n) - (n_before - 1)) / max(n_before - 1, 1)
    parts: list[tuple[Component, int, FloatArray]] = [
        ("level", FREE, np.ones(n)),
        ("level", FREE, clock),
    ]
    weekday = np.full(n, -1, dtype=np.int64)
    if period == "day":
        weekday = np.array([day.weekday() for day in first_days], dtype=np.int64)
        parts += [
            ("weekday", FREE, (weekday == day) - (weekday == 6).astype(float)) for day in range(6)
        ]
    years = (last_days[n_before - 1] - first_days[0]).days / YEAR_DAYS
    if years >= MIN_YEARS_OF_SEASON - 0.05:
        parts += [("season", FREE, wave) for wave in _waves(first_days, last_days, period)]
    if period != "year":
        parts += [
            ("holiday", group, column)
            for group, column in _holiday_columns(first_days, last_days, period, country)
        ]
    kept = [part for part in parts if np.any(part[2])]
    columns = np.column_stack([column for _, _, column in kept])
    group = np.array([group for _, group, _ in kept], dtype=np.int64)
    # A regressor that the past never saw cannot be free: nothing would bound it.
    group[(group == FREE) & ~np.any(columns[:n_before] != 0.0, axis=0)] = MAIN
    return Design(columns, tuple(component for component, _, _ in kept), group, weekday)


def _waves(
    first_days: Sequence[date], last_days: Sequence[date], period: PeriodLength
) -> list[FloatArray]:
    middle = np.array(
        [
            (first.toordinal() + last.toordinal()) / 2
            for first, last in zip(first_days, last_days, strict=True)
        ]
    )
    angle = 2.0 * np.pi * middle / YEAR_DAYS
    waves = []
    for harmonic in range(1, _N_HARMONICS.get(period, 0) + 1):
        waves.append(np.cos(harmonic * angle))
        if not (period == "quarter" and harmonic == 2):  # its sine is zero at every quarter
            waves.append(np.sin(harmonic * angle))
    return waves


def _holiday_columns(
    first_days: Sequence[date], last_days: Sequence[date], period: PeriodLength, country: str
) -> list[tuple[int, FloatArray]]:
    """Return shares of each period that are such a day, one column a kind of day."""
    labels = holiday_labels(first_days[0], last_days[-1], country)
    index = {}
    length = np.empty(len(first_days))
    for number, (first, last) in enumerate(zip(first_days, last_days, strict=True)):
        length[number] = (last - first).days + 1
        for step in range(int(length[number])):
            index[first + timedelta(days=step)] = number
    columns: dict[str, FloatArray] = {}
    for day, names in labels.items():
        if day not in index:
            continue
        for name in names:
            # In a longer period single days of a holiday cannot be told apart.
            if period != "day" and _group(name) != MAIN:
                continue
            column = columns.setdefault(name, np.zeros(len(first_days)))
            column[index[day]] += 1.0 / length[index[day]]
    return [(_group(name), columns[name]) for name in sorted(columns)]


def _group(name: str) -> int:
    if name in {"day_off", "makeup"}:
        return FREE
    return PART if ":" in name else YEARLY if "@" in name else MAIN
