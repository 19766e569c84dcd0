"""Invented audiences, and the slow, obvious twins of the kernels."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from chuquan.opportunities.creators.audience import Audiences
from chuquan.opportunities.creators.limits import Limits
from chuquan.opportunities.creators.table import Candidate


def make_audiences(n: int, n_cells: int, seed: int, *, is_alike: bool = False) -> Audiences:
    rng = np.random.default_rng(seed)
    people = rng.lognormal(8, 1, n_cells)
    shares = []
    for _ in range(n):
        cells = rng.choice(n_cells, rng.integers(1, n_cells + 1), replace=False)
        shares.append({int(c): float(rng.beta(0.5, 1.5)) for c in cells})
    who = np.arange(n) // 2 if is_alike else np.arange(n)
    return Audiences.of(people, shares, who, rng.uniform(0.2, 1.0, n))


def make_prices(audiences: Audiences, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed + 10_000)
    return np.round(audiences.sizes() ** 0.7 * rng.lognormal(0, 0.6, audiences.n_creators) + 1, 2)


def make_candidates(n: int, seed: int = 0) -> list[Candidate]:
    rng = np.random.default_rng(seed)
    regions = ("四川", "河南", "广东")
    out = []
    for i in range(n):
        shares = dict(zip(regions, rng.dirichlet([0.7] * 3).tolist(), strict=True))
        size = float(rng.lognormal(11, 1))
        themes = {"汉服": 1.0} if i % 2 else {"美食": 1.0, "汉服": 0.5}
        out.append(
            Candidate(f"id{i:03}", f"达人{i}", size, size**0.8, themes, cells={"region": shares})
        )
    return out


def slow_reach(a: Audiences, chosen) -> float:
    """Reach by its definition: of each audience the best fit counts, cell by cell."""
    best: dict[int, float] = {}
    for i in chosen:
        own = int(a.audience[i])
        best[own] = max(best.get(own, 0.0), float(a.fit[i]))
    total = 0.0
    for c, people in enumerate(a.people):
        missed = 1.0
        for own, fit in best.items():
            for k in range(a.start[own], a.start[own + 1]):
                if a.cell[k] == c:
                    missed *= 1.0 - fit * float(a.share[k])
        total += float(people) * (1.0 - missed)
    return total


def slow_best(a: Audiences, limits: Limits) -> float:
    """Look at every set."""
    n = a.n_creators
    sets = (
        np.array(chosen, dtype=np.int64)
        for k in range(n + 1)
        for chosen in combinations(range(n), k)
    )
    return max((slow_reach(a, s) for s in sets if limits.keeps(s)), default=-1.0)


def slow_greedy(a: Audiences, prices, budget: float, most: int) -> list[int]:
    """Greedy that counts everybody anew at each step."""
    chosen: list[int] = []
    left = budget
    while len(chosen) < most:
        now = slow_reach(a, chosen)
        best, top = -1, 0.0
        for i in range(a.n_creators):
            if i not in chosen and prices[i] <= left:
                ratio = (slow_reach(a, [*chosen, i]) - now) / prices[i]
                if ratio > top * (1 + 1e-9):
                    best, top = i, ratio
        if best < 0:
            return chosen
        chosen.append(best)
        left -= prices[best]
    return chosen
