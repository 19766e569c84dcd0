"""Farrington's method in its flexible form, for daily counts with exposure.

A quasi-Poisson regression on the past with trend, weekday and, after a year, season, fitted
again after down-weighting past days with large Anscombe residuals; the score is the upper tail of
the negative binomial with the fitted mean and dispersion. After Farrington et al. (1996) and
Noufaily et al. (2013), as R's `surveillance::farringtonFlexible` has it. Departures, all for the
benefit of daily data and of our patience: up to two years of all days before (not the same weeks
of years), the last 14 days left out (not 26 weeks), and the regression is fitted every seventh
day. Our own compact implementation: R is not assumed.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy.stats import nbinom

from chuquan.simulate.counts import World

NAME = "farringtonFlexible (own code)"
SEES_FUTURE = False

N_COLUMNS = 10
HISTORY_DAYS, LEFT_OUT_DAYS, REFIT_DAYS, FIRST_DAY = 730, 14, 7, 60
LARGE_RESIDUAL = 2.58


def _design(n_days: int) -> NDArray[np.float64]:
    day = np.arange(n_days)
    x = np.zeros((n_days, N_COLUMNS))
    x[:, 0], x[:, 1] = 1.0, day / 365.25
    for weekday in range(1, 7):
        x[:, 1 + weekday] = day % 7 == weekday
    x[:, 8], x[:, 9] = np.sin(2 * np.pi * day / 365.25), np.cos(2 * np.pi * day / 365.25)
    return x


@njit(cache=True)
def _fit(x, y, exposure, weight):
    # Iteratively reweighted least squares with a little ridge against separation.
    p = x.shape[1]
    beta = np.zeros(p)
    beta[0] = np.log((y.sum() + 0.5) / exposure.sum())
    for _ in range(12):
        gram, right = np.eye(p) * 1e-2, np.zeros(p)
        gram[0, 0] = 1e-6
        for i in range(y.size):
            eta = min(max(np.dot(x[i], beta), -12.0), 12.0)
            mean = exposure[i] * np.exp(eta)
            w = weight[i] * mean
            z = eta + (y[i] - mean) / mean
            for j in range(p):
                if x[i, j] != 0.0:
                    right[j] += w * x[i, j] * z
                    for k in range(j + 1):
                        gram[j, k] += w * x[i, j] * x[i, k]
        for j in range(p):
            for k in range(j):
                gram[k, j] = gram[j, k]
        new = np.linalg.solve(gram, right)
        step = np.abs(new - beta).max()
        beta = new
        if step < 1e-4:
            break
    return beta


@njit(cache=True)
def _dispersion(x, y, exposure, weight, beta):
    total, n = 0.0, 0.0
    for i in range(y.size):
        mean = exposure[i] * np.exp(min(max(np.dot(x[i], beta), -12.0), 12.0))
        total += weight[i] * (y[i] - mean) ** 2 / mean
        n += weight[i]
    return max(1.0, total / max(n - x.shape[1], 1.0))


@njit(cache=True)
def _down_weights(x, y, exposure, beta, phi):
    weight = np.ones(y.size)
    for i in range(y.size):
        mean = exposure[i] * np.exp(min(max(np.dot(x[i], beta), -12.0), 12.0))
        anscombe = 1.5 * (y[i] ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * np.sqrt(phi))
        if anscombe > LARGE_RESIDUAL:
            weight[i] = anscombe**-2.0
    return weight * y.size / weight.sum()


@njit(cache=True, parallel=True)
def _predict(design, counts, exposure):
    mean, phi = np.zeros(counts.shape), np.ones(counts.shape)
    for s in prange(counts.shape[0]):
        for first in range(FIRST_DAY, counts.shape[1], REFIT_DAYS):
            stop = first - LEFT_OUT_DAYS
            days = np.arange(max(0, stop - HISTORY_DAYS), stop)
            days = days[exposure[s, days[0] : stop] > 0]
            n_columns = N_COLUMNS if days.size > 365 else N_COLUMNS - 2
            x = np.ascontiguousarray(design[days][:, :n_columns])
            y, e = counts[s][days], exposure[s][days]
            beta = _fit(x, y, e, np.ones(y.size))
            weight = _down_weights(x, y, e, beta, _dispersion(x, y, e, np.ones(y.size), beta))
            beta = _fit(x, y, e, weight)
            spread = _dispersion(x, y, e, weight, beta)
            for t in range(first, min(first + REFIT_DAYS, counts.shape[1])):
                eta = 0.0
                for j in range(n_columns):
                    eta += design[t, j] * beta[j]
                mean[s, t] = exposure[s, t] * np.exp(min(max(eta, -12.0), 12.0))
                phi[s, t] = spread
    return mean, phi


def scores(world: World) -> NDArray[np.float64]:
    exposure = np.ascontiguousarray(world.recorded[world.source])
    mean, phi = _predict(_design(world.counts.shape[1]), world.counts, exposure)
    size = mean / np.maximum(phi - 1.0, 1e-3)
    with np.errstate(all="ignore"):
        log_p = nbinom.logsf(world.counts - 1, size, size / (size + mean))
    return np.where(mean > 0, np.nan_to_num(-log_p / np.log(10)), 0.0)
