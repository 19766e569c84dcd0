"""The master programme: starts and parts, all limits, and all planes found so far.

Its optimum lies nowhere below the best schedule, since planes lie nowhere below the objective.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import Constraints, constraints
from chuquan.plan.planes import Planes
from chuquan.plan.problem import Problem
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.search import Search
from chuquan.plan.solver import Programme, Rows
from chuquan.plan.surface import Point, Surface

_SAFE: Final = 1e-7
"""Share by which bounds are raised for the solver's tolerances."""


class Run:
    """What is known while a problem is solved: the best schedule, the bound, planes, columns.

    Attributes
    ----------
    allowed : bool array, shape (column,)
        Columns that may be part of a schedule better than the best so far: the others are proved
        not to be, and planes say nothing about them.
    """

    def __init__(
        self, problem: Problem, scenarios: Scenarios, gap: float, seconds: float, threads: int
    ) -> None:
        self.began = time.perf_counter()
        self.problem, self.gap, self.seconds, self.threads = problem, gap, seconds, threads
        self.cons = constraints(problem)
        self.surface = Surface(problem, scenarios, self.cons, threads)
        self.search = Search(self.surface, self.cons, lambda: self.left <= 0)
        self.weights = self.surface.part_weights
        self.planes: list[Planes] = []
        self.best: Point | None = None
        self.bound = np.inf
        self.scale = 1.0
        self.allowed = np.ones(self.cons.n_columns, dtype=np.bool_)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - (time.perf_counter() - self.began)

    @property
    def value(self) -> float:
        """Objective of the best schedule so far."""
        return -np.inf if self.best is None else self.best.value

    def is_done(self) -> bool:
        """Whether the gap is as small as was asked for."""
        return self.best is not None and self.gap_now() <= self.gap

    def gap_now(self) -> float:
        """Return by which share of the bound the best schedule lies below it."""
        if self.bound <= self.value:
            return 0.0
        if not np.isfinite(self.bound):
            return np.inf
        return (self.bound - self.value) / max(abs(self.bound), 1e-12)

    def keep(self, point: Point) -> None:
        """Keep a schedule if it holds all limits and is the best."""
        is_better = self.best is None or self.search.score(point) > self.search.score(self.best)
        if is_better and not self.cons.broken(point.x):
            self.best = point

    def lower(self, bound: float) -> None:
        """Take note of what no schedule better than the best can surpass."""
        bound = max(bound, self.value)
        self.bound = min(self.bound, bound + _SAFE * abs(bound))


class Master:
    """The programme over starts and parts, with all planes so far; parts are scaled."""

    def __init__(self, run: Run, *, whole: bool) -> None:
        self.run, n = run, run.cons.n_columns
        self.used = np.flatnonzero(run.weights > 0)
        gain = np.concatenate((np.zeros(n), run.weights[self.used]))
        wide = np.full(self.used.size, 1e7)
        self.programme = Programme(
            gain,
            np.concatenate((np.zeros(n), -wide)),
            np.concatenate((run.allowed.astype(np.float64), wide)),
            is_integer=np.arange(gain.size) < n if whole else None,
            threads=run.threads,
        )
        self.programme.add(rows_of(run.cons))
        for planes in run.planes:
            self.add(planes)

    def add(self, planes: Planes, which: NDArray[np.bool_] | None = None) -> int:
        """Add planes, one a part; those of ``which`` only. Returns how many."""
        picked = [(i, part) for i, part in enumerate(self.used) if which is None or which[part]]
        if not picked:
            return 0
        scale = self.run.scale
        own = np.zeros((len(picked), self.used.size))
        own[np.arange(len(picked)), [i for i, _ in picked]] = 1.0
        parts = [part for _, part in picked]
        slopes = np.hstack((-planes.slope[parts] / scale, own))
        self.programme.add(Rows.dense(slopes, planes.offset[parts] / scale))
        return len(picked)

    def starts_of(self, x: FloatArray) -> FloatArray:
        """Return the starts of a point of the master."""
        return x[: self.run.cons.n_columns]

    def parts_of(self, x: FloatArray) -> FloatArray:
        """Return the parts' values in the master, unscaled; parts without weight are 0."""
        out = np.zeros(self.run.surface.n_parts)
        out[self.used] = x[self.run.cons.n_columns :] * self.run.scale
        return out

    def start(self, point: Point) -> FloatArray:
        """Return a schedule as a point of the master."""
        parts = self.run.surface.parts(point)[self.used] / self.run.scale
        return np.concatenate((point.x, parts))


def rows_of(cons: Constraints) -> Rows:
    """Return the limits as rows of a programme."""
    return Rows(
        start=cons.row_start,
        column=cons.column,
        coefficient=cons.coefficient,
        lower=cons.lower,
        upper=cons.upper,
    )
