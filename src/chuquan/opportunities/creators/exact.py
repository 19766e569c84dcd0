"""The best choice of all, for few candidates: branch and bound.

Candidates are decided one after the other, in or out, most promising first. What those not yet
decided can still bring is bounded by buying their gains of the moment in parts, and by the largest
gains for the places that are left: gains only shrink. Where the limit of nodes ends the search, the
largest bound of what was left open holds for all choices.
"""

# ruff: noqa: PLR0917  kernels take their arrays one by one
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.compiled import entry, inner
from chuquan.opportunities.creators.audience import (
    F64,
    I64,
    Audiences,
    Reached,
    arrays,
    gain,
    include,
    reach,
)
from chuquan.opportunities.creators.limits import Limits

MOST_CREATORS: Final = 25
"""So many candidates and fewer are searched to the end."""

MOST_NODES: Final = 3_000_000
CLOSE: Final = 1e-9
"""Where the bound is not above the best by this share, nothing better is looked for."""


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes
    ----------
    chosen : int64, shape (creator chosen,)
        The best choice found, by number.
    bound : float
        What no choice exceeds.
    is_exact : bool
        Whether the search came to its end.
    n_nodes : int
    """

    chosen: I64
    bound: float
    is_exact: bool
    n_nodes: int


def search(
    audiences: Audiences,
    limits: Limits,
    best: I64,
    *,
    most_nodes: int = MOST_NODES,
) -> Searched:
    """Search all choices within the limits.

    Parameters
    ----------
    audiences : Audiences
    limits : Limits
    best : int64, shape (creator chosen,)
        A choice that keeps all limits, to begin with.
    most_nodes : int
    """
    state = Reached(audiences, limits.must)
    candidates = limits.open()
    ratio = state.gains()[candidates] / np.maximum(limits.prices[candidates], 1e-12)
    candidates = candidates[np.argsort(-ratio, kind="stable")]
    n = candidates.size
    own = limits.holds[:, candidates]
    after = np.zeros((own.shape[0], n + 1), dtype=np.int64)
    after[:, :n] = own[:, ::-1].cumsum(axis=1)[:, ::-1]
    miss = np.empty((n + 1, audiences.people.size))
    top = np.empty((n + 1, state.top.size))
    miss[0], top[0] = state.miss, state.top
    is_in = np.isin(candidates, best).astype(np.int64)
    told = np.array([reach(audiences, best), 0.0])
    n_nodes = _search(
        *arrays(audiences),
        limits.prices,
        candidates,
        np.ascontiguousarray(own).astype(np.int64),
        after,
        (limits.least - limits.holds[:, limits.must].sum(axis=1)).astype(np.int64),
        limits.left,
        limits.most - limits.must.size,
        most_nodes,
        miss,
        top,
        np.full(n + 1, -1, dtype=np.int64),
        np.zeros((2, max(n, 1))),
        np.zeros(max(n, 1), dtype=np.int64),
        is_in,
        told,
    )
    chosen = np.sort(np.concatenate([limits.must, candidates[is_in == 1]])).astype(np.int64)
    value = reach(audiences, chosen)
    return Searched(chosen, max(value, float(told[1])), bool(told[1] == 0.0), int(n_nodes))


@inner
def _value(people: F64, miss: F64) -> float:
    total = 0.0
    for c in range(people.size):
        total += people[c] * (1.0 - miss[c])
    return total


@inner
def _bought(gains: F64, prices: F64, order: I64, n: int, left: float) -> float:
    """Return what gains bring at most within the money, bought in parts."""
    for a in range(n):
        order[a] = a
        b = a
        while b > 0 and gains[a] * prices[order[b - 1]] > gains[order[b - 1]] * prices[a]:
            order[b] = order[b - 1]
            b -= 1
        order[b] = a
    total = 0.0
    for a in range(n):
        k = order[a]
        if prices[k] >= left:
            part = left / prices[k] if prices[k] > 0.0 else 1.0
            return float(total + gains[k] * part)
        total += gains[k]
        left -= prices[k]
    return total


@inner
def _largest(gains: F64, order: I64, n: int, places: int) -> float:
    """Return the sum of the largest gains for so many places."""
    total = 0.0
    for place in range(min(places, n)):
        at = place
        for a in range(place, n):
            if gains[order[a]] > gains[order[at]]:
                at = a
        kept = order[at]
        order[at] = order[place]
        order[place] = kept
        total += gains[kept]
    return total


@inner
def _stands(lacking: I64, after: I64, at: int, places: int) -> int:
    """Return 2 where every theme has enough, 1 where it still can have, 0 where it cannot."""
    stands = 2
    for t in range(lacking.size):
        if lacking[t] > 0:
            stands = 1
            if lacking[t] > min(after[t, at], places):
                return 0
    return stands


@entry
def _search(  # noqa: C901, PLR0912 - a kernel, and one loop
    people: F64,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    prices: F64,
    candidates: I64,
    holds: I64,
    after: I64,
    lacking: I64,
    money: float,
    places: int,
    most_nodes: int,
    miss: F64,
    top: F64,
    turn: I64,
    room: F64,
    order: I64,
    is_in: I64,
    told: F64,
) -> int:
    """Fill ``is_in`` with the best choice and ``told`` with its value and the bound left open.

    ``turn`` (candidate + 1,) says what a candidate is tried as: -1 not yet, 1 in, 0 out.
    """
    n, at, n_nodes = candidates.size, 0, 0
    while at >= 0:
        i = candidates[at] if at < n else -1
        if turn[at] == -1:  # come upon: is it worth deciding?
            n_nodes += 1
            stands = _stands(lacking, after, at, places)
            value = _value(people, miss[at])
            if stands == 2 and value > told[0]:
                told[0] = value
                for k in range(n):
                    is_in[k] = 1 if k < at and turn[k] == 1 else 0
            n_open = 0
            for k in range(at, n if stands > 0 and places > 0 else at):
                if prices[candidates[k]] <= money:
                    room[0, n_open] = gain(
                        candidates[k], people, start, cell, share, audience, fit, miss[at], top[at]
                    )
                    room[1, n_open] = prices[candidates[k]]
                    n_open += 1
            above = value + _bought(room[0], room[1], order, n_open, money)
            above = min(above, value + _largest(room[0], order, n_open, places))
            is_worth = n_open > 0 and above > told[0] * (1.0 + CLOSE)
            if is_worth and n_nodes >= most_nodes:
                told[1] = max(told[1], above)
            if not is_worth or n_nodes >= most_nodes:
                at -= 1
                continue
            turn[at] = 1 if prices[i] <= money else 0
        elif turn[at] == 1:  # back from in: now out
            turn[at] = 0
            money += prices[i]
            places += 1
            for t in range(lacking.size):
                lacking[t] += holds[t, at]
        else:  # back from out
            at -= 1
            continue
        for c in range(people.size):
            miss[at + 1, c] = miss[at, c]
        for a in range(top.shape[1]):
            top[at + 1, a] = top[at, a]
        if turn[at] == 1:
            include(i, start, cell, share, audience, fit, miss[at + 1], top[at + 1])
            money -= prices[i]
            places -= 1
            for t in range(lacking.size):
                lacking[t] -= holds[t, at]
        at += 1
        turn[at] = -1
    return n_nodes
