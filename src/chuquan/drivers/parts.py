"""What a wave is made of, day by day: its own mentions by kind and by lever, with their baseline.

A wave of a place is made of the place's mentions. A wave that only terms show is made of the
mentions that hold its strongest term: what else is said of a big city in these days is not its.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64
from chuquan.breakouts.episodes import Episode, series_cells
from chuquan.breakouts.members import FACET_COLUMNS, CellIndex
from chuquan.breakouts.series import Series
from chuquan.tables import KINDS, LEVERS

_FACETS: tuple[tuple[str, str | None], ...] = (
    *((kind, None) for kind in KINDS),
    *(("image", lever) for lever in LEVERS),
)


@dataclass(frozen=True)
class Parts:
    """A wave's mentions from its first day to its last, summed over its sources.

    Attributes
    ----------
    kinds, usual_kinds : float64, shape (kind, day)
        Mentions, and what the baseline expects of them.
    levers, usual_levers : float64, shape (lever, day)
        The same for the levers of images.
    """

    kinds: F64
    usual_kinds: F64
    levers: F64
    usual_levers: F64


class _Asked(NamedTuple):
    """One cell to look up, for one facet of one wave."""

    cell: int
    episode: int
    column: int


def measure_parts(episodes: Sequence[Episode], series: Series, index: CellIndex) -> list[Parts]:
    """Measure what each episode is made of.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    series : Series
    index : CellIndex

    Returns
    -------
    list of Parts, shape (episode,)
    """
    n = [np.zeros((FACET_COLUMNS, e.last_day - e.onset_day + 1)) for e in episodes]
    usual = [np.zeros_like(counts) for counts in n]
    asked: list[_Asked] = []
    themes: list[tuple[int, int]] = []
    facets, directs = (series.names[name].to_list() for name in ("facet", "direct"))
    for i, episode in enumerate(episodes):
        for own in series_cells(episode, index):
            if facets[own] == "term":
                themes.append((i, own))
            else:
                asked += _cells_of(i, episode, own, series, index, is_direct=directs[own])
    for (_, i, column), (counts, expected) in zip(
        asked, _daily([(a.episode, a.cell) for a in asked], episodes, index), strict=True
    ):
        n[i][column] += counts
        usual[i][column] += expected
    whole = _daily(themes, episodes, index)
    for (i, _), counts, (_, expected) in zip(
        themes, _of_terms(themes, episodes, series), whole, strict=True
    ):
        n[i] += counts
        # A term's baseline is small; it is shared out as the wave's own mentions are.
        usual[i] += _shared_out(expected, counts)
    k = len(KINDS)
    return [Parts(a[:k], b[:k], a[k:], b[k:]) for a, b in zip(n, usual, strict=True)]


def _cells_of(
    number: int, episode: Episode, own: int, series: Series, index: CellIndex, *, is_direct: bool
) -> list[_Asked]:
    source = series.names["source"][own]
    cells = [
        index.cell(source, episode.place_id, kind, lever, is_direct=is_direct)
        for kind, lever in _FACETS
    ]
    return [_Asked(cell, number, i) for i, cell in enumerate(cells) if cell is not None]


def _daily(
    windows: Sequence[tuple[int, int]], episodes: Sequence[Episode], index: CellIndex
) -> list[tuple[F64, F64]]:
    owners = [episodes[i] for i, _ in windows]
    return index.daily(
        [cell for _, cell in windows],
        [e.onset_day for e in owners],
        [e.last_day for e in owners],
        [e.frozen_at for e in owners],
    )


def _of_terms(
    themes: Sequence[tuple[int, int]], episodes: Sequence[Episode], series: Series
) -> list[F64]:
    """Return the mentions that hold a theme's term by kind, lever and day."""
    owners = [episodes[i] for i, _ in themes]
    out = [np.zeros((FACET_COLUMNS, e.last_day - e.onset_day + 1)) for e in owners]
    asked = pl.DataFrame(
        {
            "theme": np.arange(len(themes), dtype=np.int64),
            "cell": [cell for _, cell in themes],
            "first": [e.onset_day for e in owners],
            "last": [e.last_day for e in owners],
        },
        schema={"theme": pl.Int64, "cell": pl.Int64, "first": pl.Int32, "last": pl.Int32},
    )
    held = (
        asked.join(series.names.select("cell", "source", "place_id", "term"), on="cell")
        .join(series.terms, on=["source", "place_id", "term"])
        .filter(pl.col("day").is_between("first", "last"))
        .with_columns(pl.col("day") - pl.col("first"))
        .select("theme", "kind", "lever", "day", "n")
    )
    for theme, kind, lever, day, n in held.iter_rows():
        out[theme][KINDS.index(kind), day] += n
        if lever is not None:
            out[theme][len(KINDS) + LEVERS.index(lever), day] += n
    return out


def _shared_out(expected: F64, counts: F64) -> F64:
    totals = counts.sum(axis=1)
    kinds = max(float(totals[: len(KINDS)].sum()), 1e-12)
    out: F64 = np.outer(totals / kinds, expected)
    return out
