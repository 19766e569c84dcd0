"""How fast a wave fades: its half-life with an interval.

A half-life means one thing for every form in which a wave may fade: **the days until the fitted
excess at usual exposure first falls to half of its value on the peak day**.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chuquan.breakouts.fading.forms import DISPERSIONS, FORMS, HALF_LIVES, Floats
from chuquan.breakouts.fading.posterior import observe, weigh
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, Prior

_INTERVAL = (0.05, 0.5, 0.95)


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


def half_life(
    n: ArrayLike, expected: ArrayLike, exposure: ArrayLike, prior: Prior = DEFAULT_PRIOR
) -> HalfLife | None:
    """Return the half-life of a wave, or None where the data cannot say.

    Only the days given are used, so an open episode is judged by what has been seen of it.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the peak day, the one of the greatest count, on; see
        :func:`~chuquan.breakouts.fading.posterior.observe`.
    prior : Prior
        What is known of the source's waves; ``learn.fit_prior`` learns one.

    Returns
    -------
    HalfLife or None
        None if the peak day was not looked at or is not above expectation, if fewer than
        ``posterior.MIN_DAYS_AFTER_PEAK`` days after it were looked at, or if the whole is fewer
        than ``posterior.MIN_EXCESS`` mentions above expectation.

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
    seen = observe(n, expected, exposure)
    return None if seen is None else half_life_of(weigh(seen).log_posterior(prior))


def half_life_of(log_posterior: Floats) -> HalfLife:
    """Return the half-life by the log posterior of cells.

    Parameters
    ----------
    log_posterior : numpy.ndarray, (form * half_life, dispersion, node)
    """
    cells = np.exp(log_posterior).reshape(len(FORMS), len(HALF_LIVES), len(DISPERSIONS), -1)
    low, median, high = _quantiles(cells.sum(axis=(0, 2, 3)))
    return HalfLife(median, (low, high))


def _quantiles(mass: Floats) -> tuple[float, float, float]:
    """Return 5%, 50% and 95% points, taking the mass of a cell as even over its log width."""
    half_step = 0.5 * np.log(HALF_LIVES[1] / HALF_LIVES[0])
    edges = np.append(np.log(HALF_LIVES) - half_step, np.log(HALF_LIVES[-1]) + half_step)
    cumulated = np.concatenate([[0.0], np.cumsum(mass)])
    low, median, high = np.exp(np.interp(_INTERVAL, cumulated / cumulated[-1], edges))
    return float(low), float(median), float(high)
