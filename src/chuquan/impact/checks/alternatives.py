"""Checks against other ways to the same answer: windows, estimators, conformal inference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.checks.cut import cut
from chuquan.impact.checks.limits import MIN_BEFORE, P_LIMIT, SHIFT, verdict
from chuquan.impact.estimators.base import Estimator
from chuquan.impact.inference.conformal import conformal
from chuquan.impact.inference.interval import Inference, effect_until, infer
from chuquan.impact.inference.placebo import ratios_of, t_p_value
from chuquan.impact.panel import Panel
from chuquan.report.impact import Check, CheckName, OtherEstimate

HISTORY_SHARE: Final = 0.5
"""How much of the history is kept, the latest part of it."""

WINDOW_SHARE: Final = 0.5

CONFORMAL_LIMIT: Final = 0.05
"""Told beside the p-value; what fails is intervals that have nothing in common."""


def check_windows(
    panel: Panel, estimator: Estimator, inference: Inference
) -> tuple[Check, tuple[OtherEstimate, ...]]:
    """Ask whether a shorter history says the same; a shorter window is only told.

    The effect over a shorter window may well be another one: effects fade.

    Parameters
    ----------
    panel : Panel
    estimator : Estimator
    inference : Inference
        Of the panel by the estimator.

    Returns
    -------
    Check
    tuple of OtherEstimate
        ``history_half`` where possible, and ``window_half``.
    """
    first = int(panel.starts[panel.is_treated].min())
    kept = round(first * HISTORY_SHARE)
    others: dict[str, Inference] = {}
    if kept >= MIN_BEFORE:
        others["history_half"] = infer(cut(panel, first - kept, panel.n_periods), estimator)
    check = _compare("window", inference, others)
    told = tuple(OtherEstimate(name, other.effect) for name, other in others.items())
    half = max(1, round((panel.n_periods - first) * WINDOW_SHARE))
    return check, (*told, OtherEstimate("window_half", effect_until(inference, first + half)))


def check_estimators(
    panel: Panel, others: Sequence[Estimator], inference: Inference
) -> tuple[Check, tuple[OtherEstimate, ...]]:
    """Ask whether other estimators say the same.

    Parameters
    ----------
    panel : Panel
    others : sequence of Estimator
    inference : Inference
        Of the panel by the chosen one.

    Returns
    -------
    Check
    tuple of OtherEstimate
        By each other estimator that could answer.
    """
    found: dict[str, Inference] = {}
    for other in others:
        try:
            found[other.name] = infer(panel, other)
        except RefusalError:
            continue
    told = tuple(OtherEstimate(name, other.effect) for name, other in found.items())
    return _compare("estimators_agree", inference, found), told


def difference_p_value(one: Inference, other: Inference) -> float:
    """Return the p-value of two answers to one question being the same but for chance.

    The same two answers of every placebo tell how far chance takes them apart.

    Parameters
    ----------
    one, other : Inference
        Over the same donors.
    """
    sizes = np.hypot(one.placebo_sizes, other.placebo_sizes)
    apart = ratios_of(other.placebo_effects - one.placebo_effects, sizes)
    error = float(np.sqrt(np.mean(apart**2))) * float(np.hypot(one.size, other.size))
    difference = other.effect.value - one.effect.value
    return t_p_value(difference, error, min(one.degrees_of_freedom, other.degrees_of_freedom))


def check_conformal(inference: Inference) -> Check:
    """Ask whether conformal inference contradicts the interval.

    Of several cohorts, the one with most treated cells is asked. It fails where the two intervals
    have nothing in common; where only one of them excludes zero, that is noted.
    """
    cohort = max(inference.cohorts, key=lambda each: each.n_cells)
    own, error = cohort.fit.mean_effect, cohort.placebos.standard_error
    told = conformal(cohort.block, own, error)
    figures = {"low": told.low, "high": told.high, "n_windows": told.n_windows}
    figures = {name: value for name, value in figures.items() if np.isfinite(value)}
    if not told.is_possible:
        return Check("conformal", "not_possible", figures=figures)
    half = inference.effect.high - inference.effect.value
    is_apart = told.low > own + half or told.high < own - half
    is_clear = told.low > 0 or told.high < 0
    outcome: Literal["passed", "failed", "noted"] = verdict(is_held=not is_apart)
    if not is_apart and is_clear != inference.is_clear:
        outcome = "noted"
    return Check("conformal", outcome, told.p_value, CONFORMAL_LIMIT, figures)


def _compare(name: CheckName, inference: Inference, others: dict[str, Inference]) -> Check:
    """Hold other answers against the one; they fail by more than chance and by more than a bit."""
    if not others:
        return Check(name, "not_possible")
    limit = P_LIMIT / len(others)
    half = inference.effect.high - inference.effect.value
    p_values = {key: difference_p_value(inference, other) for key, other in others.items()}
    apart = tuple(
        key
        for key, other in others.items()
        if p_values[key] < limit and abs(other.effect.value - inference.effect.value) > SHIFT * half
    )
    figures = {key: other.effect.value for key, other in others.items()}
    outcome = verdict(is_held=not apart)
    return Check(name, outcome, min(p_values.values()), limit, figures, apart)
