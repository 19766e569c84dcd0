"""Which system episode speaks of which labelled one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import msgspec

from chuquan.evaluate.truth import MUNICIPALITIES, Label, normal_code
from chuquan.report import Breakout

TOLERANCE_DAYS = 3
"""Two times overlap if at most so many days lie between them."""


class Match(msgspec.Struct, frozen=True):
    """A labelled episode and a system episode at one place and one time.

    Attributes
    ----------
    overlap_days : int
        Days that both hold; zero or less where only the tolerance joins them.
    """

    label: Label
    breakout: Breakout
    overlap_days: int

    @property
    def onset_error_days(self) -> int:
        """Days from the label's start to the system's onset; above zero is late."""
        return (self.breakout.onset.date() - self.label.start).days

    @property
    def delay_days(self) -> int | None:
        """Days from the label's start until the system spoke."""
        spoke = self.breakout.detected_at
        return None if spoke is None else (spoke.date() - self.label.start).days


def match(labels: Iterable[Label], breakouts: Iterable[Breakout], last_day: date) -> list[Match]:
    """Return all pairs of a labelled and a system episode that speak of the same.

    Parameters
    ----------
    labels : iterable of Label
    breakouts : iterable of Breakout
        Their times are read on the place's own calendar.
    last_day : date
        When the report ends; an ongoing episode runs until then.
    """
    near: dict[str, list[Breakout]] = defaultdict(list)
    for breakout in breakouts:
        near[_bucket(normal_code(breakout.place_id))].append(breakout)
    return [
        Match(label, breakout, days)
        for label in labels
        for breakout in near[_bucket(label.place_id)]
        if is_same_place(label.place_id, normal_code(breakout.place_id))
        and (days := _overlap_days(label, breakout, last_day)) >= 1 - TOLERANCE_DAYS
    ]


def best(matches: Sequence[Match], is_wanted: Callable[[Breakout], bool]) -> Match | None:
    """Return the match with the longest overlap, then with the nearest onset."""
    wanted = [m for m in matches if is_wanted(m.breakout)]
    return max(
        wanted,
        key=lambda m: (m.overlap_days, -abs(m.onset_error_days), m.breakout.breakout_id),
        default=None,
    )


def is_same_place(one: str, other: str) -> bool:
    """Return whether two codes name the same place, or a county and its city.

    A province counts for itself only, but a municipality is the city of its districts.
    """
    if one == other:
        return True
    if not (one.isdigit() and other.isdigit()):
        return False
    if one[:2] != other[:2]:
        return False
    if one[:2] in MUNICIPALITIES:
        return one.endswith("0000") or other.endswith("0000")
    return one[:4] == other[:4] and one[2:4] != "00" and (one[4:] == "00" or other[4:] == "00")


def _bucket(place_id: str) -> str:
    return place_id[:2] if place_id.isdigit() else place_id


def _overlap_days(label: Label, breakout: Breakout, last_day: date) -> int:
    start = breakout.onset.date()
    end = breakout.end.date() if breakout.end is not None else max(start, last_day)
    return (min(end, label.end) - max(start, label.start)).days + 1
