"""The command that says what a place could break out with, and whose moment a theme is."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chuquan.faces import options as opt

_ASKED = "What is asked"

PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="[PLACE]", help="Name (Chinese or English) or code of a place; '' for none."
    ),
]
InputArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[INPUT]...",
        help="Files and folders with mentions, or one digest; the counts that ship with Chuquan "
        "where there is none.",
    ),
]
ThemeOption = Annotated[
    str,
    typer.Option(
        "--theme",
        metavar="WORD",
        help="A theme, such as 汉服: alone it asks whose moment it is.",
        rich_help_panel=_ASKED,
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Look at nothing later; the last day of the input unless told.",
        rich_help_panel=_ASKED,
    ),
]
AssetsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--assets",
        metavar="FILE",
        help="A table of what places have (CSV, TSV, XLSX), beside the lists that ship with "
        "Chuquan; may be repeated.",
        rich_help_panel=_ASKED,
    ),
]


def discover(
    place: PlaceArgument = "",
    inputs: InputArgument = None,
    theme: ThemeOption = "",
    as_of: AsOfOption = None,
    assets: AssetsOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="A report.json that the answer enters."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write report.json and discover.html there, too."
        ),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    settings: opt.SettingsOption = None,
    false_discovery_rate: opt.RateOption = None,
    format_: opt.FormatOption = None,
    column: opt.ColumnOption = None,
    timezone: opt.TimezoneOption = None,
    source_name: opt.SourceNameOption = None,
    encoding: opt.EncodingOption = None,
) -> None:
    """Say what is unmistakably a place's own and what it could break out with next.

    Needs no input: chuquan discover 洛阳. With --theme alone: whose moment is it?
    """
    from chuquan import discovering
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.discover_told import title_of, told
    from chuquan.faces.tell import Teller
    from chuquan.faces.told_page import write_answer
    from chuquan.report import Report

    if out:
        check_folder(out)
    chosen = opt.settings_from(settings, false_discovery_rate)
    reading = opt.read_options(format_, column, timezone, source_name, encoding)
    place, paths = _place_and_inputs(place.strip(), inputs or ())
    question = discovering.DiscoveryQuestion(
        place=place,
        theme=theme.strip(),
        as_of=as_of.date() if as_of else None,
        assets=tuple(assets or ()),
    )
    teller = Teller(as_json=json, lang=lang)
    made = discovering.discover(
        paths,
        question,
        reading,
        chosen,
        report=Report.read(report) if report else None,
        progress=teller.progress,
    )
    found = made.discoveries[-1]
    sections, title = told(found, teller.words), title_of(found, teller.words)
    files = write_answer(made, title, sections, teller.words, out, "discover.html") if out else {}
    teller.answer(found, sections, made, files)


def _place_and_inputs(place: str, inputs: Sequence[Path]) -> tuple[str, Sequence[Path]]:
    """Return the place and what is read; the first argument may be a path where no place is meant.

    ``discover --theme 汉服 data/mentions`` names no place. Only what is written as a path, with a
    separator or an ending, is taken for one: a folder may bear the name of a place.
    """
    path = Path(place)
    is_path = len(path.parts) > 1 or place.endswith(("/", "\\"))
    if is_path or (path.suffix and path.exists()):
        return "", (path, *inputs)
    return place, inputs
