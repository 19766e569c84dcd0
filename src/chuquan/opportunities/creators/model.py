"""From what is known of creators to audiences that overlap, with what had to be assumed said.

Known, best first: the make-up of audiences (regions, ages, interests), overlaps of pairs, the size
of the public that all audiences lie in. What is not known is assumed, and each assumption is named:

- make-up known: cells are all combinations of the dimensions; within a creator the dimensions are
  independent. The size of cells comes from the public where it is known, or from known overlaps by
  capture and recapture; else the creator with the largest part of a cell is taken to reach half.
- overlaps known, make-up not: circles of people (:mod:`chuquan.opportunities.creators.circles`).
- neither known: one cell of everybody. Two creators then share as many as chance would have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from chuquan.opportunities.creators.audience import F64, I64, SURE, Audiences
from chuquan.opportunities.creators.circles import fit_circles
from chuquan.opportunities.creators.table import Candidate

Basis = Literal["cells", "overlaps", "chance"]

LARGEST_SHARE: Final = 0.5
"""Where nothing tells how many people a cell holds, the largest creator of it reaches so many."""

SAME: Final = 0.98
"""Two creators who share so much of the larger audience have the same one."""

MOST_CELLS: Final = 1000


@dataclass(frozen=True)
class Modelled:
    """Audiences with what they rest on.

    Attributes
    ----------
    basis : str
        ``cells``, ``overlaps`` or ``chance``.
    sized_by : str
        What tells the size of cells: ``public``, ``overlaps`` or ``half``.
    n_people : float
        All people of all cells.
    n_without : int
        Creators whose make-up or overlap is not known: taken to be as the others' mean.
    left_out : tuple of str
        Dimensions that would have made too many cells.
    error : float or None
        Mean distance of modelled from known overlaps, as a share of the smaller audience.
    """

    audiences: Audiences
    basis: Basis
    sized_by: Literal["public", "overlaps", "half"]
    n_people: float
    n_without: int = 0
    left_out: tuple[str, ...] = ()
    error: float | None = None


def model_audiences(
    creators: Sequence[Candidate],
    fits: F64,
    overlaps: Mapping[tuple[str, str], float] | None = None,
    public: float | None = None,
) -> Modelled:
    """Model the audiences of creators.

    Parameters
    ----------
    creators : sequence of Candidate
    fits : float64, shape (creator,)
        How well each fits, 0 to 1.
    overlaps : mapping of (id, id) to float, optional
        People that two creators share; ids in order.
    public : float, optional
        People that all audiences lie in.
    """
    sizes = np.array([c.audience for c in creators])
    pairs = _pairs(creators, overlaps or {})
    group = _same_audience(sizes, pairs)
    largest = _largest_of(group, sizes)
    has_cells = any(c.cells for c in creators)
    if has_cells:
        reached, n_without, left_out = _crossed([creators[i] for i in largest], sizes[largest])
    elif pairs:
        return _by_circles(sizes, largest, group, fits, pairs, public)
    else:
        reached, n_without, left_out = sizes[largest][:, None], 0, ()
    people, sized_by, error = _sized(reached, group, pairs, public)
    made = Audiences.of(people, _rows(reached, people), group, fits)
    basis: Basis = "cells" if has_cells else "chance"
    total = float(people.sum())
    return Modelled(made, basis, sized_by, total, n_without, left_out, error)


Pairs = list[tuple[int, int, float]]


def _pairs(creators: Sequence[Candidate], overlaps: Mapping[tuple[str, str], float]) -> Pairs:
    at = {c.creator_id: i for i, c in enumerate(creators)}
    return [
        (at[a], at[b], both) for (a, b), both in sorted(overlaps.items()) if a in at and b in at
    ]


def _same_audience(sizes: F64, pairs: Pairs) -> I64:
    """Return a number for each creator, the same for those that have the same audience."""
    root = list(range(sizes.size))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for a, b, both in pairs:
        if both >= SAME * max(sizes[a], sizes[b]):
            first, second = sorted((find(a), find(b)))
            root[second] = first
    roots = np.array([find(i) for i in range(sizes.size)])
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def _largest_of(group: I64, sizes: F64) -> I64:
    order = np.lexsort((np.arange(sizes.size), -sizes, group))
    return order[np.unique(group[order], return_index=True)[1]].astype(np.int64)


def _crossed(creators: Sequence[Candidate], sizes: F64) -> tuple[F64, int, tuple[str, ...]]:
    """Return people of each cell that each creator reaches, cells crossed over the dimensions."""
    names = sorted({d for c in creators for d in c.cells})
    tables = {d: _dimension(creators, sizes, d) for d in names}
    # What tells audiences apart most is crossed first.
    order = sorted(names, key=lambda d: (-_spread(tables[d], sizes), d))
    out, left_out = sizes[:, None], []
    for d in order:
        if out.shape[1] * tables[d].shape[1] > MOST_CELLS:
            left_out.append(d)
            continue
        out = (out[:, :, None] * tables[d][:, None, :]).reshape(sizes.size, -1)
    n_without = sum(any(d not in c.cells for d in names) for c in creators)
    return out[:, out.max(axis=0) > 0], n_without, tuple(left_out)


def _dimension(creators: Sequence[Candidate], sizes: F64, name: str) -> F64:
    cells = sorted({cell for c in creators for cell in c.cells.get(name, {})})
    at = {cell: j for j, cell in enumerate(cells)}
    table = np.zeros((len(creators), len(cells)))
    for i, c in enumerate(creators):
        for cell, share in c.cells.get(name, {}).items():
            table[i, at[cell]] = share
    is_known = table.sum(axis=1) > 0
    table[~is_known] = np.average(table[is_known], axis=0, weights=sizes[is_known])
    return table


def _spread(table: F64, sizes: F64) -> float:
    mean = np.average(table, axis=0, weights=sizes)
    return float(np.average(np.abs(table - mean).sum(axis=1), weights=sizes))


def _sized(
    reached: F64, group: I64, pairs: Pairs, public: float | None
) -> tuple[F64, Literal["public", "overlaps", "half"], float | None]:
    """Return the people of each cell, what tells them, and how far known overlaps are off."""
    largest = reached.max(axis=0)
    share = reached.sum(axis=0) / reached.sum()
    told = [(group[a], group[b], both) for a, b, both in pairs if group[a] != group[b]]
    own = reached.sum(axis=1)
    error = None
    if public is not None:
        people = np.maximum(public * share, largest)
        by: Literal["public", "overlaps", "half"] = "public"
    elif told:
        first = np.array([a for a, _, _ in told])
        second = np.array([b for _, b, _ in told])
        both = np.array([n for _, _, n in told])
        # With cells of `share` of all people, so many overlap by chance for each of all people.
        by_chance = (reached[first] * reached[second] / np.maximum(share, 1e-300)).sum(axis=1)
        total = by_chance.sum() / max(both.sum(), 1e-9 * by_chance.sum())
        people = np.maximum(total * share, largest)
        by = "overlaps"
    else:
        people, by = largest / LARGEST_SHARE, "half"
    if told:
        off = [
            abs(float((reached[a] * reached[b] / people).sum()) - both) / min(own[a], own[b])
            for a, b, both in told
        ]
        error = float(np.mean(off))
    return people, by, error


def _by_circles(  # noqa: PLR0917  what is known, one by one
    sizes: F64, largest: I64, group: I64, fits: F64, pairs: Pairs, public: float | None
) -> Modelled:
    told = [(group[a], group[b], both) for a, b, both in pairs if group[a] != group[b]]
    own = sizes[largest]
    if not told:
        people, by, _ = _sized(own[:, None], group, [], public)
        made = Audiences.of(people, _rows(own[:, None], people), group, fits)
        return Modelled(made, "chance", by, float(people.sum()))
    first = np.array([a for a, _, _ in told], dtype=np.int64)
    second = np.array([b for _, b, _ in told], dtype=np.int64)
    circles = fit_circles(own, first, second, np.array([n for _, _, n in told]))
    made = Audiences.of(circles.people, _rows(circles.reached, circles.people), group, fits)
    n_known = np.unique(np.concatenate([first, second])).size
    return Modelled(
        made,
        "overlaps",
        "overlaps",
        float(circles.people.sum()),
        own.size - n_known,
        error=circles.error,
    )


def _rows(reached: F64, people: F64) -> list[dict[int, float]]:
    shares = np.minimum(reached / people, SURE)
    return [
        {int(j): float(row[j]) for j in np.flatnonzero(row > 1e-12)} for row in np.asarray(shares)
    ]
