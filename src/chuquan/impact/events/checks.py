"""What must hold before the effect of event days is believed, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from chuquan.impact.checks.limits import OUTCOME_ORDER
from chuquan.impact.events.effects import Flags, Span
from chuquan.impact.events.shuffles import Shuffles
from chuquan.impact.holidays import holiday_days
from chuquan.impact.panel import FloatArray
from chuquan.report.impact import Check

SHARE_OFF_LIMIT: Final = 0.1
"""Share of shuffled flags whose interval, before it is stretched, may exclude zero."""


def event_checks(
    values: FloatArray,
    flags: Flags,
    spans: Sequence[Span],
    placebo: Shuffles,
    *,
    p_value: float,
    country: str,
    days: Sequence[date],
) -> tuple[Check, ...]:
    """Return the checks of event days, failures first.

    Parameters
    ----------
    values : array of float64, shape (day,)
    flags : Flags
    spans : sequence of Span
    placebo : Shuffles
    p_value : float
    country : str
    days : sequence of date
    """
    holidays = set(holiday_days(days[0], days[-1], country)["day"])
    n_before = int(flags.at[0])
    on_holiday = [
        span.name
        for span in spans
        if any(
            span.first_day + timedelta(days=step) in holidays
            for step in range((span.last_day - span.first_day).days + 1)
        )
    ]
    without = [span.name for span in spans if not len(span.at)]
    n_gaps = int((~np.isfinite(values)).sum())
    checks = [
        Check(
            "shuffled_events",
            "not_possible"
            if not placebo.n_sets
            else "passed"
            if placebo.share_off <= SHARE_OFF_LIMIT
            else "failed",
            value=placebo.share_off,
            limit=SHARE_OFF_LIMIT,
            figures={
                "sets": float(placebo.n_sets),
                "coverage_of_days": placebo.coverage_of_days,
                "widened": placebo.widened,
                "widened_days": placebo.widened_days,
                "p_value": p_value,
            },
        ),
        Check(
            "overlap",
            "noted" if on_holiday or without else "passed",
            value=float(len(on_holiday)),
            figures={"without_figure": float(len(without))},
            names=(*on_holiday, *without),
        ),
        Check("history", "passed", value=float(n_before), limit=0.0),
        Check("gaps", "noted" if n_gaps else "passed", value=float(n_gaps)),
    ]
    return tuple(sorted(checks, key=lambda check: OUTCOME_ORDER[check.outcome]))
