r"""Conformal inference: whether the window stands out among all windows of the same series.

Chernozhukov, Wüthrich and Zhu 2021 (doi:10.1080/01621459.2021.1920957). Under a supposed effect
:math:`\theta` in every period from the start on, the treated series less :math:`\theta` is
untreated throughout; donors' weights are fitted to all of its periods, and the periods' residuals
are moved around in a ring (moving blocks, which keeps autocorrelation). The p-value is the share of
moves whose window is as unusual as the true one; the interval holds each :math:`\theta` that is not
rejected. It asks of the treated series only, so it needs few donors, but it needs a long history: a
ring of few windows has few different p-values.

Departure: the proxy has an intercept, as all series are taken about their means; and the statistic
is the sum of the window's residuals without their absolute values, as the mean effect is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.impact.estimators.simplex import frank_wolfe
from chuquan.impact.estimators.unit_weights import DECREASE, ZETA_SMALL
from chuquan.impact.panel import Block, FloatArray

LEAST_WINDOWS: Final = 3
"""With fewer windows on the ring the moves overlap so much that they are no evidence."""

_HALVINGS: Final = 10
_FIRST_REACH: Final = 3.0
_WIDENINGS: Final = 6
_ALONE: Final = np.array([-1])
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Conformal:
    """What conformal inference says of the mean effect.

    Attributes
    ----------
    p_value : float
        Of no effect in any period of the window.
    low, high : float
        Ends of the interval, in the unit of the outcome; infinite where no end was found.
    n_windows : float
        Periods over the window's length: how many windows the ring has.
    """

    p_value: float
    low: float
    high: float
    n_windows: float

    @property
    def is_possible(self) -> bool:
        """Whether there are windows enough for the answer to mean something."""
        return self.n_windows >= LEAST_WINDOWS


@dataclass(frozen=True, eq=False)
class _Ring:
    """A block whose donors are multiplied out over all periods, about their means."""

    donors: FloatArray
    treated: FloatArray
    after: FloatArray
    gram: FloatArray
    noise: float
    n_after: int

    @classmethod
    def of(cls, block: Block) -> _Ring:
        donors = block.donors - block.donors.mean(axis=1, keepdims=True)
        common = donors.mean(axis=0)
        donors = donors - common
        after = np.zeros(len(block.treated))
        after[block.n_before :] = 1.0
        after -= after.mean()
        treated = block.treated - block.treated.mean() - common
        noise = float(np.std(np.diff(block.donors, axis=1)))
        return cls(donors, treated, after, donors @ donors.T, noise, block.n_after)

    def p_value(self, theta: float) -> float:
        """Return the share of moves whose window is as unusual as the true one."""
        series = self.treated - theta * self.after
        n_periods, noise = len(series), np.array([max(self.noise, np.finfo(float).tiny)])
        weights = frank_wolfe(
            self.gram,
            (self.donors @ series)[None],
            n_periods * (ZETA_SMALL * noise) ** 2,
            n_periods * (DECREASE * noise) ** 2,
            _ALONE,
        )[0]
        left = series - weights @ self.donors
        sums = np.cumsum(np.concatenate([[0.0], left, left[: self.n_after]]))
        windows = np.abs(sums[self.n_after :] - sums[: -self.n_after])[:n_periods]
        true = windows[n_periods - self.n_after]
        return float(np.mean(windows >= true * (1 - _ROUNDING)))


def conformal(block: Block, effect: float, standard_error: float, level: float = 0.95) -> Conformal:
    """Ask of every supposed effect whether the window would stand out without it.

    Parameters
    ----------
    block : Block
    effect, standard_error : float
        Where to look for the ends: about this effect, first at a distance of three standard errors.
    level : float

    Returns
    -------
    Conformal
    """
    ring = _Ring.of(block)
    scale = max(standard_error, 1e-6 * ring.noise, np.finfo(float).tiny)
    low, high = (_end(ring, effect, side * scale, 1 - level) for side in (-1.0, 1.0))
    n_windows = len(block.treated) / block.n_after
    return Conformal(ring.p_value(0.0), low, high, n_windows)


def _end(ring: _Ring, inside: float, step: float, rejected: float) -> float:
    """Return where p-values fall to ``rejected`` on one side, by halving."""
    reach = _FIRST_REACH * step
    for _ in range(_WIDENINGS):
        if ring.p_value(inside + reach) <= rejected:
            break
        reach *= 2.0
    else:
        return float(np.copysign(np.inf, step))
    near, far = 0.0, reach
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        if ring.p_value(inside + middle) <= rejected:
            far = middle
        else:
            near = middle
    return inside + far
