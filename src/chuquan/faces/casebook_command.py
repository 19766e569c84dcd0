"""The command that says what each lever brought so far: ``casebook``."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from chuquan.faces import options as opt

_Lever = Literal["culture", "screen", "social", "concert", "sport", "event", "nature"]

ReportArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[REPORT]",
        help="A report.json; the embedded sample's breakouts unless named.",
        show_default=False,
    ),
]
EventsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--events",
        metavar="FILE",
        help="Table of events with place and first day, those that came to nothing among them; "
        "may be repeated.",
    ),
]
KnownOption = Annotated[
    bool | None,
    typer.Option(
        "--known-events/--no-known-events",
        help="Count the known events that ship with Chuquan; unless told for the embedded sample "
        "alone. Only for reports on mentions of the whole country.",
        show_default=False,
    ),
]
EffectsOption = Annotated[
    _Lever | None,
    typer.Option(
        "--effects-of",
        metavar="LEVER",
        help="What the events of the report's impacts are (concert, sport, ...), where their "
        "names do not say.",
        show_default=False,
    ),
]


def casebook(
    report: ReportArgument = None,
    events: EventsOption = None,
    known_events: KnownOption = None,
    effects_of: EffectsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write report.json and casebook.html there, too."
        ),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    """Say how often each lever breaks out, how much attention it brings and how long it lasts."""
    from chuquan import casebooks
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.casebook_told import told
    from chuquan.faces.tell import Teller
    from chuquan.faces.told_page import write_answer

    if out:
        check_folder(out)
    teller = Teller(as_json=json, lang=lang)
    found = casebooks.make_casebook(
        report,
        events or (),
        with_known=known_events,
        effects_lever=effects_of,
        progress=teller.progress,
    )
    assert found.casebook is not None
    sections = told(found.casebook, teller.words)
    title = teller.words.gettext("What each lever brought so far")
    files = write_answer(found, title, sections, teller.words, out, "casebook.html") if out else {}
    teller.answer(found.casebook, sections, found, files)
