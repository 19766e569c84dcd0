"""Where each table of a brief stands in a workbook: names of sheets, rows and columns of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chuquan.faces.briefs.content import Brief, Ref, Table
from chuquan.faces.briefs.totals import sheets
from chuquan.faces.words import Words

ORDER = (
    "breakouts", "timeline", "shares", "stretches", "terms", "mentions", "path", "beside",
    "impacts", "brought", "checks", "findings", "series", "placebos", "places", "neighbours",
    "events", "around", "methods", "windows", "donors", "excluded", "assumptions",
    "levers", "counts", "sources",
)  # fmt: skip


_LONGEST_NAME: Final = 31


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook, in order, by what they hold.

    Attributes
    ----------
    tables : dict of str to Table
        Each with every row of the brief's tables of that sheet.
    names : dict of str to str
        The sheets' names in the reader's language.
    """

    tables: dict[str, Table]
    names: dict[str, str]
    sheet_of: dict[str, str]

    def address(self, ref: Ref) -> str:
        """Return where a figure stands, as a link within the workbook."""
        sheet = self.sheet_of[ref.table]
        table = self.tables[sheet]
        row = next(i for i, r in enumerate(table.rows) if r.key == ref.row)
        column = next(i for i, c in enumerate(table.columns) if c.key == ref.column)
        return f"internal:'{self.names[sheet]}'!{letters(column)}{row + 2}"


def book(brief: Brief) -> Book:
    """Return how a brief's tables are laid out in a workbook; the first row of each is its head."""
    every = (*brief.extra, *brief.tables)
    put = sheets(every)
    ordered = {key: put[key] for key in ORDER if key in put}
    names = sheet_names(Words(brief.lang))
    for key in [table.sheet for table in every if table.sheet not in names]:
        ordered[key] = put[key]
        names[key] = _free_name(put[key].title, names.values())
    return Book(ordered, names, {table.key: table.sheet for table in every})


def _free_name(title: str, taken: Iterable[str]) -> str:
    """Return a sheet's name made from a title: allowed, short enough, and not yet taken."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title)[:_LONGEST_NAME].strip() or "—"
    held = {name.casefold() for name in taken}
    names = (base, *(f"{base[: _LONGEST_NAME - 4]} {n}" for n in range(2, 100)))
    return next(name for name in names if name.casefold() not in held)


def sheet_names(words: Words) -> dict[str, str]:
    """Return the names of all sheets, up to 31 characters each."""
    _ = words.gettext
    return {
        "brief": _("Brief"),
        "breakouts": _("Breakouts"),
        "timeline": _("Timeline"),
        "shares": _("Shares"),
        "stretches": _("Over time"),
        "terms": _("Terms"),
        "mentions": _("Mentions"),
        "path": _("Which source led"),
        "beside": _("At the same time"),
        "impacts": _("Impacts"),
        "brought": _("What it brought"),
        "checks": _("Checks"),
        "findings": _("Audit"),
        "series": _("Observed and expected"),
        "placebos": _("Placebos"),
        "places": _("Places of the impacts"),
        "neighbours": _("Neighbours"),
        "events": _("Events"),
        "around": _("Days around events"),
        "methods": _("Other methods"),
        "windows": _("Other windows"),
        "donors": _("Comparison"),
        "excluded": _("Left out"),
        "assumptions": _("Assumptions"),
        "levers": _("Levers"),
        "counts": _("What was found"),
        "sources": _("Sources"),
    }


def letters(column: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
