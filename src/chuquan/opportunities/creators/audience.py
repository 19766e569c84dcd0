"""Audiences that overlap: how many different people a set of creators reaches.

People lie in cells (a region and an age, a circle of interests). Of the people of a cell a creator
reaches a share, and whether one creator reaches a person of the cell says nothing of whether
another one does. So the set S reaches, of the people ``w`` of a cell, ``w (1 - prod(1 - r))``: each
person once, however many creators reach them. Overlap comes from sharing cells. The sum over cells
is monotone (one more creator never takes people away) and submodular (a creator brings at most as
many new people to a larger set as to a smaller one), and that is all that the choice rests on. Sets
of people with known overlap are the same model with shares of one.

The fit of a creator to the themes asked for thins the audience out: of the people reached, so many
care. Creators with the same audience (two accounts of one house) reach the same people: of them the
best fit alone counts.
"""

# ruff: noqa: PLR0917  kernels take their arrays one by one
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.compiled import entry, inner

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

SURE: Final = 1.0 - 1e-9
"""A share of one is cut to this, so that what a creator took can be given back by division."""


@dataclass(frozen=True)
class Audiences:
    """The audiences of creators over cells of people.

    Attributes
    ----------
    people : float64, shape (cell,)
        People of each cell.
    start : int64, shape (audience + 1,)
        Where each audience begins in ``cell`` and ``share``.
    cell : int64, shape (part,)
    share : float64, shape (part,)
        Of the people of the cell, 0 to :data:`SURE`.
    audience : int64, shape (creator,)
        Which audience each creator has.
    fit : float64, shape (creator,)
        Of the people reached, the share who care for the themes; 0 to 1.
    """

    people: F64
    start: I64
    cell: I64
    share: F64
    audience: I64
    fit: F64

    @classmethod
    def of(
        cls,
        people: Sequence[float] | F64,
        shares: Sequence[Mapping[int, float]],
        audience: Sequence[int] | I64 | None = None,
        fit: Sequence[float] | F64 | None = None,
    ) -> Audiences:
        """Build from one mapping of cell to share for each audience.

        Parameters
        ----------
        people : sequence of float
        shares : sequence of mapping of int to float
        audience : sequence of int, optional
            One audience for each creator unless given.
        fit : sequence of float, optional
            One for all unless given.
        """
        ordered = [sorted(own.items()) for own in shares]
        start = np.concatenate([[0], np.cumsum([len(own) for own in ordered])]).astype(np.int64)
        parts = [part for own in ordered for part in own]
        who = np.arange(len(ordered)) if audience is None else np.asarray(audience)
        return cls(
            people=np.asarray(people, dtype=np.float64),
            start=start,
            cell=np.array([c for c, _ in parts], dtype=np.int64),
            share=np.clip([r for _, r in parts], 0.0, SURE).astype(np.float64),
            audience=who.astype(np.int64),
            fit=np.ones(who.size) if fit is None else np.asarray(fit, dtype=np.float64),
        )

    @property
    def n_creators(self) -> int:
        """How many creators there are."""
        return int(self.audience.size)

    def sizes(self) -> F64:
        """Return how many people each creator reaches alone, whatever the fit; (creator,)."""
        each = np.add.reduceat(
            np.append(self.people[self.cell] * self.share, 0.0), self.start[:-1]
        ) * (np.diff(self.start) > 0)
        return np.asarray(each[self.audience], dtype=np.float64)

    def take(self, creators: I64) -> Audiences:
        """Return the audiences of some creators, in that order."""
        return Audiences(
            self.people,
            self.start,
            self.cell,
            self.share,
            self.audience[creators],
            self.fit[creators],
        )


class Reached:
    """Who is reached so far; creators are added one by one.

    Parameters
    ----------
    audiences : Audiences
    creators : sequence of int
        Already added.
    """

    def __init__(self, audiences: Audiences, creators: Sequence[int] | I64 = ()) -> None:
        self.audiences = audiences
        self.miss = np.ones(audiences.people.size)
        self.top = np.zeros(max(audiences.start.size - 1, 1))
        for creator in creators:
            self.add(int(creator))

    def add(self, creator: int) -> None:
        """Add a creator."""
        a = self.audiences
        add_one(creator, *arrays(a)[1:], self.miss, self.top)

    def value(self) -> float:
        """Return how many people who care are reached, each once."""
        return float(self.audiences.people @ (1.0 - self.miss))

    def gains(self) -> F64:
        """Return how many new people each creator would bring; (creator,)."""
        out = np.empty(self.audiences.n_creators)
        all_gains(*arrays(self.audiences), self.miss, self.top, out)
        return out


def reach(audiences: Audiences, creators: Sequence[int] | I64) -> float:
    """Return how many people who care a set of creators reaches, each counted once."""
    return Reached(audiences, creators).value()


Arrays = tuple[F64, I64, I64, F64, I64, F64]


def arrays(a: Audiences) -> Arrays:
    """Return the arrays in the order in which the kernels take them."""
    return a.people, a.start, a.cell, a.share, a.audience, a.fit


@inner
def gain(
    i: int,
    people: F64,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
) -> float:
    """Return how many new people creator ``i`` brings.

    Parameters
    ----------
    miss : float64, shape (cell,)
        Share of each cell that nobody reaches yet.
    top : float64, shape (audience,)
        Best fit among the creators of each audience that are in.
    """
    own = audience[i]
    before = top[own]
    more = fit[i] - before
    total = 0.0
    if more > 0.0:
        for k in range(start[own], start[own + 1]):
            c, r = cell[k], share[k]
            total += people[c] * miss[c] * more * r / (1.0 - before * r)
    return total


@inner
def include(
    i: int,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
) -> None:
    """Add creator ``i`` to what is reached."""
    own = audience[i]
    before = top[own]
    if fit[i] > before:
        for k in range(start[own], start[own + 1]):
            r = share[k]
            miss[cell[k]] *= (1.0 - fit[i] * r) / (1.0 - before * r)
        top[own] = fit[i]


@entry
def add_one(
    i: int,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
) -> None:
    """Add creator ``i``; see :func:`include`."""
    include(i, start, cell, share, audience, fit, miss, top)


@entry
def all_gains(
    people: F64,
    start: I64,
    cell: I64,
    share: F64,
    audience: I64,
    fit: F64,
    miss: F64,
    top: F64,
    out: F64,
) -> None:
    """Fill ``out`` with every creator's :func:`gain`."""
    for i in range(audience.size):
        out[i] = gain(i, people, start, cell, share, audience, fit, miss, top)
