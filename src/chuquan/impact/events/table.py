"""Events (concerts, releases, festivals, matches) from a table of any shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.errors import ColumnError, EmptySourceError
from chuquan.impact.reading.dates import PERIODS_ALLOWED, day_order, read_period
from chuquan.impact.reading.faults import Faults, problems_of, quoted
from chuquan.impact.reading.headers import guess_roles, texts_of
from chuquan.impact.reading.named import resolve_names
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table
from chuquan.tables import EVENTS, LEVERS

_ALIASES: Final[dict[str, str]] = {
    "event_id": "eventid id code 编号 活动编号 序号",
    "name": "name event eventname title artist show performer 名称 活动 活动名称 演出 演出名称 "
    "演唱会 事件 赛事 艺人",
    "lever": "lever kind type category 类型 类别 种类",
    "place": "placeid place city location region venuecity 城市 地区 地点 举办地 所在城市 县市",
    "start": "start startdate date day from begin firstday periodstart 开始 开始日期 日期 时间 "
    "起始日期 演出日期 举办时间",
    "end": "end enddate to until lastday periodend 结束 结束日期 截止日期",
    "source": "source reportedby publisher 来源 出处 数据来源",
    "url": "url link 链接 网址",
    "attendance": "attendance audience 观众 观众人数 到场人数 参与人数 观众人次",
}
EVENT_ROLES: Final = tuple(_ALIASES)
"""What a column of a table of events can be. Only ``start`` must be there."""

_LEVER_WORDS: Final = (
    ("concert", r"concert|演唱会|音乐节|演出|gig|tour|live"),
    ("sport", r"sport|match|marathon|赛|马拉松|体育|球"),
    ("screen", r"screen|film|movie|series|影|剧|综艺"),
    ("culture", r"culture|文化|非遗|汉服|exhibition|展"),
    ("nature", r"nature|自然|花|雪|season"),
    ("social", r"social|社交|网红|短视频"),
    ("event", r"event|festival|节|会|活动|fair|expo"),
)


@dataclass(frozen=True)
class EventsReading:
    """What a table of events holds.

    Attributes
    ----------
    frame : polars.DataFrame
        Valid by :data:`chuquan.tables.EVENTS`, in order of their start; ``end`` is never null.
    problems : tuple of Problem
        Rows that could not be read.
    names : dict
        Place to its names in Chinese and English.
    file : str
    """

    frame: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    file: str = ""


def read_events(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    place: str | None = None,
    lever: str | None = None,
    encoding: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> EventsReading:
    """Read events from CSV, TSV, JSON, XLSX or Parquet.

    Only a first day is needed. An event without a name goes by its day, one without an end lasts
    one day, one without an identifier gets one from its place, name and day.

    Parameters
    ----------
    path : str or Path
    columns : mapping of str to str, optional
        Role (:data:`EVENT_ROLES`) to column, over the guess.
    place, lever : str, optional
        Of events whose row names none.
    encoding : str, optional
        Of a text file.
    gazetteer : Gazetteer, optional

    Raises
    ------
    ColumnError
        Without a column of days, or for a column that is not there.
    EmptySourceError
        Where no row can be read.
    EncodingError, FormatError, NotFoundError
        Where the file cannot be read.
    """
    file = Path(path)
    label = str(file)
    table = read_table(file, ReadOptions(encoding=encoding))
    flat = [name for name, kind in table.frame.schema.items() if not kind.is_nested()]
    roles = event_columns([name for name in flat if name != LINE], columns or {}, label)
    rows = table.frame.select(
        pl.col(LINE).cast(pl.Int64).alias("line"), *texts_of(roles, EVENT_ROLES)
    )
    faults = Faults(label)
    rows = _dated(rows, roles, faults)
    rows = rows.with_columns(place=pl.coalesce("place", pl.lit(place, pl.String)), under=pl.lit(""))
    gazetteer = gazetteer or Gazetteer.load()
    pairs = rows.drop_nulls("place").select("place", "under").unique().iter_rows()
    named = resolve_names(pairs, gazetteer)
    faults.add_ambiguous(rows, named, roles.get("place", ""))
    ids = {name: place_id for (name, _), place_id in named.place_id.items()}
    rows = rows.with_columns(
        place_id=pl.col("place").replace_strict(ids, default=None, return_dtype=pl.String),
        lever=pl.coalesce(
            pl.col("lever").map_elements(lever_of, return_dtype=pl.String),
            pl.lit(lever, pl.String),
        ),
        source=pl.col("source").fill_null(label),
        attendance=pl.col("attendance")
        .str.replace_all(r"[,，\s]", "")
        .cast(pl.Float64, strict=False),
    )
    problems = problems_of(faults, table.problems)
    if not rows.height:
        first = problems[0] if problems else None
        raise EmptySourceError(
            "no event that can be read" + (f"; the first: {first.found}" if first else ""),
            where=label,
            allowed=PERIODS_ALLOWED,
            todo="check the column of days, or name it with --column start=NAME",
        )
    return EventsReading(identified(rows), problems, named.names, label)


def lever_of(text: str | None) -> str | None:
    """Return the lever that a word for a kind of event means, or None."""
    plain = (text or "").strip().lower()
    if plain in LEVERS:
        return plain
    return next((lever for lever, form in _LEVER_WORDS if plain and re.search(form, plain)), None)


def event_columns(
    columns: Sequence[str], overrides: Mapping[str, str], where: str
) -> dict[str, str]:
    """Return role to column of a table of events.

    Raises
    ------
    ColumnError
        For a column that is not there, or without a column of days.
    """
    missing = [name for name in overrides.values() if name and name not in columns]
    if missing:
        raise ColumnError(
            f"no column named {', '.join(repr(name) for name in missing)}",
            where=where,
            allowed=", ".join(columns[:40]),
            todo="give one of these names with --column ROLE=NAME",
        )
    roles = {role: name for role, name in overrides.items() if name and role in EVENT_ROLES}
    unsaid = {role: aliases for role, aliases in _ALIASES.items() if role not in overrides}
    roles |= guess_roles([name for name in columns if name not in roles.values()], unsaid)
    if "start" not in roles:
        raise ColumnError(
            f"no column of days; found columns: {', '.join(columns[:40])}",
            where=where,
            allowed="a column named start, date, 开始日期, 日期 or the like",
            todo="say which it is with --column start=NAME",
        )
    return roles


def _dated(rows: pl.DataFrame, roles: Mapping[str, str], faults: Faults) -> pl.DataFrame:
    """Read first and last day; a start may itself be a span, and an end its last day only."""
    order = day_order([*rows["start"].drop_nulls(), *rows["end"].drop_nulls()])
    firsts: list[date | None] = []
    lasts: list[date | None] = []
    for start, end in rows.select("start", "end").iter_rows():
        begin = read_period(start, order) if start else None
        close = read_period(end, order) if end else begin
        is_known = begin is not None and close is not None and begin.first <= close.last
        firsts.append(begin.first if begin and is_known else None)
        lasts.append(close.last if close and is_known else None)
    rows = rows.with_columns(
        first=pl.Series(firsts, dtype=pl.Date), last=pl.Series(lasts, dtype=pl.Date)
    )
    rows = faults.take(
        rows,
        pl.col("first").is_null(),
        column=roles["start"],
        found=pl.format("no day: {} to {}", quoted("start"), quoted("end")),
        allowed=PERIODS_ALLOWED,
    )
    return rows.drop("start", "end").rename({"first": "start", "last": "end"})


def identified(rows: pl.DataFrame) -> pl.DataFrame:
    """Give every event a name and an identifier of its own, and put them in order."""
    name = pl.coalesce("name", pl.col("start").cast(pl.String))
    made = pl.format("{}:{}:{}", pl.col("place_id").fill_null(""), "name", "start")
    rows = rows.with_columns(name=name).sort("start", "end", maintain_order=True)
    rows = rows.with_columns(event_id=pl.coalesce("event_id", made.str.strip_chars_start(":")))
    nth = pl.int_range(pl.len()).over("event_id")
    again = pl.when(nth > 0).then(pl.format("{}#{}", "event_id", nth + 1)).otherwise("event_id")
    return EVENTS.validate(rows.with_columns(event_id=again))
