"""The one seam to the outside: what a source is, and what it gives.

A source reads *listings*: every row in which an item was listed or posted, with the columns of a
mention. :mod:`chuquan.sources.listing` turns listings into mentions and coverage, the same way for
all sources.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol

import polars as pl

from chuquan.errors import ChuquanError, ColumnError, EncodingError, FormatError, TimeZoneError
from chuquan.report import Problem
from chuquan.sources.peek import Peek
from chuquan.tables import MENTIONS, UTC_TIME, Schema

CHINA_TIME = "Asia/Shanghai"
"""The zone of the times that Chinese platforms write without one."""

ROLES = (
    "time",
    "text",
    "source",
    "heat",
    "url",
    "rank",
    "id",
    "author",
    "lang",
    "seen",
    "day",
)
"""What a column of a table can be. ``weight`` is another name for ``heat``.

``seen`` is when the row was collected, where that is not its time. ``day`` is the calendar day
that the row is about, where the file holds it beside the time; see
:func:`chuquan.sources.rewrites.mend_rewrites`.
"""

LISTINGS = MENTIONS
"""A listing has the columns of a mention; ``observed_at`` is when it was listed or posted."""

LOOKS = Schema(
    "looks",
    {"source": pl.String, "hour": UTC_TIME, "n_hours": pl.Int64, "status": pl.String},
    allowed={"status": ("ok", "failed")},
)
"""One look at a source: from ``hour`` on it speaks for ``n_hours`` hours, found something or not.

A source that keeps no record of its looks has none here: there, a listing is the record.
"""


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about an input, beyond its path.

    Parameters
    ----------
    format : str, optional
        The name of a format; by default it is found from the content.
    columns : mapping of str to str
        Role to column name, for tables; see :data:`ROLES`. It overrides the guess; an empty column
        name takes the role away.
    timezone : str, optional
        IANA name of the zone of times that carry none.
    source_name : str, optional
        The source that all rows belong to, over whatever the file says.
    encoding : str, optional
        Of text files; by default UTF-8, UTF-16 with a byte order mark, and GB18030 are told apart.

    Raises
    ------
    ColumnError, TimeZoneError, EncodingError
        If a role, zone or encoding is unknown.
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    source_name: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        roles = {("heat" if role == "weight" else role): c for role, c in self.columns.items()}
        unknown = [role for role in roles if role not in ROLES]
        if unknown:
            raise ColumnError(
                f"unknown role of a column: {', '.join(unknown)}",
                where="--column",
                allowed=", ".join((*ROLES, "weight")),
                todo="write --column ROLE=NAME, for example --column time=NAME",
            )
        object.__setattr__(self, "columns", roles)
        if self.timezone is not None:
            _check_zone(self.timezone)
        if self.encoding is not None:
            _check_encoding(self.encoding)


def _check_zone(name: str) -> None:
    try:
        pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(name)
    except pl.exceptions.PolarsError as error:
        raise TimeZoneError(
            f"unknown time zone '{name}'",
            where="--timezone",
            allowed="IANA names, such as Asia/Shanghai, UTC or Europe/London",
            todo="give the zone in which the times were written",
        ) from error


def _check_encoding(name: str) -> None:
    try:
        # Codecs such as base64 are known to Python, but turn bytes into no text.
        known = isinstance("a".encode(name), bytes) and codecs.lookup(name).name != "undefined"
    except (LookupError, ValueError, TypeError):
        known = False
    if not known:
        raise EncodingError(
            f"unknown encoding '{name}'",
            where="--encoding",
            allowed="utf-8, gb18030, utf-16, big5 and others that Python knows",
            todo="name the encoding of the file, or leave it out to have it found",
        )


@dataclass(frozen=True)
class Observations:
    """What one source, or several, gave: every listing as read.

    Attributes
    ----------
    listings : polars.DataFrame
        Valid by :data:`LISTINGS`; in any order, repeats included.
    looks : polars.DataFrame
        Valid by :data:`LOOKS`.
    lists : frozenset of str
        Sources that are lists looked at again and again. In them an hour without a listing can
        mean something; in a collection of posts it means nothing.
    problems : tuple of Problem
        Rows and files that could not be read.
    mapping : mapping of str to str
        Role to column name, where the source is a table.
    format : str
        The format that was read.
    """

    listings: pl.DataFrame
    looks: pl.DataFrame = field(default_factory=LOOKS.empty)
    lists: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    format: str = ""


@dataclass(frozen=True)
class Reading:
    """Mentions with what is needed to judge them.

    Attributes
    ----------
    mentions : polars.DataFrame
        Valid by :data:`chuquan.tables.MENTIONS`, in order of time.
    coverage : polars.DataFrame
        Valid by :data:`chuquan.tables.COVERAGE`; ``n_new`` sums to the number of mentions.
    problems : tuple of Problem
        Rows and files that could not be read.
    mapping : mapping of str to str
        Role to column name, where the input is a table, to be shown to the user.
    format : str
        The formats that were read, joined by a comma.
    """

    mentions: pl.DataFrame
    coverage: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    format: str = ""


class Source(Protocol):
    """A format of the outside world."""

    @property
    def name(self) -> str:
        """The format's name, as in ``--format``."""
        ...

    def matches(self, peek: Peek) -> float:
        """Return how surely the input is of this format: 0 is no, 1 is beyond doubt."""
        ...

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read all listings.

        Raises
        ------
        ChuquanError
            If nothing of the input can be read; what concerns a row or one file of a folder is a
            problem in the result instead.
        """
        ...


def concat(parts: Iterable[Observations]) -> Observations:
    """Put observations together; where two tables map a role differently, both are shown."""
    found = list(parts)
    mapping: dict[str, str] = {}
    for part in found:
        for role, column in part.mapping.items():
            seen = mapping.get(role, "").split(" | ") if role in mapping else []
            mapping[role] = " | ".join([*seen, column] if column not in seen else seen)
    return Observations(
        listings=pl.concat([LISTINGS.empty(), *(part.listings for part in found)]),
        looks=pl.concat([LOOKS.empty(), *(part.looks for part in found)]),
        lists=frozenset().union(*(part.lists for part in found)),
        problems=tuple(problem for part in found for problem in part.problems),
        mapping=mapping,
        format=", ".join(dict.fromkeys(part.format for part in found if part.format)),
    )


def problem_of(error: ChuquanError, file: str) -> Problem:
    """Return an error that concerns one file of many as an entry of the problem list."""
    return Problem(file=file, found=error.found, allowed=error.allowed, todo=error.todo)


class Reader:
    """A ``with`` block in which any failure of a reading library becomes one clear error.

    Parsers of damaged bytes fail in many ways, some of them outside Python's ``Exception`` (a panic
    of a Rust library). All of them say the same to the user: the file is not what it claims to be.

    Parameters
    ----------
    where : str
        The file.
    shape : str
        What the file should have been.
    """

    def __init__(self, where: str, shape: str) -> None:
        self.where = where
        self.shape = shape

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, (ChuquanError, MemoryError, OSError)):
            return
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise FormatError(
                f"cannot be read: {lines[0][:200]}",
                where=self.where,
                allowed=self.shape,
                todo="export or download the file again, or name its format with --format",
            ) from error
