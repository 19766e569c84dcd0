"""Synthetic difference in differences: weighted donors, and weighted periods before the start.

Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021 (doi:10.1257/aer.20190159), algorithm 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from chuquan.impact.estimators.base import Fit
from chuquan.impact.estimators.pool import NOBODY, Noise, effects_of, require
from chuquan.impact.estimators.time_weights import TimeProblem
from chuquan.impact.estimators.unit_weights import UnitProblem
from chuquan.impact.panel import Block, FloatArray, IntArray
from chuquan.report.impact import EstimatorName


@dataclass(frozen=True)
class SyntheticDifferenceInDifferences:
    """Weights of donors, spread by a ridge, and weights of the periods before the start."""

    @property
    def name(self) -> EstimatorName:
        """How reports call it."""
        return "synthetic_difference_in_differences"

    def fit(self, block: Block) -> Fit:
        """Estimate the effect in every period.

        Raises
        ------
        RefusalError
            With fewer than two periods before the start, none from it on, no donor, or a gap.
        """
        require(block)
        units, times = _units_without(block, NOBODY), _times_without(block, NOBODY)
        return Fit.of(block, units[0], times[0])

    def placebos(self, block: Block) -> FloatArray:
        """Take each donor for treated in turn, against all other donors.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        require(block, n_donors=2)
        problem = UnitProblem.of(block, intercept=True)
        each = np.arange(problem.n_donors)
        noises = Noise.of(block).without(each)
        units = problem.fit_placebos(_zetas(1, block.n_after, noises), noises)
        times = _times_without_each(block)
        return effects_of(block, block.donors - units @ block.donors, times)

    def without(self, block: Block, donors: IntArray) -> FloatArray:
        """Leave one donor out at a time.

        Raises
        ------
        RefusalError
            As :meth:`fit`, and with fewer than two donors.
        """
        require(block, n_donors=2)
        units = _units_without(block, donors)
        if block in _TIMES or 2 * len(donors) > len(block.donors):
            times = _times_without_each(block)[donors]
        else:
            times = _times_without(block, donors)
        return effects_of(block, block.treated - units @ block.donors, times)


_TIMES: Final[WeakKeyDictionary[Block, FloatArray]] = WeakKeyDictionary()
"""Time weights with each donor left out, for as long as somebody holds the block."""


def _times_without_each(block: Block) -> FloatArray:
    """Return time weights with each donor left out, shape (donor, before).

    The treated series has no part in them: they are the same for a donor taken for treated and for
    one left out, and so worked out once.
    """
    found = _TIMES.get(block)
    if found is None:
        found = _TIMES[block] = _times_without(block, np.arange(len(block.donors)))
    return found


def _times_without(block: Block, left_out: IntArray) -> FloatArray:
    return TimeProblem.of(block).fit(Noise.of(block).without(left_out), left_out)


def _units_without(block: Block, left_out: IntArray) -> FloatArray:
    noises = Noise.of(block).without(left_out)
    zetas = _zetas(block.n_treated, block.n_after, noises)
    return UnitProblem.of(block, intercept=True).fit(zetas, noises, left_out)


def _zetas(n_treated: int, n_after: int, noises: FloatArray) -> FloatArray:
    """Return the ridge of unit weights (equation 5): the more is averaged, the more spread."""
    return np.asarray((n_treated * n_after) ** 0.25 * noises)
