"""Reading a user's table of assets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.errors import ColumnError
from chuquan.impact.reading.dates import day_order, read_period
from chuquan.impact.reading.faults import Faults, problems_of, quoted
from chuquan.impact.reading.headers import guess_roles, texts_of
from chuquan.opportunities.assets.kinds import KINDS_ALLOWED, kind_of
from chuquan.opportunities.assets.places import PLACES_ALLOWED, place_of
from chuquan.opportunities.assets.shipped import assets_of_frame
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table
from chuquan.tables import ASSETS

# Of each role, headers in the order of preference, in lower case and without blanks and marks.
_ALIASES: Final[dict[str, str]] = {
    "place": "placeid place placename 地点 所在地 所在地点 目的地 location destination code 代码 "
    "地区代码 行政区划代码 区划代码",
    "county": "county district 区县 县区 县市区 县 县市 所在区县",
    "city": "city cityname prefecture 城市 所在城市 市 地市 市州 地级市 所属城市 地区 城市名称",
    "province": "province 省份 省 所属省份 所在省 所在省份 省市 省区市 region area",
    "name": "name asset assetname title item 名称 资产 资产名称 资源 资源名称 文化资源 景区 "
    "景区名称 项目 项目名称 品名 遗产名称",
    "name_en": "nameen englishname english 英文名 英文名称 英文",
    "names": "names aliases alias othernames shortnames 别名 又名 简称 俗称 别称 其他名称 其它名称",
    "kind": "kind type category class 类别 种类 类型 分类 资源类别 资源类型",
    "since": "since year date listed opened founded sinceyear 起始 起始年份 起始时间 年份 年 时间 "
    "日期 列入时间 列入年份 入选时间 入选年份 设立时间 开放时间 开业时间 公布时间 始于 创办年份",
    "source": "source reference list publisher 来源 出处 依据 名录 数据来源 资料来源",
    "url": "url link website 网址 链接 网站 官网",
}
_PLACES: Final = ("place", "county", "city", "province")
_LONGEST_NAME: Final = 60
SINCE_ALLOWED: Final = (
    "a year (2006, 2006年) or a day (2006-05-20, 2006年5月20日); a dynasty or nothing where it has "
    "always been known"
)
_DYNASTY: Final = (
    "(?:夏|商|[东西]?周|春秋|战国|秦|[东西]?汉|三国|[东西]?晋|南北朝|北魏|隋|唐|五代|[南北]?宋|"
    "辽|金|西夏|元|明|清|民国)"
)
_OLD: Final = re.compile(
    r"(?:约|始于|始建于|建于)?\s*(?:公元前.{0,8}|前\d+年?|先秦|远古|上古|古代|史前|新石器(?:时代)?|"
    rf"{_DYNASTY}{{1,2}}(?:代|朝|末年?|初年?|中期|晚期|早期|时期|年间|[^\d\s]{{2,8}}年间?)?)"
)
"""Before any list: a thing of a dynasty has always been known."""

_SPLIT: Final = re.compile(r"[;；、,，/|]+")


@dataclass(frozen=True)
class AssetsReading:
    """What a table of assets holds, and what of it could not be read.

    Attributes
    ----------
    assets : tuple of Asset
        In the file's order. ``source`` is the row's own, or the file's name.
    problems : tuple of Problem
        One for each row that is not among the assets, and choices that the user should know of.
    columns : dict
        Role to the column that was taken for it.
    unread : tuple of str
        Columns that were taken for nothing.
    """

    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]
    columns: dict[str, str]
    file: str = ""
    unread: tuple[str, ...] = ()


def read_assets(path: Path, gazetteer: Gazetteer, *, encoding: str | None = None) -> AssetsReading:
    """Read a table of assets from CSV, TSV, XLSX, JSON or Parquet.

    Columns are told by their headers, in Chinese or English, in any order. A place (地点, or 省份,
    城市, 区县), a name (名称) and a kind (类别) must be there; other names (别名), an English name
    (英文名), a day or year from which it is known (起始), a source (来源) and an address (网址)
    may be. A row that cannot be read is told and left out, and never stops the others.

    Parameters
    ----------
    path : Path
    gazetteer : Gazetteer
        Places are its names, in either language, or its identifiers.
    encoding : str, optional
        Of a text file; by default it is told from the bytes.

    Raises
    ------
    ColumnError
        Without a column of places, of names or of kinds.
    EmptySourceError
        Where the file holds no row.
    EncodingError, FormatError, NotFoundError
        Where the file cannot be read.
    """
    label = str(path)
    table = read_table(Path(path), ReadOptions(encoding=encoding))
    headers = [name for name in table.frame.columns if name != LINE]
    flat = [name for name in headers if not table.frame.schema[name].is_nested()]
    columns = _columns(flat, label)
    unread = tuple(name for name in headers if name not in columns.values())
    rows = table.frame.filter(~pl.all_horizontal(pl.exclude(LINE).is_null())).select(
        pl.col(LINE).cast(pl.Int64).alias("line"), *texts_of(columns, tuple(_ALIASES))
    )
    faults = Faults(label)
    rows = _named(rows, columns, faults)
    rows = _placed(rows, columns, gazetteer, faults)
    rows = _of_a_kind(rows, columns, faults)
    rows = _since(rows, columns, faults)
    rows = _once(rows, columns, faults)
    rows = rows.with_columns(
        names=pl.struct("name", "names").map_elements(
            lambda row: _split(row["names"], row["name"]), return_dtype=pl.List(pl.String)
        ),
        source=pl.col("source").fill_null(Path(path).name),
    )
    frame = ASSETS.validate(rows.drop("line", "meant", "under", *_PLACES))
    problems = problems_of(faults, table.problems)
    return AssetsReading(assets_of_frame(frame), problems, columns, label, unread)


def _columns(names: Sequence[str], where: str) -> dict[str, str]:
    columns = guess_roles(names, _ALIASES)
    missing = [
        text
        for text, roles in (
            ("places (地点, 城市, place, city)", _PLACES),
            ("names (名称, name)", ("name",)),
            ("kinds (类别, kind)", ("kind",)),
        )
        if not any(role in columns for role in roles)
    ]
    if missing:
        raise ColumnError(
            f"no column of {' and none of '.join(missing)}; found columns: {', '.join(names[:40])}",
            where=where,
            allowed="columns 地点, 名称, 类别 (place, name, kind); and where known 省份, 别名, "
            "英文名, 起始, 来源, 网址 (province, names, name_en, since, source, url)",
            todo="name the columns so in the first row of the table",
        )
    return columns


def _named(rows: pl.DataFrame, columns: dict[str, str], faults: Faults) -> pl.DataFrame:
    rows = faults.take(
        rows,
        pl.col("name").is_null(),
        column=columns["name"],
        found=pl.lit("no name"),
        allowed="what people call it",
        todo="fill in the name",
    )
    return faults.take(
        rows,
        pl.col("name").str.len_chars() > _LONGEST_NAME,
        column=columns["name"],
        found=pl.format("a name of {} characters", pl.col("name").str.len_chars()),
        allowed=f"a name of {_LONGEST_NAME} characters at most, as people say it",
        todo="write the name alone, and what else is said of it elsewhere",
    )


def _placed(
    rows: pl.DataFrame, columns: dict[str, str], gazetteer: Gazetteer, faults: Faults
) -> pl.DataFrame:
    """Resolve the finest place that a row names, by what stands above it in the row."""
    rows = rows.with_columns(
        meant=pl.coalesce(*_PLACES),
        under=pl.when(pl.col("place").is_not_null() | pl.col("county").is_not_null())
        .then(pl.coalesce("city", "province", pl.lit("")))
        .when(pl.col("city").is_not_null())
        .then(pl.coalesce("province", pl.lit("")))
        .otherwise(pl.lit("")),
    )
    pairs = rows.drop_nulls("meant").select("meant", "under").unique().rows()
    found = {(name, under): place_of(name, under, gazetteer) for name, under in pairs}
    told = pl.DataFrame(
        [(*pair, place.place_id, place.fault, place.todo) for pair, place in found.items()],
        schema=dict.fromkeys(("meant", "under", "place_id", "fault", "todo"), pl.String),
        orient="row",
    )
    rows = rows.join(told, on=["meant", "under"], how="left", maintain_order="left")
    held = [role for role in _PLACES if role in columns]
    column = pl.coalesce(
        *(pl.when(pl.col(role).is_not_null()).then(pl.lit(columns[role])) for role in held[:-1]),
        pl.lit(columns[held[-1]]),
    )
    rows = faults.take(
        rows,
        pl.col("meant").is_null(),
        column=column,
        found=pl.lit("no place"),
        allowed=PLACES_ALLOWED,
        todo="fill in the place",
    )
    for todo in dict.fromkeys(told["todo"].drop_nulls()):
        rows = faults.take(
            rows,
            pl.col("todo") == todo,
            column=column,
            found=pl.col("fault"),
            allowed=PLACES_ALLOWED,
            todo=todo,
        )
    return rows.drop("fault", "todo")


def _of_a_kind(rows: pl.DataFrame, columns: dict[str, str], faults: Faults) -> pl.DataFrame:
    rows = rows.with_columns(written=pl.col("kind")).with_columns(
        kind=pl.col("kind").map_elements(kind_of, return_dtype=pl.String)
    )
    return faults.take(
        rows,
        pl.col("kind").is_null(),
        column=columns["kind"],
        found=pl.when(pl.col("written").is_null())
        .then(pl.lit("no kind"))
        .otherwise(pl.format("no kind: {}", quoted("written"))),
        allowed=KINDS_ALLOWED,
        todo="write one of these kinds",
    ).drop("written")


def _since(rows: pl.DataFrame, columns: dict[str, str], faults: Faults) -> pl.DataFrame:
    order = day_order(rows["since"].drop_nulls().to_list())
    days: list[date | None] = []
    is_bad: list[bool] = []
    for text in rows["since"]:
        plain = unicodedata.normalize("NFKC", text or "").strip()
        is_old = not plain or _OLD.fullmatch(plain) is not None
        year = re.fullmatch(r"(1[0-8]\d\d|[1-9]\d\d)(\.0)?年?", plain)
        span = None if is_old or year else read_period(plain, order)
        day = date(int(year[1]), 1, 1) if year else span.first if span else None
        days.append(day)
        is_bad.append(day is None and not is_old)
    rows = rows.with_columns(written=pl.col("since"), since=pl.Series(days, dtype=pl.Date))
    return faults.take(
        rows.with_columns(is_bad=pl.Series(is_bad, dtype=pl.Boolean)),
        pl.col("is_bad"),
        column=columns.get("since", ""),
        found=pl.format("no year or day: {}", quoted("written")),
        allowed=SINCE_ALLOWED,
        todo="write the year or the day, or leave the cell empty",
    ).drop("is_bad", "written")


def _once(rows: pl.DataFrame, columns: dict[str, str], faults: Faults) -> pl.DataFrame:
    """Keep the first of rows that name the same thing of the same place."""
    thing = ("place_id", "key")
    rows = rows.with_columns(key=pl.col("name").str.to_lowercase())
    rows = rows.with_columns(
        first=pl.col("line").first().over(thing), nth=pl.int_range(pl.len()).over(thing)
    )
    return faults.take(
        rows,
        pl.col("nth") > 0,
        column=columns["name"],
        found=pl.format("{} again: line {} has it already", quoted("name"), "first"),
        allowed="each thing of a place once",
        todo="leave out one of the two rows",
    ).drop("key", "first", "nth")


def _split(text: str | None, name: str) -> list[str]:
    parts = (part.strip() for part in _SPLIT.split(text or ""))
    return [part for part in dict.fromkeys(parts) if part and part != name]
