"""How much any choice within the limits could reach at most.

Two bounds, both true of the data at hand and far closer than what holds of all data:

- at every step of the choice, what is reached plus the best that the gains of that step could buy
  if they did not shrink (Minoux 1978, Leskovec et al. 2007);
- the concave relaxation. Of a cell ``1 - prod(1 - r)`` are reached, which is ``1 - exp(-z)`` with
  ``z`` the sum of ``-log(1 - r)`` over the chosen: a concave function of who is chosen, also in
  parts. Its tangent at any point is above it, so what the tangent can buy bounds all choices.
  Frank and Wolfe's steps go to where that bound is least.
"""

# ruff: noqa: PLR0917  kernels take their arrays one by one
from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.compiled import entry
from chuquan.opportunities.creators.audience import (
    F64,
    I64,
    SURE,
    Audiences,
    Reached,
    arrays,
    reach,
)
from chuquan.opportunities.creators.limits import Limits

N_STEPS: Final = 30
ENOUGH: Final = 0.002
"""A gap of this share is not narrowed further."""

_N_HALVINGS: Final = 25


def upper_bound(audiences: Audiences, limits: Limits, order: I64) -> float:
    """Return what no choice within the limits can exceed.

    Parameters
    ----------
    audiences : Audiences
    limits : Limits
    order : int64, shape (creator chosen,)
        A good choice in the order in which it was made; the better it is, the closer the bound.
    """
    value = reach(audiences, order)
    best = prefix_bound(audiences, limits, order)
    return max(value, min(best, concave_bound(audiences, limits, order, value)[0]))


def prefix_bound(audiences: Audiences, limits: Limits, order: I64) -> float:
    """Return the least of the bounds at every step of a choice."""
    knapsack = _Knapsack(limits)
    state = Reached(audiences, limits.must)
    rest = order[~np.isin(order, limits.must)]
    best = np.inf
    # A few steps of a long choice bound about as well as all of them.
    checked = set(np.unique(np.linspace(0, rest.size, 17).astype(int)).tolist())
    for n in range(rest.size + 1):
        if n:
            state.add(int(rest[n - 1]))
        if n in checked:
            best = min(best, state.value() + knapsack.best(state.gains())[0])
    return float(best)


def concave_bound(
    audiences: Audiences, limits: Limits, order: I64, value: float
) -> tuple[float, F64]:
    """Return the bound by the concave relaxation, and whom it would choose, in parts.

    Parameters
    ----------
    value : float
        What the choice reaches: near it the search ends.

    Returns
    -------
    bound : float
    x : float64, shape (creator,)
        From 0 to 1.
    """
    knapsack = _Knapsack(limits)
    x = np.zeros(audiences.n_creators)
    x[order] = 1.0
    z = _spread(audiences, x)
    best = np.inf
    # A share of one was cut by so much.
    slack = float(audiences.people.sum()) * 4 * (1.0 - SURE)
    for _ in range(N_STEPS):
        left = audiences.people * np.exp(-z)
        slope = np.empty(x.size)
        _slopes(*arrays(audiences)[1:], left, slope)
        reached = float(audiences.people.sum() - left.sum())
        bought, corner = knapsack.best(slope)
        fixed = float(slope[limits.must].sum())
        best = min(best, reached - float(slope @ x) + fixed + bought + slack)
        if best - value <= ENOUGH * value:
            break
        corner[limits.must] = 1.0
        toward = _spread(audiences, corner) - z
        step = _line_search(audiences.people, z, toward)
        if step <= 0.0:
            break
        x += step * (corner - x)
        z += step * toward
    return float(best), x


class _Knapsack:
    """The best that fixed gains can buy, in parts, besides who is in any choice."""

    def __init__(self, limits: Limits) -> None:
        self.left = limits.left
        self.most = limits.most - limits.must.size
        self.open = limits.open()
        self.prices = limits.prices[self.open]
        self.n = limits.prices.size

    def best(self, gains: F64) -> tuple[float, F64]:
        """Return an upper bound of what can be bought, and who (in parts) buys about that."""
        own = gains[self.open]
        part = self._by_price(own)
        bought = float(own @ part)
        if part.sum() > self.most:
            bought, part = self._by_number(own)
        out = np.zeros(self.n)
        out[self.open] = part
        return bought, out

    def _by_price(self, own: F64) -> F64:
        ratio = np.where(own > 0.0, own / np.maximum(self.prices, 1e-300), -1.0)
        order = np.argsort(-ratio, kind="stable")
        order = order[ratio[order] > 0.0]
        part = np.zeros(own.size)
        costs = self.prices[order]
        before = np.cumsum(costs) - costs
        part[order] = np.clip((self.left - before) / np.maximum(costs, 1e-300), 0.0, 1.0)
        return part

    def _by_number(self, own: F64) -> tuple[float, F64]:
        # A toll on each creator: any toll gives a bound, the right one lets just `most` in.
        low, high = 0.0, float(own.max(initial=0.0))
        many, few = self._by_price(own), np.zeros(own.size)
        bound = np.inf
        for _ in range(_N_HALVINGS):
            toll = (low + high) / 2
            part = self._by_price(own - toll)
            bound = min(bound, float((own - toll) @ part) + toll * self.most)
            if part.sum() > self.most:
                low, many = toll, part
            else:
                high, few = toll, part
        n_many, n_few = float(many.sum()), float(few.sum())
        mixed = (self.most - n_few) / (n_many - n_few) if n_many > n_few else 0.0
        return bound, np.asarray(few + mixed * (many - few))


def _spread(audiences: Audiences, x: F64) -> F64:
    z = np.zeros(audiences.people.size)
    _sums(*arrays(audiences)[1:], x, z)
    return z


def _line_search(people: F64, z: F64, toward: F64) -> float:
    low, high = 0.0, 1.0
    left = people * np.exp(-z)
    if float((left * np.exp(-toward)) @ toward) >= 0.0:
        return 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if float((left * np.exp(-middle * toward)) @ toward) > 0.0:
            low = middle
        else:
            high = middle
    return low


@entry
def _sums(start: I64, cell: I64, share: F64, audience: I64, fit: F64, x: F64, z: F64) -> None:
    """Fill ``z`` (cell,) with the sum of ``-log(1 - r)`` of whom ``x`` chooses, in parts."""
    for i in range(audience.size):
        if x[i] > 0.0:
            own = audience[i]
            for k in range(start[own], start[own + 1]):
                z[cell[k]] -= x[i] * np.log1p(-fit[i] * share[k])


@entry
def _slopes(
    start: I64, cell: I64, share: F64, audience: I64, fit: F64, left: F64, out: F64
) -> None:
    """Fill ``out`` (creator,) with the slope of the relaxation where ``left`` are not reached."""
    for i in range(audience.size):
        own = audience[i]
        total = 0.0
        for k in range(start[own], start[own + 1]):
            total -= left[cell[k]] * np.log1p(-fit[i] * share[k])
        out[i] = total
