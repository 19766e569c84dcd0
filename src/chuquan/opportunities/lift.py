"""How far more a place is spoken of with a theme than all others are: log-odds with intervals.

Mentions ``n`` of the place are Poisson with mean ``lift * rate * exposure``, the rate being that of
all other places. Known before: the lift is Gamma with mean one, so that a place is taken to speak
like all others until its own mentions say more (an informative prior that shrinks the small counts
most); the rate is what the mentions elsewhere say of it, itself uncertain. The posterior of the
lift is a mixture of Gammas over the rate, read off by quantiles and told as log-odds.

Source: DuMouchel 1999, Bayesian data mining in large frequency tables (gamma prior of the ratio and
ranking by its 5% point), in place of the Dirichlet prior of Monroe, Colaresi and Quinn 2008, whose
strength grows with a word's frequency, so that two mentions of a rare word beat everything
(``benchmarks/distinctive.py``). Mentions of one wave are no independent witnesses: counts and
exposure are divided by the root of the size that waves have on average (Kish's design effect, its
root because it held up best on mentions from 2022-07 to 2023-06).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

PRIOR_SHAPE: Final = 1.0
"""Of the lift of a word; its rate is the same, so that its mean is one."""

ASSET_SHAPE: Final = 2.0
ASSET_RATE: Final = 1.0
"""Of the lift of what a list says that the place has: twice that of a word. Of a dozen priors this
one's ranking held up best on mentions before 2023-07 (``benchmarks/distinctive.py``). The one that
fits the listed assets' counts best (0.13 and 0.0004: three in four are not spoken of, and who is,
is of its own place alone) puts an asset of two mentions before everything else, and did worse."""

UNSEEN: Final = 0.5
"""Mentions elsewhere that a theme is credited with beyond those that were seen."""

CLUSTERING: Final = 0.5
"""Power of the mean size of waves by which counts are divided; 0 takes every mention for a witness
of its own, 1 takes a wave for a single one."""

LEVEL: Final = 0.9
_N_NODES: Final = 64
_N_HALVINGS: Final = 40
_FARTHEST: Final = 16.0
_MOST_OF_ALL: Final = 0.99


@dataclass(frozen=True)
class Lift:
    """Log-odds of themes in mentions of a place against mentions of all others.

    Attributes
    ----------
    log_odds, low, high : float64, shape (theme,)
        Posterior median and the ends of the 90% interval.
    """

    log_odds: F64
    low: F64
    high: F64


def lift(
    n: F64,
    expected: F64,
    n_elsewhere: F64,
    *,
    share_elsewhere: F64,
    wave: F64 | float = 1.0,
    wave_elsewhere: F64 | float = 1.0,
    prior_shape: F64 | float = PRIOR_SHAPE,
    prior_rate: F64 | float = PRIOR_SHAPE,
) -> Lift:
    """Estimate how far a place stands out with each theme.

    Parameters
    ----------
    n : float64, shape (theme,)
        Mentions of the place that hold the theme; zero is allowed.
    expected : float64, shape (theme,)
        Mentions that would hold it if the place were spoken of like all others; above zero.
    n_elsewhere : float64, shape (theme,)
        Mentions of all other places behind ``expected``; they say how sure it is.
    share_elsewhere : float64, shape (theme,)
        Share of all other places' mentions that hold it; it turns ratios into odds.
    wave, wave_elsewhere : float64, shape (theme,)
        Mean size of the wave that a mention belongs to, at least 1.
    prior_shape, prior_rate : float64, shape (theme,)
        Of the Gamma that the lift is known by before; assets have another than words.

    Returns
    -------
    Lift
    """
    ones = np.ones_like(n)
    damp = (wave * ones) ** -CLUSTERING
    shape = n_elsewhere * (wave_elsewhere * ones) ** -CLUSTERING + UNSEEN
    rates = _gamma_nodes(shape) * (expected * damp)[:, None]
    a0 = (prior_shape * ones)[:, None]
    b0 = (prior_rate * ones)[:, None]
    y = (n * damp)[:, None]
    weight = _weights(y, rates, a0, b0)
    low, middle, high = (
        _quantile(q, a0 + y, b0 + rates, weight) for q in ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
    )
    return Lift(*(_log_odds(x, share_elsewhere) for x in (middle, low, high)))


def _gamma_nodes(shape: F64) -> F64:
    """Return quantiles of a Gamma of mean one, each as likely: shape (theme, node)."""
    from scipy.special import gammaincinv  # noqa: PLC0415  it takes long to load

    at = (np.arange(_N_NODES) + 0.5) / _N_NODES
    nodes: F64 = gammaincinv(shape[:, None], at[None, :]) / shape[:, None]
    return np.maximum(nodes, 1e-12)


def _weights(y: F64, rates: F64, a0: F64, b0: F64) -> F64:
    """Return how likely each node is after the counts: negative binomial, rows sum to one."""
    logs = a0 * np.log(b0 / (b0 + rates)) + y * np.log(rates / (b0 + rates))
    weight: F64 = np.exp(logs - logs.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    return weight


def _quantile(q: float, shape: F64, rate: F64, weight: F64) -> F64:
    """Return a quantile of the logarithm of a mixture of Gammas, by halving."""
    from scipy.special import gammainc  # noqa: PLC0415  as above

    low = np.full(shape.shape[0], -_FARTHEST)
    high = -low
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        below = (weight * gammainc(shape, np.exp(middle)[:, None] * rate)).sum(axis=1) < q
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)


def _log_odds(log_ratio: F64, share: F64) -> F64:
    own = np.minimum(np.exp(log_ratio) * share, _MOST_OF_ALL)
    odds: F64 = np.log(own / (1 - own)) - np.log(share / (1 - share))
    return odds
