"""The command that says whom to invite within a budget: ``creators``."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from chuquan.errors import ConfigError
from chuquan.faces import options as opt

_ASKED, _KNOWN = "What is wanted", "What is known of audiences and prices"


def creators(
    tables: Annotated[
        list[Path],
        typer.Argument(
            metavar="TABLE...",
            help="Tables of creators: account, audience, price, themes, make-up of the audience.",
        ),
    ],
    budget: Annotated[
        float,
        typer.Option(
            "--budget", metavar="AMOUNT", help="What may be spent.", rich_help_panel=_ASKED
        ),
    ],
    theme: Annotated[
        list[str] | None,
        typer.Option(
            "--theme",
            metavar="THEME[=N]",
            help="Only creators of this theme; with =N, at least N of them. May be repeated.",
            rich_help_panel=_ASKED,
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option("--most", metavar="K", help="Creators at most.", rich_help_panel=_ASKED),
    ] = None,
    must: Annotated[
        list[str] | None,
        typer.Option("--must", metavar="ID", help="Invited in any case.", rich_help_panel=_ASKED),
    ] = None,
    never: Annotated[
        list[str] | None,
        typer.Option("--never", metavar="ID", help="Not invited.", rich_help_panel=_ASKED),
    ] = None,
    overlap: Annotated[
        Path | None,
        typer.Option(
            "--overlap",
            metavar="FILE",
            help="Table with creator_a, creator_b and overlap: share of the smaller audience.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    public: Annotated[
        float | None,
        typer.Option(
            "--public",
            metavar="N",
            help="People that all audiences lie in, such as the users of the platform.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    mentions: Annotated[
        bool,
        typer.Option(
            "--mentions",
            help="TABLE is mentions with authors and heat, not a table of creators.",
            rich_help_panel=_KNOWN,
        ),
    ] = False,
    price_per_thousand: Annotated[
        float | None,
        typer.Option(
            "--price-per-thousand",
            metavar="AMOUNT",
            help="Price for a thousand of the audience, of whom none is known.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    least_price: Annotated[
        float,
        typer.Option(
            "--least-price",
            metavar="AMOUNT",
            help="No price by that rule is less.",
            rich_help_panel=_KNOWN,
        ),
    ] = 0.0,
    currency: Annotated[
        str, typer.Option("--currency", help="Of budget and prices.", rich_help_panel=_KNOWN)
    ] = "CNY",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="ROLE=NAME",
            help="Column of a table, such as price=报价; may be repeated.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    encoding: Annotated[
        str,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="Encoding of text files; found unless told.",
            rich_help_panel=_KNOWN,
        ),
    ] = "",
    timezone: opt.TimezoneOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="A report.json that the choice enters."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write report.json and creators.html there, too."
        ),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    """Choose whom to invite within a budget, so that most new people are reached."""
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.creators_told import title, told
    from chuquan.faces.tell import Teller
    from chuquan.faces.told_page import write_answer
    from chuquan.inviting import InvitingOptions, Wanted, choose_creators

    themes, least = _themes(theme or ())
    wanted = Wanted(
        budget=budget,
        themes=themes,
        least=least,
        most=most,
        must=tuple(must or ()),
        never=tuple(never or ()),
        public=public,
        price_per_thousand=price_per_thousand,
        least_price=least_price,
        currency=currency,
    )
    options = InvitingOptions(
        overlap=overlap,
        is_mentions=mentions,
        columns=_columns(column or ()),
        encoding=encoding.strip() or None,
        timezone=timezone,
        report=report,
    )
    if out:
        check_folder(out)
    teller = Teller(as_json=json, lang=lang)
    choice, made = choose_creators(tables, wanted, options, progress=teller.progress)
    sections = told(choice, teller.words)
    files = (
        write_answer(
            made, title(choice, teller.words), sections, teller.words, out, "creators.html"
        )
        if out
        else {}
    )
    teller.answer(choice, sections, made, files)


def _themes(given: Sequence[str]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return themes, and of how many so many creators are wanted."""
    themes, least, faults = [], {}, []
    for text in given:
        name, mark, number = (part.strip() for part in text.partition("="))
        if not name or (mark and not (number.isdecimal() and int(number) > 0)):
            faults.append(text)
        else:
            themes.append(name)
            if mark:
                least[name] = int(number)
    if faults:
        raise ConfigError(
            f"no theme: {', '.join(map(repr, faults))}",
            where="--theme",
            allowed="a theme, or a theme with the least number of creators: 汉服 or 汉服=2",
            todo="write it so",
        )
    return tuple(dict.fromkeys(themes)), least


def _columns(given: Sequence[str]) -> dict[str, str]:
    faults = [text for text in given if "=" not in text.strip("=")]
    if faults:
        raise ConfigError(
            f"no column: {', '.join(map(repr, faults))}",
            where="--column",
            allowed="ROLE=NAME",
            todo="write for example --column price=报价",
        )
    pairs = (text.split("=", 1) for text in given)
    return {role.strip(): name.strip() for role, name in pairs}
