"""One series and its calendar: what would have happened anyway, where there is no donor.

A structural time series model (Harvey 1989; Brodersen et al. 2015, doi:10.1214/14-AOAS788) learns
level, trend, weekdays, holidays and season from the periods before the start and is continued
after it. Nothing from the start on enters the model. It cannot know of anything else that
happened at the same time: that is what donors are for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.panel import FloatArray
from chuquan.impact.series.checks import MIN_BEFORE, series_checks
from chuquan.impact.series.components import Component, Design, design
from chuquan.impact.series.forecast import Paths, paths
from chuquan.impact.series.kalman import filtered
from chuquan.impact.series.least_squares import Problem, Products, solve, variances_of
from chuquan.impact.series.own_history import OwnHistory, own_history
from chuquan.impact.series.scale import Scale, fit_problem, from_scale
from chuquan.impact.series.threads import on_one_thread
from chuquan.impact.series.variances import draws
from chuquan.report.impact import Check, Estimate, PeriodLength

MAX_GAPS: Final = 0.4
"""Share of the periods before the start that may be missing."""
N_VECTORS: Final = 64
N_PATHS: Final = 8192
_Z95: Final = 1.959964


@dataclass(frozen=True, eq=False)
class SeriesImpact:
    """What came from the start on, against the model's continuation.

    Attributes
    ----------
    effect, lift, total : Estimate
        Mean effect a period, the same relative to the counterfactual's mean, and its sum; over the
        periods of the window that have a figure.
    p_value : float
        Of no effect, two-sided.
    counterfactual, low, high : array of float64, shape (period,)
        Before the start one step ahead; from it on all of the window, with the 95% band of a
        single period.
    components : dict of str to array of float64, shape (period,)
        Level, weekday, holiday, season in the model's scale, as far as they are in the model.
    scale : str
        ``log`` where parts multiply, ``raw`` where they add.
    checks : tuple of Check
    widened : float
        What the intervals were stretched by, for the model's own history showed it too sure; 1
        where it was not.
    """

    effect: Estimate
    lift: Estimate
    total: Estimate
    p_value: float
    counterfactual: FloatArray
    low: FloatArray
    high: FloatArray
    components: dict[str, FloatArray]
    scale: Scale
    checks: tuple[Check, ...]
    widened: float
    n_before: int
    n_after: int


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted structural model.

    Attributes
    ----------
    problem : Problem
    parameters : array of float64, shape (parameter,)
        The best.
    drawn : array of float64, shape (vector, 1 + parameter)
    scale : str
    """

    problem: Problem
    parameters: FloatArray
    drawn: FloatArray
    scale: Scale

    def raw(self, values: FloatArray) -> FloatArray:
        """Take values of the model's scale back to the outcome's."""
        return from_scale(values, self.scale)


@on_one_thread
def structural_impact(
    values: FloatArray,
    first_days: Sequence[date],
    last_days: Sequence[date],
    period: PeriodLength,
    n_before: int,
    *,
    country: str = "CN",
    set_aside: Collection[date] = (),
    seed: int = 0,
) -> SeriesImpact:
    """Estimate what a start brought to a series that has no donors.

    Parameters
    ----------
    values : array of float64, shape (period,)
        Periods follow each other without a hole; NaN is a gap. The window ends with the series.
    first_days, last_days : sequence of date
        Of each period, both included.
    period : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    n_before : int
        Periods before the start.
    country : str
        Whose holidays.
    set_aside : collection of date
        Days that are known to be unlike others (a typhoon): their periods count as missing.
    seed : int
        Of the draws.

    Raises
    ------
    RefusalError
        If the history is too short, has too many gaps or never changes, if there is no figure
        from the start on, or if periods are holidays.
    """
    values = _without(values, first_days, last_days, set_aside)
    _refuse(values, period, n_before)
    parts = design(first_days, last_days, period, n_before, country)
    model = fit(values, parts, period, n_before, seed)
    rng = np.random.default_rng(seed + 1)
    n_after = len(values) - n_before
    stops = np.array([n_before], dtype=np.int64)
    path = paths(model.problem, model.drawn, stops, n_after, n_draws=N_PATHS, rng=rng)[0]
    history = own_history(model.problem, model.drawn, values, n_after, raw=model.raw, seed=seed)
    return _told(
        model,
        values,
        path,
        history,
        series_checks(model.problem, model.parameters, values, history.check),
    )


def fit(values: FloatArray, parts: Design, period: PeriodLength, n_before: int, seed: int) -> Model:
    """Choose the scale by likelihood and estimate the variances."""
    every = np.ones(len(values), dtype=np.bool_)
    scale, problem, parameters = fit_problem(values, parts, period, n_before, counts=every)
    drawn = draws(problem, parameters, N_VECTORS, np.random.default_rng(seed))
    return Model(problem, parameters, drawn, scale)


def _without(
    values: FloatArray,
    first_days: Sequence[date],
    last_days: Sequence[date],
    set_aside: Collection[date],
) -> FloatArray:
    out = np.array(values, dtype=np.float64)
    for number, (first, last) in enumerate(zip(first_days, last_days, strict=True)):
        if any(first <= day <= last for day in set_aside):
            out[number] = np.nan
    return out


