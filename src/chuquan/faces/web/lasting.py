"""How long waves last and how many there are, by lever: what the casebook sums up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import binom

from chuquan.faces.web.choice import LEVERS
from chuquan.report import Breakout

GROUPS: Final = (*LEVERS, "image", "crisis", "affairs")
"""Levers of images (``image`` where none is told), then the other kinds."""

FEWEST: Final = 5
"""Half-lives from which on a median is told: below, no two of them hold it at 90%."""
_CONFIDENCE: Final = 0.90


@dataclass(frozen=True)
class Lasting:
    """The half-lives of one group of waves.

    Attributes
    ----------
    group : str
        One of :data:`GROUPS`.
    n_waves : int
        All waves, also those whose half-life the data cannot say.
    half_life_days : tuple of float
        Of the others, shortest first.
    median_days, quartiles_days, median_interval_days
        None below :data:`FEWEST`; the interval is the 90% one between two order statistics, which
        holds whatever the distribution.
    """

    group: str
    n_waves: int
    half_life_days: tuple[float, ...]
    median_days: float | None = None
    quartiles_days: tuple[float, float] | None = None
    median_interval_days: tuple[float, float] | None = None


@dataclass(frozen=True)
class Tally:
    """How many waves of a group began in a year, and how large they were together."""

    group: str
    year: int
    n_waves: int
    n_excess: float


def group_of(breakout: Breakout) -> str:
    """Return the lever of an image, else the kind."""
    return breakout.lever if breakout.kind == "image" and breakout.lever else breakout.kind


def lasting(breakouts: Iterable[Breakout]) -> list[Lasting]:
    """Return one entry a group that has waves, in the order of :data:`GROUPS`."""
    by_group: dict[str, list[Breakout]] = {}
    for breakout in breakouts:
        by_group.setdefault(group_of(breakout), []).append(breakout)
    return [_of_group(group, by_group[group]) for group in GROUPS if group in by_group]


def tallies(breakouts: Iterable[Breakout]) -> list[Tally]:
    """Return one entry a group and year of onset in which there are any."""
    sums: dict[tuple[str, int], list[float]] = {}
    for breakout in breakouts:
        entry = sums.setdefault((group_of(breakout), breakout.onset.year), [])
        entry.append(breakout.n_excess)
    return [
        Tally(group, year, len(entry), sum(entry))
        for (group, year), entry in sorted(sums.items(), key=lambda kv: _order(*kv[0]))
    ]


def median_interval(
    values: Sequence[float], confidence: float = _CONFIDENCE
) -> tuple[float, float]:
    """Return the narrowest symmetric pair of order statistics that holds the median so surely.

    Parameters
    ----------
    values : sequence of float
        Sorted.
    confidence : float

    Raises
    ------
    ValueError
        If no pair does: the values are too few.

    Notes
    -----
    Of ``n`` draws, the number below the median is binomial(n, 1/2) (Conover 1999, 3.2).
    """
    n = len(values)
    below = int(binom.ppf((1 - confidence) / 2, n, 0.5))
    # ppf is the smallest k with P(X <= k) >= the tail; the tail itself must not be exceeded.
    while below > 0 and binom.cdf(below - 1, n, 0.5) > (1 - confidence) / 2:
        below -= 1
    if below < 1:
        msg = f"{n} values do not hold a median at {confidence}"
        raise ValueError(msg)
    return values[below - 1], values[n - below]


def _of_group(group: str, waves: Sequence[Breakout]) -> Lasting:
    known = tuple(sorted(b.half_life_days for b in waves if b.half_life_days is not None))
    if len(known) < FEWEST:
        return Lasting(group, len(waves), known)
    low, middle, high = (float(q) for q in np.quantile(known, (0.25, 0.5, 0.75)))
    return Lasting(group, len(waves), known, middle, (low, high), median_interval(known))


def _order(group: str, year: int) -> tuple[int, int]:
    return GROUPS.index(group), year
