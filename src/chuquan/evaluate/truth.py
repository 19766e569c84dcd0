"""Labelled episodes, read from a CSV file in full or refused in full."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from chuquan.errors import ColumnError, EncodingError, LabelError, NotFoundError, OutsideError
from chuquan.tables import KINDS, LEVERS

LABEL_KINDS = (*KINDS, "toponym", "mixed")
"""``toponym``: the words name no place here; ``mixed``: image and crisis in one, not scored."""

REQUIRED = ("id", "place_code", "start", "end", "kind", "lever")
OPTIONAL = ("place", "lever2", "theme")
ENCODINGS = ("utf-8-sig", "gb18030")

_MAX_FAULTS = 20
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{6}000|geonames:\d+")


class Label(msgspec.Struct, frozen=True):
    """One episode as people judged it.

    Attributes
    ----------
    place_id : str
        Six-digit administrative code, or ``geonames:ID``.
    start, end : date
        First and last day, both inclusive, on the place's own calendar.
    kind : str
        One of :data:`LABEL_KINDS`.
    lever, lever2 : str or None
        What made an image break out, and what else did.
    """

    label_id: str
    place_id: str
    place: str
    start: date
    end: date
    kind: str
    lever: str | None
    lever2: str | None
    theme: str


def read_truth(path: str | Path) -> list[Label]:
    """Read a truth file.

    Parameters
    ----------
    path : str or Path
        CSV with a header, in UTF-8 or GB18030. ``place_code`` may be cut short as AreaCity does
        (11 is 110000, 3703 is 370300); dates are ISO.

    Raises
    ------
    NotFoundError
        If there is no such file.
    EncodingError
        If the bytes are neither UTF-8 nor GB18030.
    ColumnError
        If columns are missing or stand twice.
    LabelError
        If any value is not allowed, naming all faults by line; or if there is no row.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(
            "there is no such truth file", where=str(file), todo="give the path of a CSV file"
        )
    table = _rows(_decode(file), file)
    _, header = table[0] if table else (1, [])
    _check_header(header, file)
    labels: list[Label] = []
    faults: list[str] = []
    seen: set[str] = set()
    for line, fields in table[1:]:
        if len(fields) != len(header):
            faults.append(f"line {line}: {len(fields)} fields where the header has {len(header)}")
            continue
        row = dict(zip(header, fields, strict=True))
        found = _faults(row, seen)
        seen.add(row["id"])
        faults += [f"line {line}: {fault}" for fault in found]
        if not found:
            labels.append(_label(row))
    _refuse(faults, labels, file)
    return labels


def normal_code(code: str) -> str:
    """Return a place code as six digits; codes of other countries stay as they are.

    A municipality's code on the level of cities (1101, 5002) is the municipality itself, and nine
    digits that end in three zeros are the county before them.
    """
    if not code.isdigit():
        return code
    six = code[:6].ljust(6, "0")
    if six[:2] in MUNICIPALITIES and six.endswith("00"):
        return six[:2] + "0000"
    return six


MUNICIPALITIES = frozenset({"11", "12", "31", "50", "81", "82"})
"""Beijing, Tianjin, Shanghai, Chongqing, Hong Kong, Macao: districts hang on the province code."""


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


def _rows(text: str, file: Path) -> list[tuple[int, list[str]]]:
    """Return line and stripped fields of each row that is not blank."""
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


def _check_header(header: list[str], file: Path) -> None:
    missing = [name for name in REQUIRED if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if not missing and not twice:
        return
    faults = [f"columns missing: {', '.join(missing)}"] if missing else []
    faults += [f"columns that stand twice: {', '.join(twice)}"] if twice else []
    raise ColumnError(
        f"{'; '.join(faults)}; found: {', '.join(header) or 'nothing'}",
        where=f"{file}, line 1",
        allowed=f"{', '.join(REQUIRED)}; besides them {', '.join(OPTIONAL)}",
        todo="mend the header",
    )


def _faults(row: Mapping[str, str], seen: set[str]) -> list[str]:
    """Return all that is wrong with one row."""
    faults = []
    if not row["id"]:
        faults.append("id is empty")
    elif row["id"] in seen:
        faults.append(f"id {row['id']!r} stands twice")
    if not _CODE.fullmatch(row["place_code"]):
        faults.append(f"place_code {row['place_code']!r} is no code")
    days = {name: _day(row[name]) for name in ("start", "end")}
    faults += [f"{name} {row[name]!r} is no date" for name, day in days.items() if day is None]
    start, end = days["start"], days["end"]
    if start and end and end < start:
        faults.append(f"end {end} lies before start {start}")
    kind = row["kind"]
    if kind not in LABEL_KINDS:
        faults.append(f"kind {kind!r} is unknown")
    for name in ("lever", "lever2"):
        lever = row.get(name, "")
        if lever and lever not in LEVERS:
            faults.append(f"{name} {lever!r} is unknown")
        elif lever and kind in LABEL_KINDS and kind not in ("image", "mixed"):
            faults.append(f"{name} {lever!r} on kind {kind!r}, where there is none")
    if kind == "image" and not row["lever"]:
        faults.append("an image without a lever")
    return faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _label(row: Mapping[str, str]) -> Label:
    return Label(
        label_id=row["id"],
        place_id=normal_code(row["place_code"]),
        place=row.get("place", ""),
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        kind=row["kind"],
        lever=row["lever"] or None,
        lever2=row.get("lever2") or None,
        theme=row.get("theme", ""),
    )


def _refuse(faults: list[str], labels: list[Label], file: Path) -> None:
    if not faults and labels:
        return
    if len(faults) > _MAX_FAULTS:
        faults = [*faults[:_MAX_FAULTS], f"and {len(faults) - _MAX_FAULTS} more"]
    raise LabelError(
        "; ".join(faults) or "no label at all",
        where=str(file),
        allowed=(
            f"kind {', '.join(LABEL_KINDS)}; lever {', '.join(LEVERS)} (image only); "
            "start and end as YYYY-MM-DD; place_code of 2, 4 or 6 digits or geonames:ID"
        ),
        todo="mend all of them",
    )
