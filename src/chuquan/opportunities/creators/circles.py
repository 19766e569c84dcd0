"""Circles of people behind known overlaps: which creators share which circle, and how large it is.

Known overlaps say how many people two creators share, not who they are. So a few circles of unknown
size are looked for, over which each creator's audience is spread, such that independence within a
circle gives the known overlaps as well as can be: two creators of one circle share much, two of
different ones little. Of one circle alone this is the capture and recapture of ecology
(``N = A B / both``). Of pairs whose overlap is not known the circles say what is likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from chuquan.impact.series.threads import on_one_thread
from chuquan.opportunities.creators.audience import F64, I64

MOST_CIRCLES: Final = 8
_A_CIRCLE: Final = 3
"""So many creators for each circle at least, and so many known overlaps of each of them: with
more circles, chance is fitted, and what is said of unknown pairs gets worse (found on planted
worlds of seeds that the benchmark does not use)."""

_N_STARTS: Final = 3
_SEED: Final = 20240101
_RIDGE: Final = 1e-4
_FULL: Final = 0.98
"""Nobody reaches more of a circle without a penalty."""


@dataclass(frozen=True)
class Circles:
    """Circles with what each creator reaches of them.

    Attributes
    ----------
    people : float64, shape (circle,)
    reached : float64, shape (creator, circle)
        People of the circle that the creator reaches; a row sums to the audience.
    error : float
        Mean distance between known and modelled overlap, as a share of the smaller audience.
    """

    people: F64
    reached: F64
    error: float


@on_one_thread
def fit_circles(sizes: F64, a: I64, b: I64, both: F64) -> Circles:
    """Fit circles to known overlaps.

    Parameters
    ----------
    sizes : float64, shape (creator,)
        Audiences.
    a, b : int64, shape (pair,)
        Creators of each known pair.
    both : float64, shape (pair,)
        People that both reach.
    """
    n = sizes.size
    known = np.unique(np.concatenate([a, b]))
    at = np.full(n, -1)
    at[known] = np.arange(known.size)
    unit = float(sizes[known].mean())
    problem = _Problem(sizes[known] / unit, at[a], at[b], both / unit)
    n_partners = 2 * a.size // known.size
    n_circles = min(MOST_CIRCLES, max(1, min(known.size, n_partners) // _A_CIRCLE))
    rng = np.random.default_rng(_SEED)
    best: tuple[float, F64] | None = None
    for _ in range(_N_STARTS if n_circles > 1 else 1):
        start = problem.start(n_circles, rng)
        found = minimize(problem.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150})
        if best is None or found.fun < best[0]:
            best = float(found.fun), np.asarray(found.x)
    assert best is not None
    x, people = problem.unpack(best[1], n_circles)
    people = np.maximum(people, x.max(axis=0))
    modelled = (x[problem.a] * x[problem.b] / people).sum(axis=1)
    error = float(np.mean(np.abs(modelled - problem.both) / problem.least))
    # Of whom nothing is known the audience is spread as all the others' is.
    mean = x.sum(axis=0) / x.sum()
    reached = sizes[:, None] * mean
    reached[known] = unit * x
    people = np.maximum(unit * people, reached.max(axis=0))
    return Circles(people, reached, error)


class _Problem:
    """How far circles are from the known overlaps, with the slope."""

    def __init__(self, sizes: F64, a: I64, b: I64, both: F64) -> None:
        self.sizes, self.a, self.b, self.both = sizes, a, b, both
        self.least = np.minimum(sizes[a], sizes[b])

    def start(self, n_circles: int, rng: np.random.Generator) -> F64:
        """Return a start: all alike but for chance; circles as capture and recapture has them."""
        chance = float((self.sizes[self.a] * self.sizes[self.b]).sum())
        total = chance / max(float(self.both.sum()), 1e-9 * chance)
        sizes = np.full(n_circles, np.log(total / n_circles))
        loads = rng.normal(0.0, 1.0, self.sizes.size * n_circles)
        return np.concatenate([sizes, loads])

    def unpack(self, theta: F64, n_circles: int) -> tuple[F64, F64]:
        """Return what each creator reaches of each circle, and the circles' sizes."""
        people = np.exp(np.clip(theta[:n_circles], -20, 30))
        loads = theta[n_circles:].reshape(-1, n_circles)
        shares = np.exp(loads - loads.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return self.sizes[:, None] * shares, people

    def loss(self, theta: F64) -> tuple[float, F64]:
        """Return the mean squared distance with penalties, and its slope."""
        n_circles = theta.size // (self.sizes.size + 1)
        x, people = self.unpack(theta, n_circles)
        xa, xb = x[self.a], x[self.b]
        parts = xa * xb / people
        miss = (parts.sum(axis=1) - self.both) / self.least
        n = miss.size
        slope_of_pair = (2.0 / n) * miss / self.least
        by_x = np.zeros_like(x)
        np.add.at(by_x, self.a, slope_of_pair[:, None] * xb / people)
        np.add.at(by_x, self.b, slope_of_pair[:, None] * xa / people)
        by_people = -(slope_of_pair[:, None] * parts).sum(axis=0)
        over = np.maximum(x / people - _FULL, 0.0)
        by_x += 2.0 * over / people / x.shape[0]
        by_people -= (2.0 * over * x / people).sum(axis=0) / x.shape[0]
        loads = theta[n_circles:]
        loss = float(miss @ miss) / n + float((over**2).sum()) / x.shape[0]
        loss += _RIDGE * float(loads @ loads) / loads.size
        shares = x / self.sizes[:, None]
        inner = (by_x * x).sum(axis=1, keepdims=True)
        by_loads = by_x * x - shares * inner
        slope = np.concatenate([by_people, by_loads.ravel() + 2 * _RIDGE * loads / loads.size])
        return loss, slope
