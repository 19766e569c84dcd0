"""EARS C2: mean and standard deviation of four weeks, two days left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chuquan.simulate.counts import World

NAME = "EARS C2, 28 days"
SEES_FUTURE = False
DAYS, LEFT_OUT = 28, 2


def scores(world: World) -> NDArray[np.float64]:
    exposure = world.recorded[world.source]
    is_seen = exposure > 0
    rate = np.where(is_seen, world.counts / np.maximum(exposure, 1e-9), 0.0)
    n, sums, squares = (_past(x) for x in (is_seen.astype(float), rate, rate**2))
    mean = sums / np.maximum(n, 1)
    sd = np.sqrt(np.maximum(squares / np.maximum(n, 1) - mean**2, 0.0))
    return np.where(is_seen & (n > 7), np.maximum(rate - mean, 0) / np.maximum(sd, 0.2), 0.0)


def _past(x: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.cumsum(np.pad(x, ((0, 0), (DAYS + LEFT_OUT + 1, 0))), axis=1)
    stop = x.shape[1]
    return sums[:, DAYS : DAYS + stop] - sums[:, :stop]
