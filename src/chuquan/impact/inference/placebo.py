"""Placebos in space: every donor taken for treated, and what that says of the treated place.

Abadie, Diamond and Hainmueller 2010 (doi:10.1198/jasa.2009.ap08746) rank ratios of errors after and
before the start. Here the ratio is of the mean effect to the size that errors of the same fit have
(:mod:`chuquan.impact.inference.error_size`), as places with much noise would otherwise rank first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from chuquan.errors import RefusalError
from chuquan.impact.estimators.base import Estimator, Fit
from chuquan.impact.inference.error_size import error_sizes, fit_errors
from chuquan.impact.panel import Block, FloatArray

MIN_DONORS: Final = 5
"""Fewer placebos cannot tell how large errors are."""

NORMAL_QUANTILE: Final = 1.959964

MIN_DONORS_FOR_RANKS: Final = 19
"""Ranks of fewer placebos cannot show a p-value of 0.05."""


@dataclass(frozen=True, eq=False)
class Placebos:
    """What an estimator makes of every donor of a block, and of the treated series beside them.

    Attributes
    ----------
    effects : array of float64, shape (donor, period)
        Observed less counterfactual of each donor.
    n_before : int
    sizes : array of float64, shape (donor,)
        Standard deviations that the donors' mean effects would have by noise alone.
    fit_errors : array of float64, shape (donor,)
        How far single periods before the start are missed.
    own_size, own_fit_error : float
        The same of the treated series.
    """

    effects: FloatArray
    n_before: int
    sizes: FloatArray
    fit_errors: FloatArray
    own_size: float
    own_fit_error: float

    @property
    def mean_effects(self) -> FloatArray:
        """Mean effect a period that each donor seems to have, shape (donor,)."""
        return np.asarray(self.effects[:, self.n_before :].mean(axis=1))

    @property
    def ratios(self) -> FloatArray:
        """Mean effects over error sizes, shape (donor,)."""
        return ratios_of(self.mean_effects, self.sizes)

    @property
    def factor(self) -> float:
        """What error sizes are to be multiplied by.

        The root mean square of the ratios, which are more than one where errors are not noise
        alone. By chance it is also less; where an interval by t would be shorter than one that knew
        the noise, the two meet halfway, as mean of their squares.
        """
        t = t_quantile(self.degrees_of_freedom)
        factor, by_noise = float(np.sqrt(np.mean(self.ratios**2))), NORMAL_QUANTILE / t
        if factor >= by_noise:
            return factor
        return float(np.sqrt((factor**2 + by_noise**2) / 2))

    @property
    def standard_error(self) -> float:
        """Standard error of the treated series' mean effect, in the unit of the outcome."""
        return self.factor * self.own_size

    @property
    def degrees_of_freedom(self) -> int:
        """As many as there are placebos that the factor is the mean square of."""
        return len(self.sizes)


def take_placebos(estimator: Estimator, block: Block, fit: Fit) -> Placebos:
    """Take every donor of a block for treated.

    Parameters
    ----------
    estimator : Estimator
    block : Block
    fit : Fit
        Of the block by the estimator.

    Returns
    -------
    Placebos

    Raises
    ------
    RefusalError
        With fewer than :data:`MIN_DONORS` donors.
    """
    if len(block.donors) < MIN_DONORS:
        raise RefusalError(
            f"{len(block.donors)} places to compare with",
            allowed=f"at least {MIN_DONORS}, or nobody can say how sure the answer is",
            todo="add outcomes of places that were not part of the event",
        )
    return measure_placebos(estimator.placebos(block), fit, block.n_after)


def measure_placebos(effects: FloatArray, fit: Fit, n_after: int) -> Placebos:
    """Measure placebos and the treated series by their error sizes.

    Parameters
    ----------
    effects : array of float64, shape (donor, period)
        As ``Estimator.placebos`` gives them.
    fit : Fit
        Of the treated series.
    n_after : int
        Periods that the mean effect is the mean of.

    Returns
    -------
    Placebos
    """
    n_before, has_level = fit.n_before, bool(np.any(fit.time_weights))
    missed = np.vstack([fit.effect[None, :n_before], effects[:, :n_before]])
    sizes = error_sizes(missed, fit.time_weights, n_after)
    errors = fit_errors(missed, has_level=has_level)
    return Placebos(effects, n_before, sizes[1:], errors[1:], float(sizes[0]), float(errors[0]))


def rank_p_value(ratio: float, ratios: FloatArray) -> float:
    """Return the share of places, the treated one among them, with as large a ratio.

    Exact if the treated place could have been any of them; never below one over their number.

    Parameters
    ----------
    ratio : float
        Of the treated place.
    ratios : array of float64, shape (donor,)

    Returns
    -------
    float
    """
    as_large = np.count_nonzero(np.abs(ratios) >= abs(ratio))
    return (1 + float(as_large)) / (len(ratios) + 1)


def rank_quantile(ratios: FloatArray, level: float = 0.95) -> float:
    """Return what a ratio stays below with a probability of at least ``level``, by ranks alone.

    Parameters
    ----------
    ratios : array of float64, shape (donor,)
    level : float

    Returns
    -------
    float
        Infinite with too few donors.
    """
    rank = int(np.ceil(level * (len(ratios) + 1) - 1e-9))
    if rank > len(ratios):
        return float("inf")
    return float(np.sort(np.abs(ratios))[rank - 1])


def t_p_value(effect: float, standard_error: float, degrees_of_freedom: int) -> float:
    """Return the two-sided p-value of no effect.

    Parameters
    ----------
    effect, standard_error : float
        In one unit. Without any error, an effect of zero has the p-value 1, any other 0.
    degrees_of_freedom : int

    Returns
    -------
    float
    """
    if standard_error <= 0:
        return float(effect == 0)
    return float(2 * stats.t.sf(abs(effect) / standard_error, degrees_of_freedom))


def t_quantile(degrees_of_freedom: int, level: float = 0.95) -> float:
    """Return how many standard errors a two-sided interval reaches to each side."""
    return float(stats.t.ppf((1 + level) / 2, degrees_of_freedom))


def ratios_of(effects: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return effects over their sizes; zero where there is no size."""
    return np.divide(effects, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
