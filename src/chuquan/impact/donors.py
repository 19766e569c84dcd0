"""Which places can be donors, and their few gaps filled by a stated rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from chuquan.impact.panel import FloatArray
from chuquan.impact.reading.named import TOTAL_WORDS
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import ExclusionReason


def nested_ids(
    treated: Sequence[str], places: Iterable[str], gazetteer: Gazetteer
) -> tuple[str, ...]:
    """Return the places that hold a treated place or lie in one: they move with it.

    So do sums over places (合计, total).
    """
    above = {a for p in treated if p in gazetteer for a in gazetteer.parents(p)}
    own = set(treated)
    return tuple(
        place
        for place in places
        if place in above
        or place.casefold() in TOTAL_WORDS
        or (place in gazetteer and own & set(gazetteer.parents(place)))
    )


def judge_donor(values: FloatArray, max_gap_share: float) -> ExclusionReason | None:
    """Return why a place can be no donor, or None.

    Parameters
    ----------
    values : array of float64, shape (period,)
        NaN is a gap.
    max_gap_share : float
        A series that begins late or ends early by more is ``too_short``, one with more gaps in all
        has ``gaps``.
    """
    there = np.flatnonzero(np.isfinite(values))
    n = len(values)
    if not len(there) or (n - (there[-1] - there[0] + 1)) > max_gap_share * n:
        return "too_short"
    return "gaps" if n - len(there) > max_gap_share * n else None


def fill_gaps(donors: dict[str, FloatArray]) -> dict[str, int]:
    """Fill the gaps of donors in place; return how many each had.

    A gap gets what the donors without gaps had on average in that period, times the donor's own
    level against theirs over the nearest periods that it has (14 to either side). So season,
    weekday and common shocks come through. Where no donor is whole, or a level is not above zero,
    it gets the line between its neighbours in time.

    Parameters
    ----------
    donors : dict of str to array of float64, shape (period,)
        Changed in place.
    """
    whole = [values for values in donors.values() if np.isfinite(values).all()]
    common = np.mean(whole, axis=0) if whole else None
    filled: dict[str, int] = {}
    for place, given in donors.items():
        gaps = np.flatnonzero(~np.isfinite(given))
        if not len(gaps):
            continue
        filled[place] = len(gaps)
        there = np.flatnonzero(np.isfinite(given))
        values = given.copy()
        for gap in gaps:
            near = there[np.argsort(np.abs(there - gap), kind="stable")[:28]]
            own = given[near].mean()
            level = common[near].mean() if common is not None else 0.0
            if common is not None and own > 0 and level > 0:
                values[gap] = common[gap] * own / level
            else:
                values[gap] = np.interp(gap, there, given[there])
        donors[place] = values
    return filled
