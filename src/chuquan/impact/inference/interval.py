r"""From a panel and an estimator to an effect with its interval: the one default.

The interval is :math:`\hat\tau \pm t_J\, k\, s_0`: the standard deviation :math:`s_0` that the mean
effect of the treated place's own fit has by its noise alone, the factor :math:`k` by which the mean
effects of the :math:`J` placebos exceed theirs (root mean square), and the 97.5% point of t with
:math:`J` degrees of freedom. Where :math:`t_J k` is below 1.96, it meets 1.96 halfway: the placebos
of synthetic difference in differences hang together, as its time weights are fitted to the donors,
and :math:`k` falls short of one by chance. Chosen on simulated panels of other seeds than those of
the benchmark, which prints alternatives beside it (``benchmarks/impact_coverage.py``): ranks alone
cover as well, but are wider (the quantile of 30 ratios is their largest) and cannot answer with
fewer than 19 donors; placebos that are not divided by error sizes cover too little where places
differ in noise; without 1.96 the coverage is about 0.935, with 1.96 as a lower limit about 0.97.

Treated places that started together are estimated as one cohort. Cohorts are joined by treated
cells, and their errors by how they hang together before the first start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from chuquan.impact.estimators.base import Estimator, Fit
from chuquan.impact.inference.band import mean_band_errors
from chuquan.impact.inference.cohort import Cohort, standard_error, take_cohorts
from chuquan.impact.inference.placebo import (
    measure_placebos,
    rank_p_value,
    ratios_of,
    t_p_value,
    t_quantile,
)
from chuquan.impact.panel import FloatArray, Panel
from chuquan.report.impact import Estimate

METHOD: Final = "studentised_placebos"

_DRAWS: Final = 999
_SEED: Final = 20240630


@dataclass(frozen=True, eq=False)
class PlaceInference:
    """One treated place by itself.

    Attributes
    ----------
    row : int
        Of the panel.
    start : int
        Index of its first treated period.
    effect, lift, total : Estimate
    p_value : float
    """

    row: int
    start: int
    effect: Estimate
    lift: Estimate
    total: Estimate
    p_value: float


@dataclass(frozen=True, eq=False)
class Inference:
    """What the treated places of a panel gained, and how sure that is.

    Attributes
    ----------
    method : str
        How the interval came about.
    effect : Estimate
        Mean effect a treated cell (place and period), in the unit of the outcome.
    lift : Estimate
        Effect over mean counterfactual.
    total : Estimate
        Sum over all treated cells.
    p_value : float
        Of no effect; below 0.05 where the interval of ``effect`` excludes zero.
    rank_p_value : float
        By ranks of placebos alone; never below one over their number.
    standard_error : float
    degrees_of_freedom : int
    size : float
        Standard deviation that the effect would have by noise alone.
    placebo_effects, placebo_sizes : array of float64, shape (donor,)
        The same of each donor taken for treated, in the order of the panel's donors.
    observed, counterfactual, low, high : array of float64, shape (period,)
        Mean over all treated places, with the 95% band of single periods.
    cohorts : tuple of Cohort
    places : tuple of PlaceInference
        Every treated place by itself.
    """

    method: str
    effect: Estimate
    lift: Estimate
    total: Estimate
    p_value: float
    rank_p_value: float
    standard_error: float
    degrees_of_freedom: int
    size: float
    placebo_effects: FloatArray
    placebo_sizes: FloatArray
    observed: FloatArray
    counterfactual: FloatArray
    low: FloatArray
    high: FloatArray
    cohorts: tuple[Cohort, ...]
    places: tuple[PlaceInference, ...]

    @property
    def ratio(self) -> float:
        """Effect over its size: the mark of the treated places among :attr:`placebo_ratios`."""
        return self.effect.value / self.size if self.size > 0 else 0.0

    @property
    def placebo_ratios(self) -> FloatArray:
        """Placebo effects over their sizes, shape (donor,)."""
        return ratios_of(self.placebo_effects, self.placebo_sizes)

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the effect excludes zero."""
        return self.effect.low > 0 or self.effect.high < 0


def infer(panel: Panel, estimator: Estimator) -> Inference:
    """Estimate what treated places gained, with intervals.

    Parameters
    ----------
    panel : Panel
        Without gaps.
    estimator : Estimator

    Returns
    -------
    Inference

    Raises
    ------
    RefusalError
        Where no place is treated, with fewer than five donors, with too few periods before or none
        from the start on, or with gaps.
    """
    cohorts = take_cohorts(panel, estimator)
    cells = np.array([cohort.n_cells for cohort in cohorts], dtype=np.float64)
    weights = cells / cells.sum()
    effects = np.array([cohort.fit.mean_effect for cohort in cohorts])
    value, error = float(weights @ effects), standard_error(cohorts, weights)
    freedom = min(cohort.placebos.degrees_of_freedom for cohort in cohorts)
    effect = estimate(value, error, freedom)
    means = np.array([cohort.block.treated[cohort.block.n_before :].mean() for cohort in cohorts])
    observed, counterfactual = _mean_course(cohorts)
    half = mean_band_errors(cohorts)
    factors = np.array([cohort.placebos.factor for cohort in cohorts])
    return Inference(
        method=METHOD,
        effect=effect,
        lift=lift_of(effect, float(weights @ means)),
        total=scaled(effect, float(cells.sum())),
        p_value=t_p_value(value, error, freedom),
        rank_p_value=_rank_p_value(cohorts, weights, value, error),
        standard_error=error,
        degrees_of_freedom=freedom,
        size=error / float(weights @ factors),
        placebo_effects=weights @ np.array([c.placebos.mean_effects for c in cohorts]),
        placebo_sizes=weights @ np.array([c.placebos.sizes for c in cohorts]),
        observed=observed,
        counterfactual=counterfactual,
        low=counterfactual - half,
        high=counterfactual + half,
        cohorts=cohorts,
        places=tuple(_each_place(panel, estimator, cohorts)),
    )


