"""Table files of any kind to one frame, before anything is known about their columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from chuquan.errors import EmptySourceError, FormatError
from chuquan.report import Problem
from chuquan.sources.base import Reader, ReadOptions
from chuquan.sources.decode import decode
from chuquan.sources.delimited import LINE, parse_delimited
from chuquan.sources.json_items import dig, parse_document, parse_lines, text_of
from chuquan.sources.peek import load, peek

SHAPES = "a table as CSV, TSV, JSON lines, JSON (a list of objects), XLSX or Parquet"


@dataclass(frozen=True)
class TableFile:
    """A table as read.

    Attributes
    ----------
    frame : polars.DataFrame, (row,)
        The table's columns and :data:`~chuquan.sources.delimited.LINE`: the one-based line of a
        text file, row of a sheet or of a Parquet file, or item of a JSON list.
    problems : tuple of Problem
        Rows that could not be told apart.
    is_damaged : bool
        Whether bytes of a text file could not be read.
    """

    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    is_damaged: bool = False


def read_table(path: Path, options: ReadOptions) -> TableFile:
    """Read a table file; what it is is told by its content, not by its name.

    Raises
    ------
    EmptySourceError
        If it holds no row.
    EncodingError, FormatError
        If it cannot be read.
    """
    seen = peek(path)
    if seen.magic == "parquet":
        table = _read_parquet(path)
    elif seen.magic == "xlsx":
        table = _read_xlsx(path)
    elif seen.magic or (
        b"\x00" in seen.head[:1024] and seen.head[:2] not in {b"\xff\xfe", b"\xfe\xff"}
    ):
        raise FormatError(
            f"a {seen.magic or 'binary'} file, which is no table",
            where=str(path),
            allowed=SHAPES,
            todo="export it as one of these",
        )
    else:
        table = _read_text(path, options)
    if not table.frame.height:
        first = table.problems[0] if table.problems else None
        raise EmptySourceError(
            f"no row that can be read, {len(table.problems)} that cannot"
            + (f"; the first, line {first.line}: {first.found}" if first else ""),
            where=str(path),
            allowed=first.allowed if first else SHAPES,
            todo="check that it is the right file, and whole",
        )
    return table


def _read_parquet(path: Path) -> TableFile:
    with Reader(str(path), "a Parquet file"):
        return TableFile(pl.read_parquet(path, glob=False, row_index_name=LINE, row_index_offset=1))


def _read_xlsx(path: Path) -> TableFile:
    """Read the first sheet as texts, as a column may hold dates in one row and words in another."""
    import fastexcel  # noqa: PLC0415  (an import of 40 ms that only sheets need)

    label = str(path)
    with Reader(label, "an Excel workbook (XLSX)"):
        book = fastexcel.read_excel(load(path))
        sheet = book.load_sheet(0, header_row=None, dtypes="string")
        frame = pl.DataFrame(sheet)
        if not frame.height:
            return TableFile(frame)
        header = [
            name if name is not None else f"column_{i}"
            for i, name in enumerate(frame.row(0), start=1)
        ]
        names = [n if n not in header[:i] else f"{n}_{i + 1}" for i, n in enumerate(header)]
        frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
        frame = frame.with_row_index(LINE, offset=1).slice(1)
        frame = frame.filter(~pl.all_horizontal(pl.col(names).is_null()))
    others = book.sheet_names[1:]
    notice = Problem(
        file=label,
        found=f"only the first sheet is read; left out: {', '.join(others)}",
        todo="save the other sheets as files of their own, if they hold rows that you need",
        n=max(len(others), 1),
    )
    return TableFile(frame, (notice,) if others else ())


def _read_text(path: Path, options: ReadOptions) -> TableFile:
    label = str(path)
    decoded = decode(load(path), label, options.encoding)
    start = decoded.text.lstrip()[:1]
    with Reader(label, SHAPES):
        if start in {"{", "["}:
            frame, problems = _from_json(decoded.text, label)
        else:
            table = parse_delimited(decoded.text, label)
            frame, problems = table.frame, table.problems
    return TableFile(frame, problems, decoded.is_damaged)


def _from_json(text: str, label: str) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Read JSON lines, or one document that is a list of objects or holds one."""
    lines = [line for line in text.split("\n", 50) if line.strip()][:50]
    is_document = text.lstrip().startswith("[") or len(lines) == 1 or lines[0].strip() == "{"
    parsed = parse_document(text, label) if is_document else parse_lines(text, label)
    items = parsed.saved
    if parsed.document is not None:
        items = tuple(enumerate(_objects(parsed.document), start=1))
    good = [(place, item) for place, item in items if isinstance(item, dict)]
    bad = [
        Problem(file=label, found="no JSON object", allowed="objects with named values", line=place)
        for place, item in items
        if not isinstance(item, dict)
    ]
    names = list(dict.fromkeys(str(name) for _, item in good for name in item))
    data = {name: [text_of(item.get(name)) for _, item in good] for name in names}
    frame = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String)).with_columns(
        pl.Series(LINE, [place for place, _ in good], dtype=pl.Int64)
    )
    return frame, (*parsed.problems, *bad)


def _objects(document: Any) -> list[Any]:
    """Return the rows of a document: itself, a list in it, or the one object it is."""
    if isinstance(document, list):
        return document
    for key in ("data", "items", "articles", "results", "rows", "list"):
        inner = dig(document, key)
        if isinstance(inner, list):
            return inner
    return [document]
