"""Which column of a table of outcomes is what: guessed from its header, and overridable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from chuquan.errors import ColumnError
from chuquan.impact.reading.dates import read_period
from chuquan.impact.reading.figures import read_figure

# Of each role, names in the order of preference, in lower case and without blanks and marks.
_ALIASES: Final[dict[str, str]] = {
    "place": "placeid place placename county district city cityname destination region regionname "
    "location area state province country 县 区县 县区 县市区 行政区 地区 城市 市 地市 市州 州市 "
    "地级市 目的地 地点 地区名称 区域 省份 省 省市 省区市 国家 地方 景区 线路 車站 縣市 城市名称",
    "under": "province parent parentplace 省份 省 所属省份 所属城市 所属地区 上级 country 国家",
    "metric": "metric indicator measure variable series 指标 指标名称 项目 统计指标 指標 項目",
    "unit": "unit units 单位 计量单位 單位",
    "value": "value figure amount number count y 数值 值 数量 数据 数额 金额 數值 指标值 本期值 "
    "本期",
    "start": "periodstart start startdate from first firstday begin 开始 开始日期 起始日期 起始 "
    "开始时间",
    "end": "periodend end enddate to until last lastday 结束 结束日期 截止日期 截止 结束时间",
    "time": "date day time month week quarter period year datetime yearmonth 日期 时间 月份 月 "
    "年月 时期 期间 统计时间 统计月份 统计期 年份 年度 年 季度 周 假期 日期时间 "
    "報告期 报告期 時間 月別",
    "year": "year 年份 年度 年",
    "part": "month quarter week holiday 月份 月 季度 季 周 周次 假期 节假日 节日",
    "origin": "origin originplace market sourcemarket visitororigin 客源 客源地 客源市场 来源地 "
    "游客来源 客源类型",
    "reported_by": "source reportedby publisher reference url 来源 数据来源 出处 发布单位 來源",
    "definition": "definition note notes remark remarks scope 口径 统计口径 定义 说明 备注 注 備註",
    "growth": "growth growthrate yoy changepct yearonyear 同比 同比增长 同比增速 增速 增长率 "
    "同比增幅 增幅",
    "period": "period periodtype frequency granularity 周期 频率 频度",
}
OUTCOME_ROLES: Final = tuple(_ALIASES)
"""What a column can be. ``part`` is a month, quarter or holiday beside a column ``year``; ``under``
the province of a city; ``growth`` the change on a year before, in percent."""

_DAYS: Final = frozenset(
    ("date", "day", "datetime", "time", "日期", "时间", "日期时间", "统计时间", "時間")
)
# What is left of the calendar beside the column of time is no metric.
_CALENDAR: Final = {
    *_ALIASES["time"].split(), *_ALIASES["part"].split(), "weekday", "dow", "dayofweek", "doy",
    "dayofyear", "hour", "星期",
}  # fmt: skip
_IGNORED: Final = re.compile(r"^(id|no|code|index|line|\W*)$|(code|id|no)$|序号|编号|代码|编码")
_FLAGS: Final = frozenset({"0", "1", "0.0", "1.0", "true", "false", "yes", "no", "是", "否"})
_FLAG_NAME: Final = re.compile(r"^is|event|flag|holiday|typhoon|treat|是否")


@dataclass(frozen=True)
class Layout:
    """How a table is laid out.

    Attributes
    ----------
    roles : dict
        Role to column.
    metrics : tuple of str
        Columns of figures of a wide table; empty for a long one.
    flags : tuple of str
        Columns that mark rows with yes or no.
    unread : tuple of str
        Columns that are none of these.
    growths : dict
        Columns of growth of a wide table to the metric whose growth each tells: the one before it.
    periods : tuple of str
        Columns of figures that are named for their periods, in a table without a column of time.
    """

    roles: Mapping[str, str]
    metrics: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    growths: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()


def lay_out(frame: pl.DataFrame, overrides: Mapping[str, str], where: str) -> Layout:
    """Tell what each column is.

    Parameters
    ----------
    frame : polars.DataFrame, (row,)
        As read, without the column of lines.
    overrides : mapping of str to str
        Role to column, from the user; an empty column takes the role away.
    where : str
        The file, for messages.

    Raises
    ------
    ColumnError
        For a role or a column that is not there, a table without time, or without figures.
    """
    _check_overrides(frame.columns, overrides, where)
    roles = {role: column for role, column in overrides.items() if column}
    for role in ("place", "metric", "unit", "value", "start", "end", "origin", "growth"):
        _guess(role, frame.columns, overrides, roles)
    _guess_time(frame, overrides, roles)
    for role in ("under", "reported_by", "definition"):
        _guess(role, frame.columns, overrides, roles)
    if "time" not in roles and "start" not in roles:
        periods = tuple(name for name in frame.columns if read_period(name) is not None)
        if len(periods) > 1 and "value" not in roles:
            known = {*periods, *roles.values()}
            unread = tuple(name for name in frame.columns if name not in known)
            return Layout(roles, unread=unread, periods=periods)
        raise ColumnError(
            f"no column of days, months or years; found columns: {', '.join(frame.columns[:40])}",
            where=where,
            allowed="a column named date, month, year, period_start, 日期, 月份, 时间 or the like",
            todo="say which it is with --column time=NAME",
        )
    left = [name for name in frame.columns if name not in roles.values()]
    flags = tuple(name for name in left if _is_flag(frame[name], name))
    if "value" in roles:
        unread = tuple(name for name in left if name not in flags)
        return Layout(roles, (), flags, unread)
    grown = [name for name in frame.columns if _is_growth(name)]
    roles.pop("growth", None)
    left = [name for name in frame.columns if name not in roles.values()]
    metrics = tuple(
        n for n in left if n not in flags and n not in grown and _is_figures(frame[n], n)
    )
    if not metrics:
        raise ColumnError(
            f"no column of figures; found columns: {', '.join(frame.columns[:40])}",
            where=where,
            allowed="a column named value, 数值 or the like, or one column of numbers a metric",
            todo="say which it is with --column value=NAME",
        )
    order = list(frame.columns)
    growths = {
        name: before[-1]
        for name in grown
        if (before := [m for m in metrics if order.index(m) < order.index(name)])
    }
    read = {*flags, *metrics, *growths}
    unread = tuple(name for name in left if name not in read)
    return Layout(roles, metrics, flags, unread, growths)


def split_header(header: str) -> tuple[str, str]:
    """Split 接待人次（万人次） into the metric and its unit, which may be empty."""
    plain = unicodedata.normalize("NFKC", header).strip()
    match = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]{1,30})[)\]]", plain) or re.fullmatch(
        r"(.+?)\s*/\s*([万亿百千]*[人元次天夜间张]{1,3})", plain
    )
    if match is None:
        return plain, ""
    return match[1].strip(), re.sub(r"^(单位|unit):\s*", "", match[2].strip())


def texts_of(roles: Mapping[str, str], wanted: Sequence[str]) -> list[pl.Expr]:
    """Return one column of stripped texts for each role wanted; null where empty or not there."""
    return [
        (pl.col(roles[role]).cast(pl.String, strict=False) if role in roles else pl.lit(None))
        .cast(pl.String)
        .str.strip_chars()
        .replace("", None)
        .alias(role)
        for role in wanted
    ]


def guess_roles(columns: Sequence[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return role to column by their headers; no column has two roles, roles go in order.

    Parameters
    ----------
    columns : sequence of str
    aliases : mapping of str to str
        Role to the headers it goes by, in the order of preference, with blanks between them; in
        lower case and without marks.
    """
    roles: dict[str, str] = {}
    for role, wanted in aliases.items():
        plain: dict[str, str] = {}
        for name in columns:
            if name not in roles.values():
                plain.setdefault(_plain(name), name)
        found = next((plain[alias] for alias in wanted.split() if alias in plain), None)
        if found is not None:
            roles[role] = found
    return roles


