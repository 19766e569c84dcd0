"""People who follow creators, one by one: whom each set of creators reaches is known.

Every person lives in a region, has an age and belongs to one circle of interest. A creator has a
home region, an age and one or two circles; who is near follows more often. Some follow everything:
people differ in how much they follow at all, so that audiences overlap more than regions, ages and
circles alone would have it. What a user knows of that is a table of creators (sizes, make-up,
themes, prices) and perhaps the overlap of some pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chuquan.opportunities.creators.audience import Audiences
from chuquan.opportunities.creators.table import Candidate

REGIONS = ("东", "南", "西", "北", "中")
AGES = ("18-24", "25-34", "35-")


@dataclass(frozen=True)
class Plan:
    """What to plant.

    Attributes
    ----------
    n_people, n_creators, n_circles : int
    top_share : float
        Of all people, the share that the largest creator reaches, about.
    spread : float
        Standard deviation of the log of the creators' sizes.
    appetite : float
        Standard deviation of the log of how much a person follows at all.
    price_power, price_noise : float
        A price grows with that power of the audience; standard deviation of its log about that.
    """

    n_people: int = 4000
    n_creators: int = 20
    n_circles: int = 6
    top_share: float = 0.35
    spread: float = 1.0
    appetite: float = 0.6
    price_power: float = 0.8
    price_noise: float = 0.4


@dataclass(frozen=True)
class World:
    """A planted world.

    Attributes
    ----------
    follows : bool, shape (person, creator)
    creators : tuple of Candidate
        What a user's table says, with the make-up of each audience in the world.
    overlaps : dict of (str, str) to float
        People that two creators share, of all pairs.
    """

    follows: NDArray[np.bool_]
    creators: tuple[Candidate, ...]
    overlaps: dict[tuple[str, str], float]

    def truth(self) -> Audiences:
        """Return the audiences as they are: people who follow the same creators are one cell."""
        kinds, n = np.unique(self.follows, axis=0, return_counts=True)
        shares = [dict.fromkeys(np.flatnonzero(kinds[:, i]).tolist(), 1.0) for i in _all(self)]
        return Audiences.of(n.astype(np.float64), shares)

    def reached(self, ids: tuple[str, ...]) -> int:
        """Return how many people follow at least one of these creators."""
        at = {c.creator_id: i for i, c in enumerate(self.creators)}
        own = [at[i] for i in ids]
        return int(self.follows[:, own].any(axis=1).sum())


def plant(plan: Plan, rng: np.random.Generator) -> World:
    """Plant a world; its creators are in the order of their ids, and each has a follower."""
    region = rng.integers(0, len(REGIONS), plan.n_people)
    age = rng.integers(0, len(AGES), plan.n_people)
    circle = rng.integers(0, plan.n_circles, plan.n_people)
    appetite = rng.lognormal(0.0, plan.appetite, plan.n_people)
    size = rng.lognormal(0.0, plan.spread, plan.n_creators)
    size *= plan.top_share / size.max()
    follows = np.zeros((plan.n_people, plan.n_creators), dtype=np.bool_)
    circles = []
    for i in range(plan.n_creators):
        own = rng.choice(plan.n_circles, rng.integers(1, 3), replace=False)
        near = appetite * np.where(np.isin(circle, own), 6.0, 1.0)
        near *= np.where(region == rng.integers(0, len(REGIONS)), 3.0, 1.0)
        near *= np.where(age == rng.integers(0, len(AGES)), 2.0, 1.0)
        chance = np.clip(size[i] * near / near.mean(), 0.0, 0.97)
        follows[:, i] = rng.random(plan.n_people) < chance
        follows[rng.integers(0, plan.n_people), i] = True
        circles.append(own)
    n = follows.sum(axis=0)
    prices = n**plan.price_power * rng.lognormal(0.0, plan.price_noise, plan.n_creators)
    creators = tuple(
        Candidate(
            creator_id=f"c{i:05}",
            name=f"达人{i}",
            audience=float(n[i]),
            price=float(np.ceil(prices[i])),
            themes={f"圈{c}": 1.0 for c in circles[i]},
            cells={
                "region": _shares(region[follows[:, i]], REGIONS),
                "age": _shares(age[follows[:, i]], AGES),
                "interest": _shares(
                    circle[follows[:, i]], tuple(f"圈{c}" for c in range(plan.n_circles))
                ),
            },
        )
        for i in range(plan.n_creators)
    )
    both = follows.T.astype(np.float64) @ follows.astype(np.float64)
    overlaps = {
        (creators[a].creator_id, creators[b].creator_id): float(both[a, b])
        for a in range(plan.n_creators)
        for b in range(a + 1, plan.n_creators)
    }
    return World(follows, creators, overlaps)


def plant_table(n_creators: int, n_cells: int, rng: np.random.Generator) -> Audiences:
    """Return many audiences over cells as a table would have them, without planting people.

    Sizes are heavy-tailed; each creator reaches some tens of cells, mostly of a few neighbours.
    """
    people = rng.lognormal(12.0, 1.0, n_cells)
    shares = []
    for size in rng.pareto(1.2, n_creators) * 0.004:
        home = rng.integers(0, n_cells)
        near = (home + np.rint(rng.normal(0, 12, 30)).astype(int)) % n_cells
        cells = np.unique(np.concatenate([near, rng.integers(0, n_cells, 10)]))
        parts = np.minimum(0.6, size * rng.gamma(0.7, 1.4, cells.size))
        shares.append(dict(zip(cells.tolist(), parts.tolist(), strict=True)))
    fit = rng.beta(4, 2, n_creators)
    return Audiences.of(people, shares, fit=fit)


def _shares(values: NDArray[np.int64], names: tuple[str, ...]) -> dict[str, float]:
    n = np.bincount(values, minlength=len(names))
    return {name: float(k) / values.size for name, k in zip(names, n, strict=True) if k}


def _all(world: World) -> range:
    return range(world.follows.shape[1])
