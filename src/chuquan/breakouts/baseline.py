"""What a cell's next day should bring: a discounted Gamma-Poisson level that waves do not move.

The state of a cell is a level ``Gamma(a, b)`` for its rate per unit of exposure, an overdispersion
``c``, seven weekday factors and the last days' counts and means. A day is: :func:`forget`,
:func:`predict`, then :func:`learn`. See West and Harrison on discount models, Harvey and Fernandes
(1989), and method.md, "Find", steps 1, 2, 4 and 5.

Departures, each so that cost follows the mentions and not the days:

- A day is *cold* when its mean before weekday factors is below ``cold``. Then the weight is 1,
  the weekday factor is 1, and dispersion and weekday factors learn nothing. A run of cold days
  without mentions has a closed form (:func:`skip`) by the source's discounted exposure
  ``E_t = sum over s <= t of discount**(t - s) * exposure_s``.
- A weekday factor forgets once a week, and only in weeks that are not cold.
- The sums behind ``c`` are weighted by ``1 / (1 + c * mean)**2``, the inverse of the variance of
  their terms, so that one large day does not decide.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from chuquan.errors import ConfigError

F64 = NDArray[np.float64]

# Places in a cell's state vector.
A, B, NUM, DEN, FACTOR_SUM = 0, 1, 2, 3, 4
WEEK_N, WEEK_MEAN, FACTOR = 5, 12, 19
LAG_N, LAG_MEAN, LAGS = 26, 30, 4
STATE_SIZE = LAG_MEAN + LAGS


class Params(NamedTuple):
    """Constants of the baseline and the scan; the defaults were tuned on simulated series.

    Attributes
    ----------
    discount : float
        Memory of the level, by day.
    prior_days : float
        Weight of ``prior_rate``, in days of usual exposure.
    dispersion : float
        Overdispersion before anything is known: ``variance = mean + c * mean**2``.
    dispersion_weight : float
        Weight of that prior value.
    dispersion_discount : float
        Memory of the overdispersion, by day.
    weekday_weight : float
        Mentions it takes to move a weekday factor half of the way.
    weekday_discount : float
        Memory of a weekday factor, by week.
    cap_sd : float
        A count above ``mean + cap_sd * sd + 0.5`` teaches the level no more than that.
    cold : float
        A day with a smaller mean is cold.
    min_z : float
        A window is scored only when it is so many standard deviations above its mean.
    """

    discount: float = 0.985
    prior_days: float = 3.0
    dispersion: float = 0.15
    dispersion_weight: float = 5.0
    dispersion_discount: float = 0.998
    weekday_weight: float = 10.0
    weekday_discount: float = 0.98
    cap_sd: float = 3.0
    cold: float = 0.05
    min_z: float = 3.0

    def check(self) -> None:
        """Refuse constants outside their range, naming all of them.

        Raises
        ------
        ConfigError
        """
        shares = ("discount", "dispersion_discount", "weekday_discount")
        faults = [
            f"{name} = {value!r}"
            for name, value in zip(self._fields, self, strict=True)
            if not (0 < value < 1 if name in shares else 0 < value < math.inf)
        ]
        if faults:
            raise ConfigError(
                "detector constants out of range: " + "; ".join(faults),
                where="Params",
                allowed=f"above 0; {', '.join(shares)} also below 1",
                todo="mend all of them",
            )


MIN_DISPERSION = 0.005


@njit(cache=True, error_model="numpy")
def start(state: F64, prior_rate: float, p: Params) -> None:  # pragma: no cover - compiled
    """Set ``state`` to what is known of a cell before its first day."""
    state[:] = 0.0
    state[A] = p.prior_days * prior_rate
    state[B] = p.prior_days
    state[FACTOR : FACTOR + 7] = 1.0
    state[FACTOR_SUM] = 7.0


@njit(cache=True, error_model="numpy")
def dispersion(state: F64, p: Params) -> float:  # pragma: no cover - compiled
    """Return ``c`` in ``variance = mean + c * mean**2``."""
    c = (state[NUM] + p.dispersion_weight * p.dispersion) / (state[DEN] + p.dispersion_weight)
    return max(c, MIN_DISPERSION)


@njit(cache=True, error_model="numpy")
def forget(state: F64, prior_rate: float, p: Params) -> None:  # pragma: no cover - compiled
    """Let one day pass: the level fades toward its prior, the dispersion toward its own."""
    state[A] = p.discount * state[A] + (1.0 - p.discount) * p.prior_days * prior_rate
    state[B] = p.discount * state[B] + (1.0 - p.discount) * p.prior_days
    state[NUM] *= p.dispersion_discount
    state[DEN] *= p.dispersion_discount


@njit(cache=True, error_model="numpy")
def predict(
    state: F64, exposure: float, weekday: int, p: Params
) -> tuple[float, bool]:  # pragma: no cover - compiled
    """Return the day's mean, and whether the day is cold."""
    mean = state[A] / state[B] * exposure
    if mean < p.cold:
        return mean, True
    return mean * state[FACTOR + weekday] * 7.0 / state[FACTOR_SUM], False


