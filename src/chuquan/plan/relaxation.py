"""The master as a linear programme: its optimum, its bound, and what columns are worth in it."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.plan.master import Master, Run
from chuquan.plan.planes import planes_at
from chuquan.plan.scenarios import FloatArray
from chuquan.plan.solver import Answer

_CLOSE: Final = 0.02
"""It is solved when planes err by no more than this share of the wanted gap."""
_STALL: Final = 6
"""So many rounds together tell how fast the bound comes down."""


class Relaxation:
    """Starts in fractions, enclosed by planes at points between the optimum and the best so far.

    (In-out: Ben-Ameur and Neto 2007.)
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.x: FloatArray | None = None
        self.row_dual = np.zeros(run.cons.lower.size)
        self.bound = np.inf
        self.is_solved = False
        assert run.best is not None
        self._inner, self._reached = run.best.x, run.best.smooth
        self._reduced = np.zeros(run.cons.n_columns)

    def tighten(self, n_rounds: int, stall: float, until: float) -> None:
        """Add planes until the bound hardly comes down any more.

        Parameters
        ----------
        n_rounds : int
            At most.
        stall : float
            Share of the wanted gap by which some rounds together have to lower the bound.
        until : float
            Seconds that are to be left.
        """
        run = self.run
        master = Master(run, whole=False)
        bounds: list[float] = []
        step = 0.5
        for _ in range(n_rounds):
            answer = master.programme.solve(seconds=max(run.left, 0.01))
            if answer.end != "optimal" or answer.x is None:
                # Nothing that is allowed can be better than the best.
                if answer.end == "infeasible":
                    run.lower(run.value)
                return
            self._take(master, answer.x, answer)
            bounds.append(self.bound)
            least = stall * run.gap * abs(self.bound)
            is_stalled = len(bounds) > _STALL and bounds[-1 - _STALL] - self.bound < least
            if run.left < until or is_stalled or run.is_done():
                return
            outer = master.starts_of(answer.x)
            point = run.surface.at(self._inner + step * (outer - self._inner))
            if point.smooth > self._reached:
                self._inner, self._reached = point.x, point.smooth
            planes = planes_at(run.surface, point, run.allowed)
            says = planes.offset + planes.slope @ outer
            errs = np.where(run.weights > 0, master.parts_of(answer.x) - says, 0.0) * run.weights
            enough = _CLOSE * run.gap * abs(self.bound)
            if errs.clip(0).sum() < enough:
                self.is_solved = step == 1.0
                if self.is_solved:
                    return
                step = 1.0
                continue
            run.planes.append(planes)
            master.add(planes, errs > 0.1 * enough / run.weights.size)
            step = 0.5

    def _take(self, master: Master, x: FloatArray, answer: Answer) -> None:
        run = self.run
        n = run.cons.n_columns
        assert answer.row_dual is not None
        assert answer.reduced is not None
        self.x = master.starts_of(x)
        self.bound = answer.value * run.scale
        self._reduced = answer.reduced[:n] * run.scale
        self.row_dual = answer.row_dual[: run.cons.lower.size] * run.scale
        run.lower(self.bound)

    def narrow(self) -> None:
        """Rule out the columns that cannot be part of a schedule better than the best."""
        run = self.run
        least = run.value - 1e-6 * abs(run.value)
        run.allowed &= self.bound - np.maximum(-self._reduced, 0.0) >= least

    def duals(self) -> dict[str, float]:
        """Return what one more unit of each limit would bring, were starts divisible."""
        cons = self.run.cons
        out: dict[str, float] = {}
        for i, limit_id in enumerate(cons.limit_id):
            if not limit_id.startswith("once."):
                worth = float(abs(self.row_dual[i]) / cons.scale[i])
                out[limit_id] = out.get(limit_id, 0.0) + worth
        return {key: worth for key, worth in out.items() if worth > 1e-9 * abs(self.bound)}
