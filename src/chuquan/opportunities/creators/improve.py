"""Swaps that help: one creator out, whoever brings more than was lost in, while there is one."""

# ruff: noqa: PLR0917  kernels take their arrays one by one
from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.compiled import entry
from chuquan.opportunities.creators.audience import (
    F64,
    I64,
    Audiences,
    Reached,
    arrays,
    gain,
    reach,
)
from chuquan.opportunities.creators.greedy import greedy
from chuquan.opportunities.creators.limits import Limits

N_ROUNDS: Final = 30
MOST_WORK: Final = 400_000_000
"""So many cells at most are looked at for swaps, so that large cases end in seconds."""

_REFILLED: Final = 3_000_000
"""Cases up to so many cells are also tried with one creator out and the money spent anew."""


def swapped(audiences: Audiences, limits: Limits, chosen: I64) -> I64:
    """Return a choice that no single swap within the limits betters.

    Parameters
    ----------
    audiences : Audiences
    limits : Limits
    chosen : int64, shape (creator chosen,)
        That keeps the limits.
    """
    per_round = chosen.size * max(int(audiences.cell.size), 1)
    rounds = max(1, min(N_ROUNDS, MOST_WORK // max(per_round, 1)))
    value = reach(audiences, chosen)
    for _ in range(rounds):
        better = _refilled(audiences, limits, _swap(audiences, limits, chosen), per_round)
        now = reach(audiences, better)
        if now <= value * (1 + 1e-9):
            break
        chosen, value = better, now
    return chosen


def _swap(audiences: Audiences, limits: Limits, chosen: I64) -> I64:
    """Return a choice after one round: each creator is swapped once where that helps."""
    out = chosen.copy()
    is_in = np.zeros(limits.prices.size, dtype=np.int64)
    is_in[out] = 1
    is_open = np.zeros(limits.prices.size, dtype=np.int64)
    is_open[limits.open()] = 1
    movable = np.flatnonzero(~np.isin(out, limits.must))
    have = limits.holds[:, out].sum(axis=1)
    for at in movable:
        # Counted anew: whoever goes cannot be divided out of what is reached without an error.
        state = Reached(audiences, np.delete(out, at))
        left = limits.budget - float(np.delete(limits.prices[out], at).sum())
        i = _best_swap(
            *arrays(audiences),
            state.miss,
            state.top,
            limits.prices,
            left,
            int(out[at]),
            is_in,
            is_open,
            limits.holds,
            limits.least,
            have,
        )
        if i >= 0:
            have += limits.holds[:, i] - limits.holds[:, out[at]]
            is_in[out[at]], is_in[i] = 0, 1
            out[at] = i
    return _filled(audiences, limits, out)


def _refilled(audiences: Audiences, limits: Limits, chosen: I64, work: int) -> I64:
    if work > _REFILLED:
        return chosen
    best, value = chosen, reach(audiences, chosen)
    for i in chosen[~np.isin(chosen, limits.must)]:
        without = chosen[chosen != i]
        if limits.lacking(without).any():
            continue
        allowed = limits.allowed.copy()
        allowed[i] = False
        for power in (1.0, 0.0):
            made = _filled(audiences, limits, without, allowed, power)
            now = reach(audiences, made)
            if now > value * (1 + 1e-9):
                best, value = made, now
    return best


def _filled(
    audiences: Audiences,
    limits: Limits,
    chosen: I64,
    allowed: np.ndarray | None = None,
    power: float = 1.0,
) -> I64:
    return greedy(
        audiences,
        limits.prices,
        limits.budget,
        most=limits.most,
        chosen=chosen,
        allowed=limits.allowed if allowed is None else allowed,
        power=power,
    )


@entry
def _best_swap(
    people: F64,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
    prices: F64,
    left: float,
    gone: int,
    is_in: I64,
    is_open: I64,
    holds: I64,
    least: I64,
    have: I64,
) -> int:
    """Return who best takes the place of ``gone``; -1 where nobody brings more."""
    best = -1
    most = gain(gone, people, start, cell, share, audience, fit, miss, top) * (1.0 + 1e-9)
    for i in range(audience.size):
        if is_in[i] == 1 or is_open[i] == 0 or prices[i] > left:
            continue
        brings = gain(i, people, start, cell, share, audience, fit, miss, top)
        if brings > most:
            is_kept = True
            for t in range(least.size):
                if have[t] - holds[t, gone] + holds[t, i] < least[t]:
                    is_kept = False
            if is_kept:
                best, most = i, brings
    return best