def estimate(value: float, error: float, degrees_of_freedom: int, level: float = 0.95) -> Estimate:
    """Return a value with its interval.

    Parameters
    ----------
    value, error : float
        The standard error in the unit of the value.
    degrees_of_freedom : int
    level : float
        Probability that the interval covers.
    """
    half = t_quantile(degrees_of_freedom, level) * error
    return Estimate(value, value - half, value + half)


def effect_until(inference: Inference, last: int) -> Estimate:
    """Return the mean effect over the periods up to, not including, ``last``, by the same fits.

    Parameters
    ----------
    inference : Inference
    last : int
        Index of a period after the first start.

    Returns
    -------
    Estimate
    """
    cohorts = []
    for cohort in inference.cohorts:
        block, fit, n_after = cohort.block, cohort.fit, last - cohort.block.n_before
        if n_after > 0:
            block = replace(block, donors=block.donors[:, :last], treated=block.treated[:last])
            fit = Fit(fit.unit_weights, fit.time_weights, fit.effect[:last], fit.n_before)
            placebos = measure_placebos(cohort.placebos.effects[:, :last], fit, n_after)
            cohorts.append(Cohort(cohort.rows, block, fit, placebos))
    cells = np.array([cohort.n_cells for cohort in cohorts], dtype=np.float64)
    weights = cells / cells.sum()
    value = float(weights @ [cohort.fit.mean_effect for cohort in cohorts])
    return estimate(value, standard_error(cohorts, weights), inference.degrees_of_freedom)


def lift_of(effect: Estimate, observed: float) -> Estimate:
    """Return effects relative to what would have been observed without them.

    Its ends follow from those of the effect (what was observed is no guess), unless the
    counterfactual at the upper end is not above zero: then all is relative to the counterfactual of
    the estimate.

    Parameters
    ----------
    effect : Estimate
        Mean effect a period.
    observed : float
        Mean outcome over the same periods.

    Returns
    -------
    Estimate
        NaN throughout where the counterfactual itself is not above zero.
    """
    base = observed - effect.value
    if base <= 0:
        return Estimate(np.nan, np.nan, np.nan)
    if observed - effect.high <= 0:
        return scaled(effect, 1 / base)
    low, high = (end / (observed - end) for end in (effect.low, effect.high))
    return Estimate(effect.value / base, low, high)


def scaled(effect: Estimate, factor: float) -> Estimate:
    """Return an estimate times a factor above zero."""
    return Estimate(effect.value * factor, effect.low * factor, effect.high * factor)


def _mean_course(cohorts: Sequence[Cohort]) -> tuple[FloatArray, FloatArray]:
    """Return observed and counterfactual means over all treated places, by period."""
    n_places = np.array([len(cohort.rows) for cohort in cohorts], dtype=np.float64)
    shares = n_places / n_places.sum()
    observed = shares @ np.array([cohort.block.treated for cohort in cohorts])
    return observed, observed - shares @ np.array([cohort.fit.effect for cohort in cohorts])


def _rank_p_value(
    cohorts: Sequence[Cohort], weights: FloatArray, value: float, error: float
) -> float:
    """Rank the effect among placebos; of several cohorts among draws of a donor for each.

    The draws are brought to the spread of the standard error: donors stand against each other, so
    their placebos cancel where treated places' errors add up.
    """
    if len(cohorts) == 1:
        placebos = cohorts[0].placebos
        size = placebos.own_size
        return rank_p_value(value / size if size > 0 else 0.0, placebos.ratios)
    ratios = np.array([cohort.placebos.ratios for cohort in cohorts])
    sizes = weights * [cohort.placebos.own_size for cohort in cohorts]
    rng = np.random.default_rng(_SEED)
    orders = rng.permuted(np.tile(np.arange(ratios.shape[1]), (_DRAWS, 1)), axis=1)
    chosen = orders[:, np.arange(len(cohorts)) % ratios.shape[1]]
    draws = (ratios[np.arange(len(cohorts)), chosen] * sizes).sum(axis=1)
    spread = float(np.sqrt(np.mean(draws**2)))
    return rank_p_value(value, draws * (error / spread if spread > 0 else 0.0))


def _each_place(
    panel: Panel, estimator: Estimator, cohorts: Sequence[Cohort]
) -> list[PlaceInference]:
    out = []
    for cohort in cohorts:
        for row in cohort.rows:
            block, fit, placebos = cohort.block, cohort.fit, cohort.placebos
            if len(cohort.rows) > 1:
                block, factor = block.beside(panel.values[row])
                fit = estimator.fit(block)
                placebos = measure_placebos(factor * placebos.effects, fit, block.n_after)
            error, freedom = placebos.standard_error, placebos.degrees_of_freedom
            effect = estimate(fit.mean_effect, error, freedom)
            lift = lift_of(effect, float(block.treated[block.n_before :].mean()))
            p_value = t_p_value(fit.mean_effect, error, freedom)
            total = scaled(effect, block.n_after)
            out.append(PlaceInference(int(row), block.n_before, effect, lift, total, p_value))
    return out
