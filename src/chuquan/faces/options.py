"""The options that commands share, and what they mean as settings and ways of reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chuquan.errors import UserError
from chuquan.faces.words import Language

if TYPE_CHECKING:
    from chuquan.config import Settings
    from chuquan.sources.base import ReadOptions

_READING, _FINDING = "How sources are read", "What counts as a breakout"

SourcesArgument = Annotated[
    list[Path], typer.Argument(metavar="SOURCE...", help="Files or folders with mentions.")
]
DigestArgument = Annotated[
    Path, typer.Argument(metavar="DIGEST", help="A digest that `chuquan digest` wrote.")
]
DigestOutOption = Annotated[Path, typer.Option("--out", metavar="DIGEST", help="Where it goes.")]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Results as JSON on stdout, all else on stderr.")
]
LangOption = Annotated[
    Language, typer.Option("--lang", envvar="CHUQUAN_LANG", help="Language of what is told.")
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="TOML file.", rich_help_panel=_FINDING),
]
RateOption = Annotated[
    float | None,
    typer.Option(
        "--false-discovery-rate",
        metavar="RATE",
        help="Share of false ones among the breakouts of any 30 days; 0.15 unless told.",
        rich_help_panel=_FINDING,
    ),
]
WeightsOption = Annotated[
    Path | None,
    typer.Option(
        "--weights",
        metavar="FILE",
        help="Classifiers other than the shipped ones.",
        rich_help_panel=_READING,
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format", help="Format; found from the content unless told.", rich_help_panel=_READING
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="Column of a table, such as time=DATE or text=TITLE; may be repeated.",
        rich_help_panel=_READING,
    ),
]
TimezoneOption = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        metavar="ZONE",
        help="Zone of times that name none, such as Asia/Shanghai.",
        rich_help_panel=_READING,
    ),
]
SourceNameOption = Annotated[
    str | None,
    typer.Option(
        "--source-name",
        metavar="NAME",
        help="Name of the source, over what the file says.",
        rich_help_panel=_READING,
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of text files; found unless told.",
        rich_help_panel=_READING,
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="First day.",
        rich_help_panel=_FINDING,
    ),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Last day.",
        rich_help_panel=_FINDING,
    ),
]


def read_options(
    format_: str | None,
    column: Sequence[str] | None,
    timezone: str | None,
    source_name: str | None,
    encoding: str | None,
) -> ReadOptions:
    """Return how sources are to be read.

    Raises
    ------
    UserError
        If a ``--column`` is not of the form ROLE=NAME or tells one role twice.
    """
    from chuquan.sources.base import ReadOptions  # noqa: PLC0415  it loads Polars

    columns: dict[str, str] = {}
    for pair in column or ():
        role, sign, name = pair.partition("=")
        role = role.strip()
        if not sign or not role or role in columns:
            found = f"the role '{role}' twice" if role in columns else f"'{pair}'"
            raise UserError(
                found,
                where="--column",
                allowed="ROLE=NAME, each role once, such as time=DATE or text=TITLE",
                todo="write it as in: --column time=DATE --column text=TITLE",
            )
        columns[role] = name
    return ReadOptions(
        format=format_,
        columns=columns,
        timezone=timezone,
        source_name=source_name,
        encoding=encoding,
    )


def settings_from(file: Path | None, false_discovery_rate: float | None) -> Settings:
    """Return the settings of a file with what the command line says over them."""
    from chuquan.config import Settings  # noqa: PLC0415

    settings = Settings.from_toml(file) if file else Settings()
    if false_discovery_rate is None:
        return settings
    return settings.override(
        {"false_discovery_rate": false_discovery_rate}, where="--false-discovery-rate"
    )


def days(since: datetime | None, until: datetime | None) -> tuple[date | None, date | None]:
    """Return the bounds of the period as days.

    Raises
    ------
    UserError
        If the last day lies before the first.
    """
    if since and until and until < since:
        raise UserError(
            f"--until {until:%Y-%m-%d} lies before --since {since:%Y-%m-%d}",
            allowed="a last day on or after the first day",
            todo="change one of the two",
        )
    return (since.date() if since else None, until.date() if until else None)
