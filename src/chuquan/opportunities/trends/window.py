"""How long a rise is likely to stay open: when half of what is still to come will have passed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from chuquan.breakouts.fading.forecast import HORIZON_DAYS
from chuquan.breakouts.fading.forms import Floats, curves
from chuquan.breakouts.fading.learn import Episode, fit_prior
from chuquan.breakouts.fading.posterior import observe, weigh
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, Prior

INTERVAL: Final = (0.1, 0.5, 0.9)
"""An 80% interval and the median."""

STRETCH: Final = (0.46, 1.24, 2.1)
"""What the three points are multiplied with. A rise that is told is one that goes on, and talk has
longer tails than the waves of places: as the posterior has them, 80% intervals held in 55% of 229
rises told from 2022-03 to 2023-06 (every 27th day). Stretched so that a tenth of those lie beyond
either end, they held in 86% of 147 rises told from 2023-07 to 2024-04, to the nearest day
(``benchmarks/windows.py``)."""


def window_days(
    n: Floats, expected: Floats, exposure: Floats, prior: Prior = DEFAULT_PRIOR
) -> tuple[float, float, float] | None:
    """Return 10%, 50% and 90% points of the days until half of the excess to come has passed.

    Parameters
    ----------
    n, expected, exposure : numpy.ndarray, (day,)
        Daily counts from the peak to the last day that was looked at. A rise whose greatest day is
        the last one is taken to be at its peak: it may still grow, and then stays open for longer.
    prior : Prior
        How such rises fade.

    Returns
    -------
    tuple of float or None
        None where the peak lies more than :data:`HORIZON_DAYS` back: nothing is known of how rises
        that old fade.
    """
    gone = n.size - 1
    if gone > HORIZON_DAYS:
        return None
    seen = observe(n, expected, exposure, min_days_after=0)
    if seen is None:
        mass = np.exp(prior.log_weights()).sum(axis=2).ravel()
    else:
        mass = np.exp(weigh(seen).log_posterior(prior)).sum(axis=(1, 2))
    days = half_passed(gone)
    order = np.argsort(days)
    cumulated = np.cumsum(mass[order])
    # A form has its mass about its own day: points are read off between the middles of the masses.
    middle = (cumulated - 0.5 * mass[order]) / cumulated[-1]
    points = np.interp(INTERVAL, middle, days[order]) * np.array(STRETCH)
    low, median, high = points.tolist()
    return low, median, high


def half_passed(gone: int) -> Floats:
    """Return for each form and half-life the days until half of what is to come has passed.

    Parameters
    ----------
    gone : int
        Days since the peak. What comes later than two months after it is left out.

    Returns
    -------
    numpy.ndarray, (form * half_life,)
    """
    later = curves()[:, gone + 1 :]
    so_far = np.cumsum(later, axis=1)
    half = so_far[:, -1:] / 2.0
    at = (so_far < half).sum(axis=1)
    row = np.arange(len(later))
    before = np.where(at > 0, so_far[row, np.maximum(at - 1, 0)], 0.0)
    out: Floats = at + (half[:, 0] - before) / np.maximum(later[row, at], 1e-300)
    return out


def learn_fading(past: Iterable[tuple[Floats, Floats, Floats]]) -> Prior:
    """Return how past rises faded, from their counts, expectation and exposure since the peak."""
    return fit_prior(Episode(n, expected, exposure) for n, expected, exposure in past)
