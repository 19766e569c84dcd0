"""The command that measures what a breakout or an event brought: ``impact``."""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chuquan.faces import options as opt

_ASKED, _FIGURES, _MONEY = "What is asked", "How outcomes are read", "From visits to money"

OutcomesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="OUTCOMES...", help="Tables of visits, rides, nights: CSV, XLSX, Parquet."
    ),
]
BreakoutOption = Annotated[
    str | None,
    typer.Option(
        "--breakout",
        metavar="ID",
        help="A breakout of --report: its place from its onset on.",
        rich_help_panel=_ASKED,
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="A report.json: it holds the breakout, and says which comparison places had a wave of "
        "their own.",
        rich_help_panel=_ASKED,
    ),
]
PlaceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--place",
        metavar="PLACE",
        help="Name or code; with --start, as often as there are places. With --events, the place "
        "in which they are looked at.",
        rich_help_panel=_ASKED,
    ),
]
StartOption = Annotated[
    list[datetime] | None,
    typer.Option(
        "--start",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="First day on which the effect counts: one for all places, or one for each.",
        rich_help_panel=_ASKED,
    ),
]
StartsOption = Annotated[
    Path | None,
    typer.Option(
        "--starts",
        metavar="FILE",
        help="CSV with the columns place and start, in place of --place and --start.",
        rich_help_panel=_ASKED,
    ),
]
FirstDayOption = Annotated[
    datetime | None,
    typer.Option(
        "--first-day",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Look at figures from this day on only; at all of them unless told.",
        rich_help_panel=_FIGURES,
    ),
]
EndOption = Annotated[
    datetime | None,
    typer.Option(
        "--end",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="Last day of the window; as far as the figures go unless told.",
        rich_help_panel=_ASKED,
    ),
]
EventsOption = Annotated[
    Path | None,
    typer.Option(
        "--events",
        metavar="FILE",
        help="Table of events: the effect of an event day, the days around it, each event's own.",
        rich_help_panel=_ASKED,
    ),
]
EventFlagOption = Annotated[
    str,
    typer.Option(
        "--event-flag",
        metavar="COLUMN",
        help="A column of the outcomes with 1 on the days of events, in place of --events.",
        rich_help_panel=_ASKED,
    ),
]
SetAsideOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set-aside",
        metavar="COLUMN",
        help="A column of the outcomes with 1 on days unlike others (typhoons): they count as "
        "missing; may be repeated.",
        rich_help_panel=_FIGURES,
    ),
]
MetricOption = Annotated[
    str,
    typer.Option(
        "--metric",
        help="Which figures, where the outcomes hold several, such as visits.",
        rich_help_panel=_ASKED,
    ),
]
OriginOption = Annotated[
    str,
    typer.Option(
        "--origin",
        help="Where the visitors come from, where the outcomes tell them apart.",
        rich_help_panel=_ASKED,
    ),
]
NeighbourOption = Annotated[
    list[str] | None,
    typer.Option(
        "--neighbour",
        metavar="PLACE",
        help="A place that may have lost; may be repeated. The nearest ones unless told.",
        rich_help_panel=_ASKED,
    ),
]
HolidaysOption = Annotated[
    str,
    typer.Option(
        "--holidays",
        metavar="COUNTRY",
        help="Country whose public holidays are allowed for, in two letters; none to know none.",
        rich_help_panel=_ASKED,
    ),
]
MultipliersOption = Annotated[
    str,
    typer.Option(
        "--multipliers",
        metavar="FILE",
        help="TOML or CSV of multipliers from visits to spending, each with range and source; "
        "example:visits and example:concert ship with Chuquan.",
        rich_help_panel=_MONEY,
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="Column of a table, such as value=VISITS; may be repeated.",
        rich_help_panel=_FIGURES,
    ),
]
UnitOption = Annotated[
    str,
    typer.Option("--unit", help="Unit of figures that name none.", rich_help_panel=_FIGURES),
]
PeriodOption = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="LENGTH",
        help="What a plain date is the first day of: day, week, month, quarter, year, holiday; "
        "told from the dates unless said.",
        rich_help_panel=_FIGURES,
    ),
]
EncodingOption = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of text files; found unless told.",
        rich_help_panel=_FIGURES,
    ),
]


def impact(
    outcomes: OutcomesArgument,
    breakout: BreakoutOption = None,
    report: ReportOption = None,
    place: PlaceOption = None,
    start: StartOption = None,
    starts: StartsOption = None,
    first_day: FirstDayOption = None,
    end: EndOption = None,
    events: EventsOption = None,
    event_flag: EventFlagOption = "",
    metric: MetricOption = "",
    origin: OriginOption = "",
    neighbour: NeighbourOption = None,
    holidays: HolidaysOption = "CN",
    multipliers: MultipliersOption = "",
    column: ColumnOption = None,
    unit: UnitOption = "",
    period: PeriodOption = "",
    encoding: EncodingOption = "",
    set_aside: SetAsideOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write report.json and impact.html there, too."),
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    """Estimate what a breakout or an event brought, against what would have come anyway.

    Asks one of: --breakout ID with --report FILE; --place P with --start D; --events FILE or
    --event-flag COLUMN.
    """
    from chuquan import measuring
    from chuquan.faces.bundle import check_folder
    from chuquan.faces.impact_page import write_impact
    from chuquan.faces.impact_question import Asked, understand
    from chuquan.faces.tell import Teller

    question, reading = understand(
        Asked(
            outcomes=outcomes,
            breakout=(breakout or "").strip(),
            report=report,
            places=place or (),
            starts=[day.date() for day in start or ()],
            starts_file=starts,
            events=events,
            event_flag=event_flag.strip(),
            set_aside=set_aside or (),
            first_day=first_day.date() if first_day else None,
            end=end.date() if end else None,
            neighbours=neighbour or (),
            holidays=holidays,
            multipliers=multipliers.strip(),
            columns=column or (),
            unit=unit.strip(),
            period=period.strip(),
            encoding=encoding.strip(),
            plain={"metric": metric.strip(), "origin": origin.strip()},
        )
    )
    if out:
        check_folder(out)
    teller = Teller(as_json=json, lang=lang)
    found = measuring.impact(outcomes, question, reading, progress=teller.progress)
    # Written first: whoever cuts what is printed short (| head) has the files all the same.
    teller.impacts(found, write_impact(found, out, lang) if out else {})
