"""The best schedule of a problem, and a proof of how much better any other could be.

The objective is a concave function of the starts (:mod:`chuquan.plan.surface`). It is enclosed by
its tangent planes: a master programme maximises the least of all planes found so far, so that its
optimum lies nowhere below the best schedule (outer approximation: Duran and Grossmann 1986,
doi:10.1007/BF02592064). First as a linear programme, with planes at points between the last optimum
and the best point so far (in-out: Ben-Ameur and Neto 2007), then with whole starts, on the few
columns that can still be part of a better schedule. Schedules come from a local search and from the
solver, and each is valued exactly; the gap is between that value and the solver's bound, so that
both are about the same function.

With a target, the objective is the share of scenarios that reach it, which is not concave. The
bound then comes from the mean of ``min(total / target, 1)``, which lies above it and is: it is
true, but often far. Problems that are not too large are then solved with a switch for each
scenario, which closes the gap; of large ones the gap is told as it is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import Constraints, constraints
from chuquan.plan.problem import Problem, Schedule
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.search import Search
from chuquan.plan.solver import Answer, Programme, Rows
from chuquan.plan.surface import Planes, Point, Surface
from chuquan.report.plan import PlanStatus

_ROUNDS: Final = 150
"""Most rounds of the linear programme."""
_CLOSE: Final = 0.02
"""The linear programme is done when planes err by no more than this share of the wanted gap."""
_STALL: Final = 6
"""Or when so many rounds together have lowered the bound by less than a tenth of it."""
_RELAXED_SHARE: Final = 0.5
"""Most of the time that goes into the linear programme."""
_SLICES: Final = (0.15, 0.4)
"""Share of the time left that the first, and each later, programme with whole starts may take
before planes are added to it; as much as the later ones goes into search each time."""
_SHAKEN: Final = 4
"""Actions that are taken out at random to search anew."""
_MOST_SWITCHED: Final = 200_000
"""Most scenarios times starts for which a target is solved scenario by scenario."""
_SAFE: Final = 1e-7
"""Share by which bounds are raised for the solver's tolerances."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """What the optimiser found.

    Attributes
    ----------
    schedule : mapping of str to date
        Empty if ``status`` is ``infeasible``; by day, then by id.
    value, bound : float
        The objective of the schedule by the exact valuation, and what no schedule can surpass.
    gap : float
        ``(bound - value) / |bound|``: the share that may be missing.
    seconds : float
        Spent.
    status : {"optimal", "within_gap", "time_limit", "infeasible"}
        ``optimal``: the gap is under a millionth. ``time_limit``: it is above what was asked for.
    duals : mapping of str to float
        What one more unit of a limit (of money, of a resource a day summed over days...) would
        bring were actions divisible, by limit id; those that bring nothing are left out.
    """

    schedule: Schedule
    value: float
    bound: float
    gap: float
    seconds: float
    status: PlanStatus
    duals: Mapping[str, float] = field(default_factory=dict)


def optimise(
    problem: Problem,
    scenarios: Scenarios,
    *,
    gap: float = 0.01,
    seconds: float = 30.0,
    threads: int = 2,
    start: Schedule | None = None,
) -> Solution:
    """Find the schedule that maximises the objective over the scenarios.

    The objective is :func:`chuquan.plan.value.objective`. All start days of all actions are columns
    of the programme: nothing is rounded to weeks.

    Parameters
    ----------
    gap : float
        Share of the bound that the schedule may lie below it.
    seconds : float
        After this time the best schedule so far is returned with its gap.
    threads : int
    start : Schedule or None
        A schedule to begin with, such as last year's; ignored where it breaks a limit.

    Returns
    -------
    Solution
        The same for the same arguments, if it ends before ``seconds``.

    Raises
    ------
    OutsideError
        If highspy is not installed.
    """
    return _Run(problem, scenarios, gap, seconds, threads).solve(start)


class _Run:
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

    @property
    def left(self) -> float:
        return self.seconds - (time.perf_counter() - self.began)

    @property
    def value(self) -> float:
        return -np.inf if self.best is None else self.best.value

    def is_done(self) -> bool:
        return self.best is not None and self._gap() <= self.gap

    def _gap(self) -> float:
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
        self.bound = min(self.bound, bound + _SAFE * abs(bound))

    def solve(self, start: Schedule | None) -> Solution:
        duals: Mapping[str, float] = {}
        if self.cons.n_columns == 0:
            self.bound = -np.inf
            self.keep(self.surface.at(np.zeros(0)))
        elif self._begin(start):
            relaxed = _Relaxation(self)
            relaxed.run()
            duals = relaxed.duals()
            if not self.is_done():
                self._improve(relaxed)
            if not self.is_done() and self.left > 0 and self.problem.target is None:
                self._whole(relaxed)
            elif not self.is_done() and self.left > 0:
                self._reach()
        return self._solution(duals)

    def _begin(self, start: Schedule | None) -> bool:
        """Find a first schedule that holds all limits; False if there is none."""
        n = self.cons.n_columns
        first = self.cons.columns_of(self.problem, start) if start is not None else None
        for x in (first, np.zeros(n)):
            if x is not None and not self.cons.broken(x):
                self.keep(self.surface.at(x))
        zero = self.surface.at(np.zeros(n))
        planes = self.surface.planes(zero)
        self.scale = max(float(np.abs(self.weights @ planes.slope).max(initial=0.0)), 1e-9)
        self.planes.append(planes)
        if self.best is None:
            gain = (self.weights @ planes.slope) / self.scale
            whole = np.ones(n, dtype=np.bool_)
            programme = Programme(
                gain, np.zeros(n), np.ones(n), is_integer=whole, threads=self.threads
            )
            programme.add(rows_of(self.cons))
            answer = programme.solve(seconds=self.left, gap=0.1)
            if answer.x is None:
                self.bound = -np.inf if answer.end == "infeasible" else np.inf
                return False
            self.keep(self.surface.at(np.round(answer.x)))
        return self.best is not None

    def _improve(self, relaxed: _Relaxation) -> None:
        """Search for better schedules from the relaxed optimum and from the best so far."""
        assert self.best is not None
        allowed = relaxed.worthwhile(self.value)
        if relaxed.x is not None:
            self.keep(self.search.rounded(relaxed.x, self.best, allowed))
        self.keep(self.search.polish(self.best, allowed))

    def _whole(self, relaxed: _Relaxation) -> None:
        """Solve the master with whole starts, adding planes where it errs; search in between."""
        rng = np.random.default_rng(0)
        share = _SLICES[0]
        while not self.is_done() and self.left > 0:
            assert self.best is not None
            master = _Master(self, relaxed.worthwhile(self.value), whole=True)
            found: list[FloatArray] = []
            enough = self.value / (1 - self.gap) / self.scale
            answer = master.programme.solve(
                seconds=max(share * self.left, min(self.left, 1.0)),
                gap=0.25 * self.gap,
                start=master.start(self.best),
                enough=enough,
                found=found.append,
            )
            bound = max(answer.bound * self.scale, self.value)
            self.lower(bound)
            points = [*found[-3:], *([answer.x] if answer.x is not None else [])]
            before = len(self.planes)
            for x in {tuple(np.flatnonzero(master.starts_of(x) > 0.5)): x for x in points}.values():
                point = self.surface.at(np.round(master.starts_of(x)))
                self.keep(point)
                self.planes.append(self.surface.planes(point))
            if answer.end == "infeasible" or len(self.planes) == before:
                break
            if not self.is_done():
                self.keep(self.search.polish(self.best, relaxed.worthwhile(self.value)))
            share = _SLICES[1]
            until = self.left * (1 - share)
            while not self.is_done() and self.left > until:
                self._shake(relaxed, rng)

    def _shake(self, relaxed: _Relaxation, rng: np.random.Generator) -> None:
        """Take some actions out of the best schedule at random, and search from there."""
        assert self.best is not None
        chosen = np.flatnonzero(self.best.x > 0)
        x = self.best.x.copy()
        x[rng.permutation(chosen)[:_SHAKEN]] = 0.0
        allowed = relaxed.worthwhile(self.value)
        point = self.search.fill(self.surface.at(x), allowed & (rng.random(x.size) < 0.7))
        self.keep(self.search.fill(point, allowed))

    def _reach(self) -> None:
        """With a target: solve for the scenarios that reach it, each with a switch of its own.

        A plane above a scenario's total is one above what the target takes, too. Totals fall below
        0 by no more than the room that actions take, which is all the constant that is needed.
        """
        n, n_columns, target = self.surface.n, self.cons.n_columns, self.problem.target
        assert target is not None
        if n * n_columns > _MOST_SWITCHED:
            return
        is_whole = np.ones(n_columns + n, dtype=np.bool_)
        gain = np.concatenate((np.zeros(n_columns), np.full(n, 1.0 / n)))
        programme = Programme(
            gain, np.zeros(gain.size), np.ones(gain.size), is_integer=is_whole, threads=self.threads
        )
        programme.add(rows_of(self.cons))
        points = [self.surface.at(np.zeros(n_columns))]
        taken = self.surface.need.sum(axis=0)[self.cons.action]
        below = float(((self.surface.stop - self.cons.day) * taken).sum())
        while not self.is_done() and self.left > 0:
            assert self.best is not None
            for point in {id(each): each for each in (*points, self.best)}.values():
                planes = self.surface.planes_each(point)
                slope, offset = planes.slope, (planes.offset + below) / (target + below)
                if below <= 0:
                    # More than the target in one start is no more than the target.
                    slope = np.minimum(slope, np.maximum(target - planes.offset, 0.0)[:, None])
                rows = np.hstack((-slope / (target + below), np.eye(n)))
                programme.add(Rows.dense(rows, offset + 1e-9))
            reached = (self.best.total >= target * (1 - 1e-9)).astype(np.float64)
            answer = programme.solve(
                seconds=self.left,
                gap=0.5 * self.gap,
                start=np.concatenate((self.best.x, reached)),
                enough=self.value / (1 - self.gap),
            )
            # Shares are whole numbers of scenarios.
            self.lower(max(np.floor(answer.bound * n + 1e-6) / n, self.value))
            if answer.x is None:
                return
            points = [self.surface.at(np.round(answer.x[:n_columns]))]
            if not self.cons.broken(points[0].x):
                self.keep(points[0])

    def _solution(self, duals: Mapping[str, float]) -> Solution:
        spent = time.perf_counter() - self.began
        if self.best is None:
            nothing = -np.inf
            status: PlanStatus = "infeasible" if self.bound == nothing else "time_limit"
            return Solution(
                schedule={},
                value=nothing,
                bound=self.bound,
                gap=np.inf,
                seconds=spent,
                status=status,
            )
        gap = self._gap()
        is_best, is_near = gap < 1e-6, gap <= self.gap
        return Solution(
            schedule=self.cons.schedule_of(self.problem, self.best.x),
            value=self.value,
            bound=max(self.bound, self.value),
            gap=gap,
            seconds=spent,
            status="optimal" if is_best else "within_gap" if is_near else "time_limit",
            duals=duals,
        )


class _Master:
    """The programme over starts and parts, with all planes so far; parts are scaled."""

    def __init__(self, run: _Run, allowed: NDArray[np.bool_], *, whole: bool) -> None:
        self.run, n = run, run.cons.n_columns
        n_parts = run.surface.n_parts
        self.used = np.flatnonzero(run.weights > 0)
        gain = np.concatenate((np.zeros(n), run.weights[self.used]))
        wide = np.full(self.used.size, 1e7)
        self.programme = Programme(
            gain,
            np.concatenate((np.zeros(n), -wide)),
            np.concatenate((allowed.astype(np.float64), wide)),
            is_integer=np.arange(gain.size) < n if whole else None,
            threads=run.threads,
        )
        assert n_parts == run.weights.size
        self.programme.add(rows_of(run.cons))
        self.n_fixed = self.programme.n_rows
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


class _Relaxation:
    """The master as a linear programme: its optimum, its bound, and what columns are worth."""

    def __init__(self, owner: _Run) -> None:
        self.owner = owner
        self.x: FloatArray | None = None
        self.reduced = np.zeros(owner.cons.n_columns)
        self.row_dual = np.zeros(owner.cons.lower.size)
        self.bound = np.inf

    def run(self) -> None:
        """Add planes until the linear programme is solved to a small share of the wanted gap."""
        run = self.owner
        every = np.ones(run.cons.n_columns, dtype=np.bool_)
        master = _Master(run, every, whole=False)
        assert run.best is not None
        inner, reached, step = run.best.x, run.best.smooth, 0.5
        bounds: list[float] = []
        for _ in range(_ROUNDS):
            answer = master.programme.solve(seconds=max(run.left, 0.01))
            if answer.end != "optimal" or answer.x is None:
                return
            self._take(master, answer.x, answer)
            bound = answer.value * run.scale
            enough = _CLOSE * run.gap * abs(bound)
            bounds.append(bound)
            is_stalled = len(bounds) > _STALL and (
                bounds[-1 - _STALL] - bound < 0.1 * run.gap * abs(bound)
            )
            is_late = run.left < (1 - _RELAXED_SHARE) * run.seconds
            if is_late or is_stalled or run.is_done():
                return
            outer = master.starts_of(answer.x)
            point = run.surface.at(inner + step * (outer - inner))
            if point.smooth > reached:
                inner, reached = point.x, point.smooth
            planes = run.surface.planes(point)
            says = planes.offset + planes.slope @ outer
            errs = np.where(run.weights > 0, master.parts_of(answer.x) - says, 0.0) * run.weights
            which = errs > 0.1 * enough / run.weights.size
            if errs.clip(0).sum() < enough:
                if step == 1.0:
                    return
                step = 1.0
                continue
            run.planes.append(planes)
            master.add(planes, which)
            step = 0.5

    def _take(self, master: _Master, x: FloatArray, answer: Answer) -> None:
        run = self.owner
        n = run.cons.n_columns
        assert answer.row_dual is not None
        assert answer.reduced is not None
        self.x = master.starts_of(x)
        self.bound = answer.value * run.scale
        self.reduced = answer.reduced[:n] * run.scale
        self.row_dual = answer.row_dual[: run.cons.lower.size] * run.scale
        run.lower(self.bound)

    def worthwhile(self, value: float) -> NDArray[np.bool_]:
        """Return the columns that can be part of a schedule better than ``value``."""
        return self.bound - np.maximum(-self.reduced, 0.0) >= value - 1e-6 * abs(value)

    def duals(self) -> dict[str, float]:
        """Return what one more unit of each limit would bring, were starts divisible."""
        cons = self.owner.cons
        out: dict[str, float] = {}
        for i, limit_id in enumerate(cons.limit_id):
            if not limit_id.startswith("once."):
                worth = float(abs(self.row_dual[i]) / cons.scale[i])
                out[limit_id] = out.get(limit_id, 0.0) + worth
        return {key: worth for key, worth in out.items() if worth > 1e-9 * abs(self.bound)}


def rows_of(cons: Constraints) -> Rows:
    """Return the limits as rows of a programme."""
    return Rows(
        start=cons.row_start,
        column=cons.column,
        coefficient=cons.coefficient,
        lower=cons.lower,
        upper=cons.upper,
    )
