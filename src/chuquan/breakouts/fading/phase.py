"""The phase that a wave is in as of the last day that was looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from chuquan.report import Phase

_PEAKING_SHARE = 0.8


def phase(n: ArrayLike, expected: ArrayLike, exposure: ArrayLike, *, is_closed: bool) -> Phase:
    """Return the phase of a wave as of the last day that was looked at.

    Parameters
    ----------
    n, expected, exposure : array_like, (day,)
        Daily counts from the onset's day to the last day known; see
        :func:`~chuquan.breakouts.fading.posterior.observe`.
    is_closed : bool
        Whether the episode has closed (as many quiet days as the settings ask for).

    Returns
    -------
    str
        ``ended`` if closed; ``rising`` while the last day is the highest and above the one
        before; ``peaking`` within a day of the highest or at 80% of it and more; else ``fading``.
        Height is excess by exposure. A wave of which no day was looked at is ``rising``.
    """
    if is_closed:
        return "ended"
    y, mu, x = (np.asarray(a, dtype=np.float64) for a in (n, expected, exposure))
    days = np.flatnonzero(x > 0)
    height = (y[days] - mu[days]) / x[days]
    if len(days) < 2 or (height[-1] > height[:-1].max()):
        return "rising"
    top = int(height.argmax())
    if days[-1] - days[top] <= 1 or height[-1] >= _PEAKING_SHARE * height[top]:
        return "peaking"
    return "fading"
