"""Cells of tables that people open in a spreadsheet: no text in them acts as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chuquan.faces.words import plain

# Spreadsheets in East Asian settings read the full-width signs as the narrow ones.
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BOM: Final = "\ufeff"
MOST_CHARACTERS: Final = 32_000
"""A cell of a spreadsheet holds no more."""


def defused(value: Any) -> Any:
    """Return a cell's value; a text that a spreadsheet would run gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    is_active = value.startswith(_ACTIVE) or plain(value).startswith(_ACTIVE)
    text = plain(value)[:MOST_CHARACTERS]
    return f"'{text}" if is_active else text


def csv_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows of the same keys as CSV, in UTF-8 with the mark that Excel looks for.

    Parameters
    ----------
    rows : sequence of mapping
        None is an empty cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if rows:
        writer.writerow([defused(name) for name in rows[0]])
        writer.writerows([["" if v is None else defused(v) for v in row.values()] for row in rows])
    return (_BOM + out.getvalue()).encode("utf-8")
