"""The seam to HiGHS: linear programmes that are to be maximised, rows added as they are found.

HiGHS (Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5) comes with the extra ``plan``. It must
never share a process with OR-Tools, which brings a HiGHS of its own: both then crash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from chuquan.errors import OutsideError
from chuquan.plan.scenarios import FloatArray

End = Literal["optimal", "infeasible", "limit"]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows ``lower <= A x <= upper``, one after another (``start`` has one more than there are)."""

    start: NDArray[np.int64]
    column: NDArray[np.int64]
    coefficient: FloatArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def dense(cls, rows: FloatArray, upper: FloatArray) -> Rows:
        """Make rows of a dense matrix, shape (row, column), with upper bounds only."""
        row, column = np.nonzero(rows)
        sizes = np.bincount(row, minlength=rows.shape[0])
        return cls(
            start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            column=column.astype(np.int64),
            coefficient=rows[row, column],
            lower=np.full(rows.shape[0], -np.inf),
            upper=upper,
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the solver found.

    Attributes
    ----------
    x : float array or None
        The best point; None if there is none yet.
    value, bound : float
        Its objective, and what no point can surpass.
    row_dual, reduced : float array or None
        Of a linear programme: what one more unit of a row's bound, and of a column, would bring.
    """

    end: End
    x: FloatArray | None
    value: float
    bound: float
    row_dual: FloatArray | None = None
    reduced: FloatArray | None = None


class Programme:
    """A programme that is to be maximised; rows come and go, the basis stays.

    Parameters
    ----------
    gain, lower, upper : float array, shape (column,)
    is_integer : bool array, shape (column,), or None
        None for a linear programme.
    threads : int

    Raises
    ------
    OutsideError
        If highspy is not installed.
    """

    def __init__(
        self,
        gain: FloatArray,
        lower: FloatArray,
        upper: FloatArray,
        *,
        is_integer: NDArray[np.bool_] | None = None,
        threads: int = 1,
    ) -> None:
        self._highspy = _highspy()
        self._highs = self._highspy.Highs()
        self._is_mip = is_integer is not None
        highs = self._highs
        highs.setOptionValue("output_flag", False)
        self._highspy.Highs.resetGlobalScheduler(True)
        highs.setOptionValue("threads", threads)
        highs.setOptionValue("random_seed", 0)
        lp = self._highspy.HighsLp()
        lp.num_col_, lp.num_row_ = gain.size, 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = gain, lower, upper
        lp.sense_ = self._highspy.ObjSense.kMaximize
        lp.a_matrix_.format_ = self._highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.zeros(1, dtype=np.int32)
        if is_integer is not None:
            kinds = self._highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger if it else kinds.kContinuous for it in is_integer]
        highs.passModel(lp)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self._highs.getNumRow())

    def add(self, rows: Rows) -> None:
        """Add rows after those that are there."""
        self._highs.addRows(
            rows.lower.size,
            rows.lower,
            rows.upper,
            rows.column.size,
            rows.start[:-1].astype(np.int32),
            rows.column.astype(np.int32),
            rows.coefficient,
        )

    def drop(self, rows: NDArray[np.int64]) -> None:
        """Delete rows by their numbers; those behind move up."""
        self._highs.deleteRows(rows.size, rows.astype(np.int32))

    def solve(
        self,
        *,
        seconds: float = np.inf,
        gap: float = 0.0,
        start: FloatArray | None = None,
        enough: float = -np.inf,
        found: Callable[[FloatArray], None] | None = None,
    ) -> Answer:
        """Solve it, from the last basis.

        Parameters
        ----------
        seconds, gap : float
            Of a programme with integers: when to stop.
        start : float array or None
            A point to begin with.
        enough : float
            Stop once the bound is no higher.
        found : callable or None
            Called with each better point.
        """
        highs = self._highs
        if seconds < np.inf:
            highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.01))
        if self._is_mip:
            highs.setOptionValue("mip_rel_gap", gap)
            self._listen(enough, found)
        if start is not None:
            highs.setSolution(start.size, np.arange(start.size, dtype=np.int32), start)
        highs.run()
        return self._answer()

    def _listen(self, enough: float, found: Callable[[FloatArray], None] | None) -> None:
        highs = self._highs
        highs.cbMipInterrupt.clear()
        highs.cbMipImprovingSolution.clear()

        def watch(event: Any) -> None:
            if event.data_out.mip_dual_bound <= enough:
                event.data_in.user_interrupt = 1

        def take(event: Any) -> None:
            if found is not None:
                found(np.array(event.data_out.mip_solution))

        if enough > -np.inf:
            highs.cbMipInterrupt.subscribe(watch)
        if found is not None:
            highs.cbMipImprovingSolution.subscribe(take)

    def _answer(self) -> Answer:
        highs, status = self._highs, self._highs.getModelStatus()
        kinds = self._highspy.HighsModelStatus
        info, solution = highs.getInfo(), highs.getSolution()
        if status in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible}:
            return Answer(end="infeasible", x=None, value=-np.inf, bound=-np.inf)
        is_best = status == kinds.kOptimal
        value = float(info.objective_function_value)
        has_point = solution.value_valid and abs(value) < 1e29
        x = np.array(solution.col_value) if has_point else None
        if self._is_mip:
            bound = float(info.mip_dual_bound)
            bound = bound if abs(bound) < 1e29 else np.inf
            return Answer(
                end="optimal" if is_best else "limit",
                x=x,
                value=value if has_point else -np.inf,
                bound=bound,
            )
        return Answer(
            end="optimal" if is_best else "limit",
            x=x,
            value=value,
            bound=value if is_best else np.inf,
            row_dual=np.array(solution.row_dual),
            reduced=np.array(solution.col_dual),
        )


def _highspy() -> Any:
    try:
        import highspy  # noqa: PLC0415  an extra
    except ImportError as error:
        raise OutsideError(
            "the package highspy is not installed: no plan can be made",
            allowed="highspy 1.11 or newer",
            todo="install it with: pip install 'chuquan[plan]'",
        ) from error
    return highspy
