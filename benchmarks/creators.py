"""How good the choice of creators is: against the exact optimum, its bound, and the biggest names.

    python benchmarks/creators.py

Small worlds: people who follow creators are planted one by one; the choice sees the table of
creators (and the overlaps, where so told), and what it reaches is counted on the people. The best
possible is found by search on the people themselves. Large ones: audiences over cells as a table
has them; the time is CPU time of one process, compiled kernels loaded.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from figures import publish, table

from chuquan.opportunities.creators.audience import reach
from chuquan.opportunities.creators.choose import A_PRIORI, biggest, choose
from chuquan.opportunities.creators.exact import search
from chuquan.opportunities.creators.greedy import greedy
from chuquan.opportunities.creators.invite import Wanted, invite
from chuquan.opportunities.creators.limits import Limits
from chuquan.simulate.audiences import Plan, World, plant, plant_table

COMMAND = "python benchmarks/creators.py"
SEED = 61_000
N_WORLDS = 120
SIZES = (12, 18, 24)
N_LARGE = 10_000
N_CELLS = (200, 2000)
_NONE = np.empty(0, dtype=np.int64)
KNOWN = {
    "make-up and some overlaps": (True, 0.3),
    "make-up alone": (True, 0.0),
    "overlaps of all pairs": (False, 1.0),
    "overlaps of a third of the pairs": (False, 0.33),
    "sizes alone": (False, 0.0),
}


def main() -> None:
    small, found = small_worlds()
    large = [large_world(n, most) for n in N_CELLS for most in (None, 20)]
    publish(
        "creators",
        {"small": small, "method": found, "large": large},
        tell(small, found, large),
        COMMAND,
    )


def small_worlds() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the share of the best possible that is reached, by what is known."""
    shares: dict[str, list[float]] = {name: [] for name in (*KNOWN, "biggest names")}
    method: dict[str, list[float]] = {"greedy": [], "improved": [], "bound": []}
    for n in SIZES:
        for i in range(N_WORLDS):
            rng = np.random.default_rng(SEED + 1000 * n + i)
            world = plant(Plan(n_creators=n), rng)
            prices = np.array([c.price or 0.0 for c in world.creators])
            budget = float(rng.uniform(0.15, 0.5) * prices.sum())
            truth, limits = world.truth(), Limits.plain(prices, budget)
            best = search(truth, limits, _NONE)
            assert best.is_exact
            top = reach(truth, best.chosen)
            for name, known in KNOWN.items():
                shares[name].append(realised(world, known, budget, rng) / top)
            shares["biggest names"].append(reach(truth, biggest(truth, limits)) / top)
            tell_method(truth, limits, top, method)
    return (
        {name: spread(values) for name, values in shares.items()},
        {name: spread(values) for name, values in method.items()},
    )


def realised(
    world: World, known: tuple[bool, float], budget: float, rng: np.random.Generator
) -> int:
    """Return how many people the choice reaches that sees so much of the world."""
    has_cells, part = known
    creators = [
        c if has_cells else type(c)(c.creator_id, c.name, c.audience, c.price)
        for c in world.creators
    ]
    overlaps = {pair: n for pair, n in world.overlaps.items() if rng.random() < part}
    choice = invite(creators, Wanted(budget=budget), overlaps)
    assert choice.spent <= budget
    return world.reached(tuple(c.creator_id for c in choice.creators))


def tell_method(truth: Any, limits: Limits, top: float, method: dict[str, list[float]]) -> None:
    """Add how near the methods for large cases come to the best, on the true audiences."""
    from chuquan.opportunities.creators import choose as module  # noqa: PLC0415

    first = greedy(
        truth,
        limits.prices,
        limits.budget,
        most=limits.most,
        chosen=_NONE,
        allowed=limits.allowed,
    )
    kept, module.MOST_CREATORS = module.MOST_CREATORS, 0  # the search switched off
    choice = choose(truth, limits)
    module.MOST_CREATORS = kept
    method["greedy"].append(reach(truth, first) / top)
    method["improved"].append(choice.value / top)
    method["bound"].append(top / choice.bound)


def spread(values: list[float]) -> dict[str, float]:
    return {
        "n": len(values),
        "mean": float(np.mean(values)),
        "p5": float(np.percentile(values, 5)),
        "min": float(np.min(values)),
        "at_least_95": float(np.mean(np.array(values) >= 0.95)),
    }


def large_world(n_cells: int, most: int | None) -> dict[str, Any]:
    """Return time and guarantee for ten thousand creators."""
    rng = np.random.default_rng(SEED)
    audiences = plant_table(N_LARGE, n_cells, rng)
    prices = np.ceil(audiences.sizes() ** 0.8 * rng.lognormal(0.0, 0.4, N_LARGE)) + 50.0
    limits = Limits.plain(prices, 0.02 * float(prices.sum()), most)
    choose(audiences, limits)  # kernels are compiled or loaded
    began, wall = time.process_time(), time.perf_counter()
    choice = choose(audiences, limits)
    took, on_the_wall = time.process_time() - began, time.perf_counter() - wall
    return {
        "creators": N_LARGE,
        "cells": n_cells,
        "most": most,
        "chosen": int(choice.order.size),
        "cpu_seconds": took,
        "wall_seconds": on_the_wall,
        "guarantee": choice.value / choice.bound,
        "over_biggest": choice.value / reach(audiences, biggest(audiences, limits)),
    }


def tell(small: dict[str, Any], method: dict[str, Any], large: list[dict[str, Any]]) -> str:
    def row(name: str, s: dict[str, float]) -> list[str]:
        return [name, *(f"{100 * s[key]:.1f}%" for key in ("mean", "p5", "min", "at_least_95"))]

    header = ["what is known of the audiences", "mean", "5th percentile", "least", "95% and more"]
    n = small["biggest names"]["n"]
    first = table(header, [row(name, s) for name, s in small.items()])
    second = table(
        ["method, on the true audiences", *header[1:]],
        [
            row("lazy greedy alone", method["greedy"]),
            row("as for large cases: greedy, relaxation, swaps", method["improved"]),
            row("the best possible, against the stated bound", method["bound"]),
        ],
    )
    third = table(
        ["creators", "cells", "at most", "chosen", "CPU s", "guaranteed", "against biggest names"],
        [
            [
                f"{w['creators']:,}",
                f"{w['cells']:,}",
                str(w["most"] or "any"),
                str(w["chosen"]),
                f"{w['cpu_seconds']:.1f}",
                f"{100 * w['guarantee']:.1f}%",
                f"{w['over_biggest']:.2f} times",
            ]
            for w in large
        ],
    )
    return (
        f"People truly reached, as a share of the best possible within the budget, over {n} worlds "
        f"of {SIZES[0]} to {SIZES[-1]} creators; the choice sees only what is named:\n\n{first}\n\n"
        f"{second}\n\nWhatever the data, greedy choice or best single creator reach "
        f"{100 * A_PRIORI:.1f}% of the best; large cases state what holds of their own data:\n\n"
        f"{third}"
    )


if __name__ == "__main__":
    main()
