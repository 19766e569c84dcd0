"""Mentions that tell one story: a story that fifty headlines tell is one case, not fifty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

WINDOW_DAYS: Final = 10
"""Headlines of one story lie at most so many days apart."""

ALIKE: Final = 0.5
"""So much of the shorter headline's pairs of characters stand in the other one."""

_NO_LETTER = re.compile(r"[\W_]+")
_ASKING = re.compile(r"如何看待|如何评价|是什么|为什么|有哪些|有多|你会|什么")


def stories(
    texts: Sequence[str], days: Sequence[date], core: Sequence[str] = ()
) -> NDArray[np.int64]:
    """Return which story each mention tells, as a number.

    Two mentions tell one story where they are alike and at most :data:`WINDOW_DAYS` apart; what is
    alike with one of a story is of it, too.

    Parameters
    ----------
    texts, days : sequence, shape (mention,)
    core : sequence of str
        Words that all of the mentions hold; they make none alike.

    Returns
    -------
    numpy.ndarray of int, shape (mention,)
        Numbers from 0 in the order of day and text; the order of the mentions does not matter.
    """
    order = sorted(range(len(texts)), key=lambda i: (days[i], texts[i]))
    pairs = [_pairs(texts[i], core) for i in order]
    root = list(range(len(order)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    first = 0
    for i, own in enumerate(pairs):
        while (days[order[i]] - days[order[first]]).days > WINDOW_DAYS:
            first += 1
        for j in range(first, i):
            other = pairs[j]
            least = ALIKE * min(len(own), len(other))
            if least >= 1.0 and len(own & other) >= least:
                a, b = find(i), find(j)
                root[max(a, b)] = min(a, b)
    number: dict[int, int] = {}
    out = np.empty(len(texts), dtype=np.int64)
    for i, at in enumerate(order):
        out[at] = number.setdefault(find(i), len(number))
    return out


def _pairs(text: str, core: Sequence[str]) -> frozenset[str]:
    text = _ASKING.sub(" ", text.lower())
    for word in core:
        text = text.replace(word, " ")
    runs = (run for run in _NO_LETTER.split(text) if run)
    return frozenset(run[i : i + 2] for run in runs for i in range(max(len(run) - 1, 1)))
