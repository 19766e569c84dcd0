r"""The optimum on the simplex to rounding, by the method of the nearest point of a polytope.

The problem is that of :mod:`chuquan.impact.estimators.simplex`. Wolfe's method (1976, Mathematical
Programming 11:128-149) keeps a set of weights above zero whose optimum, were the others not there,
is known; it adds the weight that the objective falls fastest with, and drops those that the next
optimum would take below zero. It ends after about as many steps as there are weights above zero in
the end, each of which costs the square of their number.

Used where the answer must not depend on where a solver stopped: a search over importances of
predictors compares the losses of thousands of optima.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from chuquan.compiled import entry, inner
from chuquan.impact.panel import FloatArray, IntArray
from chuquan.workers import in_slices

PRECISION: Final = 1e-12
"""A weight is worth adding where the objective falls by more than this share of its scale."""

_TINY: Final = 1e-14
_LEAST_PROBLEMS: Final = 4


class _Room(NamedTuple):
    """Room of a thread; ``chosen`` are the weights above zero, in the order of ``factor``."""

    chosen: IntArray  # shape (weight,)
    factor: FloatArray  # shape (weight, weight), lower triangle
    ones: FloatArray  # shape (weight,)
    best: FloatArray  # shape (weight,)
    slope: FloatArray  # shape (weight,)


def exact(gram: FloatArray, crosses: FloatArray, ridges: FloatArray, skip: IntArray) -> FloatArray:
    """Solve problems that share one Gram matrix.

    Parameters
    ----------
    gram : array of float64, shape (weight, weight)
        ``A.T @ A``.
    crosses : array of float64, shape (problem, weight)
        ``A.T @ b`` of each problem.
    ridges : array of float64, shape (problem,)
        What is added to the diagonal.
    skip : array of int64, shape (problem,)
        The one weight that stays zero; -1 for none.

    Returns
    -------
    array of float64, shape (problem, weight)
        One of the optima where there are several.
    """
    n = len(gram)
    weights = np.zeros(crosses.shape)

    def work(start: int, stop: int) -> None:
        chosen = np.empty(n, dtype=np.int64)
        room = _Room(chosen, np.empty((n, n)), np.empty(n), np.empty(n), np.empty(n))
        _solve(gram, crosses, ridges, skip, start, stop, room, weights)

    in_slices(work, len(crosses), _LEAST_PROBLEMS)
    return weights


@entry
def _solve(  # noqa: PLR0917 - a kernel names all its arrays
    gram: FloatArray,
    crosses: FloatArray,
    ridges: FloatArray,
    skip: IntArray,
    start: int,
    stop: int,
    room: _Room,
    weights: FloatArray,
) -> None:  # pragma: no cover - compiled
    """Solve problems ``[start, stop)`` into ``weights``, which is zero before."""
    for p in range(start, stop):
        _nearest(gram, crosses[p], ridges[p], skip[p], room, weights[p])


@inner
def _nearest(  # noqa: PLR0917 - a kernel names all its arrays
    gram: FloatArray, cross: FloatArray, ridge: float, skip: int, room: _Room, x: FloatArray
) -> None:
    """Go from the best vertex to the optimum."""
    first, scale = _best_vertex(gram, cross, ridge, skip)
    x[first] = 1.0
    room.chosen[0] = first
    n, n_factored = 1, 0
    for _ in range(10 * x.size):
        worst, gain = _worst(gram, cross, ridge, skip, n, room, x)
        if gain <= PRECISION * scale or n == x.size:
            return
        room.chosen[n] = worst
        n += 1
        while True:
            is_regular = _optimum(gram, cross, ridge, scale, n_factored, n, room)
            if not is_regular:  # the newest adds nothing that the others do not hold
                x[room.chosen[n - 1]] = 0.0
                return
            n_factored = n
            n_left = _step(n, room, x)
            if n_left == n:
                break
            n, n_factored = n_left, 0


@inner
def _best_vertex(gram: FloatArray, cross: FloatArray, ridge: float, skip: int) -> tuple[int, float]:
    """Return the one weight that does best alone, and the scale of the objective."""
    first, least, scale = -1, np.inf, 0.0
    for k in range(cross.size):
        value = gram[k, k] + ridge - 2.0 * cross[k]
        if k != skip and value < least:
            first, least = k, value
        scale = max(scale, gram[k, k] + ridge)
    return first, scale


@inner
def _worst(  # noqa: PLR0917 - a kernel names all its arrays
    gram: FloatArray,
    cross: FloatArray,
    ridge: float,
    skip: int,
    n: int,
    room: _Room,
    x: FloatArray,
) -> tuple[int, float]:
    """Return the weight that the objective falls fastest with, and how fast."""
    slope = room.slope
    for k in range(x.size):
        slope[k] = ridge * x[k] - cross[k]
    for j in range(n):
        i = room.chosen[j]
        for k in range(x.size):
            slope[k] += x[i] * gram[i, k]
    level = 0.0
    for j in range(n):
        level += x[room.chosen[j]] * slope[room.chosen[j]]
        slope[room.chosen[j]] = np.inf  # those that are in it stay as they are
    worst = -1
    for k in range(x.size):
        if k != skip and slope[k] < np.inf and (worst < 0 or slope[k] < slope[worst]):
            worst = k
    return worst, (level - slope[worst] if worst >= 0 else 0.0)


@inner
def _optimum(  # noqa: PLR0917 - a kernel names all its arrays
    gram: FloatArray,
    cross: FloatArray,
    ridge: float,
    scale: float,
    n_factored: int,
    n: int,
    room: _Room,
) -> bool:
    """Find the optimum over the chosen weights, their sum one, whatever their signs.

    ``scale`` is added to all products, which changes nothing where the sum is one, and makes the
    matrix regular wherever the optimum is unique. Returns whether it is.
    """
    chosen, factor, ones, best = room.chosen, room.factor, room.ones, room.best
    for i in range(n_factored, n):
        for j in range(i + 1):
            value = gram[chosen[i], chosen[j]] + scale
            if i == j:
                value += ridge
            for k in range(j):
                value -= factor[i, k] * factor[j, k]
            if j < i:
                factor[i, j] = value / factor[j, j]
            elif value <= _TINY * scale:
                return False
            else:
                factor[i, i] = np.sqrt(value)
    _solve_factored(factor, chosen, cross, n, True, ones)
    _solve_factored(factor, chosen, cross, n, False, best)
    of_ones, of_best = 0.0, 0.0
    for i in range(n):
        of_ones += ones[i]
        of_best += best[i]
    for i in range(n):
        best[i] += (1.0 - of_best) / of_ones * ones[i]
    return True


@inner
def _solve_factored(  # noqa: PLR0917 - a kernel names all its arrays
    factor: FloatArray,
    chosen: IntArray,
    cross: FloatArray,
    n: int,
    is_ones: bool,
    out: FloatArray,
) -> None:
    """Solve for ones, or for ``cross`` of the chosen weights."""
    for i in range(n):
        value = 1.0 if is_ones else cross[chosen[i]]
        for k in range(i):
            value -= factor[i, k] * out[k]
        out[i] = value / factor[i, i]
    for i in range(n - 1, -1, -1):
        value = out[i]
        for k in range(i + 1, n):
            value -= factor[k, i] * out[k]
        out[i] = value / factor[i, i]


@inner
def _step(n: int, room: _Room, x: FloatArray) -> int:
    """Move towards the optimum as far as no weight falls below zero; return how many are left."""
    chosen, best = room.chosen, room.best
    share = 1.0
    for i in range(n):
        if best[i] <= _TINY:
            now = x[chosen[i]]
            share = min(share, now / (now - best[i]) if now > best[i] else 0.0)
    n_left = 0
    for i in range(n):
        k = chosen[i]
        x[k] += share * (best[i] - x[k])
        if best[i] <= _TINY and x[k] <= _TINY:
            x[k] = 0.0
        else:
            chosen[n_left] = k
            n_left += 1
    return n_left
