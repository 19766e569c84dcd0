"""What the detector found, cell by cell, with the kinds and levers of the mentions behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from chuquan.breakouts.cells import F64, I64
from chuquan.breakouts.expected import expected
from chuquan.breakouts.series import Series
from chuquan.tables import KINDS, LEVERS

FACET_COLUMNS = len(KINDS) + len(LEVERS)
"""Kinds first, then the levers of images."""


class Window(NamedTuple):
    """A stretch of days of a place in a source; both ends included.

    The baseline to compare it with knows the days before ``frozen_at`` only.
    """

    source: str
    place_id: str
    is_direct: bool
    first_day: int
    last_day: int
    frozen_at: int


@dataclass(frozen=True)
class Member:
    """One cell's part in an episode.

    Attributes
    ----------
    cell : int
        Row of :attr:`~chuquan.breakouts.series.Series.names`.
    side : str
        The kind that most of its excess is of.
    shares : float64, shape (FACET_COLUMNS,)
        Excess mentions by kind and lever; for a term, mentions that hold it.
    profile : float64, shape (last_day - onset_day + 1,)
        Mentions a day.
    """

    cell: int
    source: str
    place_id: str
    facet: str
    kind: str | None
    lever: str | None
    term: str | None
    is_direct: bool
    onset_day: int
    detected_day: int
    last_day: int
    is_open: bool
    n: float
    n_excess: float
    q_value: float
    side: str
    shares: F64
    profile: F64

    def on_days(self, first_day: int, last_day: int) -> F64:
        """Return mentions a day over a longer stretch, shape (last_day - first_day + 1,)."""
        out = np.zeros(last_day - first_day + 1)
        at = self.onset_day - first_day
        out[at : at + self.profile.size] = self.profile
        return out


class CellIndex:
    """Finds a cell's counts, and the excess of a place by kind and lever.

    Parameters
    ----------
    series : Series
    """

    def __init__(self, series: Series) -> None:
        self._series = series
        self._starts = series.cells.starts()
        self._keys = series.cells.cell * series.n_days + series.cells.day
        watched = series.names.filter(pl.col("facet").is_in(["kind", "lever"]))
        self._cell_of: dict[tuple[str, str, bool], I64] = {}
        column: dict[tuple[str, str | None], int] = {(k, None): i for i, k in enumerate(KINDS)}
        column |= {("image", v): len(KINDS) + i for i, v in enumerate(LEVERS)}
        for row in watched.iter_rows(named=True):
            key = (row["source"], row["place_id"], row["direct"])
            cells = self._cell_of.setdefault(key, np.full(FACET_COLUMNS, -1))
            cells[column[row["kind"], row["lever"]]] = row["cell"]

    def counts(self, cell: int, first_day: int, last_day: int) -> F64:
        """Return the mentions of a cell a day, shape (last_day - first_day + 1,)."""
        cells = self._series.cells
        low, high = self._starts[cell], self._starts[cell + 1]
        days = cells.day[low:high]
        i, j = np.searchsorted(days, [first_day, last_day + 1])
        out = np.zeros(last_day - first_day + 1)
        out[days[i:j] - first_day] = cells.n[low + i : low + j]
        return out

    def exposure(self, sources: Iterable[str], first_day: int, last_day: int) -> F64:
        """Return what was looked at in some sources together, shape (day,)."""
        rows = [self._series.sources.index(source) for source in sources]
        out: F64 = self._series.exposure[rows, first_day : last_day + 1].sum(axis=0)
        return out

    def seen_over(self, sources: Iterable[str], last_day: int, close_days: int) -> int:
        """Return the day on which a wave last seen on ``last_day`` can be said to be over.

        That is ``last_day`` itself, unless an outage of ``close_days`` and more begins before as
        many quiet days were seen: nobody saw it end, and it is the first day looked at again. If
        none was, the wave is still open and ``last_day`` stands.
        """
        later = self.exposure(sources, last_day + 1, self._series.n_days - 1) > 0
        looked = np.flatnonzero(later)[:close_days]
        before = np.concatenate(([-1], looked))
        gaps = np.diff(before) - 1
        long = np.flatnonzero(gaps >= close_days)
        return last_day + 1 + int(looked[long[-1]]) if long.size else last_day

    def is_recent(self, sources: Iterable[str], last_day: int, close_days: int) -> bool:
        """Return whether fewer than ``close_days`` looked-at days follow ``last_day``."""
        later = self.exposure(sources, last_day + 1, self._series.n_days - 1)
        return int((later > 0).sum()) < close_days

    def cell(
        self,
        source: str,
        place_id: str,
        kind: str,
        lever: str | None = None,
        *,
        is_direct: bool = False,
    ) -> int | None:
        """Return the cell of a place, kind and lever, or None if there never was such a mention."""
        cells = self._cell_of.get((source, place_id, is_direct))
        column = KINDS.index(kind) if lever is None else len(KINDS) + LEVERS.index(lever)
        cell = -1 if cells is None else int(cells[column])
        return cell if cell >= 0 else None

    def daily(
        self,
        cells: Sequence[int],
        first_days: Sequence[int],
        last_days: Sequence[int],
        frozen_at: Sequence[int],
    ) -> list[tuple[F64, F64]]:
        """Return the mentions of some cells a day, and what their baselines expect.

        Parameters
        ----------
        cells, first_days, last_days, frozen_at : sequence of int, shape (window,)
            Both ends are included; a baseline knows the days before ``frozen_at`` only. See
            :func:`~chuquan.breakouts.expected.expected`.

        Returns
        -------
        list of (float64, float64), shape (window,)
            Each of shape (last_day - first_day + 1,).
        """
        if not cells:
            return []
        n, mean, offsets = self._windows(cells, first_days, last_days, frozen_at)
        at = offsets[1:-1]
        return list(zip(np.split(n, at), np.split(mean, at), strict=True))

    def _windows(
        self,
        cells: ArrayLike,
        first_days: Sequence[int],
        last_days: Sequence[int],
        frozen_at: Sequence[int],
    ) -> tuple[F64, F64, I64]:
        # Counts and means, shape (window day,), and where each window begins, shape (window + 1,).
        cell, first, last, frozen = (
            np.asarray(days, dtype=np.int64) for days in (cells, first_days, last_days, frozen_at)
        )
        mean, offsets = expected(
            self._series.cells,
            self._series.exposure,
            cell,
            first,
            last,
            frozen_at=frozen,
            first_weekday=self._series.first_day.weekday(),
        )
        n_days, events = self._series.n_days, self._series.cells
        begin = np.searchsorted(self._keys, cell * n_days + first)
        length = np.searchsorted(self._keys, cell * n_days + last, side="right") - begin
        window = np.repeat(np.arange(cell.size), length)
        event = np.arange(window.size) + (begin - (np.cumsum(length) - length))[window]
        n = np.zeros(mean.size)
        n[(offsets[:-1] - first)[window] + events.day[event]] = events.n[event]
        return n, mean, offsets

    def excess(self, windows: Sequence[Window]) -> F64:
        """Return the excess of places by kind and lever, shape (window, FACET_COLUMNS).

        Zero where a place had no more of it than its frozen baseline expects.
        """
        out = np.zeros((len(windows), FACET_COLUMNS))
        none = np.full(FACET_COLUMNS, -1)
        found = np.array([self._cell_of.get(w[:3], none) for w in windows], dtype=np.int64)
        row, column = np.nonzero(found.reshape(-1, FACET_COLUMNS) >= 0)
        if not row.size:
            return out
        asked = [windows[i] for i in row.tolist()]
        n, usual, offsets = self._windows(
            found[row, column],
            [w.first_day for w in asked],
            [w.last_day for w in asked],
            [w.frozen_at for w in asked],
        )
        above = np.add.reduceat(n, offsets[:-1]) - np.add.reduceat(usual, offsets[:-1])
        out[row, column] = np.maximum(above, 0.0)
        return out


def build_members(found: pl.DataFrame, series: Series, index: CellIndex) -> list[Member]:
    """Join the detector's findings with what their cells stand for.

    Parameters
    ----------
    found : polars.DataFrame
        From :func:`~chuquan.breakouts.discover.discover`.
    series : Series
    index : CellIndex
    """
    rows = found.with_columns(pl.col("cell").cast(pl.Int64)).join(
        series.names, on="cell", maintain_order="left"
    )
    records = list(rows.iter_rows(named=True))
    windows = [
        Window(
            r["source"], r["place_id"], r["direct"], r["onset_day"], r["last_day"], r["onset_day"]
        )
        for r in records
    ]
    shares = index.excess(windows)
    of_terms = _term_shares(rows.with_row_index("member"), series.terms)
    members = []
    for i, r in enumerate(records):
        own = of_terms.get(i, shares[i]) if r["facet"] == "term" else shares[i]
        side = r["kind"] or KINDS[int(np.argmax(own[: len(KINDS)]))]
        members.append(
            Member(
                cell=r["cell"],
                source=r["source"],
                place_id=r["place_id"],
                facet=r["facet"],
                kind=r["kind"],
                lever=r["lever"],
                term=r["term"],
                is_direct=r["direct"],
                onset_day=r["onset_day"],
                detected_day=r["detected_day"],
                last_day=r["last_day"],
                is_open=r["end_day"] is None,
                n=r["n"],
                n_excess=r["n_excess"],
                q_value=r["q_value"],
                side=side,
                shares=own,
                profile=index.counts(r["cell"], r["onset_day"], r["last_day"]),
            )
        )
    return members


def _term_shares(rows: pl.DataFrame, terms: pl.DataFrame) -> dict[int, F64]:
    asked = rows.filter(pl.col("facet") == "term").select(
        "member", "source", "place_id", "term", "onset_day", "last_day"
    )
    held = (
        asked.join(terms, on=["source", "place_id", "term"])
        .filter(pl.col("day").is_between("onset_day", "last_day"))
        .group_by("member", "kind", "lever")
        .agg(pl.col("n").sum())
    )
    out: dict[int, F64] = {}
    for member, kind, lever, n in held.iter_rows():
        row = out.setdefault(member, np.zeros(FACET_COLUMNS))
        row[KINDS.index(kind)] += n
        if lever is not None:
            row[len(KINDS) + LEVERS.index(lever)] += n
    return out
