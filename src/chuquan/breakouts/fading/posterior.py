"""What the counts of a wave say of how it fades, and what is known of that before one is seen.

Excess on day ``t`` after the peak day is ``amplitude * exposure[t] * G(t / half_life)``, where the
form ``G`` starts at one, never rises and passes one half at one. What is typical is in the prior;
what the counts say moves it. Counts are negative binomial, the posterior is summed on a grid of
form, half-life and dispersion, and the amplitude is integrated out on five points about its mode,
under a log-normal prior about the peak day's excess: a flat one would be improper, since a wave of
no height explains every count that the baseline explains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from chuquan.breakouts.fading.forms import (
    DISPERSIONS,
    FORMS,
    HALF_LIVES,
    MAX_DAYS,
    Floats,
    curves,
    log_chance_of_peak,
)
from chuquan.breakouts.fading.prior import Prior

MIN_DAYS_AFTER_PEAK = 2
"""Fewer days looked at after the peak cannot tell a slow wave from a fast one."""

MIN_EXCESS = 5.0
"""Fewer mentions above expectation leave the prior as it was."""

_AMPLITUDE_SD = 1.0
_NODES: Floats = np.linspace(-2.5, 2.5, 5)  # in standard deviations of the log amplitude
_STEPS = 4


@dataclass(frozen=True, eq=False)
class Observed:
    """The days of a wave that say something, from its peak on.

    Attributes
    ----------
    n, expected, exposure : numpy.ndarray, (day,)
        As of :func:`observe`, days without exposure left out.
    days : numpy.ndarray, (day,)
        Days since the peak, 0 first.
    """

    n: Floats
    expected: Floats
    exposure: Floats
    days: NDArray[np.intp]


def observe(
    n: ArrayLike,
    expected: ArrayLike,
    exposure: ArrayLike,
    *,
    min_days_after: int = MIN_DAYS_AFTER_PEAK,
) -> Observed | None:
    """Return the days of a wave that say something, or None where they say too little.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the peak day on: mentions (may be fractional), mentions to be expected
        from baseline and exposure, and what was looked at against a usual day; 0 is an outage
        and its day says nothing.
    min_days_after : int
        So many days after the peak must have been looked at.

    Returns
    -------
    Observed or None
        None if the peak day was not looked at or is not above expectation, if too few days were
        looked at, or if the whole is fewer than :data:`MIN_EXCESS` mentions above expectation.

    Raises
    ------
    ValueError
        If the arrays differ in length, or hold a negative or a non-finite number.
    """
    y, mu, x = (np.asarray(a, dtype=np.float64)[:MAX_DAYS] for a in (n, expected, exposure))
    if not len(y) == len(mu) == len(x):
        raise ValueError(f"n, expected, exposure differ in length: {len(y)}, {len(mu)}, {len(x)}")
    for name, values in (("n", y), ("expected", mu), ("exposure", x)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} holds a negative or a non-finite number")
    days = np.flatnonzero(x > 0)
    if len(days) <= min_days_after or days[0] != 0 or y[0] <= mu[0]:
        return None
    seen = Observed(y[days], mu[days], x[days], days)
    return seen if (seen.n - seen.expected).sum() >= MIN_EXCESS else None


@dataclass(frozen=True, eq=False)
class Cells:
    """The grid on which a posterior is summed.

    Attributes
    ----------
    log_likelihood : numpy.ndarray, (form * half_life, dispersion, node)
        With the amplitude's own prior, up to a constant.
    amplitude : numpy.ndarray, (form * half_life, dispersion, node)
        Log of the excess on the peak day at usual exposure.
    """

    log_likelihood: Floats
    amplitude: Floats

    def log_posterior(self, prior: Prior) -> Floats:
        """Return the log posterior of every cell and node, normalised; shapes as above."""
        weights = prior.log_weights().reshape(*self.log_likelihood.shape[:2], 1)
        cells = self.log_likelihood + weights
        return np.asarray(cells - log_sum(cells))

    def marginal(self) -> Floats:
        """Return the log likelihood without the amplitude, (form, half_life, dispersion)."""
        top = self.log_likelihood.max(axis=-1)
        out = top + np.log(np.exp(self.log_likelihood - top[..., None]).sum(axis=-1))
        return np.asarray(out.reshape(len(FORMS), len(HALF_LIVES), len(DISPERSIONS)))


def weigh(seen: Observed) -> Cells:
    """Weigh every form, half-life, dispersion and amplitude by what was observed.

    Notes
    -----
    The day of the greatest count is taken for the peak, and chance helps it to be the greatest;
    the likelihood is conditioned on that choice among the days given. Without this, half-lives
    come out short.
    """
    y, mu, x, days = seen.n, seen.expected, seen.exposure, seen.days
    curve = curves()[:, days] * x  # (form * half_life, day), excess for an amplitude of one
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
    log_lik += np.log(sd)[..., None] - log_chance_of_peak(days)[..., None]
    return Cells(log_lik, amplitude)


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


def log_sum(values: Floats) -> float:
    """Return the log of the sum of exponentials over all of an array."""
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))
