"""Worlds of daily counts with planted waves, whose truth is known.

Two set-ups, both seeded: :func:`long_world` (200 series of 2,000 days, every series its own
source) measures how well and how fast single waves are found at a given number of false alarms;
:func:`wide_world` (10,000 series of 500 days, five sources) measures whether the share of false
discoveries is what was asked for.

A series has a level (log-uniform), gamma noise that makes its counts overdispersed, weekday
factors, a yearly wave, a slow drift, and the exposure of its source: outages, steps of list
length, and shocks on single days which ``recorded`` exposure does not know of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

MIN_SPACING_DAYS = 45
STRONG_SD = 10.0


@dataclass(frozen=True)
class Waves:
    """The planted truth.

    Attributes
    ----------
    series : int64, shape (wave,)
    onset, end : int64, shape (wave,)
        First day, and the last on which the expected excess is a tenth of its peak or more.
    peak_sd : float64, shape (wave,)
        Expected excess on the peak day in standard deviations of that day without a wave.
    """

    series: I64
    onset: I64
    end: I64
    peak_sd: F64

    @property
    def is_strong(self) -> NDArray[np.bool_]:
        """Whether the peak stands ten standard deviations or more above the baseline."""
        out: NDArray[np.bool_] = self.peak_sd >= STRONG_SD
        return out


@dataclass(frozen=True)
class World:
    """Counts and all that made them.

    Attributes
    ----------
    counts : float64, shape (series, day)
    mean : float64, shape (series, day)
        Expected counts without waves: what an oracle would know.
    dispersion : float64, shape (series,)
        ``c`` in ``variance = mean + c * mean**2``.
    source : int32, shape (series,)
    exposure : float64, shape (source, day)
        What was really looked at; 1 on a usual day.
    recorded : float64, shape (source, day)
        What was written down of it: outages and steps, but no shocks.
    waves : Waves
    """

    counts: F64
    mean: F64
    dispersion: F64
    source: NDArray[np.int32]
    exposure: F64
    recorded: F64
    waves: Waves


@dataclass(frozen=True)
class Recipe:
    """What a world is made of.

    Attributes
    ----------
    n_series, n_days, n_sources : int
    n_waves : int
        Planted at random, at least 45 days apart in a series, none in its first 60 days.
    rate : tuple of float
        Range of the mean count a day, log-uniform.
    peak_sd : tuple of float
        Range of the height of a wave, log-uniform, see :class:`Waves`.
    half_life_days : tuple of float
        Range of a wave's half-life, uniform; it rises for zero or one day.
    dispersion : tuple of float
        Range of the overdispersion, log-uniform.
    weekday_sd, yearly, drift_sd : float
        Spread of the log weekday factors; largest amplitude of the yearly wave in the log;
        daily step of the log level.
    n_steps, n_outages : int
        Changes of list length (by a factor of 0.5 to 2) and outages (2 to 20 days) a source.
    shock_share : float
        Share of days on which a source shows 1.5 to 2.5 times as much without recording it.
    """

    n_series: int
    n_days: int
    n_sources: int
    n_waves: int
    rate: tuple[float, float]
    peak_sd: tuple[float, float]
    half_life_days: tuple[float, float] = (0.25, 8.0)
    dispersion: tuple[float, float] = (0.03, 0.4)
    weekday_sd: float = 0.15
    yearly: float = 0.4
    drift_sd: float = 0.005
    n_steps: int = 2
    n_outages: int = 3
    shock_share: float = 0.0


LONG = Recipe(
    n_series=200, n_days=2000, n_sources=200, n_waves=800, rate=(0.05, 100.0), peak_sd=(3.0, 30.0)
)
WIDE = Recipe(
    n_series=10_000,
    n_days=500,
    n_sources=5,
    n_waves=2000,
    rate=(0.05, 20.0),
    peak_sd=(3.0, 30.0),
    n_steps=1,
    n_outages=2,
)
FIRST_WAVE_DAY = 60


def long_world(seed: int) -> World:
    """Simulate 200 series of 2,000 days with 800 waves."""
    return simulate(LONG, seed)


def wide_world(seed: int, *, shock_share: float = 0.05) -> World:
    """Simulate 10,000 series of 500 days; shocks that nobody recorded on some of the days."""
    return simulate(replace(WIDE, shock_share=shock_share), seed)


def simulate(recipe: Recipe, seed: int) -> World:
    """Make a world; the same recipe and seed give the same world.

    Parameters
    ----------
    recipe : Recipe
    seed : int

    Returns
    -------
    World
    """
    rng = np.random.default_rng(seed)
    source = np.arange(recipe.n_series, dtype=np.int32) % recipe.n_sources
    exposure, recorded = _exposures(recipe, rng)
    dispersion = _log_uniform(rng, recipe.dispersion, recipe.n_series)
    mean = _levels(recipe, rng)
    mean *= exposure[source]
    waves, excess = _plant(recipe, rng, mean, dispersion)
    noise = rng.gamma(1 / dispersion[:, None], dispersion[:, None], mean.shape)
    counts = rng.poisson((mean + excess) * noise).astype(np.float64)
    return World(counts, mean, dispersion, source, exposure, recorded, waves)


def _log_uniform(rng: np.random.Generator, bounds: tuple[float, float], size: int) -> F64:
    return np.exp(rng.uniform(np.log(bounds[0]), np.log(bounds[1]), size))


def _levels(recipe: Recipe, rng: np.random.Generator) -> F64:
    shape = (recipe.n_series, recipe.n_days)
    day = np.arange(recipe.n_days)
    log_mean = np.log(_log_uniform(rng, recipe.rate, recipe.n_series))[:, None]
    log_mean = log_mean + rng.normal(0, recipe.weekday_sd, (recipe.n_series, 7))[:, day % 7]
    amplitude = rng.uniform(0, recipe.yearly, (recipe.n_series, 1))
    phase = rng.uniform(0, 2 * np.pi, (recipe.n_series, 1))
    log_mean += amplitude * np.sin(2 * np.pi * day / 365.25 + phase)
    log_mean += np.cumsum(rng.normal(0, recipe.drift_sd, shape), axis=1)
    return np.exp(log_mean)


def _exposures(recipe: Recipe, rng: np.random.Generator) -> tuple[F64, F64]:
    recorded = np.ones((recipe.n_sources, recipe.n_days))
    for row in recorded:
        for day in rng.integers(90, recipe.n_days, recipe.n_steps):
            row[day:] *= np.exp(rng.uniform(np.log(0.5), np.log(2.0)))
        for day in rng.integers(90, recipe.n_days, recipe.n_outages):
            row[day : day + int(rng.integers(2, 21))] = 0.0
    is_shock = rng.random(recorded.shape) < recipe.shock_share
    shocks = np.where(is_shock, rng.uniform(1.5, 2.5, recorded.shape), 1.0)
    return recorded * shocks, recorded


def _plant(
    recipe: Recipe, rng: np.random.Generator, mean: F64, dispersion: F64
) -> tuple[Waves, F64]:
    excess = np.zeros_like(mean)
    rows: list[tuple[int, int, int, float]] = []
    last_onset: dict[int, list[int]] = {}
    while len(rows) < recipe.n_waves:
        series = int(rng.integers(recipe.n_series))
        onset = int(rng.integers(FIRST_WAVE_DAY, recipe.n_days - 20))
        peak_sd = float(_log_uniform(rng, recipe.peak_sd, 1)[0])
        rise, half_life = (
            int(rng.integers(0, 2)),
            float(_log_uniform(rng, recipe.half_life_days, 1)[0]),
        )
        taken = last_onset.setdefault(series, [])
        # A wave that begins in an outage has no day on which it could be seen to begin.
        hidden = mean[series, onset : onset + 5].min() == 0
        if hidden or any(abs(onset - other) < MIN_SPACING_DAYS for other in taken):
            continue
        taken.append(onset)
        days = np.arange(min(60, recipe.n_days - onset))
        shape = np.where(
            days < rise, (days + 1) / (rise + 1), 0.5 ** (np.maximum(days - rise, 0) / half_life)
        )
        end = onset + int(np.flatnonzero(shape >= 0.1)[-1])
        usual = mean[series, onset : onset + days.size]
        level = usual[usual > 0].mean()
        height = peak_sd * np.sqrt(level + dispersion[series] * level**2)
        excess[series, onset : onset + days.size] += height * shape * (usual > 0)
        rows.append((series, onset, end, peak_sd))
    series_, onset_, end_, peak_sd_ = (np.array(column) for column in zip(*rows, strict=True))
    return Waves(series_, onset_, end_, peak_sd_.astype(np.float64)), excess