def _refuse(values: FloatArray, period: PeriodLength, n_before: int) -> None:
    if period not in MIN_BEFORE:
        raise RefusalError(
            f"a single series by {period} has no calendar to be continued by",
            allowed=", ".join(MIN_BEFORE),
            todo="give figures of other places as well, or figures by day or month",
        )
    before = values[:n_before]
    n_seen = int(np.isfinite(before).sum())
    if n_seen < MIN_BEFORE[period]:
        raise RefusalError(
            f"{n_seen} figures before the start are too short a history for a single series",
            allowed=f"{MIN_BEFORE[period]} or more by {period}",
            todo="give a longer history, or figures of other places as well",
        )
    if n_seen < (1.0 - MAX_GAPS) * len(before):
        raise RefusalError(
            f"{len(before) - n_seen} of {len(before)} periods before the start are missing",
            allowed=f"at most {MAX_GAPS:.0%}",
            todo="fill the gaps, or begin the history after them",
        )
    if np.nanmax(before) == np.nanmin(before):
        raise RefusalError(
            "the series never changes before the start",
            allowed="a series that varies",
            todo="check the figures",
        )
    if not np.isfinite(values[n_before:]).any():
        raise RefusalError(
            "there is no figure from the start on",
            allowed="one or more",
            todo="give outcomes that reach beyond the start",
        )


def _told(
    model: Model, values: FloatArray, path: Paths, history: OwnHistory, checks: tuple[Check, ...]
) -> SeriesImpact:
    """Set the window's figures against the paths."""
    n_before = model.problem.n_before
    after = values[n_before:]
    seen = np.isfinite(after)
    middle = np.median(path.values, axis=0)
    stretched = middle + history.widened * (path.values - middle)
    raw = model.raw(stretched)
    point = model.raw(middle + (path.short_variance / 2 if model.scale == "log" else 0.0))
    means = raw[:, seen].mean(axis=1)
    observed = float(after[seen].mean())
    low, high = np.quantile(means, [0.025, 0.975])
    value = observed - float(point[seen].mean())
    effect = Estimate(value, observed - float(high), observed - float(low))
    n_seen = int(seen.sum())
    lifts = np.quantile(observed / means - 1.0, [0.025, 0.975])
    fitted, spread = _one_step(model)
    band = _Z95 * spread
    bands = np.quantile(raw, [0.025, 0.975], axis=0)
    return SeriesImpact(
        effect=effect,
        lift=Estimate(value / float(point[seen].mean()), float(lifts[0]), float(lifts[1])),
        total=Estimate(value * n_seen, effect.low * n_seen, effect.high * n_seen),
        p_value=_p_value(means, observed),
        counterfactual=np.concatenate([model.raw(fitted), point]),
        low=np.concatenate([model.raw(fitted - band), bands[0]]),
        high=np.concatenate([model.raw(fitted + band), bands[1]]),
        components=_components(model, path),
        scale=model.scale,
        checks=checks,
        widened=history.widened,
        n_before=n_before,
        n_after=len(after),
    )


def _p_value(means: FloatArray, observed: float) -> float:
    """Return twice the smaller tail of the counterfactual's mean beyond what was observed."""
    above = int((means >= observed).sum())
    return min(1.0, 2.0 * (1 + min(above, len(means) - above)) / (1 + len(means)))


def _one_step(model: Model) -> tuple[FloatArray, FloatArray]:
    """Return what the model expected of each period before the start, and its deviation."""
    problem = model.problem
    n = problem.n_before
    run = filtered(
        problem.columns, problem.clock, variances_of(model.parameters), np.empty(0, np.int64)
    )
    solved = solve(problem, Products.of(problem, run, n), model.parameters)
    sigma = np.sqrt(solved.sum_of_squares / solved.dof)
    expected = _expected(model, solved.coefficients)
    return expected[:n], sigma * run.spread[:n]


def _expected(model: Model, coefficients: FloatArray) -> FloatArray:
    """One step ahead for each period, with the coefficients of all periods before the start."""
    problem = model.problem
    rest = problem.values - problem.design.columns @ coefficients
    run = filtered(
        rest[:, None], problem.clock, variances_of(model.parameters), np.arange(len(rest))
    )
    states = run.means[:, :, 0]
    expected = problem.values - rest + states[:, 0] + states[:, 1]
    if problem.design.weekday[0] >= 0:
        expected += states[np.arange(len(rest)), 2 + problem.design.weekday]
    return np.asarray(expected)


def _components(model: Model, path: Paths) -> dict[str, FloatArray]:
    """Split the model's expectation into its parts, in its scale."""
    problem = model.problem
    run = filtered(
        problem.columns, problem.clock, variances_of(model.parameters), np.empty(0, np.int64)
    )
    solved = solve(problem, Products.of(problem, run, problem.n_before), model.parameters)
    names: dict[Component, None] = dict.fromkeys(problem.design.component)
    out = {}
    for name in names:
        mine = np.array([one == name for one in problem.design.component])
        out[str(name)] = problem.design.columns[:, mine] @ solved.coefficients[mine]
    expected = _expected(model, solved.coefficients)
    expected[problem.n_before :] = np.median(path.values, axis=0)
    fixed = problem.design.columns @ solved.coefficients
    out["level"] = out["level"] + expected - fixed
    return out
