"""What a cell's next day should bring: a discounted Gamma-Poisson level that waves do not move.

The state of a cell is a level ``Gamma(a, b)`` for its rate per unit of exposure, an overdispersion
``c``, seven weekday factors and the last days' counts and means. A day is :func:`begin_day`, which
forgets and predicts, then :func:`end_day`, which learns. See West and Harrison on discount models,
Harvey and Fernandes (1989), and method.md, "Find", steps 1, 2, 4 and 5. Departures:

- How much a day forgets follows how much the day before could teach: ``drift *
  sqrt(information)``, the steady gain of a Kalman filter for a level that drifts. A busy series
  remembers weeks, a rare one a year.
- A day is *cold* when its mean before weekday factors is below ``cold``. Then the weight and the
  weekday factor are 1, dispersion and weekday factors learn nothing, and the forgetting is a
  constant. So a run of cold days without mentions has a closed form (:func:`skip`) by the source's
  discounted exposure, and cost follows the mentions, not the days.
- A weekday factor forgets once a week, and only in weeks that are not cold.
- The sums behind ``c`` are weighted by ``1 / (1 + c * mean)**2``, the inverse of the variance of
  their terms, so that one large day does not decide.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from chuquan.breakouts.cells import F64
from chuquan.breakouts.history import CellHistory
from chuquan.compiled import inner
from chuquan.errors import ConfigError

# Places in a cell's state vector.
A, B, NUM, DEN, FACTOR_SUM, LOST = 0, 1, 2, 3, 4, 5
WEEK_N, WEEK_MEAN, FACTOR = 6, 13, 20
# The last eight days' counts and means, at the place of their day modulo eight.
LAGS = 8
LAST_N, LAST_MEAN = 27, 27 + LAGS
STATE_SIZE = LAST_MEAN + LAGS

WINDOWS = (1, 2, 3, 5, 9)
"""Days of the windows that a scan may look at."""

MIN_DISPERSION = 0.005


class Params(NamedTuple):
    """Constants of the baseline and the scan; the defaults were tuned on simulated series.

    Attributes
    ----------
    drift : float
        Standard deviation of a day's change of the log level.
    max_forget : float
        Largest share of the level that a day forgets.
    prior_days : float
        Weight of ``prior_rate``, in days of usual exposure.
    dispersion : float
        Overdispersion before anything is known: ``variance = mean + c * mean**2``.
    dispersion_weight : float
        Weight of that prior value, in days of a mean of one.
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
    longest_window : int
        Days of the longest window of the scan, one of :data:`WINDOWS`.
    """

    drift: float = 0.015
    max_forget: float = 0.05
    prior_days: float = 2.0
    dispersion: float = 0.12
    dispersion_weight: float = 100.0
    dispersion_discount: float = 0.998
    weekday_weight: float = 8.0
    weekday_discount: float = 0.99
    cap_sd: float = 3.0
    cold: float = 0.05
    min_z: float = 3.0
    longest_window: int = 5

    def check(self) -> None:
        """Refuse constants outside their range, naming all of them.

        Raises
        ------
        ConfigError
        """
        shares = ("max_forget", "dispersion_discount", "weekday_discount")
        faults = [
            f"{name} = {value!r}"
            for name, value in zip(self._fields, self, strict=True)
            if not (0 < value < 1 if name in shares else 0 < value < math.inf)
        ]
        if self.longest_window not in WINDOWS:
            faults.append(f"longest_window = {self.longest_window!r}")
        if faults:
            raise ConfigError(
                "detector constants out of range: " + "; ".join(faults),
                where="Params",
                allowed=f"above 0; {', '.join(shares)} also below 1; windows of {WINDOWS} days",
                todo="mend all of them",
            )


@inner
def cold_discount(p: Params) -> float:  # pragma: no cover - compiled
    """Return what is kept of the level over a cold day."""
    return 1.0 - min(p.max_forget, p.drift * math.sqrt(p.cold))


@inner
def start(state: F64, prior_rate: float, p: Params) -> None:  # pragma: no cover - compiled
    """Set ``state`` to what is known of a cell before its first day."""
    for i in range(STATE_SIZE):
        state[i] = 0.0
    state[A] = p.prior_days * prior_rate
    state[B] = p.prior_days
    for weekday in range(7):
        state[FACTOR + weekday] = 1.0
    state[FACTOR_SUM] = 7.0
    state[LOST] = 1.0 - cold_discount(p)


class Day(NamedTuple):
    """What is known of a cell's day before its count.

    Attributes
    ----------
    today, weekday : int
    exposure : float
    load : float
        Exposure times weekday factor: what the rate is multiplied by.
    rate : float
    mean : float
        Expected count; 0 where nothing was looked at.
    c, inverse_a : float
        ``variance = mean + (c + inverse_a) * mean**2``: the noise of days, and of the level.
    is_cold : bool
    """

    today: int
    weekday: int
    exposure: float
    load: float
    rate: float
    mean: float
    c: float
    inverse_a: float
    is_cold: bool


@inner
def begin_day(
    state: F64, h: CellHistory, today: int, p: Params
) -> Day:  # pragma: no cover - compiled
    """Let the level fade toward its prior, and predict."""
    exposure = h.exposure[today]
    weekday = (h.first_weekday + today) % 7
    state[NUM] *= p.dispersion_discount
    state[DEN] *= p.dispersion_discount
    c = (state[NUM] + p.dispersion_weight * p.dispersion) / (state[DEN] + p.dispersion_weight)
    c = max(c, MIN_DISPERSION)
    lost = state[LOST]
    state[A] += lost * (p.prior_days * h.prior_rate - state[A])
    state[B] += lost * (p.prior_days - state[B])
    rate = state[A] / state[B]
    load = load_of(state, rate, exposure, weekday, p)
    is_cold = rate * exposure < p.cold
    return Day(today, weekday, exposure, load, rate, rate * load, c, 1.0 / state[A], is_cold)


@inner
def load_of(
    state: F64, rate: float, exposure: float, weekday: int, p: Params
) -> float:  # pragma: no cover - compiled
    """Return what the rate is multiplied by on a day: exposure, and weekday unless cold."""
    if rate * exposure < p.cold:
        return exposure
    return exposure * state[FACTOR + weekday] * 7.0 / state[FACTOR_SUM]  # type: ignore[no-any-return]


@inner
def end_day(state: F64, day: Day, n: float, p: Params) -> None:  # pragma: no cover - compiled
    """Learn from the day's count; a day that was not looked at teaches nothing."""
    state[LAST_N + (day.today % LAGS)] = n
    state[LAST_MEAN + (day.today % LAGS)] = day.mean
    if day.is_cold:
        state[LOST] = 1.0 - cold_discount(p)
    if day.exposure <= 0.0:
        return
    if n > day.mean + 0.5:
        variance = day.mean + day.mean * day.mean * (day.c + day.inverse_a)
        n = min(n, day.mean + p.cap_sd * math.sqrt(variance) + 0.5)
    if day.is_cold:
        state[A] += n
        state[B] += day.exposure
    else:
        _learn_warm(state, day, n, p)


