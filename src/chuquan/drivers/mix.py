"""How a wave's mix of kinds or levers changed over its days, and how sure each share is.

Change points are the best one or two cuts by the likelihood ratio of multinomial shares (the same
rule as for a rate in :mod:`chuquan.breakouts.split`; Chen and Gupta 2012, Parametric statistical
change point analysis), where the excess on either side is enough to speak of and the shares differ
by enough to matter.

Intervals are Clopper and Pearson's at the effective number of mentions (Korn and Graubard 1998,
Confidence intervals for proportions with small expected number of positive counts). Mentions of one
wave are alike, so that a classifier errs on them alike: a thousand titles on one quarrel say less
than a thousand quarrels. So the number of mentions is divided by Kish's design effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import betaincinv

from chuquan.breakouts.cells import F64

MIN_MENTIONS = 5.0
"""Of less excess nothing is said (after what the baseline's noise takes away)."""

CORRELATION = 0.07
"""How alike the told kinds of two mentions of one true kind in one wave are, as a share of the
variance of a drawn kind: labelled titles of before 2023-07, told in context by models that had not
seen labels of their time, .066 (90% interval .045 to .088): image .06 in 24 waves, crisis .07 in
51; levers .07 in 12 (benchmarks/mixes.py). Affairs may be more alike (.11 in 12 waves, .03 to .17).
So no wave counts for more than some 14 mentions that were told apart."""

FALSE_CUTS = 0.2
"""A cut must bring a log-likelihood ratio of ``log(days / FALSE_CUTS)``, ``days`` being those on
which it could lie: more days are more chances. Were mentions independent, at most such a share of
waves of one mix would be cut; told probabilities vary less than draws, and waves of before 2023-07
with their days shuffled are cut in 0 (under 15 mentions) to 3.1 (from 40 on) of a hundred cases,
planted ones of one kind in 1 to 7 (benchmarks/mixes.py)."""

MIN_CHANGE = 0.2
"""A change is told where some share moves by a fifth of the whole."""

_LEVEL = 0.05


@dataclass(frozen=True)
class Mixture:
    """The parts of some days.

    Attributes
    ----------
    start, stop : int
        Days ``[start, stop)``, counted from the wave's first.
    n_excess : float
        Mentions above what was to be expected, no part below zero.
    shares : float64, shape (part,)
        They sum to one; all zero where there is no excess.
    low, high : float64, shape (part,)
        90% intervals.
    n_effective : float
        So many mentions, told apart, would say as much.
    """

    start: int
    stop: int
    n_excess: float
    shares: F64
    low: F64
    high: F64
    n_effective: float

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to say anything."""
        return self.n_effective >= effective_number(MIN_MENTIONS)


def effective_number(n: float) -> float:
    """Return how many independent mentions say as much as ``n`` of one wave (Kish)."""
    return n / (1.0 + CORRELATION * max(n - 1.0, 0.0))


def mixture(n: F64, expected: F64, start: int = 0, stop: int | None = None) -> Mixture:
    """Return the shares of the parts of some days, with their intervals.

    Parameters
    ----------
    n, expected : float64, shape (part, day)
        Mentions, and what the baseline expects of them.
    start, stop : int, optional
        Days ``[start, stop)``; by default all.
    """
    stop = n.shape[1] if stop is None else stop
    parts = np.maximum((n - expected)[:, start:stop].sum(axis=1), 0.0)
    excess, seen = float(parts.sum()), float(n[:, start:stop].sum())
    if excess <= 0:
        nothing = np.zeros(parts.size)
        return Mixture(start, stop, 0.0, nothing, nothing, np.ones(parts.size), 0.0)
    shares = parts / excess
    # The baseline's share of what was seen only adds noise.
    effective = effective_number(excess * excess / seen)
    low, high = exact_interval(shares, effective)
    return Mixture(start, stop, excess, shares, low, high, effective)


def exact_interval(shares: F64, n: float) -> tuple[F64, F64]:
    """Return Clopper and Pearson's 90% intervals of shares of ``n`` mentions, ``n`` fractional."""
    hits = np.clip(shares, 0.0, 1.0) * n
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-9), n - hits + 1, _LEVEL), 0.0)
    left = n - hits
    high = np.where(left > 0, betaincinv(hits + 1, np.maximum(left, 1e-9), 1 - _LEVEL), 1.0)
    return np.minimum(low, shares), np.maximum(high, shares)


