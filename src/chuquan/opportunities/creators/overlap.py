"""Reading a table of overlaps: how much of their audience two creators share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.errors import ColumnError
from chuquan.impact.reading.faults import Faults, problems_of
from chuquan.impact.reading.figures import read_figures
from chuquan.report import Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table

_ALIASES: Final[dict[str, str]] = {
    "a": "creatora a first accounta creator1 账号a 账号1 达人a 达人1 博主a 博主1",
    "b": "creatorb b second accountb creator2 账号b 账号2 达人b 达人2 博主b 博主2",
    "share": "overlap share overlapshare 重合率 重叠率 重合度 重叠度 粉丝重合率 粉丝重合度 重合",
    "jaccard": "jaccard",
    "people": "overlappeople sharedaudience sharedfollowers nshared shared 共同粉丝 共同粉丝数 "
    "重合人数 重叠人数",
}


@dataclass(frozen=True)
class OverlapsReading:
    """Known overlaps.

    Attributes
    ----------
    people : dict of (str, str) to float
        By two ids in order, the people that both reach.
    problems : tuple of Problem
    """

    people: Mapping[tuple[str, str], float]
    problems: tuple[Problem, ...] = ()


def read_overlaps(
    path: Path, audiences: Mapping[str, float], *, encoding: str | None = None
) -> OverlapsReading:
    """Read a table of two creators a row and what they share.

    Parameters
    ----------
    path : path
        Columns ``creator_a``, ``creator_b`` and one of ``overlap`` (share of the smaller of the two
        audiences), ``jaccard`` (share of both together) and ``overlap_people`` (people).
    audiences : mapping of str to float
        Size of each creator's audience, by id.
    encoding : str, optional

    Raises
    ------
    ColumnError
        If a column is missing.
    """
    table = read_table(path, ReadOptions(encoding=encoding))
    frame = table.frame
    plain: dict[str, str] = {}
    for name in frame.columns:
        plain.setdefault(re.sub(r"[\s_\-.]", "", unicodedata.normalize("NFKC", name).lower()), name)
    roles = {
        role: found
        for role, aliases in _ALIASES.items()
        if (found := next((plain[a] for a in aliases.split() if a in plain), None))
    }
    measure = next((r for r in ("people", "jaccard", "share") if r in roles), None)
    if measure is None or not {"a", "b"} <= set(roles):
        raise ColumnError(
            "no table of overlaps",
            where=str(path),
            allowed="columns creator_a, creator_b and overlap (or jaccard, or overlap_people); "
            "columns here: " + ", ".join(c for c in frame.columns[:40] if c != LINE),
            todo="name the columns so",
        )
    rows = _rows(frame, roles, roles[measure])
    faults = Faults(str(path))
    known = list(audiences)
    rows = faults.take(
        rows,
        ~pl.col("a").is_in(known) | ~pl.col("b").is_in(known) | pl.col("a").is_null(),
        column=roles["a"],
        found=pl.format("'{}', '{}'", pl.col("a").fill_null(""), pl.col("b").fill_null("")),
        allowed="two ids of the table of creators",
        todo="write the ids as the table of creators does, or take the row out",
    )
    rows = faults.take(
        rows,
        pl.col("a") == pl.col("b"),
        column=roles["b"],
        found=pl.format("'{}' with itself", "a"),
        allowed="two different creators",
    )
    sized = rows.with_columns(
        size_a=pl.col("a").replace_strict(audiences, return_dtype=pl.Float64, default=None),
        size_b=pl.col("b").replace_strict(audiences, return_dtype=pl.Float64, default=None),
    )
    least = pl.min_horizontal("size_a", "size_b")
    x = pl.col("value")
    people = {
        "people": x,
        "share": x * least,
        "jaccard": x / (1 + x) * (pl.col("size_a") + pl.col("size_b")),
    }[measure]
    sized = sized.with_columns(shared=people, least=least)
    is_bad = pl.col("shared").is_null() | (pl.col("shared") < 0)
    sized = faults.take(
        sized,
        is_bad | (pl.col("shared") > 1.001 * pl.col("least")),
        column=roles[measure],
        found=pl.format("'{}'", pl.col("written").fill_null("")),
        allowed="0 to 1 or a percentage; no more people than the smaller audience has",
    )
    out: dict[tuple[str, str], float] = {}
    for a, b, shared, size in sized.select("a", "b", "shared", "least").iter_rows():
        pair = (min(a, b), max(a, b))
        out[pair] = max(out.get(pair, 0.0), min(shared, size))
    return OverlapsReading(out, problems_of(faults, table.problems))


def _rows(frame: pl.DataFrame, roles: Mapping[str, str], measured: str) -> pl.DataFrame:
    read = read_figures(frame[measured])
    scale = pl.when(pl.col("cell_unit") == "%").then(0.01).otherwise(1.0)
    return frame.select(
        pl.col(LINE).alias("line"),
        pl.col(roles["a"]).cast(pl.String).str.strip_chars().alias("a"),
        pl.col(roles["b"]).cast(pl.String).str.strip_chars().alias("b"),
        pl.col(measured).cast(pl.String, strict=False).alias("written"),
        read.select((pl.col("value") * scale).alias("value")).to_series(),
    )
