"""Checks of the time before the start: history, fit, drift, and an invented earlier start."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.checks.cut import cut
from chuquan.impact.checks.limits import FIT_RATIO, HISTORY_PER_WINDOW, MIN_BEFORE, P_LIMIT, verdict
from chuquan.impact.estimators.base import Estimator
from chuquan.impact.inference.interval import Inference, infer
from chuquan.impact.inference.placebo import ratios_of, t_p_value
from chuquan.impact.panel import FloatArray, Panel
from chuquan.report.impact import Check

_WINDOW_SHARE = 3
"""An invented window takes at most one third of the history, as the rest must be fitted to."""

MOST_BEFORE: Final = 400
"""Periods before an invented start that are fitted to; those of long before add time, not news."""


def check_history(panel: Panel) -> Check:
    """Ask whether there are periods enough before the first start."""
    first = int(panel.starts[panel.is_treated].min())
    n_after = panel.n_periods - first
    limit = max(float(MIN_BEFORE), HISTORY_PER_WINDOW * n_after)
    outcome = verdict(is_held=first >= limit)
    return Check("history", outcome, float(first), limit, {"n_after": float(n_after)})


def check_fit(inference: Inference) -> Check:
    """Ask whether the fit before the start is as good as those of the donors, level for level.

    The worst cohort counts.
    """
    worst, figures = 0.0, {"error_before": 0.0, "error_share": 0.0}
    for cohort in inference.cohorts:
        before = slice(None, cohort.block.n_before)
        own_level = abs(float(cohort.block.treated[before].mean()))
        levels = np.abs(cohort.block.donors[:, before].mean(axis=1))
        usual = float(np.median(ratios_of(cohort.placebos.fit_errors, levels)))
        own = cohort.placebos.own_fit_error / own_level if own_level > 0 else np.inf
        ratio = own / usual if usual > 0 else float(own > 0)
        if ratio >= worst:
            worst = ratio
            figures = {"error_before": cohort.placebos.own_fit_error, "error_share": own}
    outcome = verdict(is_held=worst <= FIT_RATIO)
    return Check("fit_before", outcome, worst, FIT_RATIO, figures)


def check_trend(inference: Inference) -> Check:
    """Ask whether places drift away from their counterfactual before the start.

    The slope of what the fit missed, held against the slopes of placebos; the cohort that drifts
    most counts, at a limit divided by their number.
    """
    least, slope_of_least = 1.0, 0.0
    for cohort in inference.cohorts:
        placebos, n_before = cohort.placebos, cohort.block.n_before
        slopes = _slopes(placebos.effects[:, :n_before])
        own = float(_slopes(cohort.fit.effect[None, :n_before])[0])
        spread = float(np.sqrt(np.mean(ratios_of(slopes, placebos.fit_errors) ** 2)))
        error = spread * placebos.own_fit_error
        p_value = t_p_value(own, error, placebos.degrees_of_freedom)
        if p_value <= least:
            least, slope_of_least = p_value, own
    limit = P_LIMIT / len(inference.cohorts)
    outcome = verdict(is_held=least >= limit)
    return Check("pre_trend", outcome, least, limit, {"slope": slope_of_least})


def check_earlier_start(panel: Panel, estimator: Estimator) -> Check:
    """Ask whether an invented start before the first one shows an effect, where there is none.

    All treated places are taken to start together, as long before the first start as the window is
    long, but not by more than a third of the history.
    """
    first = int(panel.starts[panel.is_treated].min())
    length = min(panel.n_periods - first, first // _WINDOW_SHARE)
    begin = max(0, first - length - MOST_BEFORE)
    earlier = cut(panel, begin, first, start=first - length)
    try:
        invented = infer(earlier, estimator)
    except RefusalError:
        return Check("placebo_time", "not_possible")
    outcome = verdict(is_held=invented.p_value >= P_LIMIT)
    effect = invented.effect
    figures = {"effect": effect.value, "low": effect.low, "high": effect.high}
    figures["n_periods"] = float(length)
    return Check("placebo_time", outcome, invented.p_value, P_LIMIT, figures)


def _slopes(series: FloatArray) -> FloatArray:
    """Return least-squares slopes a period, shape (series,)."""
    at = np.arange(series.shape[1]) - (series.shape[1] - 1) / 2
    return np.asarray(series @ at / (at @ at))
