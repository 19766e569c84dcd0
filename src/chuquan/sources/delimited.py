"""Delimited text to a frame of strings, with the line of every row and of every fault."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from chuquan.report import Problem
from chuquan.sources.judge import MAX_LISTED

_DELIMITERS = (",", "\t", ";", "|")
_BLANK = " \t\xa0\u3000"


@dataclass(frozen=True)
class Table:
    """Rows as strings.

    Attributes
    ----------
    frame : polars.DataFrame, (row,)
        One string column for each name of the header; an empty field is null. The column
        :data:`LINE` holds the one-based line on which the row begins.
    problems : tuple of Problem
        Rows that could not be told apart.
    """

    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()


LINE = "\x00line"
"""The column of line numbers; no header can hold this name."""


def parse_delimited(text: str, file: str) -> Table:
    """Parse CSV, TSV and the like.

    The delimiter is the one of comma, tab, semicolon and bar that the header holds most often.
    Fields may be quoted with ``"`` and then hold delimiters, line ends and doubled quotes. A row
    with another number of fields than the header, or with broken quotes, is a problem at the line
    on which it begins, and reading goes on at the next line. Blank lines are no rows.

    Parameters
    ----------
    text : str
        The whole file, with a newline at the end of lines.
    file : str
        The file, for the problems.
    """
    lines = text.replace("\x00", "").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return Table(pl.DataFrame())
    delimiter = _delimiter(lines[first])
    if '"' in text or "\r" in text:
        records, faults = _parse_quoted(lines, first, delimiter)
        header = records[0][1] if records else []
        names = _names(header)
        columns = list(zip(*(fields for _, fields in records[1:]), strict=True))
        data = dict(zip(names, columns, strict=False)) if columns else dict.fromkeys(names, ())
        frame = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String))
        rows = pl.Series(LINE, [line for line, _ in records[1:]], dtype=pl.Int64)
        frame = frame.with_columns(rows)
    else:
        names = _names(lines[first].split(delimiter))
        frame, faults = _parse_plain(lines, first, delimiter, names)
    blank_is_null = [
        pl.when(pl.col(name).str.strip_chars(_BLANK) != "").then(name).alias(name) for name in names
    ]
    return Table(frame.with_columns(blank_is_null), _problems(faults, file, len(names)))


def _delimiter(header: str) -> str:
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _names(header: list[str]) -> list[str]:
    """Return the column names; an empty one and the second of a name get a number."""
    names: list[str] = []
    for position, raw in enumerate(header, start=1):
        name = raw.strip().replace("\x00", "") or f"column_{position}"
        names.append(name if name not in names else f"{name}_{position}")
    return names


def _parse_plain(
    lines: list[str], first: int, delimiter: str, names: list[str]
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Parse text that holds no quote: a line is a row, and Polars splits it."""
    n = len(names)
    frame = (
        pl.DataFrame({"text": lines[first + 1 :]}, schema={"text": pl.String})
        .with_row_index(LINE, offset=first + 2)
        .filter(pl.col("text").str.strip_chars(_BLANK + delimiter) != "")
        .select(
            pl.col(LINE).cast(pl.Int64),
            n_fields=pl.col("text").str.count_matches(delimiter, literal=True) + 1,
            row=pl.col("text").str.splitn(delimiter, n + 1),
        )
        .unnest("row")
    )
    # Some programs end every row with delimiters: empty fields too many are no fault.
    surplus = pl.col(f"field_{n}").fill_null("").str.strip_chars(_BLANK + delimiter) != ""
    is_bad = (pl.col("n_fields") < n) | surplus
    faults = [
        (line, f"{found} fields")
        for line, found in frame.filter(is_bad).select(LINE, "n_fields").iter_rows()
    ]
    fields = [pl.col(f"field_{i}").alias(name) for i, name in enumerate(names)]
    return frame.filter(~is_bad).select(*fields, LINE), faults


def _parse_quoted(
    lines: list[str], first: int, delimiter: str
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Parse text with quotes: return rows and faults, each with the line on which it begins."""
    records: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, str]] = []
    start = first
    while start < len(lines):
        reader = csv.reader(_feed(lines, start), delimiter=delimiter, strict=True)
        base, start = start, len(lines)
        begun = base
        try:
            for row in reader:
                end = base + reader.line_num
                fault = _fault(row, records)
                if fault and end - begun > 1:
                    # A quote that was never closed swallowed the lines behind it.
                    faults.append((begun + 1, fault))
                    start = begun + 1
                    break
                if fault:
                    faults.append((begun + 1, fault))
                elif row and any(field.strip(_BLANK) for field in row):
                    width = len(records[0][1]) if records else len(row)
                    records.append((begun + 1, row[:width]))
                begun = end
        except csv.Error as error:
            faults.append((begun + 1, f"broken quotes ({error})"))
            start = begun + 1
    return records, faults


def _feed(lines: list[str], start: int) -> Iterator[str]:
    for i in range(start, len(lines)):
        yield lines[i] + "\n"


def _fault(row: list[str], records: list[tuple[int, list[str]]]) -> str:
    if not records or not any(field.strip(_BLANK) for field in row):
        return ""
    n = len(records[0][1])
    if len(row) < n or any(field.strip(_BLANK) for field in row[n:]):
        return f"{len(row)} fields"
    return ""


def _problems(faults: list[tuple[int, str]], file: str, n_fields: int) -> tuple[Problem, ...]:
    allowed = f"{n_fields} fields, as in the header; quotes within a quoted field doubled"
    todo = "mend the row"
    listed = [
        Problem(file=file, found=found, allowed=allowed, todo=todo, line=line)
        for line, found in faults[:MAX_LISTED]
    ]
    if len(faults) > MAX_LISTED:
        line, found = faults[MAX_LISTED]
        rest = len(faults) - MAX_LISTED
        found = f"{found} (this and further rows that cannot be told apart)"
        listed.append(
            Problem(file=file, found=found, allowed=allowed, todo=todo, line=line, n=rest)
        )
    return tuple(listed)
