"""Reading a user's table of creators: whom they reach, what they ask, what they make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from chuquan.errors import ColumnError, EmptySourceError
from chuquan.impact.reading.faults import Faults, problems_of
from chuquan.impact.reading.figures import FIGURES_ALLOWED, read_figures
from chuquan.report import Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table

_ALIASES: Final[dict[str, str]] = {
    "creator_id": "creatorid id account accountid handle uid userid 账号 账号id 达人id 博主id "
    "用户id 帐号 账户 编号 抖音号 小红书号",
    "name": "name nickname creator creatorname displayname 昵称 名称 名字 达人 博主 达人昵称 "
    "博主昵称 达人名称 账号名称 创作者",
    "audience": "audience followers fans reach subscribers nfollowers followercount 粉丝数 粉丝 "
    "粉丝量 粉丝数量 受众 受众数 受众规模 触达人数 触达 覆盖人数 关注数",
    "price": "price cost fee quote rate 报价 价格 费用 刊例价 合作价 合作报价 单价 报价(元)",
    "themes": "themes theme tags topics topic category categories field fields 领域 主题 标签 类目 "
    "内容领域 垂类 内容标签 赛道 类型",
    "fit": "fit 契合度 匹配度",
}
ROLES: Final = tuple(_ALIASES)
_DIMENSIONS: Final = {
    "region": r"region|city|cities|province|area|地区|地域|城市|省份|区域",
    "age": r"age|ages|年龄",
    "interest": r"interest|interests|兴趣|偏好",
    "gender": r"gender|sex|性别",
}
_OF_AUDIENCE: Final = r"audience|fans?|followers?|粉丝|受众|观众|分布|占比|画像"
_PARTS: Final = re.compile(r"[;；,，、|/\n]+")
_PART: Final = re.compile(
    r"(.+?)\s*[:：=（(]\s*(?P<weight>[\d.]+)\s*(?P<of>%)?\s*[)）]?|(.+?)\s*(?P<share>[\d.]+)\s*%"
)
_TOLERANCE: Final = 0.03
_REST: Final = "(other)"
_SHARES: Final = "shares that sum to one (or to 100%), such as 四川:0.4;重庆:0.2"
_MEND: Final = "mend the row"


@dataclass(frozen=True)
class Candidate:
    """One creator as the table has them.

    Attributes
    ----------
    audience : float
        People reached, or what stands for them.
    price : float or None
        None where the table names none.
    themes : dict of str to float
        What they make, each with its weight (0 to 1); 1 where the table has no weights.
    fit : float or None
        How well they fit, where the table says so itself.
    cells : dict of str to dict of str to float
        By dimension (region, age, ...) the shares of the audience, summing to one.
    """

    creator_id: str
    name: str
    audience: float
    price: float | None = None
    themes: Mapping[str, float] = field(default_factory=dict)
    fit: float | None = None
    cells: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class CreatorsReading:
    """What tables of creators hold, and what of them could not be read."""

    creators: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = ()


def read_creators(
    path: Path, *, columns: Mapping[str, str] | None = None, encoding: str | None = None
) -> CreatorsReading:
    """Read a table of creators from CSV, TSV, XLSX, JSON or Parquet.

    Parameters
    ----------
    path : path
        With a column of creators (id, name or both) and one of audiences; prices, themes, a fit and
        the make-up of audiences where they are there. The make-up is one column for each cell
        (``region:四川``, ``age:18-24``) or one for each dimension, such as ``受众地区`` with
        四川:0.4;重庆:0.2.
    columns : mapping of str to str, optional
        Role to column name, where the names do not tell.
    encoding : str, optional

    Returns
    -------
    CreatorsReading
        A row that cannot be used is a problem with its line and column.

    Raises
    ------
    ColumnError
        If no column tells who, or how many they reach.
    EmptySourceError
        If no row can be used.
    """
    table = read_table(path, ReadOptions(encoding=encoding))
    frame = table.frame
    roles = _roles(frame.columns, dict(columns or {}), str(path))
    single, lists = _cell_columns([c for c in frame.columns if c not in roles.values()])
    rows = _figures(frame, roles, single)
    faults = Faults(str(path))
    rows = _without_faults(rows, roles, faults)
    made: dict[str, Candidate] = {}
    for row in rows.iter_rows(named=True):
        one = _candidate(row, single, lists, faults)
        if one is None:
            continue
        if one.creator_id in made:
            _tell_twice(row, one, roles, faults)
            continue
        made[one.creator_id] = one
    if not made:
        first = faults.problems[0] if faults.problems else None
        raise EmptySourceError(
            f"no creator that can be used{f'; the first: {first.found}' if first else ''}",
            where=str(path),
            allowed="rows with a creator and the size of the audience",
            todo="mend the table, or name its columns with --column ROLE=NAME",
        )
    return CreatorsReading(tuple(made.values()), problems_of(faults, table.problems))


def parse_shares(text: str) -> dict[str, float] | None:
    """Read shares such as ``四川:0.4;重庆 20%``; without numbers, names of weight one.

    Returns
    -------
    dict of str to float or None
        None where some parts have a number and others do not, or one is above all.
    """
    out: dict[str, float] = {}
    n_weighed = 0
    for part in _PARTS.split(text):
        plain = part.strip()
        if not plain:
            continue
        match = _PART.fullmatch(plain)
        if match is None:
            out[plain] = out.get(plain, 0.0) + 1.0
            continue
        try:
            weight = float(match["weight"] or match["share"])
        except ValueError:
            return None
        n_weighed += 1
        name = (match[1] or match[4]).strip()
        is_percent = match["of"] or match["share"]
        out[name] = out.get(name, 0.0) + weight * (0.01 if is_percent else 1.0)
    return out if n_weighed in {0, len(out)} else None


def shares_of_one(shares: Mapping[str, float]) -> dict[str, float] | None:
    """Return shares that sum to one: percentages divided, the missing as a rest; None if bad."""
    total = sum(shares.values())
    if any(not 0.0 <= v < float("inf") for v in shares.values()) or total <= 0.0:
        return None
    if total > 1 + _TOLERANCE:
        if not 2.0 < total <= 100 * (1 + _TOLERANCE):
            return None
        shares = {name: v / 100.0 for name, v in shares.items()}
        total /= 100.0
    if total >= 1 - _TOLERANCE:
        return {name: v / total for name, v in shares.items() if v > 0}
    return {**{name: v for name, v in shares.items() if v > 0}, _REST: 1.0 - total}


def _roles(columns: list[str], given: dict[str, str], where: str) -> dict[str, str]:
    for role, name in given.items():
        if role not in _ALIASES or name not in columns:
            raise ColumnError(
                f"no column {name!r}" if role in _ALIASES else f"unknown role {role!r}",
                where=where,
                allowed=", ".join(columns[:40] if role in _ALIASES else ROLES),
                todo="write --column ROLE=NAME, for example --column price=报价",
            )
    roles = dict(given)
    plain: dict[str, str] = {}
    for name in columns:
        if name != LINE and name not in roles.values():
            plain.setdefault(_plain(name), name)
    for role, aliases in _ALIASES.items():
        found = next((plain[a] for a in aliases.split() if a in plain), None)
        if role not in roles and found is not None:
            roles[role] = found
    for wanted, what in (({"creator_id", "name"}, "who"), ({"audience"}, "how many they reach")):
        if not wanted & set(roles):
            raise ColumnError(
                f"no column that tells {what}",
                where=where,
                allowed=", ".join(sorted(wanted)) + "; columns here: " + ", ".join(columns[:40]),
                todo="name it with --column ROLE=NAME, for example --column audience=粉丝数",
            )
    return roles


def _plain(name: str) -> str:
    normal = unicodedata.normalize("NFKC", name).lower()
    normal = re.sub(r"\((元|人|万|万元|万人|cny|yuan|people)\)$", "", normal)
    return re.sub(r"[\s_\-.\ufeff]", "", normal)


def _cell_columns(columns: list[str]) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Return columns of one cell with dimension and cell, and columns of a dimension's list."""
    single, lists = {}, {}
    for name in columns:
        normal = unicodedata.normalize("NFKC", name).strip()
        head, mark, cell = (part.strip() for part in re.sub(r"[|/]", ":", normal).partition(":"))
        dimension = _dimension(head)
        if mark and head and cell:
            single[name] = (dimension or head.lower(), cell)
        elif dimension and re.search(_OF_AUDIENCE, normal.lower()):
            lists[name] = dimension
    return single, lists


