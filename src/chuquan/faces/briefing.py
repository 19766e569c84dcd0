"""The command ``brief``: what a report says, as files that one can hand over."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chuquan.errors import UserError
from chuquan.faces import options as opt
from chuquan.faces.words import Language


def brief(
    report: Annotated[
        Path | None, typer.Argument(metavar="[REPORT]", help="The report.json of a run.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the files.")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", metavar="PLACE", help="Name or code of one place; else all."),
    ] = None,
    breakout: Annotated[
        str | None,
        typer.Option("--breakout", metavar="ID", help="Id of one breakout, as in the report."),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="LIST", help="html,pdf,pptx,xlsx,png, or some of them; else all."
        ),
    ] = None,
    langs: Annotated[
        str | None, typer.Option("--lang", metavar="LIST", help="zh,en or one of them; else both.")
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates", metavar="DIR", help="Your logo, colours, words: see --write-templates."
        ),
    ] = None,
    write_templates: Annotated[
        Path | None,
        typer.Option(
            "--write-templates", metavar="DIR", help="Write our templates there, to start from."
        ),
    ] = None,
    json: opt.JsonOption = False,
) -> None:
    r"""Write a brief of a report, of one place or of one breakout: HTML, PDF, PPTX, XLSX, PNG.

    Every figure in a sentence links to the table that holds it. Needs: pip install
    'chuquan\[brief]'; --format html needs nothing.
    """
    from chuquan.faces.briefs.make import chosen_formats, chosen_languages, make
    from chuquan.faces.briefs.scope import choose
    from chuquan.faces.briefs.template import read_template
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.tell import Teller
    from chuquan.faces.write import write_all
    from chuquan.report import Report

    kinds, languages = chosen_formats(formats), chosen_languages(langs)
    told: Language = languages[0] if len(languages) == 1 else "zh"
    teller = Teller(as_json=json, lang=told)
    if write_templates is not None:
        teller.files(_write_templates(write_templates))
        if report is None:
            return
    if report is None or out is None:
        raise UserError(
            "no REPORT" if report is None else "no --out",
            where="brief",
            allowed="REPORT and --out DIR, or --write-templates DIR",
            todo="chuquan brief report.json --out briefs",
        )
    check_folder(out)
    template = read_template(templates)
    found = Report.read(report)
    subject = choose(found, place=place, breakout=breakout)
    made = make(subject, template, formats=kinds, langs=languages)
    files = {out / name: data for name, data in made.items()}
    write_all(files)
    teller.files({path.name: path for path in files})


def _write_templates(folder: Path) -> dict[str, Path]:
    """Write the templates that ship; never over files that somebody may have changed."""
    from chuquan.faces.briefs.template import default_files
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.write import write_all

    check_folder(folder)
    files = default_files()
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise UserError(
            f"there are already: {', '.join(there)}",
            where=str(folder),
            allowed="a folder that holds none of our templates yet",
            todo="choose another folder, or delete what is to be written anew",
        )
    write_all({folder / name: data for name, data in files.items()})
    return {name: folder / name for name in files}
