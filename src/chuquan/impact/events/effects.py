"""Effects of event days and of the days around them, with what they are known together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import chi2, norm

from chuquan.impact.events.leave_out import Estimated, LeaveOut
from chuquan.impact.events.shuffles import Shuffles
from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.series.scale import Scale, from_scale, to_scale
from chuquan.report.impact import Estimate, EventDay

N_DRAWS: Final = 8192
_LEVELS: Final = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Span:
    """An event and its days with a figure (``at``, shape (day,))."""

    event_id: str
    name: str
    first_day: date
    last_day: date
    at: IntArray


@dataclass(frozen=True, eq=False)
class Flags:
    """Where the events lie in the series.

    Attributes
    ----------
    at : array of int64, shape (event day,)
        Days of events that have a figure, ascending.
    around : array of float64, shape (day, offset)
        How many runs of event days each day is so far from; event days are none.
    offsets : tuple of int, length offset
    """

    at: IntArray
    around: FloatArray
    offsets: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class EventEffects:
    """What :class:`~chuquan.impact.events.event_days.EventsImpact` is told from.

    Attributes
    ----------
    draws, own_draws : array of float64, shape (draw, event day)
        What each event day would have been, in the outcome's unit; stretched for what is told of
        all of them, and for what is told of one.
    middle : array of float64, shape (event day,)
    at : array of int64, shape (event day,)
    observed : array of float64, shape (day,)
    """

    draws: FloatArray
    own_draws: FloatArray
    middle: FloatArray
    at: IntArray
    observed: FloatArray
    around: Mapping[int, Estimate]
    net_total: Estimate
    spread: float
    spread_p_value: float
    counterfactual: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def mean(self) -> Estimate:
        """Mean effect of an event day."""
        n = len(self.at)
        total = self.total
        return Estimate(total.value / n, total.low / n, total.high / n)

    @property
    def total(self) -> Estimate:
        """Sum over all event days."""
        return self._sum(np.arange(len(self.at)), self.draws)

    @property
    def lift(self) -> Estimate:
        """Mean effect relative to what event days would have been."""
        return self._lift(np.arange(len(self.at)), self.draws)

    def of_event(self, span: Span) -> EventDay:
        """Return one event's own effect, summed over its days."""
        mine = np.flatnonzero(np.isin(self.at, span.at))
        return EventDay(
            span.event_id,
            span.name,
            span.first_day,
            span.last_day,
            self._sum(mine, self.own_draws),
            self._lift(mine, self.own_draws),
        )

    def _sum(self, mine: IntArray, draws: FloatArray) -> Estimate:
        observed = float(self.observed[self.at[mine]].sum())
        low, high = np.quantile(draws[:, mine].sum(axis=1), _LEVELS)
        value = observed - float(self.middle[mine].sum())
        return Estimate(value, observed - float(high), observed - float(low))

    def _lift(self, mine: IntArray, draws: FloatArray) -> Estimate:
        observed = float(self.observed[self.at[mine]].sum())
        low, high = np.quantile(observed / draws[:, mine].sum(axis=1) - 1.0, _LEVELS)
        return Estimate(observed / float(self.middle[mine].sum()) - 1.0, float(low), float(high))


def event_effects(
    system: LeaveOut,
    values: FloatArray,
    flags: Flags,
    scale: Scale,
    *,
    placebo: Shuffles,
    rng: np.random.Generator,
) -> EventEffects:
    """Estimate every event day's effect together with those of the days around.

    Parameters
    ----------
    system : LeaveOut
    values : array of float64, shape (day,)
    flags : Flags
    scale : str
    placebo : Shuffles
        Its factor widens all intervals.
    rng : numpy.random.Generator
    """
    n_days = len(flags.at)
    single = np.zeros((len(values), n_days))
    single[flags.at, np.arange(n_days)] = 1.0
    found = system.regress(np.column_stack([single, flags.around]))
    narrow = _drawn(found, system.dof, rng)
    drawn = found.values + placebo.widened * (narrow - found.values)
    singly = found.values + placebo.widened_days * (narrow - found.values)
    scaled = to_scale(values, scale)
    ours = from_scale(scaled[flags.at] - drawn[:, :n_days], scale)
    own = from_scale(scaled[flags.at] - singly[:, :n_days], scale)
    # The mean, not the median: sums over many days are told from it.
    middle = from_scale(scaled[flags.at] - narrow[:, :n_days], scale).mean(axis=0)
    around, net = _around(values, flags, found, drawn, scale)
    observed = float(values[flags.at].sum())
    gains = observed - ours.sum(axis=1) + net[1:]
    spread, spread_p = _spread(values[flags.at] - middle, ours, observed_at=values[flags.at])
    mean = Estimate(
        (observed - float(middle.sum())) / n_days,
        *((observed - np.quantile(ours.sum(axis=1), _LEVELS)[::-1]) / n_days).tolist(),
    )
    path, low, high = _path(system, values, flags, found, scale=scale, widened=placebo.widened_days)
    return EventEffects(
        ours,
        own,
        middle,
        flags.at,
        values,
        {**around, 0: mean},
        Estimate(
            observed - float(middle.sum()) + float(net[0]),
            *np.quantile(gains, _LEVELS).tolist(),
        ),
        spread,
        spread_p,
        path,
        low,
        high,
    )


