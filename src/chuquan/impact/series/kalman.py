"""The filter of the structural model, run over a series and all its regressors at once.

The model of the part that no regressor explains, in units of the noise's variance:

    u_t = level_t + short_t + weekday_{w(t), t} + noise_t

``level`` and each of the seven ``weekday`` factors are random walks from zero (a weekday's takes a
step each time it comes), ``short`` is a stationary autoregression of order one. What starts them
(level, trend, weekday factors) stands among the regressors, so nothing here is diffuse. Gains do
not depend on the data, so one run whitens the series and every regressor, and generalised least
squares is then ordinary least squares on what comes out (de Jong 1991, doi:10.1214/aos/1176348139;
Harvey 1989, chapter 3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.compiled import entry
from chuquan.impact.panel import FloatArray, IntArray

N_SHORT_STATES: Final = 2
"""Level and short memory; the weekday factors, where there are any, come after them."""
N_WEEKDAYS: Final = 7


@dataclass(frozen=True)
class Variances:
    """Variances relative to that of the noise.

    Attributes
    ----------
    level : float
        Of the level's step from one period to the next.
    short : float
        Of the short memory itself (not of its innovations).
    memory : float
        Share of the short memory that is left after a period, in [0, 1).
    weekday : float
        Of a weekday factor's step from one week to the next; 0 with none.
    """

    level: float
    short: float
    memory: float
    weekday: float = 0.0


@dataclass(frozen=True, eq=False)
class Clock:
    """What the filter must know of each period.

    Attributes
    ----------
    seen : array of float64, shape (period,)
        1 where there is a value, 0 where it is missing.
    weekday : array of int64, shape (period,)
        0 to 6; all -1 where there are no weekday factors.
    noise, drift : array of float64, shape (period,)
        What the noise's variance, and that of the level's next step, is multiplied by.
    """

    seen: FloatArray
    weekday: IntArray
    noise: FloatArray
    drift: FloatArray

    @property
    def n_states(self) -> int:
        """States of the filter."""
        return N_SHORT_STATES + (N_WEEKDAYS if len(self.weekday) and self.weekday[0] >= 0 else 0)


@dataclass(frozen=True, eq=False)
class Filtered:
    """What one run gives.

    Attributes
    ----------
    white : array of float64, shape (period, column)
        One-step errors over their standard deviation; zero where nothing was seen.
    spread : array of float64, shape (period,)
        Standard deviation of the one-step errors.
    means : array of float64, shape (stop, state, column)
        States just before each stop, given all periods before it.
    covariances : array of float64, shape (stop, state, state)
    """

    white: FloatArray
    spread: FloatArray
    means: FloatArray
    covariances: FloatArray

    def first(self, n_columns: int) -> Filtered:
        """Return the same for the first columns alone."""
        white, means = self.white[:, :n_columns], self.means[:, :, :n_columns]
        return Filtered(white, self.spread, means, self.covariances)


def filtered(columns: FloatArray, clock: Clock, variances: Variances, stops: IntArray) -> Filtered:
    """Run the filter over each column.

    Parameters
    ----------
    columns : array of float64, shape (period, column)
        Missing values may hold any finite number.
    clock : Clock
    variances : Variances
    stops : array of int64, shape (stop,)
        Periods in ascending order at which the states are kept; the number of periods itself is
        allowed and means the end.
    """
    n, k = columns.shape
    d = clock.n_states
    out = Filtered(
        np.zeros((n, k)),
        np.zeros(n),
        np.zeros((len(stops), d, k)),
        np.zeros((len(stops), d, d)),
    )
    _run(
        columns,
        clock.seen,
        clock.weekday,
        clock.noise,
        clock.drift,
        np.array([variances.level, variances.short, variances.memory, variances.weekday]),
        np.zeros((d, k)),
        np.zeros((d, d)),
        np.zeros(d),
        stops,
        out.white,
        out.spread,
        out.means,
        out.covariances,
    )
    return out


@entry
def _run(  # noqa: C901, PLR0912, PLR0917 - a kernel names all its arrays, and is one loop
    columns: FloatArray,
    seen: FloatArray,
    weekday: IntArray,
    noise: FloatArray,
    drift: FloatArray,
    variances: FloatArray,
    mean: FloatArray,
    cov: FloatArray,
    gain: FloatArray,
    stops: IntArray,
    white: FloatArray,
    spread: FloatArray,
    kept_mean: FloatArray,
    kept_cov: FloatArray,
) -> None:
    """Filter all columns; ``mean`` (state, column), ``cov`` and ``gain`` are room to work in."""
    n_periods, n_columns = columns.shape
    n_states = cov.shape[0]
    memory = variances[2]
    cov[1, 1] = variances[1]
    stop = 0
    for t in range(n_periods + 1):
        while stop < stops.size and stops[stop] == t:
            for i in range(n_states):
                for j in range(n_states):
                    kept_cov[stop, i, j] = cov[i, j]
                for j in range(n_columns):
                    kept_mean[stop, i, j] = mean[i, j]
            stop += 1
        if t == n_periods:
            break
        day = weekday[t]
        at = 2 + day if day >= 0 else 0
        total = noise[t]
        for i in range(n_states):
            gain[i] = cov[i, 0] + cov[i, 1]
            if day >= 0:
                gain[i] += cov[i, at]
        total += gain[0] + gain[1]
        if day >= 0:
            total += gain[at]
        root = math.sqrt(total)
        spread[t] = root
        if seen[t] > 0.0:
            for j in range(n_columns):
                error = columns[t, j] - mean[0, j] - mean[1, j]
                white[t, j] = error
            if day >= 0:
                for j in range(n_columns):
                    white[t, j] -= mean[at, j]
            for i in range(n_states):
                share = gain[i] / total
                for j in range(n_columns):
                    mean[i, j] += share * white[t, j]
                for j in range(n_states):
                    cov[i, j] -= share * gain[j]
            scale = 1.0 / root
            for j in range(n_columns):
                white[t, j] *= scale
        for j in range(n_columns):
            mean[1, j] *= memory
        for i in range(n_states):
            cov[i, 1] *= memory
        for i in range(n_states):
            cov[1, i] *= memory
        cov[1, 1] += variances[1] * (1.0 - memory * memory)
        cov[0, 0] += variances[0] * drift[t]
        if day >= 0:
            cov[at, at] += variances[3]