def _check_overrides(columns: Sequence[str], overrides: Mapping[str, str], where: str) -> None:
    unknown = [role for role in overrides if role not in OUTCOME_ROLES]
    if unknown:
        raise ColumnError(
            f"unknown role of a column: {', '.join(unknown)}",
            where="--column",
            allowed=", ".join(OUTCOME_ROLES),
            todo="write --column ROLE=NAME, for example --column value=NAME",
        )
    missing = [name for name in overrides.values() if name and name not in columns]
    if missing:
        raise ColumnError(
            f"no column named {', '.join(repr(name) for name in missing)}",
            where=where,
            allowed=", ".join(columns[:40]),
            todo="give one of these names with --column ROLE=NAME",
        )


def _guess(
    role: str, columns: Sequence[str], overrides: Mapping[str, str], roles: dict[str, str]
) -> None:
    if role in overrides:
        return
    plain: dict[str, str] = {}
    for name in columns:
        if name not in roles.values():
            plain.setdefault(_plain(name), name)
    found = next((plain[alias] for alias in _ALIASES[role].split() if alias in plain), None)
    if found is not None:
        roles[role] = found


def _guess_time(frame: pl.DataFrame, overrides: Mapping[str, str], roles: dict[str, str]) -> None:
    if "start" in roles and "end" not in roles and "time" not in roles:
        roles["time"] = roles.pop("start")
    if "start" in roles:
        _guess("period", frame.columns, overrides, roles)
        return
    has_days = any(_plain(name) in _DAYS for name in frame.columns)
    if "time" not in roles and not has_days:
        _guess("year", frame.columns, overrides, roles)
        if "year" in roles:
            _guess("part", frame.columns, overrides, roles)
            if "part" not in roles:
                roles["time"] = roles.pop("year")
                return
            if _holds_years(frame[roles["part"]]):  # the months name their years themselves
                roles["time"] = roles.pop("part")
                roles.pop("year")
            else:
                roles["time"] = roles["part"]
            return
    _guess("time", frame.columns, overrides, roles)


