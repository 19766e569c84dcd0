"""All checks of a panel's answer, failures first, and whether it is to be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chuquan.impact.checks.alternatives import check_conformal, check_estimators, check_windows
from chuquan.impact.checks.before import (
    check_earlier_start,
    check_fit,
    check_history,
    check_trend,
)
from chuquan.impact.checks.donors import check_leave_one_out, check_ranks
from chuquan.impact.checks.limits import MUST_HOLD, OUTCOME_ORDER
from chuquan.impact.estimators.base import Estimator
from chuquan.impact.inference.interval import Inference
from chuquan.impact.panel import Panel
from chuquan.report.impact import Check, OtherEstimate


@dataclass(frozen=True)
class Belief:
    """What the checks of an answer said.

    Attributes
    ----------
    checks : tuple of Check
        Failures first.
    by_estimator, by_window : tuple of OtherEstimate
    """

    checks: tuple[Check, ...]
    by_estimator: tuple[OtherEstimate, ...]
    by_window: tuple[OtherEstimate, ...]


def believe(
    panel: Panel, estimator: Estimator, inference: Inference, others: Sequence[Estimator] = ()
) -> Belief:
    """Put all checks to an answer.

    Parameters
    ----------
    panel : Panel
    estimator : Estimator
    inference : Inference
        Of the panel by the estimator.
    others : sequence of Estimator
        To compare with; the chosen one is not among them.

    Returns
    -------
    Belief
    """
    window, by_window = check_windows(panel, estimator, inference)
    agreement, by_estimator = check_estimators(panel, others, inference)
    checks = (
        check_history(panel),
        check_fit(inference),
        check_trend(inference),
        check_earlier_start(panel, estimator),
        check_leave_one_out(panel, estimator, inference),
        window,
        check_ranks(inference),
        agreement,
        check_conformal(inference),
    )
    return Belief(sort_checks(checks), by_estimator, by_window)


def sort_checks(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return checks with failures first: those that must hold before the others."""
    return tuple(sorted(checks, key=lambda c: (OUTCOME_ORDER[c.outcome], c.name not in MUST_HOLD)))


def is_trusted(checks: Iterable[Check]) -> bool:
    """Whether no check failed that must hold before figures are believed."""
    return not any(check.outcome == "failed" and check.name in MUST_HOLD for check in checks)
