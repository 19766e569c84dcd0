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

from chuquan.compiled import entry, inner
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

UNITS: Final = 16
"""A mention's weight is shared out in sixteenths: binary fractions add without rounding, so that
digests merge to the same bits in any order, and shares below 1/32 (most of them leaks from a
confident class) vanish from the store."""

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
def _recall(store: Store, key: int, time: int) -> None:
    # Bring the features of a key to a time.
    if store.known[key] != time:
        _fold(store, key, time)
        for h in range(store.deltas.size):
            at = h * N_SUMMARY
            summarise(store.sums[key, h], store.cache[key, at : at + N_SUMMARY])
        store.known[key] = time


@inner
def _catch_up(store: Store, past: Past, at: int, time: int) -> int:
    # Take in what earlier digests say of the times before this one.
    while at < past.time.size and past.time[at] < time:
        _fold(store, past.key[at], past.time[at])
        for c in range(N_CELLS):
            store.held[past.key[at], c] += past.cells[at, c]
        at += 1
    return at


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
def share_units(p: F64, out: U8) -> None:
    """Round probabilities to :data:`UNITS` parts that sum to exactly one (largest remainder).

    Ties go to the earlier cell.
    """
    left = UNITS
    for c in range(p.size):
        out[c] = math.floor(p[c] * UNITS)
        left -= out[c]
    for _ in range(left):
        best = 0
        for c in range(1, p.size):
            if p[c] * UNITS - out[c] > p[best] * UNITS - out[best]:
                best = c
        out[best] += 1


@inner
def top_cell(units: U8) -> int:
    """Return the cell of the most probable kind and, for an image, of its most probable lever.

    Ties go to the earlier one.
    """
    best, image = 0, 0
    for c in range(units.size - (N_KINDS - 1)):
        image += units[c]
        if units[c] > units[best]:
            best = c
    crisis, affairs = units[N_LEVERS], units[N_LEVERS + 1]
    if image >= crisis and image >= affairs:
        return best
    return N_LEVERS if crisis >= affairs else N_LEVERS + 1


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
    _recall(places, here, hour)
    n_place = places.cache.shape[1]
    for f in range(n_place):
        x[f] = places.cache[here, f]
    for f in range(n_place, x.size):
        x[f] = 0.0
    for word in words:
        _recall(vocabulary, word, day)
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
        at_place = _catch_up(places, place_past, at_place, hour)
        at_word = _catch_up(vocabulary, word_past, at_word, day)
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


def top_cells(units: U8) -> I32:
    """Return :func:`top_cell` of each row, shape (mention,)."""
    image = units[:, :N_LEVERS].sum(axis=1)
    crisis, affairs = units[:, N_LEVERS], units[:, N_LEVERS + 1]
    is_image = (image >= crisis) & (image >= affairs)
    other = np.where(crisis >= affairs, N_LEVERS, N_LEVERS + 1)
    best = units[:, :N_LEVERS].argmax(axis=1)
    return np.where(is_image, best, other).astype(np.int32)
