"""The schedule that most likely reaches a target: each scenario with a switch of its own."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.plan.master import Run, rows_of
from chuquan.plan.planes import planes_each
from chuquan.plan.solver import Programme, Rows

_MOST_SWITCHED: Final = 200_000
"""Most scenarios times starts for which a target is solved scenario by scenario."""


def reach(run: Run) -> None:
    """With a target: solve for the scenarios that reach it, each with a switch of its own.

    A plane above a scenario's total is one above what the target takes, too. Totals fall below
    0 by no more than the room that actions take, which is all the constant that is needed.
    """
    n, n_columns, target = run.surface.n, run.cons.n_columns, run.problem.target
    assert target is not None
    if n * n_columns > _MOST_SWITCHED:
        return
    is_whole = np.ones(n_columns + n, dtype=np.bool_)
    gain = np.concatenate((np.zeros(n_columns), np.full(n, 1.0 / n)))
    programme = Programme(
        gain, np.zeros(gain.size), np.ones(gain.size), is_integer=is_whole, threads=run.threads
    )
    programme.add(rows_of(run.cons))
    points = [run.surface.at(np.zeros(n_columns))]
    taken = run.surface.need.sum(axis=0)[run.cons.action]
    below = float(((run.surface.stop - run.cons.day) * taken).sum())
    while not run.is_done() and run.left > 0:
        assert run.best is not None
        for point in {id(each): each for each in (*points, run.best)}.values():
            planes = planes_each(run.surface, point)
            slope, offset = planes.slope, (planes.offset + below) / (target + below)
            if below <= 0:
                # More than the target in one start is no more than the target.
                slope = np.minimum(slope, np.maximum(target - planes.offset, 0.0)[:, None])
            rows = np.hstack((-slope / (target + below), np.eye(n)))
            programme.add(Rows.dense(rows, offset + 1e-9))
        reached = (run.best.total >= target * (1 - 1e-9)).astype(np.float64)
        answer = programme.solve(
            seconds=run.left,
            gap=0.5 * run.gap,
            start=np.concatenate((run.best.x, reached)),
            enough=run.value / (1 - run.gap),
        )
        # Shares are whole numbers of scenarios.
        run.lower(max(np.floor(answer.bound * n + 1e-6) / n, run.value))
        if answer.x is None:
            return
        points = [run.surface.at(np.round(answer.x[:n_columns]))]
        if not run.cons.broken(points[0].x):
            run.keep(points[0])
