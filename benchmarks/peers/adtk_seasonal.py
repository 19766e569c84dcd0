"""adtk's seasonal detector: classic decomposition, then how far outside the quartiles.

`SeasonalAD` of adtk only says yes or no at one width; its own transformer and the same
interquartile range give the score behind it. Without trend, and with a range never below a
count's own noise: of the settings tried on the tuning seed these found most.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from adtk.transformer import ClassicSeasonalDecomposition
from numpy.typing import NDArray

from chuquan.simulate.counts import World

NAME = "adtk seasonal"
SEES_FUTURE = True


def scores(world: World) -> NDArray[np.float64]:
    out = np.zeros(world.counts.shape)
    exposure = world.recorded[world.source]
    index = pd.date_range("2020-01-06", periods=world.counts.shape[1], freq="D")
    for s, (n, e) in enumerate(zip(world.counts, exposure, strict=True)):
        rate = np.where(e > 0, n / np.maximum(e, 1e-9), np.nan)
        series = pd.Series(rate, index=index).interpolate().bfill()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = ClassicSeasonalDecomposition(freq=7, trend=False)
            rest = model.fit_transform(series).reindex(index).fillna(0.0)
        low, high = rest.quantile([0.25, 0.75])
        rate_mean = series.mean()
        out[s] = np.where(e > 0, (rest - high) / max(high - low, np.sqrt(rate_mean), 1e-9), 0.0)
    return np.maximum(out, 0.0)
