"""Sparse counts by cell and day: the one input of the detector.

A *cell* is anything that is counted over days: a place in a source, or a place with a kind, a
lever or a term. Only days with mentions are stored, so a silent cell costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chuquan.errors import SchemaError

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I8 = NDArray[np.int8]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Counts of mentions by cell and day, one row (an *event*) for each day with any.

    Attributes
    ----------
    cell : int64, shape (event,)
        Row of ``source`` and ``prior_rate``; not decreasing.
    day : int32, shape (event,)
        Day of the place's own calendar, counted from 0; increasing within a cell.
    n : float64, shape (event,)
        Mentions; above zero, may be fractional (a sum of class probabilities).
    source : int32, shape (cell,)
        Row of the exposure table.
    prior_rate : float64, shape (cell,)
        Mentions expected in one unit of exposure before the cell has any history; above zero.
        To keep detection causal it may only use what was known before the cell's first day
        (a group's rate, or the place's rate times the term's share).
    """

    cell: I64
    day: I32
    n: F64
    source: I32
    prior_rate: F64

    @property
    def n_cells(self) -> int:
        """Number of cells, silent ones among them."""
        return int(self.source.size)

    def starts(self) -> I64:
        """Return where each cell's events start, shape (cell + 1,)."""
        out: I64 = np.searchsorted(self.cell, np.arange(self.n_cells + 1)).astype(np.int64)
        return out

    def before(self, day: int) -> Cells:
        """Return the same cells with only the events of days before ``day``."""
        keep = self.day < day
        return Cells(self.cell[keep], self.day[keep], self.n[keep], self.source, self.prior_rate)

    def check(self, exposure: F64) -> None:
        """Refuse arrays that break the contract above or do not fit ``exposure``.

        Parameters
        ----------
        exposure : float64, shape (source, day)

        Raises
        ------
        SchemaError
            Names the array, the first offending row and what was expected.
        """
        n_sources, n_days = exposure.shape
        same_cell = np.diff(self.cell) == 0
        rules: tuple[tuple[str, NDArray[Any], NDArray[np.bool_], str], ...] = (
            ("exposure", exposure.ravel(), ~(exposure.ravel() >= 0), "0 or more"),
            ("source", self.source, _outside(self.source, n_sources), f"0 to {n_sources - 1}"),
            ("prior_rate", self.prior_rate, ~(self.prior_rate > 0), "above 0"),
            ("cell", self.cell, _outside(self.cell, self.n_cells), f"0 to {self.n_cells - 1}"),
            ("cell", self.cell[1:], np.diff(self.cell) < 0, "sorted"),
            ("day", self.day, _outside(self.day, n_days), f"0 to {n_days - 1}"),
            ("day", self.day[1:], same_cell & (np.diff(self.day) <= 0), "increasing in a cell"),
            ("n", self.n, ~(self.n > 0), "above 0"),
        )
        for name, values, is_bad, allowed in rules:
            if is_bad.any():
                row = int(np.argmax(is_bad))
                raise SchemaError(
                    f"'{name}' holds {values[row]}",
                    where=f"cells, row {row}",
                    allowed=allowed,
                    todo="build the cells with counts summed by cell and day, sorted by both",
                )


def _outside(values: NDArray[Any], size: int) -> NDArray[np.bool_]:
    out: NDArray[np.bool_] = (values < 0) | (values >= size)
    return out


def cells_from_counts(counts: F64, source: I32, prior_rate: F64) -> Cells:
    """Turn a dense table of counts into cells.

    Parameters
    ----------
    counts : float64, shape (cell, day)
        Mentions; 0 for none.
    source : int32, shape (cell,)
    prior_rate : float64, shape (cell,)
    """
    cell, day = np.nonzero(counts)
    return Cells(
        cell.astype(np.int64),
        day.astype(np.int32),
        np.ascontiguousarray(counts[cell, day], dtype=np.float64),
        np.ascontiguousarray(source, dtype=np.int32),
        np.ascontiguousarray(prior_rate, dtype=np.float64),
    )
