"""Checks of the donors: whether the answer hangs on one of them, and how it ranks among them."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.impact.checks.limits import RANK_LIMIT, SHIFT_BY_DONOR, verdict
from chuquan.impact.estimators.base import Estimator
from chuquan.impact.inference.interval import Inference
from chuquan.impact.inference.placebo import MIN_DONORS_FOR_RANKS
from chuquan.impact.panel import Panel
from chuquan.report.impact import Check

MOST_LEFT_OUT: Final = 20
"""Donors of more weight come first; those after so many weigh too little to matter."""


def check_leave_one_out(panel: Panel, estimator: Estimator, inference: Inference) -> Check:
    """Ask whether the effect stays within its interval, and its sign, without each donor.

    Parameters
    ----------
    panel : Panel
    estimator : Estimator
    inference : Inference
        Of the panel by the estimator.

    Returns
    -------
    Check
        Its value is the largest shift over the interval's half width, its name the donor.
    """
    cohorts = inference.cohorts
    if len(cohorts[0].block.donors) < 2:
        return Check("leave_one_out", "not_possible")
    cells = np.array([cohort.n_cells for cohort in cohorts], dtype=np.float64)
    weights = cells / cells.sum()
    by_donor = weights @ np.array([cohort.fit.unit_weights for cohort in cohorts])
    left_out = np.argsort(-by_donor, kind="stable")[:MOST_LEFT_OUT]
    effects = np.zeros(len(left_out))
    for weight, cohort in zip(weights, cohorts, strict=True):
        without = estimator.without(cohort.block, left_out)
        effects += weight * without[:, cohort.block.n_before :].mean(axis=1)
    value, half = inference.effect.value, inference.effect.high - inference.effect.value
    worst = int(np.argmax(np.abs(effects - value)))
    shift = abs(float(effects[worst]) - value)
    shift = shift / half if half > 0 else float(shift > 0)
    flips = inference.is_clear and bool(np.any(np.sign(effects) != np.sign(value)))
    donors = np.flatnonzero(~panel.is_treated)
    figures = {"lowest": float(effects.min()), "highest": float(effects.max())}
    figures["weight"] = float(by_donor[left_out[worst]])
    outcome = verdict(is_held=not flips and shift <= SHIFT_BY_DONOR)
    name = panel.place_ids[donors[left_out[worst]]]
    return Check("leave_one_out", outcome, shift, SHIFT_BY_DONOR, figures, (name,))


def check_ranks(inference: Inference) -> Check:
    """Ask whether a clear effect ranks high among placebos, too."""
    n_donors = len(inference.placebo_effects)
    figures = {"n_donors": float(n_donors)}
    if n_donors < MIN_DONORS_FOR_RANKS:
        return Check("placebo_space", "not_possible", inference.rank_p_value, RANK_LIMIT, figures)
    is_contrary = inference.is_clear and inference.rank_p_value > RANK_LIMIT
    outcome = verdict(is_held=not is_contrary)
    return Check("placebo_space", outcome, inference.rank_p_value, RANK_LIMIT, figures)
