"""How fast a wave fades: its half-life with an interval, and the phase it is in.

Excess on day ``t`` after the peak day is ``amplitude * exposure[t] * G(t / half_life)``, where the
form ``G`` starts at one, never rises and passes one half at one. A half-life therefore means one
thing for every form: **the days until the fitted excess at usual exposure first falls to half of
its value on the peak day**. What is typical is in the prior; what the counts say moves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from chuquan.breakouts.forms import (
    DISPERSIONS,
    FORMS,
    HALF_LIVES,
    MAX_DAYS,
    Floats,
    curves,
    log_chance_of_peak,
)
from chuquan.report import Phase

MIN_DAYS_AFTER_PEAK = 2
"""Fewer days looked at after the peak cannot tell a slow wave from a fast one."""

MIN_EXCESS = 5.0
"""Fewer mentions above expectation leave the prior as it was."""

_AMPLITUDE_SD = 1.0
_NODES: Floats = np.linspace(-2.5, 2.5, 5)  # in standard deviations of the log amplitude
_STEPS = 4
_INTERVAL = (0.05, 0.5, 0.95)
_PEAKING_SHARE = 0.8


def _normal(weights: ArrayLike) -> Floats:
    values = np.asarray(weights, dtype=np.float64)
    return np.asarray(values / values.sum())


@dataclass(frozen=True)
class HalfLife:
    """Posterior of a wave's half-life.

    Attributes
    ----------
    days : float
        Median, days.
    interval : tuple of float
        5% and 95% points, days.
    """

    days: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Prior:
    """What is known of a source's waves before one is seen: three independent marginals.

    Attributes
    ----------
    forms : numpy.ndarray, (form,)
        Weights of :data:`FORMS`.
    half_lives : numpy.ndarray, (half_life,)
        Weights of :data:`HALF_LIVES`.
    dispersions : numpy.ndarray, (dispersion,)
        Weights of :data:`DISPERSIONS`.
    """

    forms: Floats
    half_lives: Floats
    dispersions: Floats

    def log_weights(self) -> Floats:
        """Return log weights, (form, half_life, dispersion); ``-inf`` where the weight is zero."""
        product = (
            self.forms[:, None, None]
            * self.half_lives[None, :, None]
            * self.dispersions[None, None, :]
        )
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(product))


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


def log_normal_prior(
    median_days: float,
    sd_log: float,
    forms: ArrayLike = (1, 1, 1, 1, 1),
    dispersions: ArrayLike = (1, 1, 1),
) -> Prior:
    """Return a prior with a log-normal half-life.

    Parameters
    ----------
    median_days, sd_log : float
        Median in days, and standard deviation of its natural logarithm.
    forms, dispersions : array_like
        Relative weights of :data:`FORMS` and :data:`DISPERSIONS`.
    """
    z = np.log(HALF_LIVES / median_days) / sd_log
    return Prior(_normal(forms), _normal(np.exp(-0.5 * z * z)), _normal(dispersions))


DEFAULT_PRIOR = log_normal_prior(
    1.6, 1.1, forms=(0.74, 0.06, 0.06, 0.09, 0.05), dispersions=(0.08, 0.44, 0.48)
)
"""Learned by EM from 217 waves of Chinese places on Weibo's hot list, 2020-11 to 2023-06.

