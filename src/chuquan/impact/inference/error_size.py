r"""How large the error of a fit is, told from what it missed before the start.

Places differ in noise, so a placebo says nothing about a treated place until both are measured by
the error of their own fits. The root mean square of what a fit missed is not enough: an error that
lingers does not average out over the window. With autocorrelation :math:`\rho` the mean of
:math:`n` periods has the variance

.. math:: \sigma^2 v_n, \qquad v_n = \frac{1}{n} \Bigl( 1 + 2 \sum_{k<n} (1 - k/n) \rho^k \Bigr)

and the mean effect is about a mean from the start on less one before it. Each place has its own
autocorrelation: drawing them towards their mean made no interval shorter, and left too short those
of treated places whose noise lingers more than their donors'. What a fit misses less because it was
fitted to the very same periods is not corrected here: the placebos are fitted in the same way, and
their ratios of effect to error size hold the factor.
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
        In the unit of the outcome.
    """
    about = missed - missed.mean(axis=1, keepdims=True) if has_level else missed
    return np.asarray(np.sqrt((about * about).mean(axis=1)))


def error_sizes(missed: FloatArray, n_after: int, *, has_level: bool) -> FloatArray:
    """Return how large the error of the mean effect of each series is, up to a common factor.

    Parameters
    ----------
    missed : array of float64, shape (series, before)
        Observed less counterfactual; the treated series and its placebos together.
    n_after : int
        Periods that the effect is the mean of.
    has_level : bool
        As in :func:`fit_errors`.

    Returns
    -------
    array of float64, shape (series,)
        In the unit of the outcome; not below :data:`LEAST_SHARE` of the median.
    """
    sizes = fit_errors(missed, has_level=has_level)
    if has_level:
        memory = memories(missed)
        spread = mean_variance(memory, n_after) + mean_variance(memory, missed.shape[1])
        sizes = sizes * np.sqrt(spread)
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


def mean_variance(memory: FloatArray, n_periods: int) -> FloatArray:
    """Return the variance of the mean of autocorrelated periods of unit variance.

    Parameters
    ----------
    memory : array of float64, shape (series,)
        Autocorrelation at one period.
    n_periods : int

    Returns
    -------
    array of float64, shape (series,)
    """
    # The sum of (1 - k/n) r**k over k from 1 to n - 1, in closed form.
    r, n = memory, n_periods
    tail = r * (n * (1 - r) - (1 - r**n)) / (n * (1 - r) ** 2)
    return np.asarray((1 + 2 * tail) / n)
