"""The best schedule of a problem, and a proof of how much better any other could be.

The objective is a concave function of the starts (:mod:`chuquan.plan.surface`). It is enclosed by
its tangent planes: a master programme maximises the least of all planes found so far, so that its
optimum lies nowhere below the best schedule (outer approximation: Duran and Grossmann 1986,
doi:10.1007/BF02592064). First as a linear programme, with planes at points between the last optimum
and the best point so far (in-out: Ben-Ameur and Neto 2007), then with whole starts, on the few
columns that can still be part of a better schedule. Schedules are drawn from the fractions of the
linear programme, shaken and moved (:mod:`chuquan.plan.search`), and each is valued exactly; the gap
is between that value and the solver's bound, so that both are about the same function.

What keeps the gap open on large problems is the bound, not the schedule: spread over many starts,
actions share their luck out evenly over the weeks of every scenario, as no real schedule can.

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

from chuquan.plan.master import Master, Run, rows_of
from chuquan.plan.planes import planes_at
from chuquan.plan.problem import Problem, Schedule
from chuquan.plan.reach import reach
from chuquan.plan.relaxation import Relaxation
from chuquan.plan.scenarios import FloatArray, Scenarios
from chuquan.plan.solver import Programme
from chuquan.report.plan import PlanStatus

_FIRST: Final = (60, 0.1)
"""Rounds of the linear programme before a first search, and share of the wanted gap by which some
of them have to lower the bound: :meth:`Relaxation.tighten`."""
_THEN: Final = (100, 0.02)
"""The same once columns are ruled out, which makes rounds cheaper."""
_RELAXED_SHARE: Final = 0.5
"""Most of the time that goes into the linear programme."""
_DRAWN: Final = 12
"""Schedules that are drawn from the linear programme's fractions, where starts are many."""
_DRAWN_SHARE: Final = 0.3
"""Most of the time left that goes into them."""
_SEARCHED_SHARE: Final = 0.3
"""Of the time left, what goes into search before each programme with whole starts."""
_WHOLE_SHARES: Final = (0.4, 0.1)
"""And into that programme: where starts are few or while it lowers the bound, and otherwise."""
_LOWERED: Final = 0.2
"""Share of the distance to the wanted gap by which it has to lower the bound to count as such."""
_FEW: Final = 200
"""Starts that are so few that whole starts are solved before any more search."""
_WORSE: Final = 0.001
"""By which share the schedule that is shaken may be worse than the best, at first."""
_LEAST_SECONDS: Final = 1.0
"""Less than this is not given to it, as far as there is time."""


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
        The same for the same arguments, if starts are few or it is done before the clock cuts a
        search short. Otherwise a faster machine may return a better schedule, never a false bound.

    Raises
    ------
    OutsideError
        If highspy is not installed.
    """
    return solve(Run(problem, scenarios, gap, seconds, threads), start)


def solve(run: Run, start: Schedule | None) -> Solution:
    """Solve what a run holds; the run then knows all planes, too."""
    duals: Mapping[str, float] = {}
    if run.cons.n_columns == 0:
        run.bound = -np.inf
        run.keep(run.surface.at(np.zeros(0)))
    elif _begin(run, start):
        relaxed = Relaxation(run)
        until = (1 - _RELAXED_SHARE) * run.seconds
        relaxed.tighten(*_FIRST, until)
        duals = relaxed.duals()
        if not run.is_done():
            _improve(run, relaxed)
        if not run.is_done() and not relaxed.is_solved:
            relaxed.tighten(*_THEN, until)
            relaxed.narrow()
        if not run.is_done() and run.left > 0 and run.problem.target is None:
            _whole(run, relaxed)
        elif not run.is_done() and run.left > 0:
            reach(run)
    return _solution(run, duals)


def _begin(run: Run, start: Schedule | None) -> bool:
    """Find a first schedule that holds all limits; False if there is none."""
    n = run.cons.n_columns
    first = run.cons.columns_of(run.problem, start) if start is not None else None
    for x in (first, np.zeros(n)):
        if x is not None and not run.cons.broken(x):
            run.keep(run.surface.at(x))
    zero = run.surface.at(np.zeros(n))
    planes = planes_at(run.surface, zero)
    run.scale = max(float(np.abs(run.weights @ planes.slope).max(initial=0.0)), 1e-9)
    run.planes.append(planes)
    if run.best is None:
        gain = (run.weights @ planes.slope) / run.scale
        whole = np.ones(n, dtype=np.bool_)
        programme = Programme(gain, np.zeros(n), np.ones(n), is_integer=whole, threads=run.threads)
        programme.add(rows_of(run.cons))
        answer = programme.solve(seconds=run.left, gap=0.1)
        if answer.x is None:
            run.bound = -np.inf if answer.end == "infeasible" else np.inf
            return False
        run.keep(run.surface.at(np.round(answer.x)))
    return run.best is not None


def _improve(run: Run, relaxed: Relaxation) -> None:
    """Search for better schedules from the relaxed optimum and from the best so far."""
    assert run.best is not None
    relaxed.narrow()
    if relaxed.x is not None:
        run.keep(run.search.rounded(relaxed.x, run.best, run.allowed))
        rng, until = np.random.default_rng(0), (1 - _DRAWN_SHARE) * run.left
        n_drawn = _DRAWN if run.allowed.sum() > _FEW else 0
        for _ in range(n_drawn):
            relaxed.narrow()
            if run.is_done() or run.left < until:
                break
            made = run.search.drawn(relaxed.x, run.allowed, rng)
            if made is not None:
                run.keep(made)
    relaxed.narrow()
    run.keep(run.search.retimed(run.best, run.allowed))
    run.keep(run.search.polish(run.best, run.allowed))
    relaxed.narrow()


def _whole(run: Run, relaxed: Relaxation) -> None:
    """Search, and solve the master with whole starts, by turns."""
    rng = np.random.default_rng(0)
    # A small problem is solved at once.
    is_solved_first = run.allowed.sum() <= _FEW
    share = _WHOLE_SHARES[0 if is_solved_first else 1]
    while not run.is_done() and run.left > 0:
        if not is_solved_first:
            _search(run, relaxed, rng, run.left * (1 - _SEARCHED_SHARE))
        if run.is_done() or run.left <= 0:
            return
        is_solved_first, before = False, run.bound
        wanted = before - run.value / (1 - run.gap)
        if not _master(run, max(share * run.left, min(run.left, _LEAST_SECONDS))):
            return
        share = _WHOLE_SHARES[0 if before - run.bound > _LOWERED * wanted else 1]


def _master(run: Run, seconds: float) -> bool:
    """Solve the master with whole starts, and add planes; False if there are none to add."""
    assert run.best is not None
    master = Master(run, whole=True)
    found: list[FloatArray] = []
    answer = master.programme.solve(
        seconds=seconds,
        gap=0.25 * run.gap,
        start=master.start(run.best),
        enough=run.value / (1 - run.gap) / run.scale,
        found=found.append,
    )
    run.lower(answer.bound * run.scale)
    points = [*found[-3:], *([answer.x] if answer.x is not None else [])]
    for x in {tuple(np.flatnonzero(master.starts_of(x) > 0.5)): x for x in points}.values():
        point = run.surface.at(np.round(master.starts_of(x)))
        run.keep(point)
        run.planes.append(planes_at(run.surface, point, run.allowed))
    return answer.end != "infeasible" and len(points) > 0


def _search(run: Run, relaxed: Relaxation, rng: np.random.Generator, until: float) -> None:
    """Shake the best schedule, or one nearly as good, until so many seconds are left."""
    assert run.best is not None
    point, began = run.best, run.left
    while not run.is_done() and run.left > until:
        made = run.search.shaken(point, run.allowed, rng)
        if made is None or run.cons.broken(made.x):
            continue
        before = run.value
        run.keep(made)
        if run.value > before:
            relaxed.narrow()
        # Threshold accepting (Dueck and Scheuer 1990): a little worse will do, less and less.
        share = _WORSE * (run.left - until) / max(began - until, 1e-9)
        if run.search.score(made) >= run.search.score(run.best) * (1 - share):
            point = made


def _solution(run: Run, duals: Mapping[str, float]) -> Solution:
    spent = time.perf_counter() - run.began
    if run.best is None:
        nothing = -np.inf
        status: PlanStatus = "infeasible" if run.bound == nothing else "time_limit"
        return Solution(
            schedule={},
            value=nothing,
            bound=run.bound,
            gap=np.inf,
            seconds=spent,
            status=status,
        )
    gap = run.gap_now()
    is_best, is_near = gap < 1e-6, gap <= run.gap
    return Solution(
        schedule=run.cons.schedule_of(run.problem, run.best.x),
        value=run.value,
        bound=max(run.bound, run.value),
        gap=gap,
        seconds=spent,
        status="optimal" if is_best else "within_gap" if is_near else "time_limit",
        duals=duals,
    )