def _holds_years(column: pl.Series) -> bool:
    texts = column.drop_nulls().cast(pl.String, strict=False).drop_nulls()
    n_years = int(texts.str.contains(r"(19|20)\d\d").sum())
    return 2 * n_years > texts.len()


def _plain(name: str) -> str:
    normal = unicodedata.normalize("NFKC", name).lower()
    normal = re.sub(r"\((%|单位[^)]*)\)", "", normal)
    return "".join(char for char in normal if char not in " _-./()[]:\ufeff")


def _is_growth(name: str) -> bool:
    """Tell whether a column is growth by its name; a second one of a name has got a number."""
    return re.sub(r"_\d+$", "", _plain_keeping_number(name)) in _ALIASES["growth"].split()


def _plain_keeping_number(name: str) -> str:
    head, _, number = name.rpartition("_")
    return f"{_plain(head)}_{number}" if head and number.isdigit() else _plain(name)


def _is_flag(column: pl.Series, name: str) -> bool:
    if column.dtype == pl.Boolean:
        return True
    seen = column.drop_nulls().unique()
    if seen.len() > 4:
        return False
    words = {str(value).strip().lower() for value in seen}
    numbers = {"0", "1", "0.0", "1.0"}
    if not words or not words <= _FLAGS:
        return False
    # A short table may hold a metric that is only ever 0 or 1.
    return not words <= numbers or len(words) == 2 or bool(_FLAG_NAME.search(name.lower()))


def _is_figures(column: pl.Series, name: str) -> bool:
    if column.dtype.is_nested() or _plain(name) in _CALENDAR or _IGNORED.search(_plain(name)):
        return False
    if column.dtype.is_numeric():
        return True
    if column.dtype != pl.String:
        return False
    texts = column.drop_nulls().head(500).to_list()
    read = [read_figure(text) for text in texts]
    n_figures = sum(figure.value is not None for figure in read)
    n_faults = sum(bool(figure.fault) for figure in read)
    return n_figures > 0 and n_figures >= n_faults
