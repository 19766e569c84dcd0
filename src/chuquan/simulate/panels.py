r"""Worlds of places beside each other, some of them treated, whose effects are known.

The outcome of place :math:`i` in period :math:`t` without any effect is

.. math:: Y_{it} = L_i + \sum_k \ell_{ik} F_{kt} + a_i (S_t + H_t) + d_i t + \sigma_i u_{it}

a level, common factors with loadings of the place, a common season and holiday peaks that the
place scales, a drift (zero unless asked for), and autocorrelated noise whose size (and, if asked
for, whose autocorrelation and tail) is the place's own. Treated places are drawn like any other
unless the world says otherwise; so a placebo is as good as the truth, and an interval that covers
too little does so by its own fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np

from chuquan.impact.panel import NEVER, FloatArray, Panel

LAST_DAY: Final = date(2025, 12, 31)
_YEAR_DAYS: Final = 365.25
_BURN_IN: Final = 60


@dataclass(frozen=True)
class Effect:
    """What the treated places gain, in standard deviations of the median place's noise.

    Attributes
    ----------
    kind : str
        ``none``, ``step`` (``size`` throughout) or ``breakout``: from ``size`` in the first period
        down to ``size * plateau``, halving what is above the plateau every ``half_life`` periods.
    size : float
    half_life : float
        Periods.
    plateau : float
        Share of ``size`` that stays.
    """

    kind: Literal["none", "step", "breakout"] = "none"
    size: float = 1.0
    half_life: float = 6.0
    plateau: float = 0.2

    def course(self, n_periods: int) -> FloatArray:
        """Return the effect in each period since the start, shape (period,)."""
        if self.kind == "none":
            return np.zeros(n_periods)
        if self.kind == "step":
            return np.full(n_periods, self.size)
        fading = 0.5 ** (np.arange(n_periods) / self.half_life)
        return self.size * (self.plateau + (1 - self.plateau) * fading)


@dataclass(frozen=True)
class PanelWorld:
    """How a panel comes about; sizes are standard deviations of the median place's noise.

    Attributes
    ----------
    n_donors, n_before, n_after : int
        Places never treated, periods before the first start, periods from it on.
    starts : tuple of int
        One entry for each treated place: periods by which it starts after the first.
    period : str
        ``day`` or ``month``.
    effect : Effect
    level : float
        Median level of a place.
    level_spread : float
        Standard deviation of the log level.
    n_factors : int
    factor_size, factor_memory : float
        Standard deviation and autocorrelation of a common factor; at a memory of one it is a
        random walk with steps of ``factor_size`` over ten.
    weekday, yearly, holiday : float
        Sizes of the common season (of days, of any period) and of the peaks on holidays.
    season_spread : float
        Standard deviation of the log of a place's own scale of season and holidays.
    noise_spread : float
        Standard deviation of the log size of a place's noise.
    noise_memory, memory_spread : float
        Autocorrelation of the noise, and half the width of its range over places.
    tail_df : float
        Degrees of freedom of the innovations (``inf`` is normal).
    drift : float
        Drift of the treated places over all periods before the start: a violated world.
    treated_noise : float
        Factor on the treated places' noise: a violated world.
    treated_memory : float, optional
        Autocorrelation of the treated places' noise where it is not like the donors'.
    """

    n_donors: int = 30
    n_before: int = 120
    n_after: int = 30
    starts: tuple[int, ...] = (0,)
    period: Literal["day", "month"] = "day"
    effect: Effect = Effect()
    level: float = 100.0
    level_spread: float = 0.3
    n_factors: int = 2
    factor_size: float = 1.0
    factor_memory: float = 0.9
    weekday: float = 0.0
    yearly: float = 0.0
    holiday: float = 0.0
    season_spread: float = 0.3
    noise_spread: float = 0.4
    noise_memory: float = 0.4
    memory_spread: float = 0.0
    tail_df: float = np.inf
    drift: float = 0.0
    treated_noise: float = 1.0
    treated_memory: float | None = None


@dataclass(frozen=True, eq=False)
class PanelTruth:
    """A panel and what was planted in it.

    Attributes
    ----------
    panel : Panel
        Treated places come first.
    effect : array of float64, shape (treated place, period)
        Zero before each start.
    noise_sizes : array of float64, shape (place,)
        Standard deviation of each place's noise.
    """

    panel: Panel
    effect: FloatArray
    noise_sizes: FloatArray

    @property
    def mean_effect(self) -> float:
        """Mean of the true effect over all treated cells: what an estimate must hit."""
        starts = self.panel.starts[self.panel.is_treated]
        n_periods = self.panel.n_periods
        return float(self.effect.sum() / np.sum(n_periods - starts))


def plant(world: PanelWorld, rng: np.random.Generator) -> PanelTruth:
    """Draw a panel of a world.

    Parameters
    ----------
    world : PanelWorld
    rng : numpy.random.Generator

    Returns
    -------
    PanelTruth
    """
    n_treated, n_periods = len(world.starts), world.n_before + world.n_after
    n_places = n_treated + world.n_donors
    first_days, last_days = _calendar(world.period, n_periods)
    sizes = np.exp(world.noise_spread * rng.standard_normal(n_places))
    sizes[:n_treated] *= world.treated_noise
    spread = np.exp(world.level_spread * rng.standard_normal(n_places))
    values = world.level * spread[:, None] + _factors(world, rng, n_places, n_periods)
    season = _season(world, first_days, last_days, rng)
    scale = np.exp(world.season_spread * rng.standard_normal(n_places))
    values += scale[:, None] * season
    values += sizes[:, None] * _noise(world, rng, n_places, n_periods)
    effect = np.zeros((n_treated, n_periods))
    starts = np.full(n_places, NEVER)
    for row, later in enumerate(world.starts):
        starts[row] = world.n_before + later
        effect[row, starts[row] :] = world.effect.course(world.n_after - later)
    values[:n_treated] += effect
    values[:n_treated] += world.drift * np.arange(n_periods) / world.n_before
    names = tuple(f"{'treated' if row < n_treated else 'donor'}{row}" for row in range(n_places))
    panel = Panel(values, names, starts, first_days, last_days, "visits", "visits", world.period)
    return PanelTruth(panel, effect, sizes)


SCENARIOS: Final = ("none", "step", "breakout", "staggered", "season_holiday")
"""The five worlds that intervals are held against."""


def scenario(name: str, rng: np.random.Generator) -> PanelWorld:
    """Draw a world of one of the :data:`SCENARIOS`: 20 to 40 donors, 60 to 200 periods before.

    Parameters
    ----------
    name : str
    rng : numpy.random.Generator
        Draws sizes, the autocorrelation (0 to 0.6) and the tail (normal or t with 5 degrees).

    Returns
    -------
    PanelWorld

    Raises
    ------
    ValueError
        For a name that is none of them.
    """
    n_before = int(rng.integers(60, 201))
    monthly = n_before <= 120 and rng.random() < 0.3
    world = PanelWorld(
        n_donors=int(rng.integers(20, 41)),
        n_before=n_before,
        n_after=int(rng.integers(15, 61)),
        period="month" if monthly else "day",
        n_factors=int(rng.integers(1, 4)),
        factor_memory=float(rng.uniform(0.5, 0.95)),
        noise_memory=float(rng.uniform(0.0, 0.6)),
        memory_spread=0.1,
        tail_df=5.0 if rng.random() < 0.3 else np.inf,
    )
    size = float(rng.uniform(0.8, 2.0))
    if name == "none":
        return world
    if name == "step":
        return replace(world, effect=Effect("step", size))
    if name == "breakout":
        half_life = float(rng.uniform(2.0, world.n_after / 4))
        plateau = float(rng.uniform(0.0, 0.3))
        return replace(world, effect=Effect("breakout", 4 * size, half_life, plateau))
    if name == "staggered":
        later = rng.integers(0, world.n_after - 9, int(rng.integers(1, 5)))
        starts = (0, *map(int, np.sort(later)))
        return replace(world, starts=starts, effect=Effect("step", size))
    if name == "season_holiday":
        season = {"weekday": 1.5, "yearly": 2.0, "holiday": 4.0}
        return replace(world, effect=Effect("step", size), **season)  # type: ignore[arg-type]
    raise ValueError(f"{name!r} is none of the scenarios {', '.join(SCENARIOS)}")


def _calendar(period: str, n_periods: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return first and last days of periods that end with :data:`LAST_DAY`."""
    if period == "day":
        days = tuple(LAST_DAY - timedelta(days=n_periods - 1 - t) for t in range(n_periods))
        return days, days
    months = [LAST_DAY.year * 12 + LAST_DAY.month - n_periods + t for t in range(n_periods + 1)]
    edges = [date(month // 12, month % 12 + 1, 1) for month in months]
    return tuple(edges[:-1]), tuple(edge - timedelta(days=1) for edge in edges[1:])


def _factors(
    world: PanelWorld, rng: np.random.Generator, n_places: int, n_periods: int
) -> FloatArray:
    memory = np.full(world.n_factors, world.factor_memory)
    draws = rng.standard_normal((world.n_factors, n_periods + _BURN_IN))
    if world.factor_memory >= 1:
        factors = np.cumsum(draws, axis=1)[:, _BURN_IN:] * (world.factor_size / 10)
    else:
        factors = world.factor_size * _remember(draws, memory)
    loadings = rng.normal(0.5, 0.5, (n_places, world.n_factors))
    return np.asarray(loadings @ factors)


def _season(
    world: PanelWorld,
    first_days: tuple[date, ...],
    last_days: tuple[date, ...],
    rng: np.random.Generator,
) -> FloatArray:
    """Return season and holidays of the median place, shape (period,); a month has their mean."""
    spring = {
        year: date(year, 1, 21) + timedelta(days=int(rng.integers(0, 31)))
        for year in range(first_days[0].year, last_days[-1].year + 1)
    }
    phase = rng.uniform(0, 2 * np.pi)
    out = np.zeros(len(first_days))
    for at, (first, last) in enumerate(zip(first_days, last_days, strict=True)):
        days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
        angle = 2 * np.pi * np.array([day.timetuple().tm_yday for day in days]) / _YEAR_DAYS
        out[at] = (
            world.weekday * np.mean([day.weekday() >= 5 for day in days])
            + world.yearly * np.mean(np.sin(angle + phase))
            + world.holiday * np.mean([_is_holiday(day, spring[day.year]) for day in days])
        )
    return out


def _is_holiday(day: date, spring: date) -> bool:
    """Whether a day is in a week from the spring festival, May Day, or the national holiday."""
    starts = (spring, date(day.year, 5, 1), date(day.year, 10, 1))
    return any(0 <= (day - start).days < 7 for start in starts)


def _noise(
    world: PanelWorld, rng: np.random.Generator, n_places: int, n_periods: int
) -> FloatArray:
    spread = world.memory_spread
    memory = np.clip(world.noise_memory + rng.uniform(-spread, spread, n_places), -0.95, 0.95)
    if world.treated_memory is not None:
        memory[: len(world.starts)] = world.treated_memory
    if np.isinf(world.tail_df):
        draws = rng.standard_normal((n_places, n_periods + _BURN_IN))
    else:
        draws = rng.standard_t(world.tail_df, (n_places, n_periods + _BURN_IN))
        draws /= np.sqrt(world.tail_df / (world.tail_df - 2))
    return _remember(draws, memory)


def _remember(draws: FloatArray, memory: FloatArray) -> FloatArray:
    """Return series of unit variance with a given autocorrelation each, the burn-in cut off."""
    out = draws.copy()
    fresh = np.sqrt(1 - memory**2)
    for t in range(1, draws.shape[1]):
        out[:, t] = memory * out[:, t - 1] + fresh * draws[:, t]
    return out[:, _BURN_IN:]
