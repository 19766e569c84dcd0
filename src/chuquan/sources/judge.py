"""Raw rows of any source to listings: what can be used is used, what cannot is reported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from chuquan.errors import TimeZoneError
from chuquan.report import Problem
from chuquan.sources.base import LISTINGS, Observations
from chuquan.sources.rewrites import mend_rewrites
from chuquan.sources.times import TIMES_ALLOWED, parse_times

MAX_LISTED = 1000
"""So many rows with the same fault are listed one by one; the others share one entry."""

_TEXT_ROLES = ("text", "source", "url", "id", "author", "lang")
_DTYPES = dict.fromkeys((*_TEXT_ROLES, "file"), pl.String) | {
    "time": pl.String,
    "seen": pl.String,
    "day": pl.String,
    "heat": pl.String,
    "rank": pl.String,
    "line": pl.Int64,
    "is_damaged": pl.Boolean,
}


def judge(
    rows: pl.DataFrame,
    *,
    source: str,
    zone: str | None,
    is_list: bool,
    file: Path | str = "",
    columns: Mapping[str, str] | None = None,
) -> Observations:
    """Turn raw rows into listings and problems.

    Parameters
    ----------
    rows : polars.DataFrame, (row,)
        Columns named by :data:`chuquan.sources.base.ROLES`, of any type; only ``time`` and ``text``
        are needed. ``line`` is the row's place in its file; ``file`` its file, where there are
        several; ``is_damaged`` tells that bytes of the row's file were lost, so that U+FFFD in a
        text marks a damage.
    source : str
        The source of rows that name none.
    zone : str or None
        IANA zone of times without one.
    is_list : bool
        Whether the source is a list that is looked at again and again. On a list an item is its
        words; among posts it is its identifier, else its URL, else its words and author.
    file : path or str
        The file of all rows, unless ``rows`` says it.
    columns : mapping of str to str, optional
        Role to column name, for messages.

    Raises
    ------
    TimeZoneError
        If most of the readable times carry no zone and none is given.
    """
    names = dict(columns or {})
    frame = _complete(rows, str(file))
    if frame.schema["day"] != pl.Null and not frame["day"].is_null().all():
        frame = frame.with_columns(_days(frame["day"]))
    times = parse_times(frame["time"], zone)
    seen = parse_times(frame["seen"], zone)["time"]
    frame = frame.with_columns(
        time=times["time"],
        is_zoneless=times["is_zoneless"],
        raw_time=_as_written(frame["time"]),
        seen=seen,
        text=_cleaned("text"),
    )
    _check_zones(frame, names)
    frame, problems = _set_apart(frame, names)
    listings = _listings(frame, source, is_list=is_list)
    if "day" in listings.columns:
        listings, notices = mend_rewrites(listings, str(file))
        problems += notices
    listed = LISTINGS.validate(listings)
    sources = frozenset(listed["source"].unique().to_list()) if is_list else frozenset[str]()
    return Observations(listed, lists=sources, problems=tuple(problems))


def _set_apart(frame: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, list[Problem]]:
    """Return the rows that can be used, and a problem for each that cannot: its first fault."""
    is_damaged = pl.col("is_damaged") & pl.col("text").str.contains("\ufffd", literal=True)
    text, zone = "a text that is not blank", "give the zone with --timezone"
    faults = [
        ("bytes of the text are in another encoding than the file", is_damaged, "text", "", ""),
        ("no text", pl.col("text").is_null(), "text", text, ""),
        ("no time", pl.col("raw_time").is_null(), "time", TIMES_ALLOWED, ""),
        ("a time without a zone", pl.col("is_zoneless"), "time", TIMES_ALLOWED, zone),
        ("cannot be read as a time", pl.col("time").is_null(), "time", TIMES_ALLOWED, ""),
    ]
    problems: list[Problem] = []
    for found, is_bad, role, allowed, todo in faults:
        is_bad_or_not = is_bad.fill_null(value=False)
        bad = frame.filter(is_bad_or_not)
        if bad.height:
            column = names.get(role, role)
            problems += _report(bad, found, column, allowed, todo, with_time=role == "time")
            frame = frame.filter(~is_bad_or_not)
    return frame, problems


def _complete(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    missing = {
        name: pl.lit(None, dtype=dtype) for name, dtype in _DTYPES.items() if name not in rows
    }
    if "file" in missing:
        missing["file"] = pl.lit(file)
    return rows.with_columns(**missing)


def _cleaned(role: str) -> pl.Expr:
    """Return a column as text without white space around it; blank is null."""
    text = pl.col(role).cast(pl.String, strict=False).str.strip_chars()
    return pl.when(text != "").then(text)


def _as_written(times: pl.Series) -> pl.Series:
    """Return times as they stand in the rows; what is no text is written out where it is told."""
    return times if times.dtype.is_temporal() else times.cast(pl.String, strict=False)


def _days(values: pl.Series) -> pl.Series:
    return (
        parse_times(values, "UTC")["time"].dt.date().alias("day")
        if values.dtype != pl.Date
        else values
    )


def _check_zones(frame: pl.DataFrame, names: Mapping[str, str]) -> None:
    zoneless = frame.filter("is_zoneless")
    if 2 * zoneless.height <= frame.height - frame["time"].null_count() + zoneless.height:
        return
    column = names.get("time", "time")
    line = zoneless["line"][0]
    place = f"{zoneless['file'][0]}, line {line}" if line is not None else zoneless["file"][0]
    raise TimeZoneError(
        f"times without a zone, such as '{zoneless['raw_time'].head(1).cast(pl.String).item()}' "
        f"in column '{column}'",
        where=f"{place}",
        allowed="times with a zone or offset, seconds since 1970, or a zone given with --timezone",
        todo="add --timezone Asia/Shanghai (or the zone in which the times were written)",
    )


def _report(
    bad: pl.DataFrame, found: str, column: str, allowed: str, todo: str, *, with_time: bool
) -> list[Problem]:
    """Return one entry a row, and one for all rows beyond :data:`MAX_LISTED`."""
    listed = bad.head(MAX_LISTED).select("file", "line", pl.col("raw_time").cast(pl.String))
    problems = [
        Problem(
            file=file,
            found=f"'{value[:60]}' {found}" if with_time and value is not None else found,
            allowed=allowed,
            todo=todo,
            line=line,
            column=column,
        )
        for file, line, value in listed.iter_rows()
    ]
    if bad.height > MAX_LISTED:
        first = bad.row(MAX_LISTED, named=True)
        problems.append(
            Problem(
                file=first["file"],
                found=f"{found} (this and further rows)",
                allowed=allowed,
                todo=todo,
                line=first["line"],
                column=column,
                n=bad.height - MAX_LISTED,
            )
        )
    return problems


def _listings(frame: pl.DataFrame, source: str, *, is_list: bool) -> pl.DataFrame:
    words = pl.col("text") + pl.lit("\x1f") + pl.col("author").fill_null("")
    identity = pl.col("text") if is_list else pl.coalesce("id", "url", words)
    frame = frame.with_columns(_cleaned(role) for role in _TEXT_ROLES if role != "text")
    keep_day = frame.schema["day"] == pl.Date and not frame["day"].is_null().all()
    return frame.select(
        pl.col("source").fill_null(source),
        identity.alias("item_id"),
        pl.col("time").alias("observed_at"),
        pl.coalesce("seen", "time").alias("seen_at"),
        "text",
        "url",
        _ranks(frame).alias("rank"),
        _heats(frame).alias("heat"),
        "author",
        "lang",
        *(["day"] if keep_day else []),
    )


def _ranks(frame: pl.DataFrame) -> pl.Expr:
    """Return ranks from 1; zero and below stand for unknown in the archives we know."""
    dtype = frame.schema["rank"]
    number = pl.col("rank").cast(pl.Float64, strict=False)
    if not dtype.is_numeric() and dtype != pl.String:
        number = pl.lit(None, dtype=pl.Float64)
    return pl.when(number.is_between(1, 1e6)).then(number.cast(pl.Int32, strict=False))


def _heats(frame: pl.DataFrame) -> pl.Expr:
    """Return heats as numbers: ``1386 万热度`` is 13,860,000, ``综艺 12345`` is 12,345."""
    dtype = frame.schema["heat"]
    if dtype.is_numeric():
        number = pl.col("heat").cast(pl.Float64)
    elif dtype == pl.String:
        text = pl.col("heat").str.replace_all(r"[,,]", "")
        groups = text.str.extract_groups(r"(-?\d+(?:\.\d+)?)\s*([万亿wWkK千]?)")
        unit = (
            groups.struct.field("2")
            .replace_strict(
                {"万": 1e4, "w": 1e4, "W": 1e4, "亿": 1e8, "k": 1e3, "K": 1e3, "千": 1e3},
                default=1.0,
                return_dtype=pl.Float64,
            )
            .fill_null(1.0)
        )
        number = groups.struct.field("1").cast(pl.Float64, strict=False) * unit
    else:
        number = pl.lit(None, dtype=pl.Float64)
    return pl.when(number.is_finite() & (number >= 0)).then(number)