Half of the waves halve within 1.6 days; the long tail holds the city images of many days.
"""


def half_life(
    n: ArrayLike, expected: ArrayLike, exposure: ArrayLike, prior: Prior = DEFAULT_PRIOR
) -> HalfLife | None:
    """Return the half-life of a wave, or None where the data cannot say.

    Only the days given are used, so an open episode is judged by what has been seen of it.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the peak day, the one of the greatest count, on; see :class:`Episode`.
    prior : Prior
        What is known of the source's waves; :func:`fit_prior` learns one.

    Returns
    -------
    HalfLife or None
        None if the peak day was not looked at or is not above expectation, if fewer than
        :data:`MIN_DAYS_AFTER_PEAK` days after it were looked at, or if the whole is fewer than
        :data:`MIN_EXCESS` mentions above expectation.

    Raises
    ------
    ValueError
        If the arrays differ in length, or hold a negative or a non-finite number.

    Notes
    -----
    A mixture of decay forms with an empirical-Bayes prior (exponential; power law as in Crane and
    Sornette 2008; biexponential as in Candia et al. 2019), negative binomial counts, and the
    posterior summed on a grid of form, half-life and dispersion. The amplitude is integrated out
    on five points about its mode, under a log-normal prior about the peak day's excess: a flat one
    would be improper, since a wave of no height explains every count that the baseline explains.

    Half-lives much under a day leave no trace in daily counts; there the prior speaks.

    The day of the greatest count is taken for the peak, and chance helps it to be the greatest;
    the likelihood is conditioned on that choice among the days given. Without this, half-lives
    come out short.
    """
    counts = _observed(n, expected, exposure)
    if counts is None:
        return None
    mass = np.exp(_log_posterior(counts, prior)).sum(axis=(0, 2))
    low, median, high = _quantiles(mass)
    return HalfLife(median, (low, high))


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
    flat = Prior(*(np.ones(len(part)) for part in (FORMS, HALF_LIVES, DISPERSIONS)))
    observed = [_observed(e.n, e.expected, e.exposure) for e in episodes]
    likelihoods = [_log_posterior(counts, flat) for counts in observed if counts is not None]
    if not likelihoods:
        return base
    log_likelihood = np.stack(likelihoods)
    prior = base
    for _ in range(n_rounds):
        share = _softmax(log_likelihood + prior.log_weights())
        prior = Prior(
            _normal(share.sum(axis=(0, 2, 3)) + strength * base.forms),
            _normal(share.sum(axis=(0, 1, 3)) + strength * base.half_lives),
            _normal(share.sum(axis=(0, 1, 2)) + strength * base.dispersions),
        )
    return prior


def phase(n: ArrayLike, expected: ArrayLike, exposure: ArrayLike, *, is_closed: bool) -> Phase:
    """Return the phase of a wave as of the last day that was looked at.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the onset's day to the last day known; see :class:`Episode`.
    is_closed : bool
        Whether the episode has closed (as many quiet days as the settings ask for).

    Returns
    -------
    str
        ``ended`` if closed; ``rising`` while the last day is the highest and above the one
        before; ``peaking`` within a day of the highest or at 80% of it and more; else ``fading``.
        Height is excess by exposure. A wave of which no day was looked at is ``rising``.
    """
    if is_closed:
        return "ended"
    y, mu, x = (np.asarray(a, dtype=np.float64) for a in (n, expected, exposure))
    days = np.flatnonzero(x > 0)
    height = (y[days] - mu[days]) / x[days]
    if len(days) < 2 or (height[-1] > height[:-1].max()):
        return "rising"
    top = int(height.argmax())
    if days[-1] - days[top] <= 1 or height[-1] >= _PEAKING_SHARE * height[top]:
        return "peaking"
    return "fading"


def _observed(
    n: ArrayLike, expected: ArrayLike, exposure: ArrayLike
) -> tuple[Floats, Floats, Floats, NDArray[np.intp]] | None:
    """Return counts, expected, exposure and day number of the days that say something."""
    y, mu, x = (np.asarray(a, dtype=np.float64)[:MAX_DAYS] for a in (n, expected, exposure))
    if not len(y) == len(mu) == len(x):
        raise ValueError(f"n, expected, exposure differ in length: {len(y)}, {len(mu)}, {len(x)}")
    for name, values in (("n", y), ("expected", mu), ("exposure", x)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} holds a negative or a non-finite number")
    days = np.flatnonzero(x > 0)
    if len(days) <= MIN_DAYS_AFTER_PEAK or days[0] != 0 or y[0] <= mu[0]:
        return None
    y, mu, x = y[days], mu[days], x[days]
    return (y, mu, x, days) if (y - mu).sum() >= MIN_EXCESS else None


def _log_posterior(counts: tuple[Floats, Floats, Floats, NDArray[np.intp]], prior: Prior) -> Floats:
    """Return the log posterior of each cell, (form, half_life, dispersion), normalised."""
    y, mu, x, days = counts
    curve = curves()[:, days] * x  # (shape, day), excess for an amplitude of one
    start = np.log((y[0] - mu[0]) / x[0])
    r = 1.0 / DISPERSIONS
    centre, sd = _amplitude(y, mu, curve, float(start))
    amplitude = centre[..., None] + sd[..., None] * _NODES  # log; (shape, dispersion, node)
    mean = np.exp(amplitude)[..., None] * curve[:, None, None, :] + mu
    log_lik = np.log(mean) @ y
    for d, size in enumerate(r):
        log_lik[:, d] -= np.log(mean[:, d] + size) @ (y + size)
        log_lik[:, d] += (gammaln(y + size) - gammaln(size) + size * np.log(size)).sum()
    log_lik -= 0.5 * ((amplitude - start) / _AMPLITUDE_SD) ** 2
    top = log_lik.max(axis=-1)
    marginal = top + np.log(np.exp(log_lik - top[..., None]).sum(axis=-1)) + np.log(sd)
    marginal -= log_chance_of_peak(days)
    cells = marginal.reshape(len(FORMS), len(HALF_LIVES), len(DISPERSIONS)) + prior.log_weights()
    return np.asarray(cells - _log_sum(cells))


def _amplitude(y: Floats, mu: Floats, curve: Floats, start: float) -> tuple[Floats, Floats]:
    """Return mode and spread of the log amplitude, (shape, dispersion), by Fisher scoring."""
    centre = np.full((len(curve), len(DISPERSIONS)), start)
    information = np.empty_like(centre)
    for _ in range(_STEPS):
        excess = np.exp(centre)[..., None] * curve[:, None, :]
        mean = excess + mu
        pull = excess / (mean * (1.0 + DISPERSIONS[:, None] * mean))
        information = (pull * excess).sum(axis=-1) + _AMPLITUDE_SD**-2
        score = (pull * (y - mean)).sum(axis=-1) - (centre - start) * _AMPLITUDE_SD**-2
        # A step of more than one natural unit overshoots where the first guess is far off.
        centre = centre + np.clip(score / information, -1.0, 1.0)
    return centre, 1.0 / np.sqrt(information)


def _quantiles(mass: Floats) -> tuple[float, float, float]:
    """Return 5%, 50% and 95% points, taking the mass of a cell as even over its log width."""
    half_step = 0.5 * np.log(HALF_LIVES[1] / HALF_LIVES[0])
    edges = np.append(np.log(HALF_LIVES) - half_step, np.log(HALF_LIVES[-1]) + half_step)
    cumulated = np.concatenate([[0.0], np.cumsum(mass)])
    low, median, high = np.exp(np.interp(_INTERVAL, cumulated / cumulated[-1], edges))
    return float(low), float(median), float(high)


def _log_sum(values: Floats) -> float:
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))


def _softmax(values: Floats) -> Floats:
    """Return shares that sum to one over all axes but the first."""
    weights = np.exp(values - values.max(axis=(1, 2, 3), keepdims=True))
    return np.asarray(weights / weights.sum(axis=(1, 2, 3), keepdims=True))
