r"""How large the error of a mean effect is, told from what its fit missed before the start.

Places differ in noise, so a placebo says nothing about a treated place until both are measured by
the error of their own fits. How far single periods are missed is not enough: an error that lingers
does not average out over the window. The mean effect weighs all periods, :math:`1/n` each from the
start on and :math:`-\lambda_s` before it; of errors with standard deviation :math:`\sigma` and
autocorrelation :math:`\rho` that sum has the variance

.. math:: \sigma^2 \sum_{s,t} w_s w_t \rho^{|s-t|} .

Each place has its own :math:`\rho`: drawing them towards their mean made no interval shorter, and
left too short those of treated places whose noise lingers more than their donors'. A level that was
missed before the start and that the weights do not take off (as of the synthetic control, whose
:math:`\lambda` is zero) is added. What a fit misses less because it was fitted to the very same
periods is not corrected here, but by the placebos, which are fitted in the same way.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.impact.panel import FloatArray

MEMORY_LEAST: Final = -0.5
MEMORY_MOST: Final = 0.95
"""Autocorrelations are taken to lie between; beyond, series are too short to tell."""

LEAST_SHARE: Final = 0.1
"""No error size is taken to be less than this share of the median one: a fit that seems perfect
has followed the noise."""


def fit_errors(missed: FloatArray, *, has_level: bool) -> FloatArray:
    """Return how far single periods are missed before the start.

    Parameters
    ----------
    missed : array of float64, shape (series, before)
        Observed less counterfactual.
    has_level : bool
        Whether the estimator takes a level off. If so, errors count about their own mean, else
        about zero, as the level that is missed before the start will be missed from it on.

    Returns
    -------
    array of float64, shape (series,)
        Root mean squares, in the unit of the outcome.
    """
    about = missed - missed.mean(axis=1, keepdims=True) if has_level else missed
    return np.asarray(np.sqrt((about * about).mean(axis=1)))


def error_sizes(missed: FloatArray, time_weights: FloatArray, n_after: int) -> FloatArray:
    """Return the standard deviation that the mean effect of each series has by its noise alone.

    Parameters
    ----------
    missed : array of float64, shape (series, before)
        Observed less counterfactual; the treated series and its placebos together.
    time_weights : array of float64, shape (before,)
        Of the treated series; those of placebos differ little.
    n_after : int
        Periods that the effect is the mean of.

    Returns
    -------
    array of float64, shape (series,)
        In the unit of the outcome; not below :data:`LEAST_SHARE` of the median.
    """
    weights = np.concatenate([-time_weights, np.full(n_after, 1.0 / n_after)])
    left = (1.0 - float(time_weights.sum())) * missed.mean(axis=1)
    noise = fit_errors(missed, has_level=True) ** 2 * sum_variance(memories(missed), weights)
    sizes = np.sqrt(left**2 + noise)
    return np.asarray(np.maximum(sizes, LEAST_SHARE * np.median(sizes)))


def memories(missed: FloatArray) -> FloatArray:
    """Return the autocorrelation of each series at one period.

    Parameters
    ----------
    missed : array of float64, shape (series, period)

    Returns
    -------
    array of float64, shape (series,)
        Between :data:`MEMORY_LEAST` and :data:`MEMORY_MOST`; zero for a series that never moves.
    """
    about = missed - missed.mean(axis=1, keepdims=True)
    squares = (about * about).sum(axis=1)
    products = (about[:, 1:] * about[:, :-1]).sum(axis=1)
    memory = np.divide(products, squares, out=np.zeros(len(missed)), where=squares > 0)
    return np.asarray(np.clip(memory, MEMORY_LEAST, MEMORY_MOST))


def sum_variance(memory: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the variance of a weighted sum of autocorrelated periods of unit variance.

    Parameters
    ----------
    memory : array of float64, shape (series,)
        Autocorrelation at one period; it falls geometrically.
    weights : array of float64, shape (period,)

    Returns
    -------
    array of float64, shape (series,)
    """
    n = len(weights)
    by_lag = np.correlate(weights, weights, "full")[n - 1 :].copy()
    by_lag[1:] *= 2.0
    return np.asarray(np.maximum(memory[:, None] ** np.arange(n) @ by_lag, 0.0))
