"""The limits that checks are held against, each with its reason, and what an answer must pass.

A check that fails where nothing is wrong teaches people to overlook it: ``benchmarks/
impact_coverage.py`` measures how often each fails on clean simulated panels (at most one in twenty)
and on panels that are wrong in the way that it looks for.
"""

from __future__ import annotations

from typing import Final, Literal

from chuquan.report.impact import CheckName

P_LIMIT: Final = 0.02
"""A check that tests a hypothesis fails below: several are put to one answer, and one in fifty
false failures each is what that bears."""

MIN_BEFORE: Final = 12
"""Fewer periods before the start cannot show how a place moves with others: a year of months, not
two weeks of days."""

HISTORY_PER_WINDOW: Final = 1.0
"""A window longer than the history before it asks how far a match of the past reaches without ever
having seen it reach that far."""

FIT_RATIO: Final = 4.0
"""Error before the start, relative to the level, against the median of the donors. Noise differs
by place: with a spread of 0.4 of its log one place in two thousand is above four by noise alone."""

SHIFT: Final = 0.5
"""A change that chance does not explain counts from this share of the interval's half width on:
what is smaller, nobody would decide differently for."""

SHIFT_BY_DONOR: Final = 1.0
"""Without one donor an answer is never quite the same; out of its own interval it must not move."""

RANK_LIMIT: Final = 0.2
"""Ranks see less than the interval; that they see nothing of a clear effect is a warning."""

MUST_HOLD: Final[frozenset[CheckName]] = frozenset(
    {
        "history",
        "gaps",
        "audit",
        "fit_before",
        "pre_trend",
        "placebo_time",
        "leave_one_out",
        "window",
    }
)
"""Checks that must not fail before figures are believed: they ask whether the counterfactual could
have been known at all, from before the start. Of the others, ranks and conformal inference see less
than the interval by design, other estimators have faults that the chosen one mends, and neighbours'
losses belong to the answer."""


OUTCOME_ORDER: Final = {"failed": 0, "noted": 1, "not_possible": 2, "passed": 3}
"""In which order checks are told: failures first."""


def verdict(*, is_held: bool) -> Literal["passed", "failed"]:
    """Return the outcome of a check that could be put to the answer."""
    return "passed" if is_held else "failed"
