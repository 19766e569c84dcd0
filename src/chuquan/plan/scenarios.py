"""What may come of a plan's actions: scenarios drawn from what is believed of them.

A scenario says of every action whether it breaks out, what it brings in all, how fast it rises and
halves, and of every resource how much of it is used anyway. Every quantity is drawn by strata
(McKay, Beckman and Conover 1979: Latin hypercube): among n scenarios exactly one falls into each
n-th of its distribution, so that 500 say about as much of a mean as several thousand plain draws.

Each quantity has random numbers of its own, found by the seed and the name of its action, lever or
resource. So two plans that share an action see it turn out alike, and to add an action changes no
other: plans are compared on the same luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from chuquan.plan.problem import Problem, Uncertain

FloatArray: TypeAlias = NDArray[np.float64]

LEVER_SPREAD: Final = 0.5
"""Spread of what the actions of one lever have in common, as a share of ``shared_spread``."""
_Z90: Final = 1.2815515655446004
"""The 90th percentile of the standard normal distribution."""
_LEAST: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Scenarios:
    """Ways in which a plan may turn out; of equal probability.

    Attributes
    ----------
    seed : int
    is_breakout : bool array, shape (scenario, action)
    total : float array, shape (scenario, action)
        What the action brings over its whole course were it alone, all factors in it, in the goal's
        unit, before the factors of days; actions in the order of ``Problem.actions``.
    rise_days, half_life_days : float array, shape (scenario, action)
    base_factor : float array, shape (scenario, resource)
        By which what is used anyway is multiplied on all days.
    """

    seed: int
    is_breakout: NDArray[np.bool_]
    total: FloatArray
    rise_days: FloatArray
    half_life_days: FloatArray
    base_factor: FloatArray

    @property
    def n(self) -> int:
        """Number of scenarios."""
        return int(self.total.shape[0])


def draw(problem: Problem, n: int, seed: int) -> Scenarios:
    """Draw scenarios of a problem's actions and resources.

    Totals have the three percentiles of :class:`Uncertain`; then they are multiplied by what all
    responses have in common (log-normal about 1 with ``shared_spread``) and by what those of a
    lever do (with half that spread), so that the spread of one action is a little wider than told.

    Parameters
    ----------
    n : int
        Number of scenarios, 1 or more.
    seed : int
        Another seed gives scenarios that have nothing to do with these (held out).

    Returns
    -------
    Scenarios
        The same for the same problem, number and seed, on any machine.
    """
    strata = _Strata(n, seed)
    spread = problem.shared_spread
    shared = np.exp(spread * strata.normal("shared"))
    of_lever = {
        lever: np.exp(spread * LEVER_SPREAD * strata.normal(f"lever.{lever}"))
        for lever in sorted({action.lever for action in problem.actions})
    }
    n_actions = len(problem.actions)
    out = {name: np.zeros((n, n_actions)) for name in ("total", "rise", "half")}
    is_breakout = np.zeros((n, n_actions), dtype=np.bool_)
    for i, action in enumerate(problem.actions):
        effect, key = action.effect, f"action.{action.action_id}"
        is_breakout[:, i] = strata.uniform(f"{key}.breakout") < effect.p_breakout
        z = strata.normal(f"{key}.total")
        high = quantiles(effect.total, z)
        low = quantiles(effect.total_else, z) if effect.total_else else 0.0
        total = np.where(is_breakout[:, i], high, low)
        out["total"][:, i] = total * shared * of_lever[action.lever]
        out["rise"][:, i] = quantiles(effect.rise_days, strata.normal(f"{key}.rise"))
        out["half"][:, i] = quantiles(effect.half_life_days, strata.normal(f"{key}.half"))
    base = [
        np.exp(resource.base_spread * strata.normal(f"resource.{resource.resource_id}"))
        for resource in problem.resources
    ]
    return Scenarios(
        seed=seed,
        is_breakout=is_breakout,
        total=out["total"],
        rise_days=out["rise"],
        half_life_days=np.maximum(out["half"], _LEAST),
        base_factor=np.stack(base, axis=1) if base else np.ones((n, 0)),
    )


def quantiles(belief: Uncertain, z: FloatArray) -> FloatArray:
    """Return values of an uncertain quantity at standard normal scores.

    Log-normal with one spread below its median and one above, so that all three of its percentiles
    are held, and not only two of them. Where the low one is 0, the spread above serves for both.
    """
    if belief.median <= 0:
        return np.zeros_like(z)
    above = np.log(max(belief.high, belief.median) / belief.median) / _Z90
    is_told = 0 < belief.low <= belief.median
    below = np.log(belief.median / belief.low) / _Z90 if is_told else above
    return np.asarray(belief.median * np.exp(z * np.where(z > 0, above, below)))


@dataclass(frozen=True)
class _Strata:
    """Draws by strata, each quantity with random numbers of its own."""

    n: int
    seed: int

    def uniform(self, key: str) -> FloatArray:
        """Return numbers in (0, 1), one in each n-th, in a random order."""
        make: Callable[..., Any] = np.random.default_rng
        rng = make([self.seed & 0xFFFFFFFF, crc32(key.encode())])
        strata = (rng.permutation(self.n) + rng.random(self.n)) / self.n
        return np.asarray(np.clip(strata, 1e-12, 1 - 1e-12))

    def normal(self, key: str) -> FloatArray:
        """Return standard normal numbers, by strata."""
        return np.asarray(ndtri(self.uniform(key)))
