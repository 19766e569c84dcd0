"""Casebooks with known truth: cases and events of levers and sizes whose means are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from chuquan.casebook.cases import Case, Seen
from chuquan.casebook.cells import Key
from chuquan.casebook.shrink import Floats
from chuquan.tables import LEVERS

PLACES: Final = ("small", "middle", "large")
_LEVER_SHARES: Final = (0.06, 0.05, 0.29, 0.15, 0.14, 0.23, 0.08)  # as in the Weibo archive
_PLACE_SHARES: Final = (0.2, 0.3, 0.5)


@dataclass(frozen=True)
class CasebookWorld:
    """What is true of a simulated world, and what was seen of it.

    Attributes
    ----------
    cases : tuple of Case
    events : tuple of (Key, bool)
        Each event's cell, and whether it broke out.
    log_excess, log_half_life, log_odds : dict
        Truth by lever and size of the city: the mean of the logarithm of the attention above
        ``less``, of the half-life in days, and the log-odds of breaking out.
    sd : float
        Of single cases, on both logarithms.
    less : float
    """

    cases: tuple[Case, ...]
    events: tuple[tuple[Key, bool], ...]
    log_excess: dict[tuple[str, str], float]
    log_half_life: dict[tuple[str, str], float]
    log_odds: dict[tuple[str, str], float]
    sd: float
    less: float

    def new_excess(self, cell: tuple[str, str], n: int, rng: np.random.Generator) -> Floats:
        """Return the attention of new cases of a cell."""
        return np.exp(rng.normal(self.log_excess[cell], self.sd, n)) + self.less


def casebook_world(
    seed: int, *, n_cases: int, n_events: int, apart: float, sd: float = 1.0, less: float = 2.5
) -> CasebookWorld:
    """Draw a world and what was seen of it.

    Parameters
    ----------
    seed : int
    n_cases, n_events : int
    apart : float
        Standard deviation of the effects of levers; those of sizes differ by half as much.
    sd : float
        Of single cases on the logarithm.
    less : float
        Attention below which nothing is found.
    """
    rng = np.random.default_rng(seed)
    truths = [_truth(rng, mean, apart) for mean in (math.log(5.5), math.log(1.6), -1.3)]
    cells = [
        (str(rng.choice(LEVERS, p=_LEVER_SHARES)), str(rng.choice(PLACES, p=_PLACE_SHARES)))
        for _ in range(n_cases + n_events)
    ]
    cases = []
    for i, cell in enumerate(cells[:n_cases]):
        error = float(rng.uniform(0.3, 1.2))
        half_life = rng.normal(truths[1][cell], sd)
        cases.append(
            Case(
                breakout_id=f"{i:06d}",
                lever=cell[0],
                place=cell[1],  # type: ignore[arg-type]
                n_excess=math.exp(rng.normal(truths[0][cell], sd)) + less,
                rise_days=math.exp(rng.normal(0.5, 1.0)),
                half_life=Seen(log=rng.normal(half_life, error), error=error),
            )
        )
    events = tuple(
        ((lever, place, "unknown"), bool(rng.random() < expit(truths[2][lever, place])))
        for lever, place in cells[n_cases:]
    )
    return CasebookWorld(tuple(cases), events, truths[0], truths[1], truths[2], sd, less)


def _truth(rng: np.random.Generator, mean: float, apart: float) -> dict[tuple[str, str], float]:
    by_lever = dict(zip(LEVERS, rng.normal(0.0, apart, len(LEVERS)), strict=True))
    by_place = dict(zip(PLACES, rng.normal(0.0, apart / 2, len(PLACES)), strict=True))
    return {(a, b): mean + x + y for a, x in by_lever.items() for b, y in by_place.items()}
