"""What was said before: how far a place, and a word, has stood for images, crises and affairs.

A careful reader who meets a title knows what has been said of that place in these days, and what
its words have stood for of late anywhere. So does this walk through time: for each place and each
word it keeps discounted sums of what earlier mentions were about, judges each mention with what was
said of the place in *earlier hours* and with its words on *earlier days* only, and then learns from
it.

It learns from nothing but what a digest's tables hold (``attention`` by place and hour, ``terms``
by word and day), so that the digest of an earlier period, handed in, leaves it in the very state
that digesting both periods at once would have left it in.

Source: discounted counts as in West and Harrison, Bayesian Forecasting and Dynamic Models, ch. 6;
log-odds against a prior as in Monroe, Colaresi and Quinn 2008, eq. 16.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.compiled import inner
from chuquan.tables import KINDS, LEVERS

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]

PLACE_HALF_LIVES: Final = (2.0, 14.0)
"""Days in which what was said of a place counts half: the wave, the weeks around it. A longer
memory told titles no better and drew a place's waves to what the place is always known for."""

WORD_HALF_LIVES: Final = (60.0, 720.0)
"""Days in which what a word stood for counts half."""

N_LEVERS: Final = len(LEVERS)
N_KINDS: Final = len(KINDS)
N_CELLS: Final = N_LEVERS + N_KINDS - 1
N_SUMMARY: Final = 1 + N_KINDS + N_LEVERS
"""Features of one discounted sum: how much was said, log-odds of each kind and of each lever."""

N_PLACE: Final = len(PLACE_HALF_LIVES) * N_SUMMARY
N_FEATURES: Final = N_PLACE + len(WORD_HALF_LIVES) * N_SUMMARY

PRIOR_MENTIONS: Final = 1.5
KIND_PRIOR: Final = (0.5, 0.27, 0.23)
"""About what readers found in the labelled titles. With nothing said, every feature is zero."""
_LOG_KIND_PRIOR: Final = np.log(np.array(KIND_PRIOR))
_KIND_PRIOR: Final = np.array(KIND_PRIOR)
_LEVER_PRIOR: Final = 1 / N_LEVERS
_LOG_LEVER_PRIOR: Final = math.log(_LEVER_PRIOR)


NEVER: Final = -(2**30)
"""An hour or day before all others."""

HOURS: Final = 24


class Store(NamedTuple):
    """What is remembered of a set of keys: of places by hours, or of words by days.

    Attributes
    ----------
    sums : float64, shape (key, half-life, cell)
        Discounted to the time ``since``, of what was said before it.
    held : float64, shape (key, cell)
        What was said at the time ``since``: past from the next one on.
    since : int32, shape (key,)
    known : int32, shape (key,)
        Time for which ``cache`` holds.
    cache : float64, shape (key, half-life * summary)
        The features of a key, the same for all mentions of a time.
    deltas : float64, shape (half-life,)
        What is left of a count after one step of time.
    """

    sums: F64
    held: F64
    since: I32
    known: I32
    cache: F64
    deltas: F64


class Past(NamedTuple):
    """What earlier digests hold: one row a time and key, in the order of time.

    Attributes
    ----------
    time, key : int32, shape (row,)
        Hours for places, days for words.
    cells : float64, shape (row, cell)
    """

    time: I32
    key: I32
    cells: F64


def empty_store(n_keys: int, half_lives: tuple[float, ...], steps_a_day: int = 1) -> Store:
    """Return the memory of keys of which nothing was said.

    Parameters
    ----------
    n_keys : int
    half_lives : tuple of float
        Days.
    steps_a_day : int
        :data:`HOURS` for places, 1 for words.
    """
    deltas = np.array([0.5 ** (1 / (days * steps_a_day)) for days in half_lives])
    return Store(
        sums=np.zeros((n_keys, deltas.size, N_CELLS)),
        held=np.zeros((n_keys, N_CELLS)),
        since=np.full(n_keys, NEVER, dtype=np.int32),
        known=np.full(n_keys, NEVER, dtype=np.int32),
        cache=np.zeros((n_keys, deltas.size * N_SUMMARY)),
        deltas=deltas,
    )


@inner
def summarise(sums: F64, out: F64) -> None:
    """Write the features of one discounted sum by cell, shape (cell,), to ``out``, shape (11,)."""
    image = 0.0
    n_levers = sums.size - (N_KINDS - 1)
    for c in range(n_levers):
        image += sums[c]
    n = image + sums[N_LEVERS] + sums[N_LEVERS + 1]
    out[0] = math.log1p(n)
    rest = math.log(n + PRIOR_MENTIONS)
    for k in range(_KIND_PRIOR.size):
        value = image if k == 0 else sums[N_LEVERS + k - 1]
        prior = _KIND_PRIOR[k] * PRIOR_MENTIONS
        out[1 + k] = math.log(value + prior) - rest - _LOG_KIND_PRIOR[k]
    rest = math.log(image + PRIOR_MENTIONS)
    for c in range(n_levers):
        prior = _LEVER_PRIOR * PRIOR_MENTIONS
        out[1 + N_KINDS + c] = math.log(sums[c] + prior) - rest - _LOG_LEVER_PRIOR


@inner
def _fold(store: Store, key: int, time: int) -> None:
    # What was said at the key's last time becomes past once a later one has begun. The sum of one
    # hour or day is of sixteenths and exact, so that its mentions may come in any order.
    gap = time - store.since[key]
    if gap <= 0:
        return
    for h in range(store.deltas.size):
        left = store.deltas[h] ** gap
        for c in range(N_CELLS):
            store.sums[key, h, c] = (store.sums[key, h, c] + store.held[key, c]) * left
    for c in range(N_CELLS):
        store.held[key, c] = 0.0
    store.since[key] = time


@inner
def recall(store: Store, key: int, time: int) -> None:
    """Bring the features of a key in ``store.cache`` up to what was said before a time."""
    # Bring the features of a key to a time.
    if store.known[key] != time:
        _fold(store, key, time)
        for h in range(store.deltas.size):
            at = h * N_SUMMARY
            summarise(store.sums[key, h], store.cache[key, at : at + N_SUMMARY])
        store.known[key] = time


@inner
def catch_up(store: Store, past: Past, at: int, time: int) -> int:
    """Take in what earlier digests say of the times before this one, from row ``at`` on.

    Returns
    -------
    int
        The next row.
    """
    while at < past.time.size and past.time[at] < time:
        _fold(store, past.key[at], past.time[at])
        for c in range(N_CELLS):
            store.held[past.key[at], c] += past.cells[at, c]
        at += 1
    return at
