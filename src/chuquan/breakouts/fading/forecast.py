"""How much of a wave is still to come, from its days since the peak and from waves before it.

The posterior knows how the wave may fade; each later day is a negative binomial draw about what it
says. One forecast is many drawn futures: of days, and of their sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from chuquan.breakouts.fading.forms import DISPERSIONS, MAX_DAYS, Floats, curves
from chuquan.breakouts.fading.half_life import HalfLife, half_life_of
from chuquan.breakouts.fading.posterior import Cells, Observed, observe, weigh
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, Prior

HORIZON_DAYS: Final = 30
"""Days after the peak that a forecast reaches to."""

MIN_DAYS_AFTER_PEAK: Final = 1
"""On the day of the peak nobody knows that it is one."""

INTERVAL: Final = (0.1, 0.5, 0.9)
"""An 80% interval and the median."""

_DRAWS: Final = 2_000
_SEED: Final = 20_240_105
_USUAL_DAYS: Final = 7


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is still to come of a wave.

    Attributes
    ----------
    n_remaining : tuple of float
        10%, 50% and 90% points of the mentions above what is to be expected, from the day after
        the last one given to :data:`HORIZON_DAYS` after the peak.
    days : numpy.ndarray, (day, 3)
        The same points day by day.
    half_life : HalfLife
        Posterior by what has been seen.
    """

    n_remaining: tuple[float, float, float]
    days: Floats
    half_life: HalfLife


def forecast(
    n: ArrayLike,
    expected: ArrayLike,
    exposure: ArrayLike,
    prior: Prior = DEFAULT_PRIOR,
    *,
    expected_later: ArrayLike | None = None,
    exposure_later: ArrayLike | None = None,
) -> Forecast | None:
    """Forecast a wave from its days since the peak.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the peak on, all that is known; see
        :func:`chuquan.breakouts.fading.posterior.observe`.
    prior : Prior
        What is known of the source's waves; it must not know this one.
    expected_later, exposure_later : array_like, (later_day,), optional
        Baseline and exposure of the days to come; by default as in the last week, and usual. The
        forecast is as long as they are.

    Returns
    -------
    Forecast or None
        None where fewer than :data:`MIN_DAYS_AFTER_PEAK` days after the peak were looked at,
        where the wave is too small to say (``posterior.MIN_EXCESS``), or where the peak lies
        :data:`HORIZON_DAYS` back.

    Raises
    ------
    ValueError
        If arrays that belong together differ in length, or hold a negative or non-finite number.
    """
    seen = observe(n, expected, exposure, min_days_after=MIN_DAYS_AFTER_PEAK)
    n_known = len(np.asarray(n))
    if seen is None or n_known > HORIZON_DAYS:
        return None
    mu, x = _later(seen, n_known, expected_later, exposure_later)
    cells = weigh(seen)
    log_posterior = cells.log_posterior(prior)
    drawn = _futures(cells, log_posterior, n_known, mu, x) - mu
    low, median, high = np.quantile(drawn.sum(axis=1), INTERVAL).tolist()
    return Forecast(
        (low, median, high),
        np.asarray(np.quantile(drawn, INTERVAL, axis=0).T),
        half_life_of(log_posterior),
    )


def log_loss(seen: Observed, prior: Prior, later: Observed) -> Floats:
    """Return the negative log of the predictive density of later days, each by itself.

    Parameters
    ----------
    seen : Observed
    prior : Prior
    later : Observed
        What came, on days of which ``seen`` knows nothing.

    Returns
    -------
    numpy.ndarray, (later_day,)
        In nats.
    """
    cells = weigh(seen)
    weights = np.exp(cells.log_posterior(prior))[..., None]
    mean = _means(cells, later)
    density = np.exp(log_density(later.n, mean, DISPERSIONS[None, :, None, None]))
    return np.asarray(-np.log((weights * density).sum(axis=(0, 1, 2))))


def log_density(n: Floats, mean: Floats, dispersion: Floats | float) -> Floats:
    """Return the negative binomial log density; ``n`` may be fractional, shapes broadcast."""
    r = 1.0 / np.asarray(dispersion)
    m = np.maximum(mean, 1e-9)
    whole = gammaln(n + r) - gammaln(r) - gammaln(n + 1)
    return np.asarray(whole + r * np.log(r / (r + m)) + n * np.log(m / (r + m)))


def _later(
    seen: Observed, n_known: int, expected: ArrayLike | None, exposure: ArrayLike | None
) -> tuple[Floats, Floats]:
    n_later = HORIZON_DAYS + 1 - n_known
    x = np.ones(n_later) if exposure is None else np.asarray(exposure, dtype=np.float64)
    if expected is None:
        recent = slice(-_USUAL_DAYS, None)
        rate = seen.expected[recent].sum() / seen.exposure[recent].sum()
        return rate * x, x
    mu = np.asarray(expected, dtype=np.float64)
    if len(mu) != len(x) or len(mu) + n_known > MAX_DAYS:
        raise ValueError(f"{len(mu)} expected and {len(x)} exposures of days to come")
    return mu, x


def _means(cells: Cells, later: Observed) -> Floats:
    """Return means of later days, (form * half_life, dispersion, node, later_day)."""
    curve = curves()[:, later.days] * later.exposure
    return np.asarray(np.exp(cells.amplitude)[..., None] * curve[:, None, None, :] + later.expected)


def _futures(cells: Cells, log_posterior: Floats, n_known: int, mu: Floats, x: Floats) -> Floats:
    """Draw counts of later days, (draw, later_day)."""
    rng = np.random.default_rng(_SEED)
    mass = np.exp(log_posterior).ravel()
    chosen = rng.choice(mass.size, _DRAWS, p=mass / mass.sum())
    shape, dispersion, node = np.unravel_index(chosen, log_posterior.shape)
    height = np.exp(cells.amplitude[shape, dispersion, node])
    later = np.arange(n_known, n_known + len(mu))
    mean = height[:, None] * curves()[shape[:, None], later] * x + mu
    r = (1.0 / DISPERSIONS[dispersion])[:, None]
    return rng.poisson(mean * rng.gamma(r, 1.0 / r, mean.shape)).astype(np.float64)
