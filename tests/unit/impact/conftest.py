"""The structural model written down in full, for the fast ones to be held against."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="session")
def dense_covariance():
    """Return the function that writes the covariance of all periods, from a clock and variances."""

    def covariance(clock, variances):
        """Write down the covariance of all periods from the model's definition, step by step."""
        n = len(clock.seen)
        steps = np.cumsum(np.append(0.0, variances.level * clock.drift))[:n]
        out = np.empty((n, n))
        visits = [int(np.sum(clock.weekday[:t] == clock.weekday[t])) for t in range(n)]
        for s in range(n):
            for t in range(n):
                out[s, t] = steps[min(s, t)] + variances.short * variances.memory ** abs(s - t)
                if clock.weekday[s] == clock.weekday[t] >= 0:
                    out[s, t] += variances.weekday * min(visits[s], visits[t])
            out[s, s] += clock.noise[s]
        return out

    return covariance
