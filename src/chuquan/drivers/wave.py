"""The daily counts of each wave with its baseline, over the days that a picture shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from chuquan.breakouts.cells import F64
from chuquan.breakouts.episodes import Episode, series_cells
from chuquan.breakouts.members import CellIndex
from chuquan.breakouts.series import Series
from chuquan.breakouts.split import first_day
from chuquan.tables import KINDS

DAYS_BEFORE = 14
DAYS_AFTER = 21
_USUAL_DAYS = 28


@dataclass(frozen=True)
class Wave:
    """Daily counts of one wave, summed over its sources.

    Attributes
    ----------
    first_day, onset_day, last_day : int
        Day indices: of the arrays' first entry, of the wave's first and last day.
    n, expected : float64, shape (day,)
        Mentions of the wave's series, and what its baseline, frozen at the onset, expects.
    kinds : float64, shape (kind, day)
        All mentions of the place.
    exposure : float64, shape (day,)
        1 is the median of the weeks before.
    source_onsets : mapping of str to int
        The wave's first day in each source, by the same rule as that of the whole.
    source_excess : mapping of str to float
        Mentions above what was to be expected, from the wave's first to its last day, by source.
    next_onset : int, optional
        First day of the next wave of the place and kind: from then on the counts are not its own.
    """

    first_day: int
    onset_day: int
    last_day: int
    n: F64
    expected: F64
    kinds: F64
    exposure: F64
    source_onsets: dict[str, int] = field(default_factory=dict)
    source_excess: dict[str, float] = field(default_factory=dict)
    next_onset: int | None = None

    def during(self, values: F64) -> F64:
        """Return the days from onset to last day of an array of this wave."""
        return values[self.onset_day - self.first_day : self.last_day - self.first_day + 1]

    def since(self, day: int) -> tuple[F64, F64, F64]:
        """Return counts, expectation and exposure from a day on, up to the next wave."""
        end = None if self.next_onset is None else self.next_onset - self.first_day
        own = slice(day - self.first_day, end)
        return self.n[own], self.expected[own], self.exposure[own]


def measure_waves(episodes: Sequence[Episode], series: Series, index: CellIndex) -> list[Wave]:
    """Measure each episode's own series: its place and kind, or its strongest term."""
    cells, spans, owner = [], [], []
    for i, episode in enumerate(episodes):
        first = max(0, episode.onset_day - DAYS_BEFORE)
        last = min(series.n_days - 1, episode.last_day + DAYS_AFTER)
        for cell in series_cells(episode, index):
            cells.append(cell)
            spans.append((first, last, episode.frozen_at))
            owner.append(i)
    firsts, lasts, frozen = ([span[end] for span in spans] for end in range(3))
    counts: dict[int, F64] = {}
    usual: dict[int, F64] = {}
    onsets: list[dict[str, int]] = [{} for _ in episodes]
    brought: list[dict[str, float]] = [{} for _ in episodes]
    days = index.daily(cells, firsts, lasts, frozen)
    for i, cell, first, (n, expected) in zip(owner, cells, firsts, days, strict=True):
        counts[i] = counts.get(i, 0.0) + n
        usual[i] = usual.get(i, 0.0) + expected
        begin, end = episodes[i].onset_day, episodes[i].last_day
        source = series.names["source"][cell]
        excess = (n - expected)[begin - first : end - first + 1]
        onsets[i][source] = begin + first_day(excess)
        brought[i][source] = float(excess.sum())
    following = _next_onsets(episodes)
    return [
        replace(
            _wave(episode, counts[i], usual[i], series, index),
            source_onsets=onsets[i],
            source_excess=brought[i],
            next_onset=following[i],
        )
        for i, episode in enumerate(episodes)
    ]


def _next_onsets(episodes: Sequence[Episode]) -> list[int | None]:
    onsets = defaultdict(list)
    for episode in episodes:
        onsets[episode.place_id, episode.kind].append(episode.onset_day)
    return [
        min((d for d in onsets[e.place_id, e.kind] if d > e.last_day), default=None)
        for e in episodes
    ]


def _wave(episode: Episode, n: F64, usual: F64, series: Series, index: CellIndex) -> Wave:
    first = max(0, episode.onset_day - DAYS_BEFORE)
    last = first + n.size - 1
    kinds = np.zeros((len(KINDS), n.size))
    sources = episode.sources
    for source in sources:
        for k, kind in enumerate(KINDS):
            cell = index.cell(source, episode.place_id, kind)
            if cell is not None:
                kinds[k] += index.counts(cell, first, last)
    return Wave(
        first,
        episode.onset_day,
        episode.last_day,
        n,
        usual,
        kinds,
        _relative_exposure(series, sources, first, last),
    )


def _relative_exposure(series: Series, sources: Sequence[str], first: int, last: int) -> F64:
    rows = [series.sources.index(source) for source in sources]
    total = series.exposure[rows].sum(axis=0)
    before = total[max(0, first - _USUAL_DAYS) : last + 1]
    looked = before[before > 0]
    usual = float(np.median(looked)) if looked.size else 1.0
    out: F64 = total[first : last + 1] / usual
    return out
