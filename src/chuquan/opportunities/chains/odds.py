"""How much more often a word stands beside another than elsewhere, with its interval.

The log-odds of a word among the mentions that hold a core against all others, each with the same
informative prior (Monroe, Colaresi and Quinn 2008, eq. 16, for whether a mention holds the word).
Departure from it: means and variances are those of the logarithm of the odds of a beta variable
(digamma and trigamma), which stay right at the small counts of a chain, where the paper's normal
approximation is too sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

PRIOR_MENTIONS: Final = 50.0
"""The prior is worth so many mentions, which hold the word as often as all mentions do: a core of
twenty mentions is held close to what is usual, one of two hundred speaks for itself."""

Z_90: Final = 1.6448536269514722
"""Standard errors on each side of a 90% interval."""

UNSEEN: Final = 0.5
"""What nobody said elsewhere may have been said elsewhere, nevertheless: half a mention (Jeffreys).
Without it a word that stands nowhere else would stand with the core beyond all measure."""

_LEAST_SHARE: Final = 1e-9


@dataclass(frozen=True)
class Odds:
    """Log-odds of words, each array of shape (word,).

    Attributes
    ----------
    mean, low, high : numpy.ndarray
        Posterior mean and 90% interval of the log-odds ratio.
    z : numpy.ndarray
        The mean in standard errors: how clear it is.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    z: NDArray[np.float64]


def log_odds(
    beside: NDArray[np.float64],
    n_beside: float,
    elsewhere: NDArray[np.float64],
    n_elsewhere: float | NDArray[np.float64],
    prior_mentions: float = PRIOR_MENTIONS,
) -> Odds:
    """Compare how often words stand beside a core with how often they stand elsewhere.

    Parameters
    ----------
    beside : numpy.ndarray, shape (word,)
        Mentions of the core that hold each word; may be fractional.
    n_beside : float
        Mentions of the core.
    elsewhere : numpy.ndarray, shape (word,)
        Other mentions that hold each word.
    n_elsewhere : float or numpy.ndarray
        Other mentions.
    prior_mentions : float
        What the prior is worth.

    Returns
    -------
    Odds
    """
    y = np.clip(np.asarray(beside, dtype=np.float64), 0.0, n_beside)
    x = np.clip(np.asarray(elsewhere, dtype=np.float64), 0.0, n_elsewhere)
    usual = np.clip((y + x) / (n_beside + n_elsewhere), _LEAST_SHARE, 1.0 - _LEAST_SHARE)
    with_word, without = prior_mentions * usual, prior_mentions * (1.0 - usual)
    held = (y + with_word, x + with_word + UNSEEN)
    lacked = (n_beside - y + without, n_elsewhere - x + without)
    mean = digamma(held[0]) - digamma(lacked[0]) - digamma(held[1]) + digamma(lacked[1])
    variance = sum(polygamma(1, part) for part in (*held, *lacked))
    error = np.sqrt(variance)
    return Odds(mean, mean - Z_90 * error, mean + Z_90 * error, mean / error)
