"""Labelled titles, read from a CSV file in full or refused in full."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.evaluate.rows import read_rows, refuse
from chuquan.tables import KINDS, LEVERS

COLUMNS: Final = ("date", "place", "title", "is_place", "kind", "lever")

SCHEMA: Final = {
    "date": pl.Date,
    "place": pl.String,
    "title": pl.String,
    "is_place": pl.Int8,
    "kind": pl.String,
    "lever": pl.String,
}


def read_labels(path: str | Path) -> pl.DataFrame:
    """Read a labels table.

    Parameters
    ----------
    path : str or Path
        CSV with a header, in UTF-8 or GB18030, with the columns :data:`COLUMNS`: when the title
        was seen, the place's name as it stands in the title, the title, whether it means the place
        (1 or 0), and if so its kind and, for an image, its lever. Other columns are left alone.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`SCHEMA`; an empty kind or lever is null.

    Raises
    ------
    NotFoundError, EncodingError, ColumnError
        If there is no such file, it cannot be decoded, or columns are missing.
    LabelError
        If any row has a fault; each is named by line and column. No row is dropped silently.
    """
    rows, faults = read_rows(path, what="labels table", required=COLUMNS)
    for line, row in rows:
        faults += [f"line {line}, {fault}" for fault in _faults(row)]
    refuse(
        faults,
        len(rows),
        path,
        "date as YYYY-MM-DD; place as it stands in the title; is_place 1 or 0; "
        f"kind {', '.join(KINDS)} where is_place is 1; lever {', '.join(LEVERS)} for an image",
    )
    values = [
        (
            date.fromisoformat(row["date"]),
            row["place"],
            row["title"],
            int(row["is_place"]),
            row["kind"] or None,
            row["lever"] or None,
        )
        for _, row in rows
    ]
    return pl.DataFrame(values, schema=SCHEMA, orient="row")


def _faults(row: Mapping[str, str]) -> list[str]:
    """Return all that is wrong with one row, each by its column."""
    faults = []
    if not _is_day(row["date"]):
        faults.append(f"column date: {row['date']!r} is no date")
    if not row["title"]:
        faults.append("column title: it is empty")
    if not row["place"]:
        faults.append("column place: it is empty")
    elif row["place"] not in row["title"]:
        faults.append(f"column place: the title does not hold {row['place']!r}")
    if row["is_place"] not in {"0", "1"}:
        faults.append(f"column is_place: {row['is_place']!r} is neither 1 nor 0")
    return faults + _faults_of_class(row)


def _faults_of_class(row: Mapping[str, str]) -> list[str]:
    kind, lever = row["kind"], row["lever"]
    faults = []
    if kind and kind not in KINDS:
        faults.append(f"column kind: {kind!r} is unknown")
    elif kind and row["is_place"] == "0":
        faults.append(f"column kind: {kind!r}, but the title does not mean the place")
    elif not kind and row["is_place"] == "1":
        faults.append("column kind: it is empty, but the title means the place")
    if lever and lever not in LEVERS:
        faults.append(f"column lever: {lever!r} is unknown")
    elif lever and kind != "image":
        faults.append(f"column lever: {lever!r}, but the kind is {kind or 'empty'}")
    return faults


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-06-30")
