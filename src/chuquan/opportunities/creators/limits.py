"""What every choice of creators must keep, and whether any choice can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from chuquan.errors import RefusalError
from chuquan.opportunities.creators.audience import F64, I64


@dataclass(frozen=True)
class Limits:
    """What every choice must keep.

    Attributes
    ----------
    prices : float64, shape (creator,)
    budget : float
    most : int
        Creators at most.
    must : int64, shape (creator that is in any choice,)
    allowed : bool, shape (creator,)
    holds : int64, shape (theme, creator)
        One where a creator holds a theme of which so many are wanted.
    least : int64, shape (theme,)
        Creators of each of these themes at least.
    """

    prices: F64
    budget: float
    most: int
    must: I64
    allowed: NDArray[np.bool_]
    holds: I64
    least: I64

    @classmethod
    def plain(cls, prices: Sequence[float] | F64, budget: float, most: int | None = None) -> Limits:
        """Return limits of a budget and, where given, a number alone."""
        costs = np.asarray(prices, dtype=np.float64)
        return cls(
            prices=costs,
            budget=float(budget),
            most=costs.size if most is None else most,
            must=np.empty(0, dtype=np.int64),
            allowed=np.ones(costs.size, dtype=np.bool_),
            holds=np.zeros((0, costs.size), dtype=np.int64),
            least=np.empty(0, dtype=np.int64),
        )

    @property
    def left(self) -> float:
        """Money that is left when those that must be in are paid."""
        return self.budget - float(self.prices[self.must].sum())

    def open(self) -> I64:
        """Return who may come in besides, by number; nobody who alone is too dear."""
        is_open = self.allowed & (self.prices <= self.left)
        is_open[self.must] = False
        return np.flatnonzero(is_open).astype(np.int64)

    def keeps(self, chosen: I64) -> bool:
        """Tell whether a choice keeps all limits."""
        is_in = np.zeros(self.prices.size, dtype=np.bool_)
        is_in[chosen] = True
        is_known = np.zeros(self.prices.size, dtype=np.bool_)
        is_known[self.must] = True
        return bool(
            chosen.size == is_in.sum() <= self.most
            and self.prices[chosen].sum() <= self.budget * (1 + 1e-12)
            and is_in[self.must].all()
            and (self.allowed | is_known)[chosen].all()
            and (self.holds[:, chosen].sum(axis=1) >= self.least).all()
        )

    def lacking(self, chosen: I64) -> I64:
        """Return how many creators each theme lacks in a choice; (theme,)."""
        have = self.holds[:, chosen].sum(axis=1)
        return np.asarray(np.maximum(self.least - have, 0), dtype=np.int64)


def check(limits: Limits, names: Sequence[str], themes: Sequence[str]) -> I64:
    """Return the cheapest choice that keeps the limits: those that must be in, and least themes.

    Parameters
    ----------
    limits : Limits
    names : sequence of str
        Of the creators.
    themes : sequence of str
        Of which so many are wanted, as ``limits.least``.

    Raises
    ------
    RefusalError
        If no choice can keep them; the message says what stands against each other.
    """
    if limits.left < 0 or limits.must.size > limits.most:
        raise RefusalError(
            f"those that must be invited cost {limits.budget - limits.left:,.0f} and are "
            f"{limits.must.size}: {', '.join(names[i] for i in limits.must[:8])}",
            where="creators",
            allowed=f"a budget of {limits.budget:,.0f}, at most {limits.most}",
            todo="raise --budget or --most, or take a --must away",
        )
    if not limits.least.size or not limits.lacking(limits.must).any():
        return limits.must
    opened = limits.open()
    own = limits.holds[:, opened]
    lacking = limits.lacking(limits.must)
    short = [
        f"{themes[t]}: {lacking[t]} more wanted, {int(own[t].sum())} affordable"
        for t in range(lacking.size)
        if own[t].sum() < lacking[t]
    ]
    places = limits.most - limits.must.size
    found = None
    if not short:
        found = milp(
            limits.prices[opened],
            constraints=[
                LinearConstraint(own.astype(np.float64), lb=lacking.astype(np.float64)),
                LinearConstraint(np.ones((1, opened.size)), ub=float(places)),
            ],
            integrality=np.ones(opened.size),
            bounds=Bounds(0.0, 1.0),
        )
    if found is None or found.x is None or found.fun > limits.left * (1 + 1e-9):
        cheapest = (
            "" if found is None or found.x is None else f"; the cheapest cost {found.fun:,.0f}"
        )
        wanted = ", ".join(f"{t}: {n}" for t, n in zip(themes, limits.least, strict=True))
        raise RefusalError(
            f"so many creators of each theme cannot be had: {'; '.join(short) or wanted}{cheapest}",
            where="creators",
            allowed=f"what a budget of {limits.left:,.0f} buys, {places} creators at most",
            todo="raise --budget or --most, or ask for fewer of a theme",
        )
    return np.concatenate([limits.must, opened[found.x > 0.5]]).astype(np.int64)
