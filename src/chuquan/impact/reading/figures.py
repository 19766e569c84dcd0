"""Numbers as people write them in tables of reported figures: figure, gap or fault."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import polars as pl

FIGURES_ALLOWED: Final = (
    "a number such as 4640000, 4,640,000, 464万, 2.7亿 or 4.64 million, with or without a unit; "
    "empty, '-', '/' or 'n/a' for a gap"
)

_GAPS: Final = frozenset(
    (
        *("-", "--", "---", "–", "—", "——", "―", "/", "//", "\\", ".", "..", "…", "*", "?"),
        *("...", "......", "n/a", "n.a.", "na", "nan", "null", "none", "nil", "missing"),
        *("缺", "缺失", "暂无", "无", "空", "未知", "未公布", "未统计", "未报告", "无数据"),
        *("暂缺", "不详", "未开放", "停业"),
    )
)
_FACTORS: Final = {
    "": 1.0,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "百萬": 1e6,
    "千万": 1e7,
    "千萬": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "十亿": 1e9,
    "万亿": 1e12,
    "thousand": 1e3,
    "thousands": 1e3,
    "k": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
_FACTOR: Final = "|".join(sorted((re.escape(f) for f in _FACTORS if f), key=len, reverse=True))
_NUMBER: Final = re.compile(
    r"(?P<about>约|大约|近似|about|approx\.?|ca\.?|~|≈)?\s*"
    r"(?P<money>[¥$€£]|rmb|cny|usd|us\$|nt\$|hk\$)?\s*"
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)"
    r"(?:e(?P<power>[+-]?\d{1,2}))?\s*"
    rf"(?:(?P<factor>{_FACTOR})(?![a-z]))?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_BOUND: Final = re.compile(
    r"^(超过?|逾|突破|近|将近|不足|不到|少于|多于|>|<|≥|≤|over|more than|less than|under|nearly)"
    r"|(以上|以下|\+)$",
    re.IGNORECASE,
)
_UNIT_TEXT: Final = re.compile(r"[%‰]|[^\d.,]{1,24}")

_READ: Final = {
    "text": pl.String,
    "read": pl.Float64,
    "cell_unit": pl.String,
    "gap": pl.String,
    "fault": pl.String,
    "has_factor": pl.Boolean,
}


@dataclass(frozen=True)
class Figure:
    """What one cell says.

    Attributes
    ----------
    value : float or None
        None for a gap or a fault. A factor written in the cell (万, million) is applied.
    unit : str
        What stands behind the number, without the factor; ``%`` for a share.
    gap : str
        Why there is no figure, as written (``empty``, ``-``, ...); empty if there is one.
    fault : str
        What cannot be read; empty if nothing.
    has_factor : bool
        Whether the cell wrote a factor of its own, which is then not applied a second time.
    """

    value: float | None = None
    unit: str = ""
    gap: str = ""
    fault: str = ""
    has_factor: bool = False


def read_figure(text: str | None) -> Figure:
    """Read one cell.

    A bound (超10万, "over 5,000", "1000+") is no figure and is a fault; a rounded one (约, about)
    is taken as it stands.

    Parameters
    ----------
    text : str or None
        None is an empty cell.

    Examples
    --------
    >>> read_figure("1,234.5万人次")
    Figure(value=12345000.0, unit='人次', gap='', fault='', has_factor=True)
    >>> read_figure("—").gap, read_figure("0").value
    ('—', 0.0)
    """
    plain = unicodedata.normalize("NFKC", text or "").strip().strip("'\"").strip()
    plain = plain.replace("−", "-")
    if not plain:
        return Figure(gap="empty")
    if plain.casefold() in _GAPS:
        return Figure(gap=str(text).strip())
    if _BOUND.search(plain):
        return Figure(fault=f"a bound, not a figure: {_short(plain)}")
    match = _NUMBER.fullmatch(plain)
    rest = match["rest"].strip() if match else ""
    if match is None or (rest and not _UNIT_TEXT.fullmatch(rest)):
        return Figure(fault=f"no number: {_short(plain)}")
    number = float(re.sub("[, ]", "", match["number"]))
    power = 10.0 ** int(match["power"] or 0)
    value = number * power * factor_of(match["factor"] or "")
    if not math.isfinite(value):
        return Figure(fault=f"a number without bound: {_short(plain)}")
    money = (match["money"] or "").strip()
    return Figure(value=value, unit=rest or money, has_factor=match["factor"] is not None)


def factor_of(text: str) -> float:
    """Return what a written factor (万, 亿, million) stands for; one for an empty text.

    Raises
    ------
    KeyError
        If it is none.
    """
    return _FACTORS[text.casefold()]


def split_factor(text: str) -> tuple[float, str]:
    """Split a unit such as 万人次 or "million yuan" into its factor and the rest."""
    match = re.match(rf"(?P<factor>{_FACTOR})(?![a-z])\s*", text, re.IGNORECASE)
    if match is None or match["factor"].casefold() in {"m", "b", "k"}:  # metres, bytes
        return 1.0, text
    return factor_of(match["factor"]), text[match.end() :]


def read_figures(column: pl.Series) -> pl.DataFrame:
    """Read a column of cells.

    Parameters
    ----------
    column : polars.Series, (row,)
        Numbers or texts.

    Returns
    -------
    polars.DataFrame, (row,)
        ``value`` (float64), ``cell_unit``, ``gap``, ``fault``, ``has_factor`` as in
        :class:`Figure`; empty texts are null.
    """
    if column.dtype.is_numeric():
        value = column.cast(pl.Float64)
        is_figure = value.is_finite().fill_null(value=False)
        gap = pl.when(pl.col("value").is_null()).then(pl.lit("empty")).otherwise(pl.lit("NaN"))
        return pl.DataFrame({"value": value, "is_figure": is_figure}).select(
            value=pl.when("is_figure").then("value"),
            cell_unit=pl.lit(None, pl.String),
            gap=pl.when(~pl.col("is_figure")).then(gap),
            fault=pl.lit(None, pl.String),
            has_factor=pl.lit(value=False),
        )
    texts = column.cast(pl.String, strict=False).rename("text")
    # Most columns hold plain numbers; only what is not one is read cell by cell, each text once.
    is_plain = texts.str.contains(r"^-?[0-9]{1,300}(\.[0-9]+)?$").fill_null(value=False)
    known = texts.filter(~is_plain).unique().to_list()
    read = [read_figure(text) for text in known]
    lookup = pl.DataFrame(
        {
            "text": known,
            "read": [f.value for f in read],
            "cell_unit": [f.unit or None for f in read],
            "gap": [f.gap or None for f in read],
            "fault": [f.fault or None for f in read],
            "has_factor": [f.has_factor for f in read],
        },
        schema=_READ,
    )
    plain = pl.DataFrame({"text": texts, "is_plain": is_plain}).with_columns(
        plain=pl.when("is_plain").then(pl.col("text").cast(pl.Float64, strict=False))
    )
    joined = plain.join(lookup, on="text", how="left", maintain_order="left", nulls_equal=True)
    return joined.select(
        pl.coalesce("plain", "read").alias("value"),
        "cell_unit",
        "gap",
        "fault",
        pl.col("has_factor").fill_null(value=False),
    )


def _short(text: str, limit: int = 60) -> str:
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
