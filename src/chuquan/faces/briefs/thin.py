"""When data are too thin for a sentence. A figure may still stand in a table; nobody asserts it.

The limits are judgements of what a reader may rest a decision on, written once and here:

- a wave: above the false discovery rate that was chosen, or fewer than ten mentions of excess;
- its half-life: none, none with an interval, or an interval of more than a factor of four;
- its levers: fewer than fifteen mentions of excess, or none that holds half of it;
- the way between sources: fewer than two, or an interval of the lead that holds zero;
- a term: fewer than three mentions that hold it;
- what is to come: a wave that has ended, or fewer than three mentions to come;
- a median over waves: fewer than three values;
- times the usual: less than half a mention was to be expected in the whole wave;
- an impact: a check failed that must hold, the interval holds zero, or p is 0.05 or more.
"""

from __future__ import annotations

from chuquan.report import Breakout, Evidence, Impact, Report, SourceOnset

LEAST_EXCESS = 10.0
LEAST_EXCESS_FOR_LEVERS = 15.0
LEAST_SHARE = 0.5
LEAST_TERM = 3.0
LEAST_TO_COME = 3.0
LARGEST_P = 0.05
LEAST_FOR_MEDIAN = 3
LEAST_EXPECTED = 0.5
WIDEST_HALF_LIFE = 4.0


def is_thin(breakout: Breakout, report: Report) -> bool:
    """Whether a wave is too small or too unsure for any sentence."""
    return (
        not breakout.q_value <= report.false_discovery_rate or not breakout.n_excess >= LEAST_EXCESS
    )


def has_half_life(breakout: Breakout) -> bool:
    """Whether the half-life is known well enough to be told."""
    interval = breakout.half_life_days_interval
    if breakout.half_life_days is None or interval is None or interval[0] <= 0:
        return False
    return interval[1] / interval[0] <= WIDEST_HALF_LIFE


def leading_lever(breakout: Breakout) -> str | None:
    """Return the lever that made most of a wave, where that can be said."""
    if breakout.n_excess < LEAST_EXCESS_FOR_LEVERS or not breakout.lever_shares:
        return None
    lever = max(breakout.lever_shares, key=lambda name: breakout.lever_shares[name])
    return lever if breakout.lever_shares[lever] >= LEAST_SHARE else None


def has_times(breakout: Breakout) -> bool:
    """Whether enough was to be expected for a ratio to it to mean something."""
    if breakout.rate_ratio <= 1:
        return False
    return breakout.n_excess / (breakout.rate_ratio - 1) >= LEAST_EXPECTED


def has_outlook(breakout: Breakout) -> bool:
    """Whether what is still to come of a wave is worth telling."""
    outlook = breakout.outlook
    return breakout.end is None and outlook is not None and outlook.n_remaining >= LEAST_TO_COME


def told_terms(breakout: Breakout) -> tuple[Evidence, ...]:
    """Return the terms that enough mentions hold, strongest first."""
    terms = breakout.terms or breakout.evidence
    return tuple(t for t in terms if t.term and t.n is not None and t.n >= LEAST_TERM)


def clear_follower(breakout: Breakout) -> SourceOnset | None:
    """Return the first source that surely came after the leading one."""
    if len(breakout.path) < 2:
        return None
    later = [s for s in breakout.path[1:] if s.lead_hours_interval[0] > 0]
    return later[0] if later else None


def is_told(impact: Impact) -> bool:
    """Whether an impact may be stated: trusted, sure, and its interval on one side of zero."""
    is_clear = impact.effect.low > 0 or impact.effect.high < 0
    return impact.is_trusted and is_clear and impact.p_value < LARGEST_P
