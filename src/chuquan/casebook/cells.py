"""The cells of a casebook: a lever, a size of city and a size of event, as rows of one design."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chuquan.casebook.shrink import Floats, Layout
from chuquan.casebook.sizes import EVENT_CLASSES, PLACE_CLASSES
from chuquan.tables import LEVERS

Key = tuple[str, str, str]
"""Lever, class of the place, class of the event."""

GROUPS: Final[tuple[tuple[str, ...], ...]] = (LEVERS, PLACE_CLASSES, EVENT_CLASSES)
SIZES: Final = ("all", "small", "middle", "large")
_POINTS: Final = (7, 5, 4)
_SHARED: Final = 2.0
"""Cases of the whole that are added to a lever's own when its mix of sizes is told."""


def layout(scales: tuple[float, float, float]) -> Layout:
    """Return the layout of all designs here, with its scales for levers, cities and events."""
    return Layout(tuple(len(levels) for levels in GROUPS), scales, _POINTS)


def design(keys: Sequence[Key]) -> Floats:
    """Return one row a key, (key, column)."""
    width = 1 + sum(len(levels) for levels in GROUPS)
    out = np.zeros((len(keys), width))
    out[:, 0] = 1.0
    for row, key in enumerate(keys):
        at = 1
        for levels, level in zip(GROUPS, key, strict=True):
            out[row, at + levels.index(level)] = 1.0
            at += len(levels)
    return out


def wanted(*, by_event: bool) -> Iterator[Key]:
    """Yield the cells that are told, ``all`` first; without sizes of events unless known."""
    for lever in ("all", *LEVERS):
        for place in SIZES:
            for event in SIZES if by_event else ("all",):
                yield lever, place, event


def is_in(key: Key, cell: Key) -> bool:
    """Return whether a case belongs to a cell; ``all`` takes every one."""
    return all(wish in {"all", own} for own, wish in zip(key, cell, strict=True))


@dataclass(frozen=True)
class Mixture:
    """What a cell stands for: rows of a design with their shares, which sum to one."""

    rows: Floats
    shares: Floats


def mixture(cell: Key, keys: Iterable[Key]) -> Mixture:
    """Return the rows that a cell mixes.

    A level that the cell names has all of the share. ``all`` is the mix of the cell's own cases,
    with two of the whole added, so that a lever without cases has the mix of the whole.

    Parameters
    ----------
    cell : (lever, place, event)
    keys : iterable of (lever, place, event)
        Of all cases.
    """
    every = list(keys)
    own = [key for key in every if is_in(key, cell)]
    shares = []
    for at, levels in enumerate(GROUPS):
        if cell[at] != "all":
            shares.append(np.array([float(level == cell[at]) for level in levels]))
            continue
        counts, whole = (
            np.array([sum(key[at] == level for key in some) for level in levels], dtype=np.float64)
            for some in (own, every)
        )
        share = whole / whole.sum() if whole.sum() else np.full(len(levels), 1 / len(levels))
        mixed = counts + _SHARED * share
        shares.append(mixed / mixed.sum())
    found = [
        ((lever, place, event), a * b * c)
        for lever, a in zip(GROUPS[0], shares[0], strict=True)
        for place, b in zip(GROUPS[1], shares[1], strict=True)
        for event, c in zip(GROUPS[2], shares[2], strict=True)
        if a * b * c > 0
    ]
    weights = np.array([share for _, share in found])
    return Mixture(design([key for key, _ in found]), weights / weights.sum())
