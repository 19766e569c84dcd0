"""The command ``chuquan assets``: what places have, and the check of a table of one's own."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chuquan.faces import options as opt

_N_ROWS = 200
"""So many things are printed, and so many rows that cannot be used; JSON and file hold all."""


def assets(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Tables of your own as CSV, TSV or XLSX, with columns 地点, 名称, 类别 (place, "
            "name, kind) and, where known, 省份, 别名, 起始, 来源, 网址.",
        ),
    ] = None,
    place: Annotated[
        str, typer.Option("--place", help="Name or code of a place; what lies in it counts.")
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="heritage, museum, scenic, food, craft, festival, person, work or venue.",
        ),
    ] = "",
    digest: Annotated[
        list[Path] | None,
        typer.Option(
            "--digest",
            metavar="DIGEST",
            help="With --place: what the mentions of a digest say it is known for.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Write the list there.")
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    encoding: opt.EncodingOption = None,
) -> None:
    """List what places are known to have, and check a table before `discover --assets` uses it."""
    from chuquan import asset_lists
    from chuquan.faces.assets_file import check_ending, file_of
    from chuquan.faces.assets_told import assets_told
    from chuquan.faces.tell import Teller
    from chuquan.faces.write import write_all

    if out is not None:
        check_ending(out)
    known = asset_lists.list_assets(
        files or (), place=place, kind=kind, digests=digest or (), encoding=encoding
    )
    if out is not None:
        write_all({out: file_of(known)})
    teller = Teller(as_json=json, lang=lang)
    written = {} if out is None else {"assets": out}
    teller.whole(known, assets_told(known, teller.words), written, most=_N_ROWS)