def _drawn(found: Estimated, dof: int, rng: np.random.Generator) -> FloatArray:
    """Draw coefficients from their Student distribution, shape (draw, regressor)."""
    values, vectors = np.linalg.eigh(found.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    half = rng.standard_normal((N_DRAWS // 2, len(root))) @ root.T
    heavy = np.sqrt(dof / rng.chisquare(dof, N_DRAWS // 2))[:, None]
    out = np.concatenate([half * heavy, -half * heavy])
    out += found.values
    return out


def _around(
    values: FloatArray,
    flags: Flags,
    found: Estimated,
    drawn: FloatArray,
    scale: Scale,
) -> tuple[dict[int, Estimate], FloatArray]:
    """Return the mean effect at each offset, and the sum of all: best guess first, then draws."""
    n_days = len(flags.at)
    scaled = to_scale(values, scale)
    out = {}
    net = np.zeros(1 + len(drawn))
    coefficients = np.concatenate([found.values[None, n_days:], drawn[:, n_days:]])
    for number, offset in enumerate(flags.offsets):
        near = np.flatnonzero(flags.around[:, number])
        times = flags.around[near, number]
        shift = coefficients[:, number][:, None] * times
        gains = (values[near] - from_scale(scaled[near] - shift, scale)).sum(axis=1)
        net += gains
        low, high = np.quantile(gains[1:], _LEVELS) / times.sum()
        out[offset] = Estimate(float(gains[0]) / float(times.sum()), float(low), float(high))
    return out, net


def _spread(effects: FloatArray, draws: FloatArray, observed_at: FloatArray) -> tuple[float, float]:
    """Return how much effects differ beyond noise, and the probability of that by noise alone."""
    n = len(effects)
    if n < 2:
        return 0.0, 1.0
    covariance = np.cov(observed_at - draws, rowvar=False)
    factor = cho_factor(covariance + 1e-9 * np.trace(covariance) / n * np.eye(n))
    ones = cho_solve(factor, np.ones(n))
    mean = float(ones @ effects) / float(ones.sum())
    q = float((effects - mean) @ cho_solve(factor, effects - mean))
    weight = 1.0 / np.diag(covariance)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    variance = max(0.0, (q - (n - 1)) / scale)
    return float(np.sqrt(variance)), float(chi2.sf(q, n - 1))


def _path(
    system: LeaveOut,
    values: FloatArray,
    flags: Flags,
    found: Estimated,
    *,
    scale: Scale,
    widened: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Predict each day from all others, events taken out, with the band of a single day."""
    n_days = len(flags.at)
    single = np.zeros((len(values), n_days))
    single[flags.at, np.arange(n_days)] = 1.0
    rest = system.without(np.column_stack([single, flags.around]))
    diagonal = np.diag(rest.precision)
    ordinary = np.isfinite(values) & (diagonal > 1e-9)
    ordinary[flags.at] = False
    error = np.full(len(values), np.nan)
    variance = np.full(len(values), np.nan)
    error[ordinary] = rest.score[ordinary] / diagonal[ordinary]
    variance[ordinary] = rest.variance * (1.0 / diagonal[ordinary] - rest.excess[ordinary])
    error[flags.at] = found.values[:n_days]
    variance[flags.at] = np.diag(found.covariance)[:n_days]
    near = flags.around @ found.values[n_days:]
    middle = to_scale(values, scale) - error - np.where(ordinary, near, 0.0)
    half = widened * norm.ppf(0.975) * np.sqrt(np.maximum(variance, 0.0))
    return (
        from_scale(middle, scale),
        from_scale(middle - half, scale),
        from_scale(middle + half, scale),
    )