@inner
def _learn_warm(state: F64, day: Day, n: float, p: Params) -> None:  # pragma: no cover - compiled
    mean = day.mean
    # 1 / (1 + c * mean), written so that it need not wait for the division in the mean.
    weight = state[B] / (state[B] + day.c * state[A] * day.load)
    information = max(p.cold, mean * weight)
    state[LOST] = min(p.max_forget, p.drift * math.sqrt(information))
    noise = (n - mean) * (n - mean) - mean - mean * mean * day.inverse_a
    state[NUM] += noise * weight * weight
    state[DEN] += mean * mean * weight * weight
    state[A] += weight * n
    state[B] += weight * day.load
    factor, week_n, week_mean = FACTOR + day.weekday, WEEK_N + day.weekday, WEEK_MEAN + day.weekday
    state[week_n] = p.weekday_discount * state[week_n] + weight * n
    state[week_mean] = p.weekday_discount * state[week_mean] + weight * day.rate * day.exposure
    state[FACTOR_SUM] -= state[factor]
    state[factor] = (state[week_n] + p.weekday_weight) / (state[week_mean] + p.weekday_weight)
    state[FACTOR_SUM] += state[factor]


@inner
def skip(
    state: F64, h: CellHistory, from_day: int, to_day: int, p: Params
) -> None:  # pragma: no cover - compiled
    """Let the cold, silent days ``[from_day, to_day)`` pass at once.

    The last days' counts and means are left stale: as many days as the longest window looks back
    must be gone through one by one before the next window is looked at.
    """
    n_days = to_day - from_day
    kept = cold_discount(p) ** n_days
    state[A] = kept * state[A] + (1.0 - kept) * p.prior_days * h.prior_rate
    state[B] = kept * state[B] + (1.0 - kept) * p.prior_days
    state[B] += h.discounted[to_day] - kept * h.discounted[from_day]
    faded = p.dispersion_discount**n_days
    state[NUM] *= faded
    state[DEN] *= faded


@inner
def pass_silence(
    state: F64, h: CellHistory, from_day: int, to_day: int, p: Params
) -> None:  # pragma: no cover - compiled
    """Bring ``state`` over the days ``[from_day, to_day)``, on which the cell had no mention.

    While a cell is silent its rate never rises above the larger of itself and the prior, which
    tells beforehand that all days of a gap are cold. The highest exposure of all days decides only
    how the result is computed, never what it is.
    """
    day, lags = from_day, p.longest_window - 1
    while day < to_day:
        highest = max(state[A] / state[B], h.prior_rate) * h.max_exposure
        is_cold = highest < p.cold and state[LOST] == 1.0 - cold_discount(p)
        if is_cold and to_day - day > lags:
            skip(state, h, day, to_day - lags, p)
            day = to_day - lags
        else:
            end_day(state, begin_day(state, h, day, p), 0.0, p)
            day += 1
