"""Breakouts of the past that began as one did, and how long they went on.

Chosen by a rule that a reader can check: of the same kind and (for an image) of the same first
lever; over before this one began; and in the first three days between half and twice its size.
Of those, the ones nearest in size and growth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from statistics import median

import msgspec

from chuquan.faces.web.shown import Shown
from chuquan.report import Breakout, Kind, Lever

FIRST_DAYS = 3
MOST_TIMES = 2.0
"""The first days' excess of an alike one is at most so many times as great, or as small."""

MOST = 8
ENOUGH_FOR_A_MEDIAN = 5
"""Of fewer half-lives the least and greatest do not bound the median with 90%."""

_CONFIDENCE = 0.90
_DARK = 0.05
"""Less exposure than this is an outage: nothing is known of the day."""


class AlikeBreakout(msgspec.Struct, frozen=True, kw_only=True):
    """One breakout of the past that began alike.

    Attributes
    ----------
    size_ratio : float
        Excess of its first days over that of the breakout asked for.
    days : tuple of float or None
        Mentions above what was to be expected, day by day from the onset; None in an outage.
    """

    breakout_id: str
    place_id: str
    image: str
    onset: datetime
    n_excess: float
    half_life_days: float | None
    half_life_days_interval: tuple[float, float] | None
    size_ratio: float
    days: tuple[float | None, ...]


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for one breakout.

    Attributes
    ----------
    n_first_days : int
        Days from the onset that were compared: three, or as many as there have been.
    first_excess : float
        Its own excess in these days.
    n_compared : int
        Breakouts of the same kind and lever that were over before it began.
    breakouts : tuple of AlikeBreakout
        Nearest first.
    n_half_lives : int
        How many of them have a half-life.
    median_half_life_days : float or None
        None for fewer than :data:`ENOUGH_FOR_A_MEDIAN`.
    median_interval : tuple of float or None
        At least 90%, by order statistics: nothing is assumed of the distribution.
    """

    breakout_id: str
    kind: Kind
    lever: Lever | None
    n_first_days: int
    first_excess: float
    days: tuple[float | None, ...]
    n_compared: int
    breakouts: tuple[AlikeBreakout, ...]
    n_half_lives: int
    median_half_life_days: float | None
    median_interval: tuple[float, float] | None


def alike(shown: Shown, breakout: Breakout) -> Alike:
    """Return the breakouts that began as this one did and were over before it began."""
    own = excess_days(breakout)
    n = min(FIRST_DAYS, len(own))
    size, growth = _size(own, n), _growth(own, n)
    past = [b for b in shown.report.breakouts if _is_comparable(b, breakout)]
    near = []
    for other in past:
        days = excess_days(other, n)
        if size <= 0 or _size(days, n) <= 0:
            continue
        ratio = _size(days, n) / size
        if 1 / MOST_TIMES <= ratio <= MOST_TIMES:
            near.append((abs(math.log(ratio)) + abs(_growth(days, n) - growth), ratio, other))
    near.sort(key=lambda item: (item[0], item[2].breakout_id))
    chosen = tuple(_alike(other, ratio) for _, ratio, other in near[:MOST])
    known = [b.half_life_days for b in chosen if b.half_life_days is not None]
    is_enough = len(known) >= ENOUGH_FOR_A_MEDIAN
    return Alike(
        breakout_id=breakout.breakout_id,
        kind=breakout.kind,
        lever=breakout.lever,
        n_first_days=n,
        first_excess=round(size, 2),
        days=own,
        n_compared=len(past),
        breakouts=chosen,
        n_half_lives=len(known),
        median_half_life_days=median(known) if is_enough else None,
        median_interval=interval_of_median(known) if is_enough else None,
    )


def excess_days(breakout: Breakout, n: int | None = None) -> tuple[float | None, ...]:
    """Return the mentions above what was to be expected, day by day from the onset.

    Parameters
    ----------
    breakout : Breakout
    n : int, optional
        So many days at most; all of the timeline unless told.
    """
    onset, timeline = breakout.onset.date(), breakout.timeline
    if not timeline:
        return ()
    length = (timeline[-1].day - onset).days + 1
    out: list[float | None] = [None] * max(length if n is None else min(n, length), 0)
    # Nearly always every day has its entry: then the onset's is found without a search.
    is_whole = len(timeline) == (timeline[-1].day - timeline[0].day).days + 1
    first = max((onset - timeline[0].day).days, 0) if is_whole else 0
    for day in timeline[first:]:
        at = (day.day - onset).days
        if at >= len(out):
            break
        if at >= 0 and day.exposure >= _DARK:
            out[at] = round(day.n - day.expected, 2)
    return tuple(out)


def interval_of_median(values: Sequence[float]) -> tuple[float, float]:
    """Return the narrowest symmetric pair of values that holds the median with 90% or more.

    The median lies below the k-th smallest of n values with the probability that a fair coin shows
    heads fewer than k times in n throws.
    """
    ordered, n = sorted(values), len(values)
    k, below = 0, 0.0
    while k < n // 2:
        below += math.comb(n, k) / 2**n
        if 2 * below > 1 - _CONFIDENCE:
            break
        k += 1
    k = max(k, 1)
    return ordered[k - 1], ordered[n - k]


def _is_comparable(other: Breakout, breakout: Breakout) -> bool:
    return (
        other.kind == breakout.kind
        and other.lever == breakout.lever
        and other.end is not None
        and other.end < breakout.onset
    )


def _size(days: Sequence[float | None], n: int) -> float:
    return sum(max(d or 0.0, 0.0) for d in days[:n])


def _growth(days: Sequence[float | None], n: int) -> float:
    # Half a mention on both sides: one day of none is no infinite growth.
    known = [max(d or 0.0, 0.0) + 0.5 for d in days[:n]]
    return math.log(known[-1] / known[0]) if known else 0.0


def _alike(other: Breakout, ratio: float) -> AlikeBreakout:
    return AlikeBreakout(
        breakout_id=other.breakout_id,
        place_id=other.place_id,
        image=other.image,
        onset=other.onset,
        n_excess=other.n_excess,
        half_life_days=other.half_life_days,
        half_life_days_interval=other.half_life_days_interval,
        size_ratio=round(ratio, 3),
        days=excess_days(other),
    )
