"""What events added to outcomes on their days, by lever, from the impacts of a report.

A metro that counts its riders on the days of concerts says what a concert brings to a city apart
from what people say of it. An impact is of many events in one place; it says what the next event
there adds, and of other places little more than an order of magnitude.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import ndtri

from chuquan.casebook.shrink import Floats
from chuquan.report import Impact, Lever, Quantity, Report

_Z95: Final = 1.959963984540054
_Z90: Final = 1.6448536269514722
_GRID: Final = 60
_LEVERS: Final[tuple[tuple[Lever, str], ...]] = (
    ("concert", r"concert|演唱会|音乐节|开唱|巡演|gig|tour\b"),
    ("sport", r"marathon|match|马拉松|球赛|联赛|运动会|比赛"),
    ("event", r"festival|expo|灯会|博览|庙会|嘉年华"),
)


def effects_by_lever(
    report: Report, lever: Lever | None = None
) -> dict[str, tuple[Quantity, tuple[str, ...]]]:
    """Return what events added on their days as a share of the level, by lever.

    Only impacts that passed all checks that must hold count. Of several of one lever the events are
    taken together.

    Parameters
    ----------
    report : Report
    lever : str, optional
        What the events are where neither a breakout nor their names say; those that nothing says
        count for no lever.

    Returns
    -------
    dict of str to (Quantity, tuple of str)
        With the ids of the impacts that it rests on.
    """
    kinds = {b.breakout_id: b.lever for b in report.breakouts}
    found: dict[str, list[Impact]] = {}
    for impact in report.impacts:
        if impact.design != "events" or not impact.is_trusted:
            continue
        of = kinds.get(impact.breakout_id or "") or lever_of_events(impact) or lever
        if of is not None:
            found.setdefault(of, []).append(impact)
    return {
        of: (_effect(impacts), tuple(i.impact_id for i in impacts))
        for of, impacts in sorted(found.items())
    }


def lever_of_events(impact: Impact) -> Lever | None:
    """Return the lever that most names of an impact's events say, or None where most say none."""
    told = Counter(
        next((lever for lever, form in _LEVERS if re.search(form, e.name.lower())), None)
        for e in impact.events
    )
    if not told:
        return None
    lever, n = min(told.items(), key=lambda item: (-item[1], str(item[0])))
    return lever if 2 * n > sum(told.values()) else None


def _effect(impacts: Sequence[Impact]) -> Quantity:
    """Return the mean lift with its interval, and the spread of one more event.

    The interval is the impact's own, from its inference by moved flags; of several impacts they
    are weighed by precision, with what they differ by. How far single events differ is told from
    theirs: each one's error is known, and the scatter that is left is summed over a grid.
    """
    lifts = np.array([i.lift.value for i in impacts])
    errors = np.array([max((i.lift.high - i.lift.low) / (2 * _Z95), 1e-6) for i in impacts])
    value, error = _together(lifts, errors)
    own = np.array([e.lift.value for i in impacts for e in i.events])
    own_error = np.array(
        [max((e.lift.high - e.lift.low) / (2 * _Z95), 1e-6) for i in impacts for e in i.events]
    )
    scatter = _scatter(own, own_error, value) if len(own) > 1 else 0.0
    half = float(ndtri(0.9)) * (error**2 + scatter**2) ** 0.5
    return Quantity(
        value=value,
        interval=(value - _Z90 * error, value + _Z90 * error),
        spread=(value - half, value + half) if len(own) > 1 else None,
        n=len(own) or len(impacts),
        own=value,
        weight=1.0,
    )


def _together(values: Floats, errors: Floats) -> tuple[float, float]:
    """Return mean and error of several figures that differ by more than their errors."""
    between = _scatter(values, errors, float(np.average(values, weights=errors**-2)))
    weight = 1.0 / (errors**2 + (between**2 if len(values) > 1 else 0.0))
    return float(np.average(values, weights=weight)), float(weight.sum() ** -0.5)


def _scatter(values: Floats, errors: Floats, mean: float) -> float:
    """Return the root mean posterior variance of what values scatter beyond their errors."""
    if len(values) < 2:
        return 0.0
    sds = np.linspace(0.0, 2.0 * float(np.abs(values - mean).max()) + 1e-9, _GRID)
    var = sds[:, None] ** 2 + errors[None] ** 2
    log = -0.5 * (np.log(var) + (values - mean) ** 2 / var).sum(axis=1)
    weight = np.exp(log - log.max())
    return float(np.average(sds**2, weights=weight) ** 0.5)
