"""Words that trends and matches are told with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chuquan.faces.words import Words, cut
from chuquan.report import Match, Trend

LONGEST: Final = 40


def called(trend: Trend, words: Words) -> str:
    """Return what a trend is called; a work between the marks of titles."""
    name = cut(trend.label, LONGEST)
    return f"《{name}》" if trend.about == "work" and words.lang == "zh" else name


def listed(names: Sequence[str], words: Words) -> str:
    """Join names as a list."""
    return ("、" if words.lang == "zh" else ", ").join(names)


def window_told(of: Trend | Match, words: Words) -> str:
    """Return a window with its interval; an em dash where it is not known."""
    if of.window_days is None or of.window_days_interval is None:
        return "—"
    low, high = of.window_days_interval
    return f"{words.days(of.window_days)} ({words.days(low)} – {words.days(high)})"
