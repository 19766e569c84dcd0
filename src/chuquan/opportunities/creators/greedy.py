"""The greedy choice within a budget: whoever brings most new people for the price comes next.

What a creator brings only shrinks while others are chosen. So an old figure is an upper bound, and
only those are counted again whose old figure stands on top (Minoux 1978).
"""

# ruff: noqa: PLR0917  kernels take their arrays one by one
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chuquan.compiled import entry, inner
from chuquan.opportunities.creators.audience import (
    F64,
    I64,
    Audiences,
    Reached,
    arrays,
    gain,
    include,
)


def greedy(
    audiences: Audiences,
    prices: F64,
    budget: float,
    *,
    most: int,
    chosen: I64,
    allowed: NDArray[np.bool_],
    power: float = 1.0,
) -> I64:
    """Return a choice in the order in which it was made.

    Parameters
    ----------
    audiences : Audiences
    prices : float64, shape (creator,)
    budget : float
        For all, those that are in already among them.
    most : int
        So many at most, those that are in already among them.
    chosen : int64, shape (creator in already,)
    allowed : bool, shape (creator,)
    power : float
        Of the price that new people are divided by: 1 by cost and benefit, 0 by benefit alone.

    Returns
    -------
    int64, shape (creator chosen,)
        ``chosen`` first.
    """
    state = Reached(audiences, chosen)
    is_open = allowed.copy()
    is_open[chosen] = False
    candidates = np.flatnonzero(is_open).astype(np.int64)
    floor = 1e-9 * max(budget, 1e-9)
    weight = np.maximum(prices, floor) ** power
    key = state.gains() / weight
    heap = candidates[np.argsort(-key[candidates], kind="stable")]
    out = np.empty(candidates.size, dtype=np.int64)
    left = budget - float(prices[chosen].sum())
    n = _pick(
        *arrays(audiences),
        state.miss,
        state.top,
        prices,
        weight,
        left,
        most - chosen.size,
        heap,
        key,
        np.full(audiences.n_creators, -1, dtype=np.int64),
        out,
    )
    return np.concatenate([chosen, out[:n]]).astype(np.int64)


@inner
def _sink(heap: I64, key: F64, size: int) -> None:
    at = 0
    moved = heap[0]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        other = child + 1
        if other < size and (
            key[heap[other]] > key[heap[child]]
            or (key[heap[other]] == key[heap[child]] and heap[other] < heap[child])
        ):
            child = other
        above = heap[child]
        if key[moved] > key[above] or (key[moved] == key[above] and moved < above):
            break
        heap[at] = above
        at = child
    heap[at] = moved


@entry
def _pick(
    people: F64,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
    prices: F64,
    weight: F64,
    left: float,
    most: int,
    heap: I64,
    key: F64,
    counted_at: I64,
    out: I64,
) -> int:
    """Fill ``out``; ``heap`` holds creators by falling ``key``, which is an upper bound."""
    size, n = heap.size, 0
    for i in range(heap.size):
        counted_at[heap[i]] = 0
    while size > 0 and n < most:
        i = heap[0]
        is_dear = prices[i] > left
        if not is_dear and counted_at[i] < n:
            key[i] = gain(i, people, start, cell, share, audience, fit, miss, top) / weight[i]
            counted_at[i] = n
            _sink(heap, key, size)
            continue
        # Nothing that is too dear now will be affordable later.
        size -= 1
        heap[0] = heap[size]
        _sink(heap, key, size)
        if is_dear or key[i] <= 0.0:
            continue
        include(i, start, cell, share, audience, fit, miss, top)
        left -= prices[i]
        out[n] = i
        n += 1
    return n
