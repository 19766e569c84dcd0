"""From breakouts of a report to cases: what each brought, with how sure that is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chuquan.breakouts.fading.forms import HALF_LIVES
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR
from chuquan.casebook.sizes import EventClass, PlaceClass, place_class
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Breakout, Report

_Z90: Final = 1.6448536269514722
_Z80: Final = 1.2815515655446004
_LEAST_NEWS: Final = 0.06
"""Share of the prior's variance that a posterior has to have lost to count as an observation."""

_RISE_ERROR: Final = 0.25
"""Error of the logarithm of ``rise_days`` plus a half: the peak is the greatest of noisy days."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A logarithm that was observed, and the standard deviation of its error."""

    log: float
    error: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Case:
    """One image breakout as the casebook sees it.

    Attributes
    ----------
    n_excess : float or None
        Mentions above what was to be expected; with what is still to come, of a wave under way.
        None where that cannot be said.
    n_excess_error : float
        Standard deviation of its logarithm; above zero for a wave under way.
    rise_days : float or None
        None while the wave still rises.
    half_life : Seen or None
        What the wave's own days say of its half-life, the prior of its posterior divided out; None
        where they say next to nothing.
    """

    breakout_id: str
    lever: str
    place: PlaceClass
    event: EventClass = "unknown"
    n_excess: float | None
    n_excess_error: float = 0.0
    rise_days: float | None
    rise_error: float = _RISE_ERROR
    half_life: Seen | None


def image_breakouts(report: Report, gazetteer: Gazetteer) -> tuple[Breakout, ...]:
    """Return the image breakouts that teach, in the order of their ids.

    Left out are those without a lever, and those outside the country that most of the report's
    breakouts lie in: what a list at home says of Paris is not how Paris breaks out.
    """
    images = [b for b in report.breakouts if b.kind == "image" and b.lever is not None]
    home = _home(images, gazetteer)
    return tuple(
        sorted(
            (b for b in images if _country(b.place_id, gazetteer) == home),
            key=lambda b: b.breakout_id,
        )
    )


def case_of(breakout: Breakout, gazetteer: Gazetteer, event: EventClass = "unknown") -> Case:
    """Return one breakout as a case; ``event`` is the size of the event that it came from."""
    is_open = breakout.end is None
    total: float | None = breakout.n_excess
    error = 0.0
    if is_open:
        total, error = _with_what_is_to_come(breakout)
    rise = (breakout.peak - breakout.onset).total_seconds() / 86_400
    return Case(
        breakout_id=breakout.breakout_id,
        lever=str(breakout.lever),
        place=place_class(breakout.place_id, gazetteer),
        event=event,
        n_excess=total,
        n_excess_error=error,
        rise_days=None if breakout.phase == "rising" else max(rise, 0.0),
        half_life=_half_life(breakout),
    )


def _with_what_is_to_come(breakout: Breakout) -> tuple[float | None, float]:
    """Return a wave's total with its outlook, and the error of its logarithm."""
    if breakout.outlook is None:
        return None, 0.0
    low, high = (breakout.n_excess + max(v, 0.0) for v in breakout.outlook.n_remaining_interval)
    total = breakout.n_excess + max(breakout.outlook.n_remaining, 0.0)
    return total, math.log(max(high, total) / max(min(low, total), 1e-9)) / (2 * _Z80)


def _half_life(breakout: Breakout) -> Seen | None:
    """Return the likelihood of a half-life: its posterior with the prior taken out.

    The posterior of a small wave is mostly its prior; taken as an observation, the prior would be
    counted once for every wave. Both are close to normal in the logarithm, so the likelihood's
    precision is the difference of theirs. Censoring of a wave under way is in its interval.
    """
    days, interval = breakout.half_life_days, breakout.half_life_days_interval
    if days is None or interval is None or min(days, *interval) <= 0:
        return None
    prior_mean, prior_sd = _prior_moments()
    sd = max(math.log(interval[1] / interval[0]) / (2 * _Z90), 0.05)
    precision = sd**-2 - prior_sd**-2
    if precision < _LEAST_NEWS * prior_sd**-2:
        return None
    log = (math.log(days) / sd**2 - prior_mean / prior_sd**2) / precision
    return Seen(log=log, error=precision**-0.5)


def _prior_moments() -> tuple[float, float]:

    logs = [math.log(float(h)) for h in HALF_LIVES]
    weights = [float(w) for w in DEFAULT_PRIOR.half_lives]
    mean = sum(w * x for w, x in zip(weights, logs, strict=True))
    return mean, sum(w * (x - mean) ** 2 for w, x in zip(weights, logs, strict=True)) ** 0.5


def _home(breakouts: Iterable[Breakout], gazetteer: Gazetteer) -> str:
    counts = Counter(_country(b.place_id, gazetteer) for b in breakouts)
    return min(counts, key=lambda c: (-counts[c], c), default="")


def _country(place_id: str, gazetteer: Gazetteer) -> str:
    if place_id not in gazetteer:
        return ""
    return (place_id, *gazetteer.parents(place_id))[-1]
