"""Why a plan cannot be: the smallest set of limits that cannot hold together.

A set of limits that cannot hold has, with every set of limits whose removal makes the plan possible
(a correction), at least one limit in common. So the smallest such set is found by turns (Ignatiev,
Previti, Liffiton and Marques-Silva 2015, doi:10.1007/978-3-319-23219-5_13): the smallest set that
meets all corrections found so far is tried; if it can hold, what has to go with it kept is one more
correction; if it cannot, it is the answer. Both are small programmes for HiGHS.

Start days are limits, too: without ``starts.ACTION`` an action may begin on any day of the plan. So
an answer says whether it is the window that stands in the way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.plan.constraints import Constraints, constraints
from chuquan.plan.problem import Problem
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.solver import Answer, Programme, Rows
from chuquan.report.plan import Conflict, Demand

_SECONDS: Final = 20.0
"""After that, a set from which none can be left out will do, if there may be a smaller one."""
_MARGIN: Final = 1e-6
"""By which a limit is taken to hold in the programme; less than this is rounding."""


def smallest_conflict(problem: Problem, *, seconds: float = _SECONDS) -> Conflict | None:
    """Find the smallest set of limits that cannot hold together.

    Parameters
    ----------
    seconds : float
        For finding the smallest one.

    Returns
    -------
    Conflict or None
        None if the plan is possible. Without any one limit of the conflict, the others can hold.
        Limits are in the order of :mod:`chuquan.plan.constraints`; of several smallest sets, always
        the same. ``Conflict.limits`` has ids and no words: faces word ``Conflict.demands``.

    Raises
    ------
    OutsideError
        If highspy is not installed.
    """
    bare = _bare(problem)
    limits = _Limits(constraints(bare, any_day_of=[a.action_id for a in bare.actions]))
    if not limits.ids or limits.correction(limits.ids) is not None:
        return None
    found = _smallest(limits, time.monotonic() + seconds)
    is_smallest = found is not None
    ids = tuple(found) if found is not None else _irreducible(limits)
    return Conflict(
        limits=tuple((limit_id, "") for limit_id in ids),
        demands=tuple(_demand(bare, limits, ids, limit_id) for limit_id in ids),
        is_smallest=is_smallest,
    )


def _bare(problem: Problem) -> Problem:
    """Return the problem with those actions alone without which a limit might not hold."""
    of_id = {action.action_id: action for action in problem.actions}
    wanted = [
        action.action_id
        for action in problem.actions
        if action.is_must or problem.lever_least.get(action.lever, 0.0) > 0
    ]
    for action_id in wanted:
        before = (other for other in of_id[action_id].after if other in of_id)
        wanted.extend(other for other in before if other not in wanted)
    return replace(problem, actions=tuple(a for a in problem.actions if a.action_id in wanted))


class _Limits:
    """The limits of a problem, each of which may be told to hold or be let go."""

    def __init__(self, cons: Constraints) -> None:
        self.cons = cons
        names = dict.fromkeys(cons.limit_id)
        self.ids = tuple(name for name in names if not name.startswith("once."))
        number = {name: i for i, name in enumerate(self.ids)}
        self.of_row = np.array([number.get(name, -1) for name in cons.limit_id], dtype=np.int64)
        self.most, self.least = self._reach(1.0), -self._reach(-1.0)

    def _reach(self, sign: float) -> FloatArray:
        """Return how far a row can go up (or down, with -1) with each action begun once at most."""
        cons = self.cons
        rows = np.repeat(np.arange(cons.lower.size), np.diff(cons.row_start))
        best: dict[tuple[int, int], float] = {}
        values = sign * cons.coefficient
        for row, column, value in zip(rows, cons.column, values, strict=True):
            key = (int(row), int(cons.action[column]))
            best[key] = max(best.get(key, 0.0), float(value))
        out = np.zeros(cons.lower.size)
        for (of_row, _), most in best.items():
            out[of_row] += most
        return out

    def correction(self, kept: Iterable[str]) -> tuple[str, ...] | None:
        """Return few limits without which all others, and those kept, can hold; None if none do."""
        held = set(kept)
        is_kept = np.array([name in held for name in self.ids], dtype=np.bool_)
        answer = self._solve(is_kept, -np.ones(len(self.ids)))
        if answer.x is None:
            return None
        loose = answer.x[self.cons.n_columns :]
        return tuple(name for i, name in enumerate(self.ids) if loose[i] > 0.5)

    def excess(self, kept: Iterable[str], limit_id: str) -> float | None:
        """Return by how much a limit is passed at least where others are kept, in its unit."""
        held = set(kept)
        free = [name != limit_id and name not in held for name in self.ids]
        n, n_limits = self.cons.n_columns, len(self.ids)
        upper = np.concatenate((np.ones(n), np.array(free, dtype=np.float64), [1e12]))
        gain = np.concatenate((np.zeros(n + n_limits), [-1.0]))
        whole = np.arange(gain.size) < n
        programme = Programme(gain, np.zeros(gain.size), upper, is_integer=whole)
        programme.add(self._rows(over=self.ids.index(limit_id)))
        answer = programme.solve(seconds=_SECONDS)
        return None if answer.x is None else float(-answer.value)

    def _solve(self, is_kept: NDArray[np.bool_], gain: FloatArray) -> Answer:
        n = self.cons.n_columns
        programme = Programme(
            np.concatenate((np.zeros(n), gain)),
            np.zeros(n + gain.size),
            np.concatenate((np.ones(n), 1.0 - is_kept)),
            is_integer=np.ones(n + gain.size, dtype=np.bool_),
        )
        programme.add(self._rows())
        return programme.solve()

    def _rows(self, over: int | None = None) -> Rows:
        """Return all rows, each with a switch that lets it go.

        The limit ``over`` has, in place of its switch, a last column of how far it is passed.
        """
        cons, n = self.cons, self.cons.n_columns
        start, column, coefficient = [0], [], []
        lower, upper = [], []
        for i, limit in enumerate(self.of_row):
            span = slice(cons.row_start[i], cons.row_start[i + 1])
            for bound, reach, is_upper in (
                (cons.upper[i], self.most[i], True),
                (cons.lower[i], self.least[i], False),
            ):
                slack = reach - bound if is_upper else bound - reach
                # How far rows reach rests on each action beginning once, so that is always said.
                if not np.isfinite(bound) or (slack <= 0 and limit >= 0):
                    continue
                column += cons.column[span].tolist()
                coefficient += cons.coefficient[span].tolist()
                if limit >= 0:
                    is_over = limit == over
                    width = 1.0 / cons.scale[i] if is_over else slack
                    column.append(n + len(self.ids) if is_over else n + limit)
                    coefficient.append(-width if is_upper else width)
                start.append(len(column))
                lower.append(-np.inf if is_upper else bound)
                upper.append(bound if is_upper else np.inf)
        return Rows(
            start=np.array(start, dtype=np.int64),
            column=np.array(column, dtype=np.int64),
            coefficient=np.array(coefficient, dtype=np.float64),
            lower=np.array(lower, dtype=np.float64),
            upper=np.array(upper, dtype=np.float64),
        )


def _smallest(limits: _Limits, until: float) -> list[str] | None:
    """Find the smallest set that cannot hold; None if there is no time for it."""
    corrections: list[tuple[str, ...]] = []
    while time.monotonic() < until:
        tried = _hitting(limits.ids, corrections)
        correction = limits.correction(tried)
        if correction is None:
            return tried
        corrections.append(correction)
    return None


def _hitting(ids: Sequence[str], corrections: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the smallest set that meets each of some sets; of several, the one told first."""
    if not corrections:
        return []
    number = {name: i for i, name in enumerate(ids)}
    cost = 1.0 + 1e-3 * np.arange(len(ids)) / len(ids) / len(ids)
    programme = Programme(
        -cost,
        np.zeros(len(ids)),
        np.ones(len(ids)),
        is_integer=np.ones(len(ids), dtype=np.bool_),
    )
    rows = np.zeros((len(corrections), len(ids)))
    for i, correction in enumerate(corrections):
        rows[i, [number[name] for name in correction]] = -1.0
    programme.add(Rows.dense(rows, np.full(len(corrections), -1.0)))
    answer = programme.solve()
    assert answer.x is not None
    return [name for i, name in enumerate(ids) if answer.x[i] > 0.5]


