"""Cut a long episode where a greater wave begins inside it, and date each wave's onset.

A series in an open episode is not tested again, so a wave that begins while an earlier, smaller one
is still open would be dated to the smaller one's onset. The level of a Poisson count is compared
before and after each day up to the peak; where it rises at least twofold beyond doubt, after a week
or more at the lower level, a wave of its own begins. Source: the likelihood ratio of a single
change point in a Poisson rate (Chen and Gupta 2012, Parametric statistical change point analysis,
sec. 4.2), with exposure.
"""

from __future__ import annotations

import numpy as np

from chuquan.breakouts.cells import F64

MIN_RATIO = 2.0
"""The rate after a cut is at least so many times the rate before it, and just before it."""

MIN_LOG_RATIO = 5.0
"""Log-likelihood ratio of a cut: the rise is some 150 times likelier than a level rate."""

OVERDISPERSION = 0.15
"""What the detector holds before it knows better (method.md, "Find", step 5)."""

MIN_DAYS = 7
"""What rises to its peak within a week is one wave."""

ONSET_MENTIONS, ONSET_SHARE = 0.75, 0.5
"""A wave's first day holds most of a mention of excess (a lone mention always stands a little above
what was to be expected) or, of a weak wave, half of its greatest day."""

LEAD_MENTIONS, LEAD_SHARE, LEAD_DAYS = 1.5, 0.2, 3
"""And from it on the wave goes on: three days bring more than a lone mention or, in a weak wave, a
fifth of what its best three bring."""

TAIL_SHARE = 0.1
"""A wave is over when the last seven days brought less than such a share of its best seven."""

_WEEK = 7
_JUST_BEFORE = 3
_PSEUDO = 0.5
_HALF = 0.5
_EVEN = 1e-9


def waves_within(n: F64, expected: F64, exposure: F64, min_mentions: float) -> list[int]:
    """Return where waves begin within an episode.

    Parameters
    ----------
    n, expected, exposure : float64, shape (day,)
        Counts of the episode, its frozen baseline, and what was looked at, from its first day on.
    min_mentions : float
        What precedes a cut is a wave of its own only with so much excess; else it is cut off, as
        the onset was dated too early.

    Returns
    -------
    list of int
        First days of the waves, ascending. The first one is above 0 where the episode's begin was
        cut off.
    """
    excess = n - expected
    begins = [first_day(excess)]
    while True:
        start = begins[-1]
        cut = _greatest_rise(n[start:], exposure[start:])
        if cut is None:
            return begins
        begin = start + cut + first_day(excess[start + cut :])
        if excess[start : start + cut].sum() >= min_mentions:
            begins.append(begin)
        else:
            begins[-1] = begin


def first_day(excess: F64) -> int:
    """Return the first day of a wave; see :data:`ONSET_MENTIONS` and :data:`LEAD_MENTIONS`."""
    if not excess.size:
        return 0
    enough = min(ONSET_MENTIONS, ONSET_SHARE * float(excess.max(initial=0.0)))
    ahead = np.convolve(np.maximum(excess, 0.0), np.ones(LEAD_DAYS))[LEAD_DAYS - 1 :]
    # Sums of the same days differ in their last bits: what is even is enough.
    goes_on = ahead >= min(LEAD_MENTIONS, LEAD_SHARE * float(ahead.max())) - _EVEN
    return int(np.argmax((excess >= enough) & goes_on))


def last_day(excess: F64) -> int:
    """Return the last day of a wave: after it no week brings a tenth of the wave's best week.

    In a place that is hardly ever named a single mention a week would else keep a wave open for
    months.
    """
    if not excess.size:
        return 0
    weeks = np.convolve(np.maximum(excess, 0.0), np.ones(_WEEK))[: excess.size]
    alive = np.flatnonzero((weeks >= TAIL_SHARE * weeks.max(initial=0.0)) & (excess > 0))
    return int(alive[-1]) if alive.size else excess.size - 1


def half_day(excess: F64) -> int:
    """Return the day on which half of a wave's excess was seen."""
    seen = np.cumsum(np.maximum(excess, 0.0))
    return int(np.argmax(seen >= _HALF * seen[-1])) if seen.size else 0


def _greatest_rise(n: F64, exposure: F64) -> int | None:
    peak = int(np.argmax(n))
    if peak < MIN_DAYS:
        return None
    looked = np.concatenate(([0.0], np.cumsum(exposure[: peak + 1])))
    seen = np.concatenate(([0.0], np.cumsum(n[: peak + 1])))
    # A cut at a day: the days before it, and the days from it to the peak.
    cut = np.arange(MIN_DAYS, peak + 1)
    before, after = _rates(seen, looked, 0, cut), _rates(seen, looked, cut, peak + 1)
    just_before = _rates(seen, looked, cut - _JUST_BEFORE, cut)
    whole = _rates(seen, looked, np.zeros_like(cut), peak + 1)
    gain = _log_likelihood(*before) + _log_likelihood(*after) - _log_likelihood(*whole)
    # Where nobody looked just before, the days before that must do.
    is_sudden = (just_before[1] <= 0) | _is_above(after, just_before)
    is_rise = (exposure[cut] > 0) & _is_above(after, before) & is_sudden
    # Counts vary more than Poisson's, by mean + c * mean**2: that tempers the ratio.
    gain = np.where(is_rise, gain / (1.0 + OVERDISPERSION * seen[-1] / (peak + 1)), 0.0)
    best = int(np.argmax(gain))
    return int(cut[best]) if gain[best] >= MIN_LOG_RATIO else None


def _rates(
    seen: F64, looked: F64, start: np.ndarray | int, stop: np.ndarray | int
) -> tuple[F64, F64]:
    return seen[stop] - seen[start], looked[stop] - looked[start]


def _is_above(high: tuple[F64, F64], low: tuple[F64, F64]) -> np.ndarray:
    (y1, e1), (y0, e0) = high, low
    out: np.ndarray = (e0 > 0) & (e1 > 0) & ((y1 + _PSEUDO) * e0 >= MIN_RATIO * (y0 + _PSEUDO) * e1)
    return out


def _log_likelihood(y: F64, e: F64) -> F64:
    # Of a Poisson count at its own rate, up to what cancels in a ratio.
    out: F64 = y * np.log((y + 1e-12) / np.maximum(e, 1e-12))
    return out
