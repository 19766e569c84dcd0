"""The command that makes a plan of actions, budget, calendar and capacity: ``plan``."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chuquan.faces import options as opt

_LOOKING = "How hard to look"
_CANNOT_HOLD = 2
"""Exit code where the limits that were given cannot hold together."""


def plan(
    plan_file: Annotated[
        Path,
        typer.Argument(
            metavar="PLAN.toml",
            help="Actions, budget, calendar and capacity, as in examples/plan_luoyang.toml.",
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="A report.json: effects may be taken from its casebook, impacts and breakouts, "
            "and the plan enters it.",
        ),
    ] = None,
    compare: Annotated[
        list[Path] | None,
        typer.Option(
            "--compare",
            metavar="OTHER.toml",
            help="Another plan to set beside this one; may be repeated.",
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--seconds",
            metavar="N",
            min=1.0,
            max=86_400.0,
            help="Look for a better plan for so long at most.",
            rich_help_panel=_LOOKING,
        ),
    ] = 30.0,
    gap: Annotated[
        float,
        typer.Option(
            "--gap",
            metavar="SHARE",
            min=0.0,
            max=0.5,
            help="Stop when no plan can be better by more than this share.",
            rich_help_panel=_LOOKING,
        ),
    ] = 0.01,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=2**31 - 1,
            help="Of the scenarios: the same seed gives the same plan.",
            rich_help_panel=_LOOKING,
        ),
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write report.json and plan.html there, too."),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    """Plan what to do next: which actions, when, for what, and how likely it is to work.

    Where no plan keeps all limits, the answer names the smallest set of them that cannot hold
    together, and the exit code is 2.
    """
    import msgspec

    from chuquan import planning
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.plan_told import others, title, told
    from chuquan.faces.tell import Teller
    from chuquan.faces.told_page import write_answer
    from chuquan.report import Report

    if out:
        check_folder(out)
    teller = Teller(as_json=json, lang=lang)
    made = planning.plan(
        plan_file,
        report=Report.read(report) if report else None,
        compare=tuple(compare or ()),
        seed=seed,
        seconds=seconds,
        gap=gap,
        progress=teller.progress,
    )
    answer = made.plans[-1]
    sections = [*told(answer, teller.words), *others(made, answer, teller.words)]
    files = {}
    if out:
        name = title(answer, teller.words)
        files = write_answer(made, name, sections, teller.words, out, "plan.html")
    # What the given report says of its own sources is no fault of the plan.
    teller.answer(answer, sections, msgspec.structs.replace(made, problems=()), files)
    if answer.status == "infeasible":
        raise typer.Exit(_CANNOT_HOLD)