def _irreducible(limits: _Limits) -> tuple[str, ...]:
    """Leave out limits one by one as long as the rest cannot hold."""
    kept = list(limits.ids)
    for name in reversed(limits.ids):
        rest = [other for other in kept if other != name]
        if limits.correction(rest) is None:
            kept = rest
    return tuple(kept)


def _demand(problem: Problem, limits: _Limits, ids: Sequence[str], limit_id: str) -> Demand:
    """Put what a limit demands into numbers."""
    kind, _, name = limit_id.partition(".")
    of_id = {action.action_id: action for action in problem.actions}
    if kind == "must":
        return Demand(limit_id=limit_id, limit=of_id[name].cost)
    if kind == "starts":
        inside = [d for d in of_id[name].starts if problem.first_day <= d <= problem.last_day]
        return Demand(
            limit_id=limit_id,
            first=min(inside, default=None),
            last=max(inside, default=None),
        )
    limit = _limit_of(problem, kind, name)
    if limit is None or kind == "apart":
        return Demand(limit_id=limit_id, limit=limit)
    excess = limits.excess([other for other in ids if other != limit_id], limit_id)
    if excess is None:
        return Demand(limit_id=limit_id, limit=limit)
    sign = -1.0 if kind == "lever_least" else 1.0
    # Cents and tenths of a unit are told; what the solver adds by its tolerance is not.
    return Demand(limit_id=limit_id, limit=limit, possible=round(limit + sign * excess, 6))


def _limit_of(problem: Problem, kind: str, name: str) -> float | None:
    if kind == "budget":
        return problem.budget
    if kind == "at_once" and problem.at_once is not None:
        return float(problem.at_once)
    if kind == "capacity":
        resource = next(each for each in problem.resources if each.resource_id == name)
        return float(min(resource.capacity))
    tables = {
        "lever_most": problem.lever_most,
        "lever_least": problem.lever_least,
        "month_most": problem.month_most,
        "apart": {key: float(days) for key, days in problem.apart_days.items()},
    }
    return tables[kind].get(name) if kind in tables else None
