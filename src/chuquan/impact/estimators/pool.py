"""What the estimators work out of the donors once, and share among all placebos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chuquan.errors import RefusalError
from chuquan.impact.panel import Block, FloatArray, IntArray

NOBODY = np.array([-1], dtype=np.int64)
"""Left out: none of the donors."""


def require(block: Block, *, n_donors: int = 1, n_before: int = 2) -> None:
    """Refuse a block that is too small or has gaps.

    Raises
    ------
    RefusalError
        With fewer donors or periods before the start, without any from it on, or with a gap.
    """
    if len(block.donors) < n_donors:
        raise RefusalError(
            f"{len(block.donors)} places to compare with",
            allowed=f"at least {n_donors}",
            todo="add outcomes of places that were not part of the event",
        )
    if block.n_before < n_before or block.n_after < 1:
        raise RefusalError(
            f"{block.n_before} periods before the start and {max(block.n_after, 0)} from it on",
            allowed=f"at least {n_before} before it and 1 from it on",
            todo="add earlier and later outcomes, or name another start",
        )
    if not (np.isfinite(block.donors).all() and np.isfinite(block.treated).all()):
        raise RefusalError(
            "gaps in the series of a place",
            allowed="a value in every period",
            todo="leave out the places or periods that have gaps",
        )


@dataclass(frozen=True)
class Noise:
    """How much the donors move from one period to the next, before the start.

    The standard deviation of all first differences (Arkhangelsky et al. 2021, equation 5), from
    sums by donor, so that it is there at once with any of them left out.
    """

    sums: FloatArray
    squares: FloatArray
    n_steps: int

    @classmethod
    def of(cls, block: Block) -> Noise:
        """Sum up the differences, about their mean, of each donor."""
        steps = np.diff(block.donors[:, : block.n_before], axis=1)
        steps = steps - steps.mean()
        return cls(steps.sum(axis=1), (steps * steps).sum(axis=1), steps.shape[1])

    def without(self, left_out: IntArray) -> FloatArray:
        """Return the noise with one donor left out.

        Parameters
        ----------
        left_out : array of int64, shape (case,)
            Row of the donor; -1 for none.

        Returns
        -------
        array of float64, shape (case,)
            In the unit of the outcome; zero of fewer than two differences.
        """
        is_out = left_out >= 0
        total = self.sums.sum() - np.where(is_out, self.sums[left_out], 0.0)
        squares = self.squares.sum() - np.where(is_out, self.squares[left_out], 0.0)
        n = (len(self.sums) - is_out) * self.n_steps
        variance = (squares - total * total / np.maximum(n, 1)) / np.maximum(n - 1, 1)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def effects_of(
    block: Block, gaps: FloatArray, time_weights: FloatArray | None = None
) -> FloatArray:
    """Take the level before the start, weighted by time weights, off gaps.

    Parameters
    ----------
    block : Block
    gaps : array of float64, shape (case, period)
        Treated series less its weighted donors.
    time_weights : array of float64, shape (case, before), optional
        No level is taken off without them.

    Returns
    -------
    array of float64, shape (case, period)
    """
    if time_weights is None:
        return gaps
    levels = np.einsum("ct,ct->c", time_weights, gaps[:, : block.n_before])
    return np.asarray(gaps - levels[:, None])
