"""Where any of many strings occurs in a column of texts: a trie in one open-addressed table.

A name starts at few places of a text: a bitmap of the pairs of characters that strings begin with
turns away all but some of them with one look. So a walk over the trie is rare, and short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from chuquan.linear import I64, U32, codepoints

I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]

MIN_LENGTH: Final = 2
"""Shorter strings would be looked for at every place."""

_CHAR_BITS: Final = 21  # of any code point
_PAIR_BITS: Final = 20
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: multiplicative hash


@dataclass(frozen=True, eq=False)
class Trie:
    """Strings to look for.

    Attributes
    ----------
    pairs : uint8, shape (byte,)
        Bit ``h`` is set if some string begins with two characters of hash ``h``.
    keys : int64, shape (slot,)
        An open-addressed table: ``node << 21 | character`` of each edge; -1 in free slots.
    children : int32, shape (slot,)
        The node that the edge leads to.
    strings : int32, shape (node,)
        The string that ends in the node; -1 for none.
    """

    pairs: U8
    keys: I64
    children: I32
    strings: I32

    @classmethod
    def of(cls, strings: pl.Series) -> Trie:
        """Return the trie of different strings, each known by its place in the column.

        Parameters
        ----------
        strings : polars.Series of String, shape (string,)

        Raises
        ------
        ValueError
            If a string is shorter than :data:`MIN_LENGTH`.
        """
        chars, offsets = codepoints(strings)
        length = np.diff(offsets)
        if length.min(initial=MIN_LENGTH) < MIN_LENGTH:
            raise ValueError(f"a string of fewer than {MIN_LENGTH} characters")
        edges, children, ends = _edges(chars, offsets[:-1], length)
        pairs = np.zeros(1 << (_PAIR_BITS - 3), dtype=np.uint8)
        if len(strings):
            pair = _pair(chars[offsets[:-1]], chars[offsets[:-1] + 1])
            np.bitwise_or.at(pairs, pair >> 3, (1 << (pair & 7)).astype(np.uint8))
        return cls(pairs, *_table(edges, children), ends)

    def find(self, texts: pl.Series) -> pl.DataFrame:
        """Return every occurrence of every string, overlapping ones too.

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)
            A null holds nothing.

        Returns
        -------
        polars.DataFrame
            ``row``, ``start`` (in characters) and ``string``, all UInt32, by row, start and length.
        """
        chars, offsets = codepoints(texts)
        size = chars.size // 4 + 16
        while True:
            rows, starts, strings = (np.empty(size, dtype=np.uint32) for _ in range(3))
            trie = (self.pairs, self.keys, self.children, self.strings)
            n = _find(chars, offsets, *trie, _shift(self.keys.size), rows, starts, strings)
            if n <= size:
                return pl.DataFrame({"row": rows[:n], "start": starts[:n], "string": strings[:n]})
            size = n


def _edges(chars: U32, first: I64, length: I64) -> tuple[I64, I64, I32]:
    """Return the keys of all edges, the nodes that they lead to, and each node's string."""
    node = np.zeros(length.size, dtype=np.int64)
    keys = [np.zeros(0, dtype=np.int64)]
    ends = np.full(chars.size + 1, -1, dtype=np.int32)
    n_nodes = 1
    for depth in range(int(length.max(initial=0))):
        longer = np.flatnonzero(length > depth)
        key, which = np.unique(
            (node[longer] << _CHAR_BITS) | chars[first[longer] + depth], return_inverse=True
        )
        node[longer] = n_nodes + which
        keys.append(key)
        n_nodes += key.size
        done = longer[length[longer] == depth + 1]
        ends[node[done]] = done
    edges = np.concatenate(keys)
    return edges, np.arange(1, n_nodes), ends[:n_nodes].copy()


def _table(keys: I64, children: I64) -> tuple[I64, I32]:
    """Put the edges into a table of a power of two of slots, at most half of them taken."""
    bits = max(1, int(2 * keys.size).bit_length())
    slots = np.full(1 << bits, -1, dtype=np.int64)
    leads_to = np.zeros(1 << bits, dtype=np.int32)
    at = ((keys.astype(np.uint64) * _SPREAD) >> _shift(1 << bits)).astype(np.int64)
    left = np.arange(keys.size)
    while left.size:  # all that find their slot free, at once; of several, one gets it
        free = slots[at] < 0
        slots[at[free]] = keys[left[free]]
        leads_to[at[free]] = children[left[free]]
        homeless = slots[at] != keys[left]
        left, at = left[homeless], (at[homeless] + 1) & ((1 << bits) - 1)
    return slots, leads_to


def _shift(n_slots: int) -> np.uint64:
    """Return by how much a hash of 64 bits is shifted to be a slot."""
    return np.uint64(65 - n_slots.bit_length())


def _pair(one: U32, other: U32) -> U32:
    return ((one * np.uint32(40503)) ^ other) & np.uint32((1 << _PAIR_BITS) - 1)


@njit(cache=True, nogil=True)
def _find(  # noqa: PLR0917 - a kernel names all its arrays
    chars: U32,
    offsets: I64,
    pairs: U8,
    keys: I64,
    children: I32,
    strings: I32,
    shift: np.uint64,
    out_rows: U32,
    out_starts: U32,
    out_strings: U32,
) -> int:  # pragma: no cover - compiled
    # Writes as many occurrences as there is room for; returns how many there are.
    n = 0
    mask = keys.size - 1
    for t in range(offsets.size - 1):
        stop = offsets[t + 1]
        for i in range(offsets[t], stop - 1):
            pair = ((chars[i] * np.uint32(40503)) ^ chars[i + 1]) & np.uint32(0xFFFFF)
            if not (pairs[pair >> 3] >> (pair & 7)) & 1:
                continue
            node = np.int64(0)
            for j in range(i, stop):
                key = (node << 21) | np.int64(chars[j])
                at = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> shift)
                while keys[at] != key and keys[at] >= 0:
                    at = (at + 1) & mask
                if keys[at] < 0:
                    break
                node = np.int64(children[at])
                if strings[node] >= 0:
                    if n < out_rows.size:
                        out_rows[n] = t
                        out_starts[n] = i - offsets[t]
                        out_strings[n] = strings[node]
                    n += 1
    return n
