"""Whom to invite within a budget so that most new people are reached.

Greedy choices by several measures, the best single creator, swaps as long as they help, and for few
candidates a search to the end. What is stated beside the answer is a bound that no choice exceeds.

Before any data are seen, the better of the greedy choice by benefit for the price and the best
single creator reaches at least ``(1 - 1/e) / 2`` of the best choice (Khuller, Moss and Naor 1999;
Leskovec et al. 2007), where no theme is wanted a number of times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.opportunities.creators.audience import F64, I64, Audiences, Reached, reach
from chuquan.opportunities.creators.bound import concave_bound, upper_bound
from chuquan.opportunities.creators.exact import MOST_CREATORS, search
from chuquan.opportunities.creators.greedy import greedy
from chuquan.opportunities.creators.improve import swapped
from chuquan.opportunities.creators.limits import Limits

A_PRIORI: Final = (1 - 1 / math.e) / 2
_POWERS: Final = (1.0, 0.5, 0.0)
"""Of the price that new people are divided by."""

_IN_PARTS: Final = 0.1
"""Whom the relaxation chooses by less is not tried first."""


@dataclass(frozen=True)
class Choice:
    """A choice with what it rests on.

    Attributes
    ----------
    order : int64, shape (creator chosen,)
        Those that must be in first, then whoever brings most new people for the price.
    value : float
        People reached, each once, weighed by fit.
    bound : float
        No choice within the limits reaches more.
    is_exact : bool
        Whether it was searched to the end: nothing is better.
    """

    order: I64
    value: float
    bound: float
    is_exact: bool


def choose(audiences: Audiences, limits: Limits, cheapest: I64 | None = None) -> Choice:
    """Choose creators.

    Parameters
    ----------
    audiences : Audiences
    limits : Limits
        That some choice can keep; see :func:`~chuquan.opportunities.creators.limits.check`.
    cheapest : int64, shape (creator,), optional
        The cheapest choice that keeps them, where themes are wanted a number of times.
    """
    starts = [_themed(audiences, limits, limits.must if cheapest is None else cheapest)]
    starts += [_with_best_single(audiences, limits, starts[0])]
    found = [_greedy(audiences, limits, start, power) for start in starts for power in _POWERS]
    values = [reach(audiences, one) for one in found]
    first = found[int(np.argmax(values))]
    is_small = limits.open().size <= MOST_CREATORS
    bound = math.inf
    if not is_small:
        bound, parts = concave_bound(audiences, limits, first, max(values))
        found += [_greedy(audiences, limits, starts[0], power, parts) for power in _POWERS]
        values = [reach(audiences, one) for one in found]
    # Only what came near the best is worth the swaps.
    near = [one for one, value in zip(found, values, strict=True) if value >= 0.97 * max(values)]
    best = max((swapped(audiences, limits, one) for one in near), key=lambda s: reach(audiences, s))
    if is_small:
        searched = search(audiences, limits, best)
        order = _in_order(audiences, limits, searched.chosen)
        return Choice(order, reach(audiences, order), searched.bound, searched.is_exact)
    order = _in_order(audiences, limits, best)
    value = reach(audiences, order)
    bound = max(value, min(bound, upper_bound(audiences, limits, order)))
    return Choice(order, value, bound, is_exact=False)


def biggest(audiences: Audiences, limits: Limits) -> I64:
    """Return the choice that takes the biggest names as long as the money lasts.

    Whoever is too dear for what is left is passed over. Those that must be in come first; wishes
    for so many of a theme are not heeded.
    """
    order = np.argsort(-audiences.sizes(), kind="stable")
    chosen, left = list(limits.must), limits.left
    is_open = np.zeros(limits.prices.size, dtype=np.bool_)
    is_open[limits.open()] = True
    for i in order:
        if len(chosen) >= limits.most:
            break
        if is_open[i] and limits.prices[i] <= left:
            chosen.append(i)
            left -= float(limits.prices[i])
    return np.array(chosen, dtype=np.int64)


def _greedy(
    audiences: Audiences, limits: Limits, start: I64, power: float, parts: F64 | None = None
) -> I64:
    """Return a greedy choice; of whom the relaxation chose in parts, where given, then of all."""
    for allowed in [limits.allowed] if parts is None else [parts > _IN_PARTS, limits.allowed]:
        start = greedy(
            audiences,
            limits.prices,
            limits.budget,
            most=limits.most,
            chosen=start,
            allowed=allowed & limits.allowed,
            power=power,
        )
    return start


def _with_best_single(audiences: Audiences, limits: Limits, start: I64) -> I64:
    left = limits.budget - float(limits.prices[start].sum())
    gains = Reached(audiences, start).gains()
    is_open = limits.allowed & (limits.prices <= left)
    is_open[start] = False
    if start.size >= limits.most or not is_open.any():
        return start
    return np.append(start, np.argmax(np.where(is_open, gains, -1.0))).astype(np.int64)


def _themed(audiences: Audiences, limits: Limits, cheapest: I64) -> I64:
    """Return a start in which every theme has its number, by benefit where the money allows."""
    chosen = limits.must
    while limits.lacking(chosen).any():
        step = _best_of_a_theme(audiences, limits, chosen)
        if step is None:
            return cheapest
        chosen = np.append(chosen, step).astype(np.int64)
    return chosen


def _best_of_a_theme(audiences: Audiences, limits: Limits, chosen: I64) -> int | None:
    """Return whom to take next for a theme that lacks creators; None where money gets short."""
    gains = Reached(audiences, chosen).gains()
    lacking = limits.lacking(chosen)
    is_open = limits.allowed.copy()
    is_open[chosen] = False
    ratio = np.where(is_open, gains / np.maximum(limits.prices, 1e-12), -1.0)
    for i in np.argsort(-ratio, kind="stable"):
        if not is_open[i]:
            return None
        if not (limits.holds[:, i] * lacking).any():
            continue
        taken = np.append(chosen, i)
        is_left = is_open.copy()
        is_left[i] = False
        needed, n_needed = 0.0, 0
        for t, n in enumerate(limits.lacking(taken)):
            costs = np.sort(limits.prices[is_left & (limits.holds[t] == 1)])[:n]
            needed += math.inf if costs.size < n else float(costs.sum())
            n_needed += int(n)
        spent = float(limits.prices[taken].sum())
        if spent + needed <= limits.budget and taken.size + n_needed <= limits.most:
            return int(i)
    return None


def _in_order(audiences: Audiences, limits: Limits, chosen: I64) -> I64:
    is_chosen = np.zeros(limits.prices.size, dtype=np.bool_)
    is_chosen[chosen] = True
    order = greedy(
        audiences,
        limits.prices,
        2.0 * float(limits.prices[chosen].sum()) + 1.0,
        most=chosen.size,
        chosen=limits.must,
        allowed=is_chosen,
    )
    # Who brings nobody new (a theme's own creator, say) comes last.
    rest = np.sort(chosen[~np.isin(chosen, order)])
    return np.concatenate([order, rest]).astype(np.int64)
