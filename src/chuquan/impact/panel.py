"""Places beside each other over the same periods, some of them treated from some day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NEVER: Final = np.iinfo(np.int64).max
"""The start of a place that was never treated: a donor."""


@dataclass(frozen=True, eq=False)
class Panel:
    """One metric of several places over the same periods.

    Attributes
    ----------
    values : array of float64, shape (place, period)
        NaN is a gap.
    place_ids : tuple of str, length place
    starts : array of int64, shape (place,)
        Index of the first treated period; :data:`NEVER` for donors.
    first_days, last_days : tuple of date, length period
        Both included; equal for days.
    metric, unit, period : str
        As in the table ``outcomes``.
    is_relative : bool
        Whether donors are brought to the level of the place that they are compared with. Season,
        holidays and recoveries lift a city of ten million by more visits than a county, and by
        about the same share: no weights that sum to one make a small place move like a large one.
    """

    values: FloatArray
    place_ids: tuple[str, ...]
    starts: IntArray
    first_days: tuple[date, ...]
    last_days: tuple[date, ...]
    metric: str
    unit: str
    period: str
    is_relative: bool = False

    @property
    def n_periods(self) -> int:
        """Number of periods."""
        return int(self.values.shape[1])

    @property
    def is_treated(self) -> NDArray[np.bool_]:
        """Which places are treated at some time, shape (place,)."""
        return self.starts < self.n_periods

    @property
    def n_donors(self) -> int:
        """Number of places that are never treated."""
        return int((~self.is_treated).sum())

    def blocks(self) -> Iterator[tuple[IntArray, Block]]:
        """Yield the treated places that started together, as a block against the donors.

        Yields
        ------
        rows : array of int64
            Rows of the treated places in ``values``.
        block : Block
        """
        donors = self.values[~self.is_treated]
        for start in np.unique(self.starts[self.is_treated]):
            rows = np.flatnonzero(self.starts == start)
            mean = self.values[rows].mean(axis=0)
            block = Block(donors, mean, int(start), n_treated=len(rows))
            yield rows, block.at_level() if self.is_relative else block


@dataclass(frozen=True, eq=False)
class Block:
    """One treated series (or the mean of places that started together) and its donors.

    What every estimator takes. There are no gaps in it.

    Attributes
    ----------
    donors : array of float64, shape (donor, period)
    treated : array of float64, shape (period,)
    n_before : int
        Periods before the start; the effect counts from period ``n_before`` on.
    n_treated : int
        Places that ``treated`` is the mean of; the more, the less noise it has.
    is_relative : bool
        Whether donors stand at the level of the treated series.
    """

    donors: FloatArray
    treated: FloatArray
    n_before: int
    n_treated: int = 1
    is_relative: bool = False

    @property
    def n_after(self) -> int:
        """Periods from the start on."""
        return len(self.treated) - self.n_before

    def at_level(self) -> Block:
        """Return the block with every donor brought to the level of the treated series.

        A donor is multiplied by the ratio of the means before the start; all of them must be above
        zero.
        """
        levels = self.donors[:, : self.n_before].mean(axis=1)
        factors = self.level / levels
        return replace(self, donors=self.donors * factors[:, None], is_relative=True)

    @property
    def level(self) -> float:
        """Mean of the treated series before the start."""
        return float(self.treated[: self.n_before].mean())

    def beside(self, treated: FloatArray) -> tuple[Block, float]:
        """Put another series in the place of the treated one, over the same donors.

        Parameters
        ----------
        treated : array of float64, shape (period,)

        Returns
        -------
        Block
        float
            What the donors, and so all their placebos, were multiplied by: where levels are
            relative, the ratio of the two series' levels, else one.
        """
        block = replace(self, treated=treated, n_treated=1)
        factor = block.level / self.level if self.is_relative else 1.0
        return replace(block, donors=self.donors * factor), factor
