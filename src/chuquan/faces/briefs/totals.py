"""The tables of a whole report or place: what was read and found, by lever, and by source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from chuquan.faces.briefs.content import Cell, Column, Format, Row, Table
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.waves import day_cell, number
from chuquan.faces.shares import Share
from chuquan.faces.summary import gap_days
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report


def counts(report: Report, breakouts: Sequence[Breakout], words: Words, *, is_whole: bool) -> Table:
    """Return how much was read and found: for a place, only what was found there."""
    _ = words.gettext
    n = {kind: sum(b.kind == kind for b in breakouts) for kind in ("image", "crisis", "affairs")}
    known = [b.half_life_days for b in breakouts if b.kind == "image"]
    half_lives = [value for value in known if value is not None]
    start, end = report.period
    found: list[tuple[str, str, Format, Cell]] = [
        ("start", _("First day"), "day", day_cell(start, words)),
        ("end", _("Last day"), "day", day_cell(end, words)),
    ]
    if is_whole:
        found += [
            (
                "sources",
                _("Sources"),
                "count",
                number(len(report.sources), str(len(report.sources))),
            ),
            ("read", _("Mentions read"), "count", _count(report.n_mentions, words)),
            ("located", _("of which name a place"), "count", _count(report.n_located, words)),
        ]
    found += [
        ("all", _("Breakouts found"), "count", _count(len(breakouts), words)),
        ("image", _("of city images"), "count", _count(n["image"], words)),
        ("crisis", _("of crises"), "count", _count(n["crisis"], words)),
        ("affairs", _("of affairs"), "count", _count(n["affairs"], words)),
        ("ongoing", _("city images that go on"), "count", _count(_n_ongoing(breakouts), words)),
        ("rate", _("False discovery rate"), "share", _rate(report, words)),
    ]
    if half_lives:
        middle = median(half_lives)
        found += [
            ("known", _("Half-lives known"), "count", _count(len(half_lives), words)),
            ("half_life", _("Median half-life"), "days", number(middle, words.days(middle))),
        ]
    return Table(
        key="counts",
        title=_("What was read and found") if is_whole else _("What was found here"),
        sheet="counts",
        columns=(Column("name", _("Figure"), weight=2), Column("value", _("Value"), "count")),
        rows=tuple(
            Row(key, {"name": _cell(label), "value": _formatted(cell, kind)})
            for key, label, kind, cell in found
        ),
        shown=("name", "value"),
        style="chips",
    )


def lever_counts(images: Sequence[Breakout], words: Words) -> tuple[Table, tuple[Share, ...]]:
    """Return how many images each lever drove, and these counts as shares."""
    _ = words.gettext
    levers = [b.lever for b in images if b.lever]
    ordered = sorted(set(levers), key=lambda name: (-levers.count(name), name))
    rows = [
        Row(
            name,
            {"name": _cell(words.lever(name)), "value": _count(levers.count(name), words)},
            mark=name,
        )
        for name in ordered
    ]
    table = Table(
        key="levers",
        title=_("City images by their first lever"),
        sheet="levers",
        columns=(Column("name", _("Lever"), weight=2), Column("value", _("City images"), "count")),
        rows=tuple(rows),
        shown=("name", "value"),
        style="chips",
    )
    parts = [Share(n, words.lever(n), levers.count(n) / len(levers)) for n in ordered]
    return table, tuple(parts)


def sources_table(report: Report, words: Words) -> Table:
    """Return what was looked at in each source, and where it was not."""
    _ = words.gettext
    return Table(
        key="sources",
        title=_("Sources"),
        sheet="sources",
        columns=(
            Column("source", _("Source"), weight=1.2),
            Column("from", _("From"), "day"),
            Column("to", _("To"), "day"),
            Column("read", _("Mentions"), "count"),
            Column("hours", _("Hours read"), "count"),
            Column("failed", _("Hours failed"), "count"),
            Column("gaps", _("Gaps of a day and more"), "count"),
            Column("days", _("days in gaps"), "days"),
        ),
        rows=tuple(
            Row(
                f"s{i}",
                {
                    "source": _cell(shown(s.source, 60)),
                    "from": day_cell(s.first_hour.date(), words),
                    "to": day_cell(s.last_hour.date(), words),
                    "read": _count(s.n_mentions, words),
                    "hours": _count(s.n_hours_ok, words),
                    "failed": _count(s.n_hours_failed, words),
                    "gaps": _count(len(s.gaps), words),
                    "days": number(dark := sum(map(gap_days, s.gaps)), words.days(dark)),
                },
            )
            for i, s in enumerate(report.sources)
        ),
        shown=("source", "from", "to", "read", "hours", "failed", "gaps", "days"),
    )


def numbered(tables: Iterable[Table], first: int = 1) -> tuple[Table, ...]:
    """Return tables with their numbers in print."""
    return tuple(replace(table, number=first + i) for i, table in enumerate(tables))


def sheets(tables: Iterable[Table]) -> dict[str, Table]:
    """Return tables put together by sheet: each row once, in the order in which they come."""
    out: dict[str, Table] = {}
    ordered = sorted(tables, key=lambda t: t.sheet)
    for sheet, group in groupby(ordered, key=lambda t: t.sheet):
        members = list(group)
        rows = {row.key: row for table in members for row in table.rows}
        out[sheet] = replace(members[-1], key=sheet, rows=tuple(rows.values()))
    return out


def _n_ongoing(breakouts: Iterable[Breakout]) -> int:
    return sum(b.end is None and b.kind == "image" for b in breakouts)


def _rate(report: Report, words: Words) -> Cell:
    return number(report.false_discovery_rate, words.rate(report.false_discovery_rate))


def _formatted(cell: Cell, kind: Format) -> Cell:
    return Cell(cell.text, cell.value, cell.said, cell.url, kind)


def _cell(text: str) -> Cell:
    return Cell(text, text)


def _count(value: float, words: Words) -> Cell:
    return number(value, words.count(value))