def stretches(n: F64, expected: F64) -> list[Mixture]:
    """Cut a wave where its mix changed.

    Parameters
    ----------
    n, expected : float64, shape (part, day)
        Mentions from the wave's first day to its last, and what the baseline expects.

    Returns
    -------
    list of Mixture
        One to three, which follow each other without a gap; empty where the wave is too small to
        speak of.
    """
    whole = mixture(n, expected)
    if not whole.is_enough:
        return []
    bounds = [0, *_best_cuts(n, expected), n.shape[1]]
    return [mixture(n, expected, *span) for span in pairwise(bounds)]


def _best_cuts(n: F64, expected: F64) -> list[int]:
    # A stretch begins on a day with mentions.
    days = np.flatnonzero(n.sum(axis=0) > 0)
    bounds = np.unique(np.concatenate(([0], days, [n.shape[1]])))
    parts, seen = _between(n - expected, bounds), _between(n, bounds).sum(axis=0)
    total = parts.sum(axis=0)
    shares = parts / np.maximum(total, 1e-12)
    fit = (parts * np.log(np.maximum(shares, 1e-12))).sum(axis=0)
    # Noise of the baseline makes the shares of the excess vary more than its own number says.
    temper = total[0, -1] / max(float(seen[0, -1]), 1e-12)
    is_enough = total * total >= MIN_MENTIONS * np.maximum(seen, 1e-12)
    min_gain = np.log(max(days.size - 1, 1) / FALSE_CUTS)
    best, cuts = 0.0, np.empty(0, dtype=np.int64)
    for found in (_one_cut(fit, shares, is_enough), _two_cuts(fit, shares, is_enough)):
        if found is None:
            continue
        gain = found[0] * temper - min_gain * len(found[1])
        if gain > best:
            best, cuts = gain, bounds[found[1]]
    return [int(cut) for cut in cuts]


def _between(values: F64, bounds: np.ndarray) -> F64:
    """Return the sums of each part between any two bounds, none below zero."""
    sums = np.concatenate((np.zeros((values.shape[0], 1)), values.cumsum(axis=1)), axis=1)[
        :, bounds
    ]
    out: F64 = np.maximum(sums[:, None, :] - sums[:, :, None], 0.0)
    return out


def _one_cut(fit: F64, shares: F64, is_enough: np.ndarray) -> tuple[float, list[int]] | None:
    gain = fit[0, :] + fit[:, -1] - fit[0, -1]
    change = np.abs(shares[:, 0, :] - shares[:, :, -1]).max(axis=0)
    is_one = is_enough[0, :] & is_enough[:, -1] & (change >= MIN_CHANGE)
    if not is_one.any():
        return None
    best = int(np.argmax(np.where(is_one, gain, -np.inf)))
    return float(gain[best]), [best]


def _two_cuts(fit: F64, shares: F64, is_enough: np.ndarray) -> tuple[float, list[int]] | None:
    # First cut by row, second by column.
    gain = fit[0, :, None] + fit + fit[None, :, -1] - fit[0, -1]
    is_two = is_enough[0, :, None] & is_enough & is_enough[None, :, -1]
    is_two &= np.abs(shares[:, 0, :, None] - shares).max(axis=0) >= MIN_CHANGE
    is_two &= np.abs(shares - shares[:, None, :, -1]).max(axis=0) >= MIN_CHANGE
    if not is_two.any():
        return None
    first, second = np.unravel_index(np.argmax(np.where(is_two, gain, -np.inf)), gain.shape)
    return float(gain[first, second]), [int(first), int(second)]
