"""How a detector's scores and episodes are judged against a world's planted waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.simulate.counts import World

WARMUP_DAYS = 60
MERGE_DAYS = 7
AFTERMATH_DAYS = 7


@dataclass(frozen=True)
class OperatingPoint:
    """What is found at a given number of false-alarm events a series and day."""

    threshold: float
    false_alarms_per_day: float
    recall: float
    recall_strong: float
    delay_days: float


def wave_days(world: World) -> NDArray[np.bool_]:
    """Return the days that belong to a wave or its aftermath, shape (series, day)."""
    out = np.zeros(world.counts.shape, dtype=bool)
    waves = world.waves
    for series, onset, end in zip(waves.series, waves.onset, waves.end, strict=True):
        out[series, max(onset - 1, 0) : end + 1 + AFTERMATH_DAYS] = True
    return out


def operating_point(
    world: World, scores: NDArray[np.float64], false_alarms_per_day: float
) -> OperatingPoint:
    """Lower the threshold until there are so many false-alarm events, then count the waves.

    Alarms of a series at most seven days apart are one event. A wave counts as found if its
    series alarms from its onset to its end; the delay is that of the first alarm.
    """
    is_free = ~wave_days(world)
    is_free[:, :WARMUP_DAYS] = False
    allowed = false_alarms_per_day * is_free.sum()
    low, high = 0.0, float(np.nanmax(scores)) + 1.0
    for _ in range(50):
        middle = (low + high) / 2
        n_events = _n_events((scores >= middle) & is_free)
        low, high = (middle, high) if n_events > allowed else (low, middle)
    rate = _n_events((scores >= high) & is_free) / is_free.sum()
    waves, delays = world.waves, []
    for series, onset, end in zip(waves.series, waves.onset, waves.end, strict=True):
        alarms = np.flatnonzero(scores[series, onset : end + 1] >= high)
        delays.append(alarms[0] if alarms.size else np.nan)
    delay = np.array(delays, dtype=float)
    found = ~np.isnan(delay)
    return OperatingPoint(
        high, rate, found.mean(), found[waves.is_strong].mean(), float(np.nanmean(delay))
    )


def _n_events(is_alarm: NDArray[np.bool_]) -> int:
    series, day = np.nonzero(is_alarm)
    if not series.size:
        return 0
    return 1 + int(((np.diff(series) != 0) | (np.diff(day) > MERGE_DAYS)).sum())


@dataclass(frozen=True)
class Discoveries:
    """How many episodes there are, and what they are worth."""

    episodes: int
    false_discovery_rate: float
    recall: float
    recall_strong: float
    delay_days: float


def judge_episodes(world: World, episodes: pl.DataFrame) -> Discoveries:
    """Match episodes with waves: true if detected from a wave's onset to its aftermath."""
    waves = world.waves
    by_series: dict[int, list[int]] = {}
    for i, series in enumerate(waves.series):
        by_series.setdefault(int(series), []).append(i)
    delay = np.full(waves.series.size, np.nan)
    n_false = 0
    for series, day in episodes.select("cell", "detected_day").iter_rows():
        hits = [
            i
            for i in by_series.get(series, [])
            if waves.onset[i] <= day <= waves.end[i] + AFTERMATH_DAYS
        ]
        n_false += not hits
        for i in hits:
            delay[i] = np.nanmin([delay[i], day - waves.onset[i]])
    found = ~np.isnan(delay)
    return Discoveries(
        episodes.height,
        n_false / max(episodes.height, 1),
        found.mean(),
        found[waves.is_strong].mean(),
        float(np.nanmean(delay)),
    )
