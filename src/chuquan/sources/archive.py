"""Folders of JSON files, one a day or one an hour, in which the file's name is the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from chuquan.errors import ChuquanError, EmptySourceError
from chuquan.report import Problem
from chuquan.sources.base import CHINA_TIME, LOOKS, Observations, ReadOptions, problem_of
from chuquan.sources.decode import decode
from chuquan.sources.json_items import frame_of, parse_document, text_of
from chuquan.sources.judge import judge
from chuquan.sources.peek import DATA_SUFFIXES, Peek, load, walk
from chuquan.sources.times import parse_times

Row = Mapping[str, Any]
"""Role to value, of one item."""


@dataclass(frozen=True)
class Layout:
    """How an archive is laid out.

    Attributes
    ----------
    source : str
        The source it is an archive of.
    pattern : re.Pattern
        Of the end of a file's path; group 1 is the date, group 2, if there is one, the hour.
    n_hours : int
        The hours that one file speaks for.
    items : callable
        From the JSON document to its list of items, or None if it is not of the right shape.
    row : callable
        From an item and its one-based place to its row, or None if the item is to be left out.
    shape : str
        The shape of a file, for messages.
    """

    source: str
    pattern: re.Pattern[str]
    n_hours: int
    items: Callable[[Any], list[Any] | None]
    row: Callable[[Any, int], Row | None]
    shape: str


ROLES = ("text", "url", "rank", "heat")


def share_of_names(peek: Peek, pattern: re.Pattern[str]) -> float:
    """Return which share of a folder's data files, or of the one file, has a name of the layout."""
    base = peek.path.absolute()
    if not peek.is_folder:
        return float(bool(pattern.search(base.as_posix())))
    names = [name for name in peek.names if Path(name).suffix.lower() in DATA_SUFFIXES]
    hits = sum(bool(pattern.search((base / name).as_posix())) for name in names)
    return hits / len(names) if names else 0.0


def list_of_objects(document: Any) -> list[Any] | None:
    """Return a document that is a list; anything else is of another shape."""
    return document if isinstance(document, list) else None


def read_archive(path: Path, options: ReadOptions, layout: Layout) -> Observations:
    """Read all files of an archive; one that cannot be read is a failed look and a problem.

    A file that speaks for a day puts its items into the first hour of the day, as nothing says when
    they were listed, and says of all 24 hours that they were looked at. Times are those of China
    unless ``options.timezone`` says otherwise.

    Raises
    ------
    EmptySourceError
        If no file has a name of the layout.
    """
    named, others = _files(path, layout.pattern)
    if not named:
        raise EmptySourceError(
            "the folder holds no file of the archive",
            where=str(path),
            allowed=layout.shape,
            todo="give the folder of the archive",
        )
    gathered = _Gathered()
    for file, time in named:
        gathered.add(file, time, layout, options.encoding)
    source = options.source_name or layout.source
    zone = options.timezone or CHINA_TIME
    observed = judge(gathered.frame(layout.n_hours, zone), source=source, zone=zone, is_list=True)
    notices = [*_left_out(path, others, layout), *gathered.notices(path)]
    return Observations(
        listings=observed.listings,
        looks=_looks(gathered.looks, source, zone, layout.n_hours),
        lists=frozenset({source}),
        problems=(*gathered.problems, *observed.problems, *notices),
    )


class _Gathered:
    """The rows of all files so far, by column."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str | None]] = {
            name: [] for name in (*ROLES, "time", "file", "is_damaged")
        }
        self.places: list[int] = []
        self.looks: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.n_left_out = 0

    def add(self, file: Path, time: str, layout: Layout, encoding: str | None) -> None:
        label = str(file)
        try:
            decoded = decode(load(file), label, encoding)
        except ChuquanError as error:
            self.problems.append(problem_of(error, label))
            self.looks.append((time, "failed"))
            return
        parsed = parse_document(decoded.text, label)
        self.problems.extend(parsed.problems)
        items: Sequence[tuple[int, Any]] = parsed.saved
        if not parsed.problems:
            listed = layout.items(parsed.document)
            if listed is None:
                self.problems.append(
                    Problem(file=label, found="JSON of another shape", allowed=layout.shape)
                )
                self.looks.append((time, "failed"))
                return
            items = list(enumerate(listed, start=1))
        status = "ok" if items or not parsed.problems else "failed"
        self.looks.append((time, status))
        damaged = "true" if decoded.is_damaged else None
        for place, item in items:
            row = layout.row(item, place)
            if row is None:
                self.n_left_out += 1
                continue
            for role in ROLES:
                self.columns[role].append(text_of(row.get(role)))
            self.columns["time"].append(time)
            self.columns["file"].append(label)
            self.columns["is_damaged"].append(damaged)
            self.places.append(place)

    def frame(self, n_hours: int, zone: str) -> pl.DataFrame:
        """Return the rows; an item of a day's file is surely seen when the day is over."""
        frame = frame_of(self.columns, self.places)
        times = frame["time"].unique()
        moments = pl.DataFrame({"time": times, "moment": parse_times(times, zone)["time"]})
        seen = pl.col("moment").dt.offset_by(f"{n_hours}h") if n_hours > 1 else pl.col("moment")
        return (
            frame.join(moments, on="time", how="left", maintain_order="left")
            .with_columns(time="moment", seen=seen, is_damaged=pl.col("is_damaged").is_not_null())
            .drop("moment")
        )

    def notices(self, path: Path) -> list[Problem]:
        if not self.n_left_out:
            return []
        return [
            Problem(
                file=str(path),
                found=f"{self.n_left_out} paid places in the list, left out",
                n=self.n_left_out,
            )
        ]


def _files(path: Path, pattern: re.Pattern[str]) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return the files of the archive with their local times, and the names of other JSON files."""
    files = [path / name for name in walk(path)] if path.is_dir() else [path]
    named: list[tuple[Path, str]] = []
    others: list[str] = []
    for file in files:
        found = pattern.search(file.absolute().as_posix())
        if found and _is_date(found.group(1)):
            hour = found.group(2) if found.re.groups > 1 else "00"
            named.append((file, f"{found.group(1)} {hour}:00:00"))
        elif file.suffix == ".json":
            others.append(str(file))
    return named, others


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _left_out(path: Path, others: list[str], layout: Layout) -> list[Problem]:
    if not others:
        return []
    return [
        Problem(
            file=str(path),
            found=f"{len(others)} JSON files that are not of the archive, such as {others[0]}",
            allowed=layout.shape,
            n=len(others),
        )
    ]


def _looks(looks: list[tuple[str, str]], source: str, zone: str, n_hours: int) -> pl.DataFrame:
    times = pl.Series([time for time, _ in looks], dtype=pl.String)
    frame = pl.DataFrame(
        {
            "hour": parse_times(times, zone)["time"].dt.truncate("1h"),
            "status": pl.Series([status for _, status in looks], dtype=pl.String),
        }
    )
    return LOOKS.validate(
        frame.filter(pl.col("hour").is_not_null()).with_columns(
            source=pl.lit(source), n_hours=pl.lit(n_hours)
        )
    )
