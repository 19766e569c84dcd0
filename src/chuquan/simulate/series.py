"""Single daily series whose course without the effect is known.

Each series has a level that drifts, weekday factors, holidays of China (moving ones too), a
yearly season, short memory and heavy tails, all of sizes drawn anew; half of them multiply and
half add. Numbers are in shares of the level, so they read as in the literature on visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.impact.holidays import holiday_days

F64 = NDArray[np.float64]

SeriesWorld = Literal["none", "step", "decaying", "season_holiday"]
WORLDS: Final[tuple[SeriesWorld, ...]] = ("none", "step", "decaying", "season_holiday")

_FIRST_DAY: Final = date(2019, 1, 1)
_N_DAYS: Final = 2190
_YEAR: Final = 365.2425


@dataclass(frozen=True, eq=False)
class SeriesTruth:
    """A series and what it would have been.

    Attributes
    ----------
    values, without : array of float64, shape (day,)
        With the effect and without it.
    days : tuple of date
    n_before : int
        Days before the start.
    """

    values: F64
    without: F64
    days: tuple[date, ...]
    n_before: int

    @property
    def mean_effect(self) -> float:
        """What truly came, a day of the window."""
        return float((self.values - self.without)[self.n_before :].mean())


def series_truth(world: SeriesWorld, seed: int) -> SeriesTruth:
    """Draw a series.

    Parameters
    ----------
    world : str
        ``none``, ``step`` (a lift of 5 to 60% for all of the window), ``decaying`` (a lift of 20
        to 150% that halves every 4 to 20 days), or ``season_holiday``: no effect, two to five
        years of history, a strong season, and a window that holds Spring Festival or Golden Week.
    seed : int

    Returns
    -------
    SeriesTruth
        150 to 1,100 days before the start (for ``season_holiday`` 740 to 1,700) and a window of 14
        to 60 days.
    """
    rng = np.random.default_rng([seed, WORLDS.index(world)])
    is_season = world == "season_holiday"
    n_before = int(rng.integers(740, 1700) if is_season else rng.integers(150, 1100))
    n_after = int(rng.integers(14, 61))
    first = int(rng.integers(0, _N_DAYS - n_before - n_after))
    calendar = holiday_days(_FIRST_DAY, _FIRST_DAY + timedelta(days=_N_DAYS), "CN")
    if is_season:
        mains = calendar.filter(
            pl.col("holiday").is_in(["spring_festival", "national_day"]), pl.col("offset") == 0
        )["day"]
        at = (mains[int(rng.integers(2, len(mains)))] - _FIRST_DAY).days
        start = min(at - int(rng.integers(0, n_after - 8)), _N_DAYS - n_after)
        n_before = min(n_before, start)
        first = start - n_before
    days = tuple(_FIRST_DAY + timedelta(days=first + i) for i in range(n_before + n_after))
    course = _course(days, calendar, is_season, rng)
    lift = np.zeros(len(days))
    since = np.arange(n_after)
    if world == "step":
        lift[n_before:] = rng.uniform(0.05, 0.6)
    elif world == "decaying":
        lift[n_before:] = rng.uniform(0.2, 1.5) * 0.5 ** (since / rng.uniform(4.0, 20.0))
    size = 10.0 ** rng.uniform(2.0, 5.5)
    without = size * course
    return SeriesTruth(without * (1.0 + lift), without, days, n_before)


def _course(
    days: tuple[date, ...], calendar: pl.DataFrame, is_season: bool, rng: np.random.Generator
) -> F64:
    """Return the series about one, without the effect."""
    n = len(days)
    level = np.cumsum(rng.normal(0.0, 10.0 ** rng.uniform(-3.0, -1.9), n))
    level += np.arange(n) / _YEAR * rng.normal(0.0, 0.08)
    weekday = rng.normal(0.0, rng.uniform(0.03, 0.2), 7)
    weekday -= weekday.mean()
    drifting = np.cumsum(rng.normal(0.0, rng.uniform(0.0, 0.006), (n // 7 + 2, 7)), axis=0)
    angle = 2.0 * np.pi * np.array([day.toordinal() for day in days]) / _YEAR
    season = rng.uniform(0.1, 0.35) if is_season else rng.uniform(0.0, 0.06)
    wave = season * np.cos(angle + rng.uniform(0.0, 6.28))
    wave += 0.3 * season * np.cos(2.0 * angle + rng.uniform(0.0, 6.28))
    holiday = _holidays(days, calendar, rng)
    memory = rng.uniform(0.1, 0.8)
    sd = 10.0 ** rng.uniform(-1.7, -0.9)
    dof = rng.uniform(3.5, 12.0)
    innovations = rng.standard_t(dof, n) * np.sqrt((dof - 2.0) / dof * (1.0 - memory**2))
    short = np.empty(n)
    last = 0.0
    for t in range(n):
        last = memory * last + innovations[t]
        short[t] = last
    noise = sd * (0.7 * short + 0.7 * rng.standard_normal(n))
    dows = np.array([day.weekday() for day in days])
    weekly = weekday[dows] + drifting[np.arange(n) // 7, dows]
    total = level + weekly + wave + holiday + noise
    if rng.random() < 0.5:
        return np.asarray(np.exp(total))
    return np.asarray(np.maximum(1.0 + total - min(0.0, level.min()), 0.02))


def _holidays(days: tuple[date, ...], calendar: pl.DataFrame, rng: np.random.Generator) -> F64:
    """Return each holiday's own effect, rising and falling over its days, other each year."""
    sizes: dict[str, float] = {}
    shape: dict[str, float] = {}
    yearly: dict[tuple[str, int], float] = {}
    at = {day: number for number, day in enumerate(days)}
    out = np.zeros(len(days))
    for day, code, offset, _, n_days, _ in calendar.iter_rows():
        size = sizes.setdefault(code, rng.normal(0.15, 0.25))
        lean = shape.setdefault(code, rng.uniform(-0.5, 0.5))
        change = yearly.setdefault((code, day.year), rng.normal(1.0, 0.1))
        if day in at:
            place = (offset + 0.5) / n_days
            out[at[day]] += (
                size * change * (1.0 + lean * (place - 0.5)) * (0.6 + 1.2 * place * (1.0 - place))
            )
    return out
