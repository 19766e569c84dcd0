"""Learn how a source's waves fade from its own waves, by expectation-maximisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chuquan.breakouts.fading.forms import Floats
from chuquan.breakouts.fading.posterior import observe, weigh
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, Prior, normal


@dataclass(frozen=True)
class Episode:
    """Daily counts of one wave from its peak day on.

    Attributes
    ----------
    n : numpy.ndarray, (day,)
        Mentions; may be fractional.
    expected : numpy.ndarray, (day,)
        Mentions to be expected from baseline and exposure.
    exposure : numpy.ndarray, (day,)
        What was looked at against a usual day; 0 is an outage and its day says nothing.
    """

    n: ArrayLike
    expected: ArrayLike
    exposure: ArrayLike


def fit_prior(
    episodes: Iterable[Episode],
    base: Prior = DEFAULT_PRIOR,
    *,
    strength: float = 10.0,
    n_rounds: int = 50,
) -> Prior:
    """Learn a source's prior from its own waves by expectation-maximisation.

    Parameters
    ----------
    episodes : iterable of Episode
        Waves of the source; those of which the data cannot say anything are left out.
    base : Prior
        Where to start, and what is believed where data are few.
    strength : float
        How many episodes the base is worth: keeps the weights from collapsing on single cells.
    n_rounds : int
        Rounds of EM.

    Returns
    -------
    Prior
        The base itself when no episode can be used.
    """
    observed = [observe(e.n, e.expected, e.exposure) for e in episodes]
    likelihoods = [weigh(seen).marginal() for seen in observed if seen is not None]
    if not likelihoods:
        return base
    return learn(np.stack(likelihoods), base, base, strength=strength, n_rounds=n_rounds)


def learn(
    log_likelihood: Floats, start: Prior, base: Prior, *, strength: float, n_rounds: int
) -> Prior:
    """Run rounds of EM from a start.

    Parameters
    ----------
    log_likelihood : numpy.ndarray, (episode, form, half_life, dispersion)
        As :meth:`Cells.marginal`.
    start, base : Prior
        Where to begin, and what is believed where data are few.
    strength : float
        How many episodes the base is worth.
    n_rounds : int

    Returns
    -------
    Prior
    """
    prior = start
    for _ in range(n_rounds):
        share = _softmax(log_likelihood + prior.log_weights())
        prior = Prior(
            normal(share.sum(axis=(0, 2, 3)) + strength * base.forms),
            normal(share.sum(axis=(0, 1, 3)) + strength * base.half_lives),
            normal(share.sum(axis=(0, 1, 2)) + strength * base.dispersions),
        )
    return prior


def _softmax(values: Floats) -> Floats:
    """Return shares that sum to one over all axes but the first."""
    weights = np.exp(values - values.max(axis=(1, 2, 3), keepdims=True))
    return np.asarray(weights / weights.sum(axis=(1, 2, 3), keepdims=True))
