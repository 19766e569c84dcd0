"""Shares and medians with intervals that hold for small numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

_Z = 1.959963984540054  # 97.5% point of the normal distribution


class Share(msgspec.Struct, frozen=True):
    """A share with its 95% interval.

    Attributes
    ----------
    hits, n : int
        How many of how many.
    value : float or None
        ``hits / n``; None for none of none.
    interval : tuple of float or None
        Wilson's 95% interval.
    """

    hits: int
    n: int
    value: float | None
    interval: tuple[float, float] | None

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "- (0 of 0)"
        low, high = self.interval
        return f"{self.value:.2f} [{low:.2f}, {high:.2f}] ({self.hits} of {self.n})"


class Spread(msgspec.Struct, frozen=True):
    """Where a set of days lies.

    Attributes
    ----------
    n : int
        How many.
    median, median_absolute : float or None
        Median, and median of the absolute values, days; None for none.
    median_interval : tuple of float or None
        95% interval of the median from order statistics; None for fewer than six values, where
        no pair of them reaches 95%.
    quartiles : tuple of float or None
        25% and 75% points, days.
    """

    n: int
    median: float | None = None
    median_interval: tuple[float, float] | None = None
    median_absolute: float | None = None
    quartiles: tuple[float, float] | None = None

    def __str__(self) -> str:
        if self.median is None or self.quartiles is None:
            return "-"
        low, high = self.quartiles
        text = f"{self.median:+.1f}"
        if self.median_interval is not None:
            text += " [{:+.1f}, {:+.1f}]".format(*self.median_interval)
        return f"{text}, absolute {self.median_absolute:.1f}, quartiles {low:+.1f} to {high:+.1f}"


class Estimate(msgspec.Struct, frozen=True):
    """A figure that is no share, with its 95% interval.

    Attributes
    ----------
    value : float or None
        None where there is nothing to compute it from.
    interval : tuple of float or None
        None for fewer than :data:`FEWEST_BLOCKS` blocks of time.
    """

    value: float | None
    interval: tuple[float, float] | None

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        text = f"{self.value:.3f}"
        if self.interval is not None:
            text += " [{:.3f}, {:.3f}]".format(*self.interval)
        return text


FEWEST_BLOCKS: Final = 10
"""Of fewer blocks of time a resample says little about what another period would bring."""

_N_RESAMPLES: Final = 1000


def resampled(
    counts: NDArray[np.float64],
    block: NDArray[np.int64],
    figure: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> Estimate:
    """Return a figure between zero and one with an interval from resampled blocks of time.

    Parameters
    ----------
    counts : float64, shape (title, column)
        What each title adds to the sums that the figure is made of.
    block : int64, shape (title,)
        The block of time of each title, such as its week: titles of one wave speak alike, so
        they are drawn together or not at all.
    figure : callable
        From sums of shape (..., column) to figures of shape (...).

    Returns
    -------
    Estimate
        The interval is the figure plus and minus 1.96 standard deviations over a thousand
        resamples of the blocks, cut at zero and one; the same for the same input.

    Notes
    -----
    Not the percentiles of the resamples: a calibration error grows with noise, and each resample
    adds some, so that its percentiles may leave out the figure itself.
    """
    names, index = np.unique(block, return_inverse=True)
    n = names.size
    if n == 0:
        return Estimate(None, None)
    sums = np.zeros((n, counts.shape[1]))
    np.add.at(sums, index, counts)
    value = float(figure(sums.sum(axis=0)))
    if n < FEWEST_BLOCKS:
        return Estimate(value, None)
    drawn = np.random.default_rng(n).multinomial(n, np.full(n, 1 / n), size=_N_RESAMPLES)
    half = _Z * float(np.std(figure(drawn @ sums)))
    return Estimate(value, (max(0.0, value - half), min(1.0, value + half)))


def share(hits: int, n: int) -> Share:
    """Return ``hits`` of ``n`` with Wilson's 95% interval.

    Notes
    -----
    Wilson, Probable inference, the law of succession, and statistical inference, JASA 1927. It
    never leaves zero to one, and at none of ``n`` it does not pretend to be sure.
    """
    if n == 0:
        return Share(0, 0, None, None)
    p = hits / n
    weight = 1.0 + _Z * _Z / n
    centre = (p + _Z * _Z / (2 * n)) / weight
    half = _Z / weight * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    return Share(hits, n, p, (max(0.0, centre - half), min(1.0, centre + half)))


def spread(days: Sequence[float]) -> Spread:
    """Return median, its 95% interval and the quartiles of a set of days."""
    if not days:
        return Spread(0)
    ranked = sorted(days)
    rank = _outer_rank(len(ranked))
    return Spread(
        n=len(ranked),
        median=_quantile(ranked, 0.5),
        median_interval=None if rank is None else (ranked[rank], ranked[-1 - rank]),
        median_absolute=_quantile(sorted(abs(day) for day in ranked), 0.5),
        quartiles=(_quantile(ranked, 0.25), _quantile(ranked, 0.75)),
    )


def _outer_rank(n: int) -> int | None:
    """Return the largest zero-based rank whose pair still holds the median 95% of the time.

    The number of values below the median is binomial with a half, so the pair of ranks ``k`` from
    below and from above misses it with probability ``2 * P(B <= k)``.
    """
    below = 0.0
    rank = None
    for k in range(n // 2):
        below += math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) * 0.5**n
        if 2 * below > 0.05:
            break
        rank = k
    return rank


def _quantile(ranked: Sequence[float], q: float) -> float:
    at = q * (len(ranked) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (at - low) * (ranked[high] - ranked[low])
