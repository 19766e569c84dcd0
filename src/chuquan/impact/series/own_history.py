"""Earlier starts that were none: the model's interval is held against the series' own history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2, norm

from chuquan.impact.panel import FloatArray
from chuquan.impact.series.forecast import MAX_SHOCK_SD, paths
from chuquan.impact.series.least_squares import Problem
from chuquan.impact.series.shocks import usual_noise
from chuquan.report.impact import Check

MAX_STARTS: Final = 24
MIN_STARTS: Final = 4
_MIN_SHARE: Final = 0.25
_N_VECTORS: Final = 8
_N_PATHS: Final = 512
_ALARM: Final = 0.05


@dataclass(frozen=True, eq=False)
class OwnHistory:
    """What invented starts showed.

    Attributes
    ----------
    check : Check
        ``placebo_time``: the share of invented starts whose 95% interval covers zero.
    widened : float
        Factor for the intervals, 1 or more.
    scores : array of float64, shape (start,)
        Effect of each invented start in standard deviations of its own prediction.
    """

    check: Check
    widened: float
    scores: FloatArray


def own_history(
    problem: Problem,
    drawn: FloatArray,
    values: FloatArray,
    n_after: int,
    *,
    raw: Callable[[FloatArray], FloatArray],
    seed: int,
) -> OwnHistory:
    """Predict windows of the same length from earlier stops, without overlap.

    The variances are those of all the history; coefficients and states know only what came before
    each stop. Days so far off that no interval foresees them are left out. Where the scores are
    too large for a normal distribution at the 5% level, intervals are stretched by their root mean
    square.

    Parameters
    ----------
    problem : Problem
    drawn : array of float64, shape (vector, 1 + parameter)
    values : array of float64, shape (period,)
        In the outcome's unit; NaN is a gap.
    n_after : int
        Periods of the window.
    raw : callable
        From the model's scale to the outcome's.
    seed : int
    """
    n_before = problem.n_before
    noise = problem.clock.noise
    values = np.where(noise > MAX_SHOCK_SD**2 * usual_noise(problem), np.nan, values)
    earliest = max(int(_MIN_SHARE * n_before), problem.n_free + 14, n_after // 2)
    stops = np.arange(n_before - n_after, earliest, -n_after)[:MAX_STARTS][::-1]
    stops = np.array(
        [stop for stop in stops if np.isfinite(values[stop : stop + n_after]).any()],
        dtype=np.int64,
    )
    if len(stops) < MIN_STARTS:
        check = Check("placebo_time", "not_possible", value=float(len(stops)), limit=MIN_STARTS)
        return OwnHistory(check, 1.0, np.empty(0))
    rng = np.random.default_rng(seed + 2)
    some = drawn[: 2 * _N_VECTORS : 2].copy()
    found = paths(problem, some, stops, n_after, n_draws=_N_PATHS, rng=rng)
    scores = np.empty(len(stops))
    for number, (stop, path) in enumerate(zip(stops, found, strict=True)):
        seen = np.isfinite(values[stop : stop + n_after])
        means = raw(path.values)[:, seen].mean(axis=1)
        observed = float(values[stop : stop + n_after][seen].mean())
        scores[number] = _score(means, observed)
    n = len(scores)
    squares = float(scores @ scores)
    is_off = squares > chi2.ppf(1.0 - _ALARM, n)
    widened = float(np.sqrt(squares / n)) if is_off else 1.0
    check = Check(
        "placebo_time",
        "failed" if is_off and widened > 2.0 else "noted" if is_off else "passed",
        value=float(np.mean(np.abs(scores) <= norm.ppf(0.975))),
        limit=0.95,
        figures={"starts": float(n), "widened": widened},
    )
    return OwnHistory(check, widened, scores)


def _score(means: FloatArray, observed: float) -> float:
    """Return the standard normal score of a figure; beyond the draws by their deviation."""
    share = float((means < observed).mean())
    if 0.01 < share < 0.99:
        return float(norm.ppf(share))
    centre = float(np.median(means))
    side = np.quantile(means, [0.16, 0.84])
    spread = float(side[1] - centre if observed > centre else centre - side[0])
    return (observed - centre) / max(spread, 1e-12 * max(abs(centre), 1.0))
