"""From a plan.toml to a plan in a report.

read plan -> look for the best plan -> check it apart from the solver  =  a plan
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import msgspec

from chuquan.casebook.shipped import casebook_of
from chuquan.config import Settings
from chuquan.errors import ChuquanError, ConfigError, UserError
from chuquan.places.gazetteer import Gazetteer
from chuquan.plan.check import broken_limits
from chuquan.plan.problem import Problem
from chuquan.plan.read import PlanFile, read_plan
from chuquan.report import Casebook, Plan, Report
from chuquan.stages import Silent, Stages
from chuquan.version import __version__

SECONDS = 30.0
GAP = 0.01
"""Seconds that are spent on looking, and the share by which the best may be missed."""


def plan(
    path: Path,
    *,
    report: Report | None = None,
    compare: Sequence[Path] = (),
    seed: int = 1,
    seconds: float = SECONDS,
    gap: float = GAP,
    progress: Stages | None = None,
) -> Report:
    """Make the plan that a file asks for.

    Parameters
    ----------
    path : path
        A plan.toml.
    report : Report, optional
        Its casebook, impacts and breakouts may be what effects are taken from; the shipped
        casebook where it holds none.
    compare : sequence of path
        Other plan files: each is planned for itself and valued beside this one on the same luck.
    seed : int
        Of the scenarios.
    seconds, gap : float
        When to stop looking.
    progress : Stages, optional

    Returns
    -------
    Report
        The given one with the plan added last, or one that holds the plan alone. A plan that cannot
        hold is an answer, too: its ``conflict`` says why.

    Raises
    ------
    ConfigError
        With all faults of a file together.
    UserError
        If the solver is not installed, or a plan to compare with cannot hold.
    ChuquanError
        If the plan that was found breaks a limit: a fault of ours, and never shown.
    """
    _need_solver()
    from chuquan.plan.make import Effort, make_plan  # noqa: PLC0415  it loads the solver

    progress = progress or Silent()
    effort = Effort(seed=seed, seconds=seconds, gap=gap)
    with progress.stage("read plan"):
        read = _read(path, report)
        others = [(str(other), _read(other, report)) for other in compare]
        _refuse_others(read, others)
    compared = {other.problem.plan_id: other.problem for _, other in others}
    made = make_plan(read.problem, effort, compare=compared, progress=progress)
    with progress.stage("check the plan"):
        check(read.problem, made)
    made = msgspec.structs.replace(made, asked=read.asked)
    return (report or _bare_report(made)).with_plan(made)


def check(problem: Problem, made: Plan) -> None:
    """Refuse a plan that breaks a limit, is late, or spends another sum than it says.

    Raises
    ------
    ChuquanError
        That is a fault of ours: the solver and this check read the same limits apart.
    """
    if made.status == "infeasible":
        return
    schedule: dict[str, date] = {
        action.action_id: action.start for action in made.actions if action.start is not None
    }
    broken = list(broken_limits(problem, schedule))
    spent = sum(action.cost for action in problem.actions if action.action_id in schedule)
    if abs(spent - made.spending) > 1e-6 * max(1.0, spent):
        broken.append(f"spending: {spent:g} is told as {made.spending:g}")
    if broken:
        raise ChuquanError(
            f"the plan that was found breaks {', '.join(broken)}; it is not shown",
            where=made.plan_id,
            todo="this is a fault in chuquan: send us the plan file",
        )


def _read(path: Path, report: Report | None) -> PlanFile:
    def casebook() -> Casebook:
        return casebook_of(report)

    return read_plan(path, gazetteer=Gazetteer.load(), casebook=casebook, report=report)


def _refuse_others(read: PlanFile, others: Sequence[tuple[str, PlanFile]]) -> None:
    """Refuse to compare plans whose results are no amounts of the same thing.

    Raises
    ------
    ConfigError
        Names every plan that cannot be set beside this one.
    """
    problem = read.problem
    unlike = [
        f"{name} is about {other.problem.goal} in {other.problem.unit}"
        for name, other in others
        if (other.problem.goal, other.problem.unit) != (problem.goal, problem.unit)
    ]
    ids = [problem.plan_id, *(other.problem.plan_id for _, other in others)]
    unlike += [f"two plans have the id {i}" for i in dict.fromkeys(ids) if ids.count(i) > 1]
    if unlike:
        raise ConfigError(
            "; ".join(unlike),
            where="--compare",
            allowed=f"plans with the goal {problem.goal} in {problem.unit}, each with its own id",
            todo="give them the same goal and currency, and each an id = ... under [plan]",
        )


def _need_solver() -> None:
    """Refuse early where HiGHS is not installed, or cannot live in this process.

    Raises
    ------
    UserError
        If ``highspy`` is missing, or OR-Tools has been imported: both bring a HiGHS of their own,
        and together they crash the process.
    """
    if find_spec("highspy") is None:
        raise UserError(
            "planning needs highspy (the solver HiGHS), which is not installed",
            where="chuquan plan",
            allowed="an installation with the extra plan",
            todo="pip install 'chuquan[plan]'",
        )
    if "ortools" in sys.modules:
        raise UserError(
            "OR-Tools has been imported in this process, where HiGHS would crash beside it",
            where="chuquan plan",
            allowed="a process without ortools",
            todo="plan in a process of its own",
        )


def _bare_report(made: Plan) -> Report:
    return Report(
        chuquan_version=__version__,
        period=(made.first_day, made.last_day),
        false_discovery_rate=Settings().false_discovery_rate,
        breakouts=(),
    )