def _dimension(text: str) -> str:
    plain = text.lower()
    return next((d for d, names in _DIMENSIONS.items() if re.search(names, plain)), "")


def _figures(
    frame: pl.DataFrame, roles: Mapping[str, str], single: Mapping[str, tuple[str, str]]
) -> pl.DataFrame:
    """Return the rows with what is a number read, and all else as it stands."""
    texts = [pl.col(name).cast(pl.String, strict=False) for name in frame.columns if name != LINE]
    out = frame.with_columns(texts).rename({LINE: "line"})
    for role in ("audience", "price", "fit"):
        if role not in roles:
            out = out.with_columns(
                pl.lit(None, pl.Float64).alias(f"{role}.value"),
                pl.lit(None, pl.String).alias(f"{role}.fault"),
            )
            continue
        read = read_figures(frame[roles[role]])
        scale = pl.when(pl.col("cell_unit") == "%").then(0.01).otherwise(1.0)
        read = read.with_columns(pl.col("value") * scale)
        if role != "fit" and re.search(r"[(（]万", roles[role]):
            read = read.with_columns(
                pl.when("has_factor").then("value").otherwise(pl.col("value") * 1e4).alias("value")
            )
        out = out.with_columns(
            read["value"].alias(f"{role}.value"), read["fault"].alias(f"{role}.fault")
        )
    for name in single:
        read = read_figures(frame[name])
        scale = pl.when(pl.col("cell_unit") == "%").then(0.01).otherwise(1.0)
        out = out.with_columns(
            read.select((pl.col("value") * scale).alias(f"{name}.value")).to_series(),
            read["fault"].alias(f"{name}.fault"),
        )
    texts_of = {"creator_id": "who", "name": "called", "themes": "about"}
    return out.with_columns(
        (pl.col(roles[role]) if role in roles else pl.lit(None, pl.String))
        .str.strip_chars()
        .replace("", None)
        .alias(name)
        for role, name in texts_of.items()
    )


