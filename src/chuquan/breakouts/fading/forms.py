"""The forms in which waves fade, as curves by day, and how noise picks the day of the peak.

Every form ``G`` starts at one, never rises and passes one half at one, so that a half-life means
the same for each: excess on day ``t`` is ``amplitude * G(t / half_life)``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

Floats = NDArray[np.float64]

MAX_DAYS = 60
"""Later days are left out: by then a place has moved on to another theme."""

HALF_LIVES: Floats = np.geomspace(0.25, 64.0, 25)
"""Centres of the half-life cells in days, three to an octave."""

DISPERSIONS: Floats = np.array([0.05, 0.3, 1.0])
"""Overdispersion ``c`` of the counts: variance is ``mean + c * mean**2``."""

FORMS = ("exponential", "power 1", "power 2", "biexponential 6", "biexponential 12")
"""Exponential; ``(1 + kx)**-p``; a fast and a slow exponential so many times slower."""

_BIEXPONENTIALS = ((0.6, 6.0), (0.85, 12.0))  # share of the fast one; slow over fast half-life
_POISSON = 0.05  # the part of the counting noise of a peak day with some twenty mentions
_HEIGHTS = (np.arange(12) + 0.5) / 12


@lru_cache(maxsize=1)
def curves() -> Floats:
    """Return ``G(t / half_life)`` for every form and half-life, (form * half_life, day)."""
    x = np.arange(MAX_DAYS) / HALF_LIVES[:, None]
    rows = [2.0**-x]
    rows += [(1.0 + (2.0 ** (1.0 / p) - 1.0) * x) ** -p for p in (1.0, 2.0)]
    for share, ratio in _BIEXPONENTIALS:
        fast = x * _fast_speed(share, ratio)
        rows.append(share * 2.0**-fast + (1.0 - share) * 2.0 ** (-fast / ratio))
    table = np.concatenate(rows)
    table.flags.writeable = False
    return np.asarray(table)


def log_chance_of_peak(days: NDArray[np.intp]) -> Floats:
    """Return how likely day 0 is the greatest of some days, (form * half_life, dispersion), log.

    Parameters
    ----------
    days : numpy.ndarray, (day,)
        Days that were looked at, 0 among them.

    Notes
    -----
    The day of the greatest count is taken for the peak, and where a wave stays high for long,
    noise has many days to pick from: the one it picks is higher than the wave was. Dividing the
    likelihood by this chance conditions on the choice. Days are gamma about the curve with the
    counts' overdispersion; the chance is averaged over twelve heights of day 0.
    """
    later = np.zeros(MAX_DAYS)
    later[days[days > 0]] = 1.0
    return np.asarray(np.log(np.exp(_log_below() @ later).mean(axis=-1)))


@lru_cache(maxsize=1)
def _log_below() -> Floats:
    """Return the log chance of each day to stay below a height of day 0.

    Shape (form * half_life, dispersion, height, day).
    """
    shape = 1.0 / (DISPERSIONS + _POISSON)[:, None]
    height = gammaincinv(shape, _HEIGHTS) / shape
    scaled = (shape * height)[None, :, :, None] / curves()[:, None, None, :]
    # The floor keeps a chance of nothing finite; such a wave has its peak elsewhere.
    return np.asarray(np.log(np.maximum(gammainc(shape[None, :, :, None], scaled), 1e-9)))


def _fast_speed(share: float, ratio: float) -> float:
    """Return the fast part's halvings by the time the whole has halved, by bisection."""
    low, high = 0.0, 64.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if share * 2.0**-middle + (1.0 - share) * 2.0 ** (-middle / ratio) > 0.5:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
