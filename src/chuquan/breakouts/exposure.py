"""What a source showed on a day, estimated from its own total.

When a source has shocks that nobody recorded (a longer list, a second crawler, a lost hour), all
its cells jump together. Its own total jumps with them, so a rate *per mention of the source* stays
where it was.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64
from chuquan.errors import SchemaError


def exposure_from_totals(
    n_new: F64, is_looked_at: NDArray[np.bool_], *, reference_days: int = 28
) -> F64:
    """Estimate exposure from the mentions of a source in total.

    The exposure of a day is its total over a constant: the source's mean total on its first
    ``reference_days`` looked-at days (on those days themselves, the mean so far). So a step of the
    list's length is followed at once and for good, and no day depends on a later one.

    Use it only where one cell is a small part of its source. In an export about a single city the
    total *is* the wave; there, take what was recorded (1 on looked-at days) instead.

    Parameters
    ----------
    n_new : float64, shape (source, day)
        New mentions of the source, about any place or none.
    is_looked_at : bool, shape (source, day)
        False on a day of outage.
    reference_days : int
        Days it takes to fix the constant.

    Returns
    -------
    float64, shape (source, day)
        1 on a usual day of the first weeks; 0 on days that were not looked at.

    Raises
    ------
    SchemaError
        If the two tables differ in shape, or a total is negative or missing.
    """
    if n_new.shape != is_looked_at.shape or n_new.ndim != 2 or not (n_new >= 0).all():
        raise SchemaError(
            f"totals of shape {n_new.shape} and looked-at days of shape {is_looked_at.shape}",
            where="exposure_from_totals",
            allowed="two tables (source, day) of one shape, totals 0 or more",
            todo="count new mentions by source and day over one calendar",
        )
    seen = np.where(is_looked_at, n_new, 0.0)
    n_days = np.cumsum(is_looked_at & (seen > 0), axis=1)
    is_reference = n_days <= reference_days
    sums = np.cumsum(np.where(is_reference, seen, 0.0), axis=1)
    reference = sums / np.clip(n_days, 1, reference_days)
    return np.divide(seen, reference, out=np.zeros_like(seen), where=reference > 0)
