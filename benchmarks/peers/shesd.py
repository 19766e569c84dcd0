"""Seasonal hybrid ESD: STL's weekly season and a running median taken off, robust z of the rest.

After Hochenbaum, Vallis and Kejariwal (2017). The test removes the largest robust z one by one;
at a threshold that is chosen afterwards its ranking is the robust z itself. STL by statsmodels.
The spread is never taken below a count's own noise: on sparse counts the median absolute deviation
is zero, and recall would be .26 instead of .78 (measured on the tuning seed).
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.tsa.seasonal import STL

from chuquan.simulate.counts import World

NAME = "S-H-ESD (statsmodels STL)"
SEES_FUTURE = True
MEDIAN_DAYS = 91
PERIODIC = 1999  # so wide a smoother makes STL's season the same all along


def scores(world: World) -> NDArray[np.float64]:
    out = np.zeros(world.counts.shape)
    exposure = world.recorded[world.source]
    for s, (n, e) in enumerate(zip(world.counts, exposure, strict=True)):
        rate = pd.Series(np.where(e > 0, n / np.maximum(e, 1e-9), np.nan)).interpolate().bfill()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            season = STL(rate.to_numpy(), period=7, seasonal=PERIODIC).fit().seasonal
        rest = rate - season
        rest -= rest.rolling(MEDIAN_DAYS, center=True, min_periods=1).median()
        spread = 1.4826 * (rest - rest.median()).abs().median()
        out[s] = np.where(e > 0, rest / max(spread, np.sqrt(rate.mean()), 1e-9), 0.0)
    return np.maximum(out, 0.0)
