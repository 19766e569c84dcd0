"""The hours of a wave: its first, its busiest, by source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64, I64
from chuquan.breakouts.episodes import Episode
from chuquan.breakouts.series import Series
from chuquan.places.above import counted_above
from chuquan.places.gazetteer import Gazetteer

_FIRST_DAY_HOURS = 24
_MICROSECONDS = 1_000_000


class _Hours(NamedTuple):
    hour: I64  # seconds since 1970
    n: F64
    source: I64


_NOTHING = _Hours(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))


class WaveHours:
    """Looks up the hours in which mentions of a wave's place and kind were made.

    A digest keeps terms by day only: the hours of a theme that only terms show are those of its
    place and kind on these days.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    attention : polars.DataFrame
        Table ``attention``.
    gazetteer : Gazetteer
    series : Series
    """

    def __init__(
        self,
        episodes: Sequence[Episode],
        attention: pl.DataFrame,
        gazetteer: Gazetteer,
        series: Series,
    ) -> None:
        self._series = series
        self._episodes = episodes
        hourly = attention.group_by("source", "place_id", "kind", "hour").agg(pl.col("n").sum())
        asked = {(e.place_id, e.kind) for e in episodes}
        keep = pl.DataFrame(
            sorted(asked), schema={"place_id": pl.String, "kind": pl.String}, orient="row"
        )
        whole = (
            pl.concat([hourly, counted_above(hourly, gazetteer)])
            .join(keep, on=["place_id", "kind"], how="semi")
            .group_by("source", "place_id", "kind", "hour")
            .agg(pl.col("n").sum())
            .sort("hour", "source")
        )
        self._sources = sorted(set(attention["source"]) | set(series.sources))
        number = {name: i for i, name in enumerate(self._sources)}
        self._parts: dict[tuple[str, str], _Hours] = {}
        for key, part in whole.partition_by("place_id", "kind", as_dict=True).items():
            self._parts[str(key[0]), str(key[1])] = _Hours(
                (part["hour"].to_physical() // _MICROSECONDS).to_numpy(),
                part["n"].to_numpy(),
                part["source"].replace_strict(number, return_dtype=pl.Int64).to_numpy(),
            )

    def _within(
        self, number: int, start: datetime, hours: int, source: str | None
    ) -> tuple[I64, F64]:
        """Return the hours with mentions from ``start`` on, and how many."""
        episode = self._episodes[number]
        part = self._parts.get((episode.place_id, episode.kind), _NOTHING)
        begin = int(start.timestamp())
        low, high = np.searchsorted(part.hour, [begin, begin + 3600 * hours])
        hour, n = part.hour[low:high], part.n[low:high]
        if source is not None:
            own = part.source[low:high] == self._sources.index(source)
            hour, n = hour[own], n[own]
        return hour, n

    def _midnight(self, day: int, zone: ZoneInfo) -> datetime:
        return datetime.combine(self._series.day_of(day), time(), zone)

    def first(self, number: int, day: int, zone: ZoneInfo, source: str | None = None) -> datetime:
        """Return the first hour of a day with a mention, midnight if none is known."""
        start = self._midnight(day, zone)
        hour, n = self._within(number, start, 24, source)
        if not hour.size:
            return start
        # A stray sixteenth of another wave's mention is no beginning.
        return datetime.fromtimestamp(int(hour[n >= min(0.5, n.max())][0]), zone)

    def busiest(self, number: int, day: int, zone: ZoneInfo) -> datetime:
        """Return the hour of a day with the most mentions, the earliest of equals."""
        start = self._midnight(day, zone)
        hour, n = self._within(number, start, 24, None)
        if not hour.size:
            return start
        hours, inverse = np.unique(hour, return_inverse=True)
        return datetime.fromtimestamp(int(hours[np.argmax(np.bincount(inverse, n))]), zone)

    def per_hour(self, number: int, start: datetime, source: str) -> float:
        """Return mentions an hour in the first day from ``start`` on."""
        _, n = self._within(number, start, _FIRST_DAY_HOURS, source)
        return float(n.sum()) / _FIRST_DAY_HOURS
