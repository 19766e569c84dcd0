"""TrendRadar's SQLite files: ``output/{type}/{date}.db``."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from chuquan.errors import EmptySourceError, FormatError
from chuquan.report import Problem
from chuquan.sources.base import (
    CHINA_TIME,
    LISTINGS,
    LOOKS,
    Observations,
    Reader,
    ReadOptions,
    concat,
    problem_of,
)
from chuquan.sources.judge import judge
from chuquan.sources.peek import Peek, walk
from chuquan.sources.times import parse_times

_SHAPE = "a SQLite file with the tables news_items and, as far as kept, rank_history, crawl_records"
_DATE = re.compile(r"(\d{4})[-_年.]?(\d{1,2})[-_月.]?(\d{1,2})日?$")
_CLOCK = r"^\d{1,2}:\d{2}(:\d{2})?$"
_TABLES = {
    "news_items": (
        "id", "title", "platform_id", "rank", "url", "crawl_date", "first_crawl_time",
        "last_crawl_time",
    ),
    "rank_history": ("news_item_id", "rank", "crawl_time"),
    "crawl_records": ("id", "crawl_time"),
    "crawl_source_status": ("crawl_record_id", "platform_id", "status"),
}  # fmt: skip


class TrendRadar:
    """Reads one file or a folder of them.

    Each platform is a source. An item is listed at every time of its rank history or, without one,
    when it was first and last crawled. Times may be ``HH:MM`` only; the date is then the row's
    ``crawl_date`` or else that of the file's name, in Beijing time. ``crawl_source_status`` tells a
    platform that listed nothing from one that could not be read; without it every crawl counts as a
    look at every platform of the file.
    """

    name = "trendradar"

    def matches(self, peek: Peek) -> float:
        """Tell by SQLite's magic bytes; in a folder, by files named ``.db``."""
        if peek.is_folder:
            n_files = sum(name.endswith(".db") for name in peek.names)
            return 0.7 * n_files / len(peek.names)
        return 0.9 if peek.magic == "sqlite" else 0.0

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read all files.

        Raises
        ------
        FormatError
            If the one file is no database of TrendRadar.
        EmptySourceError
            If a folder holds no ``.db`` file.
        """
        if not path.is_dir():
            return _read_file(path, options)
        files = [path / name for name in walk(path) if name.endswith(".db")]
        if not files:
            raise EmptySourceError("the folder holds no .db file", where=str(path), allowed=_SHAPE)
        parts = []
        for file in files:
            try:
                parts.append(_read_file(file, options))
            except FormatError as error:
                problem = problem_of(error, str(file))
                parts.append(Observations(LISTINGS.empty(), problems=(problem,)))
        return concat(parts)


def _read_file(path: Path, options: ReadOptions) -> Observations:
    zone = options.timezone or CHINA_TIME
    with Reader(str(path), _SHAPE):
        tables = _load(path)
    items = tables["news_items"]
    day = _day_of(path)
    rows = _rows(items, tables["rank_history"], day)
    source = options.source_name or "trendradar"
    if options.source_name:
        rows = rows.with_columns(source=pl.lit(options.source_name))
    observed = judge(rows, source=source, zone=zone, is_list=True, file=path)
    platforms = (
        [options.source_name]
        if options.source_name
        else items["platform_id"].drop_nulls().unique().sort().to_list()
    )
    looks = _looks(tables, platforms, day, zone, options.source_name)
    return Observations(
        listings=observed.listings,
        looks=looks,
        lists=observed.lists | frozenset(looks["source"].to_list()),
        problems=(*observed.problems, *_undated(path, rows)),
    )


def _load(path: Path) -> dict[str, pl.DataFrame]:
    """Read the columns we use; a table or column that is not there is null throughout."""
    tables = {}
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.text_factory = bytes
        for table, wanted in _TABLES.items():
            found = {_text(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}
            if table == "news_items" and not {"title", "platform_id"} <= found:
                raise FormatError(
                    "no table news_items with title and platform_id",
                    where=str(path),
                    allowed=_SHAPE,
                    todo="give a news database that TrendRadar wrote",
                )
            columns = ", ".join(name if name in found else f"NULL AS {name}" for name in wanted)
            # Table and column names are constants of this file.
            query = f"SELECT {columns} FROM {table}" if found else ""  # noqa: S608
            rows = connection.execute(query).fetchall() if found else []
            texts = [[_text(value) for value in row] for row in rows]
            tables[table] = pl.DataFrame(
                texts, schema=dict.fromkeys(wanted, pl.String), orient="row"
            )
    return tables


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)


def _day_of(path: Path) -> str | None:
    found = _DATE.search(path.stem)
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else None


def _full_time(time: str, day: pl.Expr) -> pl.Expr:
    """Return a time with a date: the clock's time alone is put behind the day."""
    text = pl.col(time).str.strip_chars().str.replace(r"^(\d{1,2})[-时.:](\d{2})分?$", "$1:$2:00")
    is_clock = text.str.contains(_CLOCK)
    return pl.when(is_clock & day.is_not_null()).then(day + " " + text).otherwise(text)


