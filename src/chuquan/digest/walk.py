"""The walk through time: each mention is judged by its text and by what earlier ones have taught.

See :mod:`chuquan.digest.memory` for what is remembered.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chuquan.compiled import entry, inner
from chuquan.digest.memory import (
    F32,
    F64,
    HOURS,
    I32,
    I64,
    N_CELLS,
    N_FEATURES,
    N_KINDS,
    N_LEVERS,
    PLACE_HALF_LIVES,
    U8,
    WORD_HALF_LIVES,
    Past,
    Store,
    catch_up,
    empty_store,
    recall,
)
from chuquan.digest.shares import UNITS, share_units, top_cell


class Mentions(NamedTuple):
    """What the walk is told of the mentions, in the order of the hours.

    Attributes
    ----------
    hour, day, place : int32, shape (mention,)
        Hour (UTC), day on the place's own clock, and key of the place.
    words, ends : int32 and int64, shape (use,) and (mention + 1,)
        Keys of the words of mention ``i`` are ``words[ends[i]:ends[i + 1]]``.
    learns : bool, shape (mention,)
        Whether the walk learns from the mention, or only judges it.
    kind_model, lever_model : int32, shape (mention,)
        Which models judge it.
    kinds, levers : float32, shape (mention, kind) and (mention, lever)
        What its text says: scores.
    odds : float64, shape (mention or 0, cell)
        Known facts multiply the probabilities; without rows, nothing is known.
    """

    hour: I32
    day: I32
    place: I32
    words: I32
    ends: I64
    learns: NDArray[np.bool_]
    kind_model: I32
    lever_model: I32
    kinds: F32
    levers: F32
    odds: F64


class Heads(NamedTuple):
    """How models weigh what was said before.

    Attributes
    ----------
    kinds, levers : float64, shape (model, feature, class)
    kind_temperatures, lever_temperatures : float64, shape (model,)
        Scores are divided by them.
    """

    kinds: F64
    levers: F64
    kind_temperatures: F64
    lever_temperatures: F64


@inner
def _softmax(z: F64) -> None:
    top = z[0]
    for k in range(1, z.size):
        top = max(top, z[k])
    for k in range(z.size):
        z[k] = math.exp(z[k] - top)
    _normalise(z)


@inner
def _normalise(p: F64) -> None:
    total = 0.0
    for k in range(p.size):
        total += p[k]
    for k in range(p.size):
        p[k] /= total


@inner
def _learn(units: U8, here: int, words: I32, places: Store, vocabulary: Store) -> None:
    # As the tables count: a place by shares, a word under the most probable cell.
    for c in range(N_CELLS):
        places.held[here, c] += units[c] / UNITS
    cell = top_cell(units)
    for word in words:
        vocabulary.held[word, cell] += 1.0


@inner
def _context(  # noqa: PLR0917 - a kernel names all its arrays
    here: int, hour: int, words: I32, day: int, places: Store, vocabulary: Store, x: F64
) -> None:
    # The features of a mention: its place's, and the mean of its words'.
    recall(places, here, hour)
    n_place = places.cache.shape[1]
    for f in range(n_place):
        x[f] = places.cache[here, f]
    for f in range(n_place, x.size):
        x[f] = 0.0
    for word in words:
        recall(vocabulary, word, day)
        for f in range(n_place, x.size):
            x[f] += vocabulary.cache[word, f - n_place]
    if words.size:
        for f in range(n_place, x.size):
            x[f] /= words.size


@inner
def _judge(scores: F32, x: F64, weights: F64, temperature: float, out: F64) -> None:
    for k in range(out.size):
        out[k] = scores[k]
    for f in range(x.size):
        if x[f] != 0:
            for k in range(out.size):
                out[k] += x[f] * weights[f, k]
    for k in range(out.size):
        out[k] /= temperature
    _softmax(out)


@inner
def _combine(kinds: F64, levers: F64, odds: F64, i: int, p: F64) -> None:
    for c in range(p.size):
        p[c] = kinds[0] * levers[c] if c < levers.size else kinds[c - levers.size + 1]
    if odds.shape[0]:
        for c in range(p.size):
            p[c] *= odds[i, c]
        _normalise(p)


class _Room(NamedTuple):
    """What the walk writes to for each mention: features, probabilities of kinds, levers, cells."""

    x: F64
    kinds: F64
    levers: F64
    p: F64


@entry
def _walk(  # noqa: PLR0917 - a kernel names all its arrays
    mentions: Mentions,
    heads: Heads,
    places: Store,
    vocabulary: Store,
    place_past: Past,
    word_past: Past,
    room: _Room,
    features: F32,
    out: U8,
) -> None:  # pragma: no cover - compiled
    x, kinds, levers, p = room
    at_place, at_word = 0, 0
    for i in range(mentions.hour.size):
        hour, day, here = mentions.hour[i], mentions.day[i], mentions.place[i]
        k, v = mentions.kind_model[i], mentions.lever_model[i]
        at_place = catch_up(places, place_past, at_place, hour)
        at_word = catch_up(vocabulary, word_past, at_word, day)
        words = mentions.words[mentions.ends[i] : mentions.ends[i + 1]]
        _context(here, hour, words, day, places, vocabulary, x)
        _judge(mentions.kinds[i], x, heads.kinds[k], heads.kind_temperatures[k], kinds)
        _judge(mentions.levers[i], x, heads.levers[v], heads.lever_temperatures[v], levers)
        _combine(kinds, levers, mentions.odds, i, p)
        share_units(p, out[i])
        if mentions.learns[i]:
            _learn(out[i], here, words, places, vocabulary)
        if features.shape[0]:
            for f in range(x.size):
                features[i, f] = x[f]


def walk(  # noqa: PLR0917 - the stores and the tables of both, places and words
    mentions: Mentions,
    heads: Heads,
    places: Store,
    vocabulary: Store,
    place_past: Past,
    word_past: Past,
    features: F32,
) -> U8:
    """Share each mention out over the cells, hour by hour, with what earlier ones have taught.

    Parameters
    ----------
    mentions : Mentions
    heads : Heads
    places, vocabulary : Store
        Are filled on the way.
    place_past, word_past : Past
    features : float32, shape (mention or 0, feature)
        Is filled with each mention's features where it has rows.

    Returns
    -------
    uint8, shape (mention, cell)
        Sixteenths; rows sum to 16.
    """
    out = np.zeros((mentions.day.size, N_CELLS), dtype=np.uint8)
    sizes = (N_FEATURES, N_KINDS, N_LEVERS, N_CELLS)
    room = _Room(*(np.zeros(size) for size in sizes))
    stores = (places, vocabulary)
    _walk(mentions, heads, *stores, place_past, word_past, room, features, out)
    return out


def try_out() -> None:
    """Walk over a single made-up mention, to have the kernel compiled."""
    one, none = np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32)
    kinds, levers = (np.zeros((1, size), dtype=np.float32) for size in (N_KINDS, N_LEVERS))
    uses, learns = np.array([0, 1]), np.ones(1, dtype=np.bool_)
    past = Past(none, none, np.zeros((0, N_CELLS)))
    of_kinds, of_levers = (np.zeros((1, N_FEATURES, size)) for size in (N_KINDS, N_LEVERS))
    walk(
        Mentions(one, one, one, one, uses, learns, one, one, kinds, levers, np.ones((0, N_CELLS))),
        Heads(of_kinds, of_levers, np.ones(1), np.ones(1)),
        empty_store(1, PLACE_HALF_LIVES, HOURS),
        empty_store(1, WORD_HALF_LIVES),
        past,
        past,
        np.zeros((0, N_FEATURES), dtype=np.float32),
    )
