r"""Least squares with weights that are none below zero and sum to one, in Gram form.

Minimised over the simplex is

.. math:: \lVert A x - b \rVert^2 + \eta \lVert x \rVert^2
          = x^\top (A^\top A + \eta I) x - 2 (A^\top b)^\top x + b^\top b ,

of which only :math:`A^\top A` (``gram``) and :math:`A^\top b` (``cross``) enter: once they are
there, an iteration costs as much as there are weights, however many rows ``A`` has. Hundreds of
placebos share one Gram matrix: a placebo leaves one weight out (``skip``), or takes one row of
``A`` away, which is a matrix of rank one (``downdates``).

:func:`frank_wolfe` is the solver of the published synthetic difference in differences
(Arkhangelsky et al. 2021, doi:10.1257/aer.20190159; the authors' R package ``synthdid``): it starts
from equal weights, goes by exact line search towards the best vertex, is made sparse once after
:data:`ITERATIONS_DENSE` iterations, and ends where an iteration gains less than ``least`` or after
:data:`ITERATIONS_MOST`. It is the default because published figures rest on where it stops: the
synthetic control of Proposition 99 is -19.6197 by it and -19.5136 at the optimum.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from chuquan.compiled import entry, inner
from chuquan.impact.panel import FloatArray, IntArray
from chuquan.workers import in_slices

ITERATIONS_DENSE: Final = 100
ITERATIONS_MOST: Final = 10_000
SPARSE_BELOW: Final = 0.25
"""When weights are made sparse, those of at most this share of the greatest become zero."""

_LEAST_PROBLEMS: Final = 4
"""Fewer problems than this are not worth a thread."""


def frank_wolfe(  # noqa: PLR0917 - a problem names all its arrays
    gram: FloatArray,
    crosses: FloatArray,
    ridges: FloatArray,
    least: FloatArray,
    skip: IntArray,
    downdates: FloatArray | None = None,
) -> FloatArray:
    """Solve problems that share one Gram matrix.

    Parameters
    ----------
    gram : array of float64, shape (weight, weight)
        ``A.T @ A``.
    crosses : array of float64, shape (problem, weight)
        ``A.T @ b`` of each problem.
    ridges : array of float64, shape (problem,)
        What is added to the diagonal.
    least : array of float64, shape (problem,)
        Smallest decrease of the objective (the sum of squares, not their mean) worth going on.
    skip : array of int64, shape (problem,)
        The one weight that stays zero; -1 for none.
    downdates : array of float64, shape (problem, weight), optional
        Of each problem the vector whose outer product is taken off ``gram``.

    Returns
    -------
    array of float64, shape (problem, weight)
    """
    n_weights = len(gram)
    weights = np.empty(crosses.shape)
    sums = gram.sum(axis=1)
    down = np.empty((0, n_weights)) if downdates is None else downdates

    def work(start: int, stop: int) -> None:
        room = np.empty(n_weights)
        _solve(gram, sums, crosses, ridges, least, skip, down, start, stop, room, weights)

    in_slices(work, len(crosses), _LEAST_PROBLEMS)
    return weights


class _Problem(NamedTuple):
    """One of the problems: minimise ``x @ (gram + ridge) @ x - 2 * cross @ x``.

    ``vector`` is what is taken off ``gram`` where ``is_down``; else something of the same type.
    """

    cross: FloatArray
    ridge: float
    least: float
    skip: int
    vector: FloatArray
    is_down: bool


@entry
def _solve(  # noqa: PLR0917 - a kernel names all its arrays
    gram: FloatArray,
    sums: FloatArray,
    crosses: FloatArray,
    ridges: FloatArray,
    least: FloatArray,
    skip: IntArray,
    down: FloatArray,
    start: int,
    stop: int,
    slope: FloatArray,
    weights: FloatArray,
) -> None:  # pragma: no cover - compiled
    """Solve problems ``[start, stop)`` into ``weights``; ``slope`` is room for one gradient."""
    is_down = down.shape[0] > 0
    for i in range(start, stop):
        x = weights[i]
        vector = down[i] if is_down else crosses[i]
        p = _Problem(crosses[i], ridges[i], least[i], skip[i], vector, is_down)
        _start_equal(gram, sums, p, x, slope)
        _iterate(gram, p, ITERATIONS_DENSE, x, slope)
        _make_sparse(x)
        _start_at(gram, p, x, slope)
        _iterate(gram, p, ITERATIONS_MOST, x, slope)


@inner
def _start_equal(
    gram: FloatArray, sums: FloatArray, p: _Problem, x: FloatArray, slope: FloatArray
) -> None:
    """Set equal weights and half the gradient there, from the sums of the rows of ``gram``."""
    is_skipped = p.skip >= 0
    each = 1.0 / (x.size - is_skipped)
    along = 0.0
    for k in range(x.size):
        x[k] = each
        slope[k] = each * (sums[k] + p.ridge) - p.cross[k]
    if is_skipped:
        x[p.skip] = 0.0
        for k in range(x.size):
            slope[k] -= each * gram[p.skip, k]
        slope[p.skip] -= each * p.ridge
    if p.is_down:
        for k in range(x.size):
            along += p.vector[k] * x[k]
        for k in range(x.size):
            slope[k] -= along * p.vector[k]


@inner
def _start_at(gram: FloatArray, p: _Problem, x: FloatArray, slope: FloatArray) -> None:
    """Set half the gradient at ``x``, which is mostly zero."""
    along = 0.0
    for k in range(x.size):
        slope[k] = p.ridge * x[k] - p.cross[k]
    for i in range(x.size):
        if x[i] > 0.0:
            for k in range(x.size):
                slope[k] += x[i] * gram[i, k]
    if p.is_down:
        for k in range(x.size):
            along += p.vector[k] * x[k]
        for k in range(x.size):
            slope[k] -= along * p.vector[k]


@inner
def _make_sparse(x: FloatArray) -> None:
    """Set the smaller weights to zero and let the rest sum to one."""
    most = 0.0
    for k in range(x.size):
        most = max(most, x[k])
    total = 0.0
    for k in range(x.size):
        if x[k] <= SPARSE_BELOW * most:
            x[k] = 0.0
        total += x[k]
    for k in range(x.size):
        x[k] /= total


@inner
def _iterate(gram: FloatArray, p: _Problem, n_most: int, x: FloatArray, slope: FloatArray) -> None:
    """Move ``x`` towards one vertex after the other; ``slope`` is half the gradient all along.

    ``quad`` (the quadratic form) and ``lin`` (``cross @ x``) are carried along, as both change by
    known amounts in a step; so does the objective, by a difference without cancellation.
    """
    quad, lin = 0.0, 0.0
    for k in range(x.size):
        quad += x[k] * (slope[k] + p.cross[k])
        lin += x[k] * p.cross[k]
    for t in range(n_most):
        i = _lowest(slope, p.skip)
        descent = quad - lin - slope[i]
        drop = p.vector[i] if p.is_down else 0.0
        at_vertex = gram[i, i] + p.ridge - drop * drop
        between = slope[i] + p.cross[i]
        bend = quad - 2.0 * between + at_vertex
        if not (descent > 0.0 and bend > 0.0):
            return
        step = min(1.0, descent / bend)
        rest = 1.0 - step
        row = gram[i]
        if p.is_down:
            for k in range(x.size):
                slope[k] = rest * slope[k] + step * (row[k] - drop * p.vector[k] - p.cross[k])
        else:
            for k in range(x.size):
                slope[k] = rest * slope[k] + step * (row[k] - p.cross[k])
        for k in range(x.size):
            x[k] *= rest
        slope[i] += step * p.ridge
        x[i] += step
        quad = rest * rest * quad + 2.0 * rest * step * between + step * step * at_vertex
        lin = rest * lin + step * p.cross[i]
        if t > 0 and step * (2.0 * descent - step * bend) <= p.least:
            return


@inner
def _lowest(slope: FloatArray, skip: int) -> int:
    """Return where ``slope`` is lowest, the first such place, ``skip`` apart."""
    best = 1 if skip == 0 else 0
    for k in range(slope.size):
        if slope[k] < slope[best] and k != skip:
            best = k
    return best
