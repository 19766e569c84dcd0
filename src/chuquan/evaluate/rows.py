"""A CSV file's rows with their lines: what labelled titles and labelled episodes are read from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chuquan.errors import ColumnError, EncodingError, LabelError, NotFoundError, OutsideError

ENCODINGS: Final = ("utf-8-sig", "gb18030")

_MAX_FAULTS: Final = 20


def read_rows(
    path: str | Path, *, what: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Read the rows of a CSV file with a header.

    Parameters
    ----------
    path : str or Path
        In UTF-8, with or without byte order mark, or GB18030.
    what : str
        What the file is to be, for messages: ``truth file``, say.
    required, optional : sequence of str
        Columns that must and may be there; others are left alone.

    Returns
    -------
    rows : list of (int, dict)
        The line on which each row that is not blank ends, and its stripped fields by column.
    faults : list of str
        Rows of another number of fields than the header, which are not among ``rows``.

    Raises
    ------
    NotFoundError
        If there is no such file.
    OutsideError
        If the disk refuses.
    EncodingError
        If the bytes are neither UTF-8 nor GB18030.
    LabelError
        If it is not readable as CSV.
    ColumnError
        If columns are missing or stand twice.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(
            f"there is no such {what}", where=str(file), todo="give the path of a CSV file"
        )
    table = _split(_decode(file), file)
    header = table[0][1] if table else []
    _check_header(header, file, required, optional)
    faults = [
        f"line {line}: {len(fields)} fields where the header has {len(header)}"
        for line, fields in table[1:]
        if len(fields) != len(header)
    ]
    rows = [
        (line, dict(zip(header, fields, strict=True)))
        for line, fields in table[1:]
        if len(fields) == len(header)
    ]
    return rows, faults


def refuse(faults: Sequence[str], n_rows: int, file: str | Path, allowed: str) -> None:
    """Refuse a file whose rows have faults, or that has no row.

    Parameters
    ----------
    faults : sequence of str
        Each begins with ``line`` and its number.
    n_rows : int
        Rows without fault.

    Raises
    ------
    LabelError
        Names the first twenty faults and says how many there are.
    """
    if not faults and n_rows:
        return
    told = sorted(faults, key=_line)[:_MAX_FAULTS]
    if len(faults) > _MAX_FAULTS:
        told.append(f"and {len(faults) - _MAX_FAULTS} more, {len(faults)} in all")
    raise LabelError(
        "; ".join(told) or "no label at all",
        where=str(file),
        allowed=allowed,
        todo="mend all of them" if told else "add labels",
    )


def _decode(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OutsideError(f"cannot be read: {error.strerror}", where=str(file)) from error
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise EncodingError(
        "bytes that are neither UTF-8 nor GB18030",
        where=str(file),
        allowed="UTF-8 (with or without byte order mark), GB18030",
        todo="save the table as CSV in UTF-8",
    )


def _split(text: str, file: Path) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, [field.strip() for field in fields]) for fields in reader]
    except csv.Error as error:
        raise LabelError(
            f"not readable as CSV: {error}",
            where=f"{file}, line {reader.line_num}",
            allowed="comma-separated values with a header",
            todo="save the table as CSV in UTF-8",
        ) from error
    return [(line, fields) for line, fields in rows if any(fields)]


def _check_header(
    header: Sequence[str], file: Path, required: Sequence[str], optional: Sequence[str]
) -> None:
    missing = [name for name in required if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if not missing and not twice:
        return
    faults = [f"columns missing: {', '.join(missing)}"] if missing else []
    faults += [f"columns that stand twice: {', '.join(twice)}"] if twice else []
    raise ColumnError(
        f"{'; '.join(faults)}; found: {', '.join(header) or 'nothing'}",
        where=f"{file}, line 1",
        allowed=", ".join(required) + (f"; besides them {', '.join(optional)}" if optional else ""),
        todo="mend the header",
    )


def _line(fault: str) -> int:
    return int(re.split("[ :,]", fault)[1])