@njit(cache=True, error_model="numpy")
def learn(
    state: F64,
    n: float,
    exposure: float,
    weekday: int,
    mean: float,
    is_cold: bool,
    c: float,
    p: Params,
) -> None:  # pragma: no cover - compiled
    """Update ``state`` by one day's count; a day without exposure teaches nothing."""
    if exposure > 0.0:
        capped = n
        if n > mean + 0.5:
            spread = mean + mean * mean * (c + 1.0 / state[A])
            capped = min(n, mean + p.cap_sd * math.sqrt(spread) + 0.5)
        if is_cold:
            state[A] += capped
            state[B] += exposure
        else:
            _learn_warm(state, capped, exposure, weekday, mean, c, p)
    for lag in range(LAGS - 1, 0, -1):
        state[LAG_N + lag] = state[LAG_N + lag - 1]
        state[LAG_MEAN + lag] = state[LAG_MEAN + lag - 1]
    state[LAG_N] = n
    state[LAG_MEAN] = mean


@njit(cache=True, error_model="numpy")
def _learn_warm(
    state: F64, n: float, exposure: float, weekday: int, mean: float, c: float, p: Params
) -> None:  # pragma: no cover - compiled
    rate, a = state[A] / state[B], state[A]
    weight = 1.0 / (1.0 + c * mean)
    state[A] += weight * n
    state[B] += weight * mean / rate
    state[NUM] += ((n - mean) ** 2 - mean - mean * mean / a) * weight * weight
    state[DEN] += mean * mean * weight * weight
    factor, week_n, week_mean = FACTOR + weekday, WEEK_N + weekday, WEEK_MEAN + weekday
    state[week_n] = p.weekday_discount * state[week_n] + weight * n
    state[week_mean] = p.weekday_discount * state[week_mean] + weight * rate * exposure
    state[FACTOR_SUM] -= state[factor]
    state[factor] = (state[week_n] + p.weekday_weight) / (state[week_mean] + p.weekday_weight)
    state[FACTOR_SUM] += state[factor]


@njit(cache=True, error_model="numpy")
def skip(
    state: F64, from_day: int, to_day: int, prior_rate: float, discounted: F64, p: Params
) -> None:  # pragma: no cover - compiled
    """Let the cold, silent days ``[from_day, to_day)`` pass at once.

    The last days' counts and means are left stale: at least ``LAGS`` days must be stepped through
    one by one before the next window is looked at.

    Parameters
    ----------
    discounted : float64, shape (day + 1,)
        ``discounted[t]`` is the source's discounted exposure over the days before ``t``.
    """
    n_days = to_day - from_day
    kept = p.discount**n_days
    state[A] = kept * state[A] + (1.0 - kept) * p.prior_days * prior_rate
    state[B] = (
        kept * state[B]
        + (1.0 - kept) * p.prior_days
        + discounted[to_day]
        - kept * discounted[from_day]
    )
    faded = p.dispersion_discount**n_days
    state[NUM] *= faded
    state[DEN] *= faded


@njit(cache=True, error_model="numpy")
def pass_silence(
    state: F64,
    from_day: int,
    to_day: int,
    first_weekday: int,
    prior_rate: float,
    exposure: F64,
    discounted: F64,
    max_exposure: float,
    p: Params,
) -> None:  # pragma: no cover - compiled
    """Bring ``state`` over the days ``[from_day, to_day)``, on which the cell had no mention.

    While a cell is silent its rate never rises above the larger of itself and the prior, which
    tells beforehand that all days of a gap are cold. ``max_exposure`` decides only how the result
    is computed, never what it is.
    """
    day = from_day
    while day < to_day:
        highest = max(state[A] / state[B], prior_rate) * max_exposure
        if to_day - day > LAGS and highest < p.cold:
            skip(state, day, to_day - LAGS, prior_rate, discounted, p)
            day = to_day - LAGS
            continue
        weekday = (first_weekday + day) % 7
        forget(state, prior_rate, p)
        mean, is_cold = predict(state, exposure[day], weekday, p)
        learn(state, 0.0, exposure[day], weekday, mean, is_cold, dispersion(state, p), p)
        day += 1


def discounted_exposure(exposure: F64, discount: float) -> F64:
    """Return the discounted exposure of each source over the days before each day.

    Parameters
    ----------
    exposure : float64, shape (source, day)
    discount : float

    Returns
    -------
    float64, shape (source, day + 1)
    """
    out = np.zeros((exposure.shape[0], exposure.shape[1] + 1))
    for day in range(exposure.shape[1]):
        out[:, day + 1] = discount * out[:, day] + exposure[:, day]
    return out
