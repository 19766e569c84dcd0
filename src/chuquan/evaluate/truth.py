"""Labelled episodes, read from a CSV file in full or refused in full."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from chuquan.evaluate.rows import read_rows, refuse
from chuquan.tables import KINDS, LEVERS

LABEL_KINDS = (*KINDS, "toponym", "mixed")
"""``toponym``: the words name no place here; ``mixed``: image and crisis in one, not scored."""

REQUIRED = ("id", "place_code", "start", "end", "kind", "lever")
OPTIONAL = ("place", "lever2", "theme")

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
    rows, faults = read_rows(path, what="truth file", required=REQUIRED, optional=OPTIONAL)
    labels: list[Label] = []
    seen: set[str] = set()
    for line, row in rows:
        found = _faults(row, seen)
        seen.add(row["id"])
        faults += [f"line {line}: {fault}" for fault in found]
        if not found:
            labels.append(_label(row))
    refuse(
        faults,
        len(labels),
        path,
        f"kind {', '.join(LABEL_KINDS)}; lever {', '.join(LEVERS)} (image only); "
        "start and end as YYYY-MM-DD; place_code of 2, 4 or 6 digits or geonames:ID",
    )
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
