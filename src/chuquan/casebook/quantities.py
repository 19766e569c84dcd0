"""The quantities of a casebook: how each is turned into a logarithm, and what is known before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.special import expit

from chuquan.casebook import cells
from chuquan.casebook.cases import Case, Seen
from chuquan.casebook.cells import Key
from chuquan.casebook.chances import fit_chances
from chuquan.casebook.shrink import Draws, Floats, Posterior, fit
from chuquan.config import Settings
from chuquan.report import Quantity

Name = Literal["n_excess", "rise_days", "half_life_days"]
_INTERVAL: Final = (0.05, 0.5, 0.95)
_SPREAD: Final = (0.1, 0.9)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How a quantity is read as a logarithm, and what is known of it before any case.

    Attributes
    ----------
    less : float
        Taken off before the logarithm and added after it. Waves of fewer than ``min_mentions`` are
        never found, so attention counts from half a mention below that on: the logarithm of the
        rest is close to normal where that of the whole is cut off. (Of 0, 1, 1.5, 2 and 2.5
        mentions this was best by leave-one-out over waves before 2023-07.) A rise may take no time
        at all; half a day is added.
    mean, mean_sd : float
        Of the mean of the logarithm.
    sds : numpy.ndarray, (sd,)
        Standard deviations that single cases may have.
    scales : tuple of float
        Of the half-normal priors of how far levers, sizes of cities and of events differ.
    """

    less: float
    mean: float
    mean_sd: float
    sds: Floats
    scales: tuple[float, float, float]

    def log(self, value: float) -> float:
        """Return the logarithm that is modelled."""
        return math.log(max(value - self.less, 0.05))

    def back(self, logs: Floats | float) -> Floats:
        """Return values of logarithms, never below zero."""
        return np.maximum(np.exp(logs) + self.less, 0.0)


def _scale(less: float, median: float, sd: float) -> Scale:
    return Scale(
        less=less,
        mean=math.log(median - less),
        mean_sd=sd,
        sds=np.geomspace(0.25, 2.5, 13),
        scales=(0.7, 0.7, 0.7),
    )


SCALES: Final[dict[Name, Scale]] = {
    "n_excess": _scale(Settings().min_mentions - 0.5, 8.0, 1.5),
    "rise_days": _scale(-0.5, 2.0, 1.0),
    "half_life_days": _scale(0.0, 1.6, 1.0),
}
CHANCE_SCALES: Final = (1.0, 1.0, 1.0)


def observed(case: Case, name: Name) -> Seen | None:
    """Return what a case says of a quantity as a logarithm, or None."""
    scale = SCALES[name]
    if name == "half_life_days":
        return case.half_life
    if name == "rise_days":
        if case.rise_days is None:
            return None
        return Seen(log=scale.log(case.rise_days), error=case.rise_error)
    if case.n_excess is None:
        return None
    return Seen(log=scale.log(case.n_excess), error=case.n_excess_error)


@dataclass(frozen=True)
class Amounts:
    """One quantity over all cases that say something of it."""

    scale: Scale
    keys: tuple[Key, ...]
    z: Floats
    posterior: Posterior

    @classmethod
    def of(cls, name: Name, cases: Sequence[Case]) -> Amounts:
        """Fit one quantity."""
        scale = SCALES[name]
        found = [(c, seen) for c in cases if (seen := observed(c, name)) is not None]
        keys = tuple((c.lever, c.place, c.event) for c, _ in found)
        z = np.array([seen.log for _, seen in found])
        error = np.array([seen.error for _, seen in found])
        posterior = fit(
            z,
            error,
            cells.design(keys),
            cells.layout(scale.scales),
            mean=scale.mean,
            mean_sd=scale.mean_sd,
            sds=scale.sds,
        )
        return cls(scale, keys, z, posterior)

    @cached_property
    def draws(self) -> Draws:
        """Draws of the posterior, made once."""
        return self.posterior.draw()

    def tell(self, cell: Key) -> Quantity:
        """Return the quantity of one cell."""
        mix = cells.mixture(cell, self.keys)
        typical = np.quantile(self.draws.typical(mix.rows, mix.shares), _INTERVAL)
        spread = np.quantile(self.draws.new_case(mix.rows, mix.shares), _SPREAD)
        low, value, high = self.scale.back(typical).tolist()
        own = np.array([cells.is_in(key, cell) for key in self.keys], dtype=bool)
        return Quantity(
            value=value,
            interval=(low, high),
            spread=tuple(self.scale.back(spread).tolist()),
            n=int(own.sum()),
            own=float(self.scale.back(float(np.median(self.z[own])))) if own.any() else None,
            weight=_weight(self.posterior, mix.shares @ mix.rows, own),
        )


@dataclass(frozen=True)
class Chances:
    """How often events broke out, by cell."""

    keys: tuple[Key, ...]
    n: Floats
    n_out: Floats
    posterior: Posterior

    @classmethod
    def of(cls, events: Sequence[tuple[Key, bool]]) -> Chances:
        """Fit from events, each with its key and whether it broke out."""
        keys = tuple(sorted({key for key, _ in events}))
        n = np.array([sum(k == key for k, _ in events) for key in keys], dtype=np.float64)
        out = [sum(k == key and has for k, has in events) for key in keys]
        n_out = np.array(out, dtype=np.float64)
        layout = cells.layout(CHANCE_SCALES)
        return cls(keys, n, n_out, fit_chances(n, n_out, cells.design(keys), layout))

    @cached_property
    def draws(self) -> Draws:
        """Draws of the posterior, made once."""
        return self.posterior.draw()

    def tell(self, cell: Key) -> Quantity:
        """Return the chance of one cell."""
        every = [key for key, n in zip(self.keys, self.n, strict=True) for _ in range(int(n))]
        mix = cells.mixture(cell, every)
        chance = expit(self.draws.effects @ mix.rows.T) @ mix.shares
        low, _, high = np.quantile(chance, _INTERVAL).tolist()
        own = np.array([cells.is_in(key, cell) for key in self.keys], dtype=bool)
        n = float(self.n[own].sum())
        return Quantity(
            value=float(chance.mean()),
            interval=(low, high),
            n=int(n),
            own=float(self.n_out[own].sum() / n) if n else None,
            weight=_weight(self.posterior, mix.shares @ mix.rows, own),
        )


def _weight(posterior: Posterior, row: Floats, own: Floats) -> float:
    """Return the share of a cell's own cases in its prediction, 0 to 1."""
    if not own.any():
        return 0.0
    return float(np.clip(posterior.influence(row)[own].sum(), 0.0, 1.0))