def _rows(items: pl.DataFrame, history: pl.DataFrame, day: str | None) -> pl.DataFrame:
    """Return one row for each item and crawl in which it was listed."""
    items = items.with_row_index("line", offset=1).with_columns(
        day=pl.coalesce("crawl_date", pl.lit(day, dtype=pl.String))
    )
    listed = history.filter(pl.col("crawl_time").is_not_null()).rename({"rank": "then_rank"})
    ranked = items.join(listed, left_on="id", right_on="news_item_id", how="inner").with_columns(
        # A rank of 0 says that the item had left the list.
        time="crawl_time",
        rank="then_rank",
    )
    ranked = ranked.filter(pl.col("then_rank").is_null() | (pl.col("then_rank") != "0"))
    others = items.join(listed, left_on="id", right_on="news_item_id", how="anti")
    first = others.with_columns(time="first_crawl_time")
    last = others.filter(pl.col("last_crawl_time") != pl.col("first_crawl_time")).with_columns(
        time="last_crawl_time"
    )
    columns = ["title", "platform_id", "rank", "url", "day", "time", "line"]
    rows = pl.concat([part.select(columns) for part in (ranked, first, last)])
    return rows.select(
        pl.col("line").cast(pl.Int64),
        "url",
        "rank",
        text="title",
        source="platform_id",
        time=_full_time("time", pl.col("day")),
        # SQLite holds UTF-8; U+FFFD stands where it did not.
        is_damaged=pl.lit(value=True),
    )


def _looks(
    tables: dict[str, pl.DataFrame],
    platforms: list[str],
    day: str | None,
    zone: str,
    source_name: str | None,
) -> pl.DataFrame:
    records = tables["crawl_records"]
    local = records.select("id", time=_full_time("crawl_time", pl.lit(day, dtype=pl.String)))
    hours = local.select(
        record="id", hour=parse_times(local["time"], zone)["time"].dt.truncate("1h")
    ).filter(pl.col("hour").is_not_null())
    status = tables["crawl_source_status"].select(
        record="crawl_record_id",
        source=pl.lit(source_name) if source_name else pl.col("platform_id"),
        status=pl.col("status").replace_strict({"success": "ok", "failed": "failed"}, default=None),
    )
    status = status.filter(pl.col("status").is_not_null() & pl.col("source").is_not_null())
    if status["record"].null_count():
        # Without the crawl's number a status speaks for the whole file.
        everywhere = status.filter(pl.col("record").is_null()).drop("record")
        known = hours.join(everywhere, how="cross")
    else:
        known = hours.join(status, on="record", how="inner")
    named = pl.DataFrame({"source": platforms}, schema={"source": pl.String})
    # Where no status was kept at all, every crawl looked at every platform.
    silent = hours.join(named.clear() if status.height else named, how="cross").with_columns(
        status=pl.lit("ok")
    )
    columns = ["source", "hour", "status"]
    looks = pl.concat([known.select(columns), silent.select(columns)])
    return LOOKS.validate(looks.with_columns(n_hours=pl.lit(1)))


def _undated(path: Path, rows: pl.DataFrame) -> list[Problem]:
    """Say once what to do about clock times that have no date."""
    n = rows.filter(pl.col("time").str.contains(_CLOCK)).height
    if not n:
        return []
    return [
        Problem(
            file=str(path),
            found="times without a date, and no date in the file's name",
            allowed="a name such as 2025-01-31.db",
            todo="give the file the name that TrendRadar gave it",
            column="first_crawl_time",
        )
    ]