def _without_faults(rows: pl.DataFrame, roles: Mapping[str, str], faults: Faults) -> pl.DataFrame:
    rows = faults.take(
        rows,
        pl.coalesce("who", "called").is_null(),
        column=roles.get("creator_id", roles.get("name", "")),
        found=pl.lit("nobody named"),
        allowed="an account or a name",
    )
    for role, low in (("audience", 0.0), ("price", -1e-300), ("fit", -1e-300)):
        value, fault = pl.col(f"{role}.value"), pl.col(f"{role}.fault")
        is_bad = fault.is_not_null() | (value <= low) | (value.is_null() & (role == "audience"))
        allowed = FIGURES_ALLOWED if role != "fit" else "0 to 1, or a percentage"
        if role == "fit":
            is_bad |= value > 1.0
        written = pl.col(roles[role]) if role in roles else pl.lit("")
        rows = faults.take(
            rows,
            is_bad,
            column=roles.get(role, ""),
            found=pl.coalesce(fault, pl.format("'{}'", written.fill_null(""))),
            allowed=f"a {role} above zero: {allowed}" if role == "audience" else allowed,
        )
    return rows


def _candidate(
    row: dict[str, Any],
    single: Mapping[str, tuple[str, str]],
    lists: Mapping[str, str],
    faults: Faults,
) -> Candidate | None:
    cells: dict[str, dict[str, float]] = {}
    for name, (dimension, cell) in single.items():
        if row[f"{name}.fault"] is not None:
            faults.tell(
                row[f"{name}.fault"], line=row["line"], column=name, allowed=_SHARES, todo=_MEND
            )
            return None
        if row[f"{name}.value"]:
            cells.setdefault(dimension, {})[cell] = row[f"{name}.value"]
    for name, dimension in lists.items():
        text = (row[name] or "").strip()
        if text:
            read = parse_shares(text)
            if read is None:
                faults.tell(
                    f"'{text[:60]}'", line=row["line"], column=name, allowed=_SHARES, todo=_MEND
                )
                return None
            cells[dimension] = read
    whole = {}
    for dimension, shares in cells.items():
        made = shares_of_one(shares)
        if made is None:
            told = ", ".join(f"{n} {v:g}" for n, v in list(shares.items())[:6])
            faults.tell(
                f"{dimension}: {told}; their sum is {sum(shares.values()):g}",
                line=row["line"],
                column=dimension,
                allowed=_SHARES,
                todo=_MEND,
            )
            return None
        whole[dimension] = made
    themes = parse_shares(row["about"] or "")
    if themes is None or any(v > 100 for v in themes.values()):
        faults.tell(
            f"'{row['about'][:60]}'",
            line=row["line"],
            column="themes",
            allowed="themes, each with a weight or none with one: 汉服;摄影, or 汉服:0.7;摄影:0.3",
            todo=_MEND,
        )
        return None
    most = max(themes.values(), default=1.0)
    who = row["who"] or row["called"]
    return Candidate(
        creator_id=who,
        name=row["called"] or who,
        audience=row["audience.value"],
        price=row["price.value"],
        themes={n: v / 100 if most > 1 else v for n, v in themes.items()},
        fit=row["fit.value"],
        cells=whole,
    )


def _tell_twice(
    row: dict[str, Any], one: Candidate, roles: Mapping[str, str], faults: Faults
) -> None:
    faults.tell(
        f"'{one.creator_id}' stands there a second time",
        line=row["line"],
        column=roles.get("creator_id", roles.get("name")),
        allowed="one row for each creator",
        todo="keep one of the rows; the first was taken",
    )
