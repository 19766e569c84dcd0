"""Counts of the past as they weigh today: old weeks fade, a busy week does not count in full.

Mentions come in waves, and the hundredth mention of a week says little that the tenth did not. So
counts are summed by week, raised to a power below one, and faded by their age. Weeks at the time of
the year that is to come may weigh more.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from chuquan.breakouts.cells import F64, I32, I64

YEAR_DAYS: Final = 365.25
AHEAD_DAYS: Final = 17.0
"""What is asked about is some two weeks off: that is the time of the year that past ones are held
against."""
SEASON_DAYS: Final = 28.0
"""Weeks of past years so near to it are of its season."""


class Fading(NamedTuple):
    """How counts fade.

    Attributes
    ----------
    half_life_days : float
    power : float
        0 counts weeks with any mention, 1 counts mentions.
    season : float
        Weight that a week of the same season in a past year gains, before it fades.
    """

    half_life_days: float
    power: float
    season: float = 0.0


def faded(  # noqa: PLR0917 - rows as columns, then what is asked of them
    key: I64, day: I32, n: F64, n_keys: int, as_of: int, fading: Fading
) -> F64:
    """Sum counts by key as they weigh on a day.

    Parameters
    ----------
    key : int64, shape (row,)
    day : int32, shape (row,)
        Rows later than ``as_of`` are not looked at.
    n : float64, shape (row,)
        Above zero.
    n_keys : int
    as_of : int
    fading : Fading

    Returns
    -------
    float64, shape (key,)
    """
    is_past = day <= as_of
    if not is_past.any():
        return np.zeros(n_keys)
    if not is_past.all():
        key, day, n = key[is_past], day[is_past], n[is_past]
    week = (as_of - day.astype(np.int64)) // 7
    n_weeks = int(week.max()) + 1
    cells, at = np.unique(key.astype(np.int64) * n_weeks + week, return_inverse=True)
    counts = np.bincount(at, n)
    age = (cells % n_weeks) * 7.0
    weight = 0.5 ** (age / fading.half_life_days)
    if fading.season:
        weight *= 1.0 + fading.season * is_of_season(age)
    return np.bincount(cells // n_weeks, weight * counts**fading.power, n_keys).astype(np.float64)


def is_of_season(age_days: F64) -> F64:
    """Return 1 where a week so many days back lies in a past year's season of the days to come."""
    ahead = age_days + 3.5 + AHEAD_DAYS
    off = np.abs((ahead + YEAR_DAYS / 2) % YEAR_DAYS - YEAR_DAYS / 2)
    out: F64 = ((off <= SEASON_DAYS) & (ahead > YEAR_DAYS / 2)).astype(np.float64)
    return out
