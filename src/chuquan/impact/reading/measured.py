"""What a figure measures: its unit from column, header, cell or name, and its factor applied."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from chuquan.impact.reading.faults import Faults
from chuquan.impact.reading.units import COUNTS, Unit, read_unit, unit_in_name

GROWTH: Final = "_growth"
"""Ending of the metric that holds the reported growth of another one."""

_SHARE: Final = re.compile(
    r"同比|环比|增长|增速|增幅|占比|比重|率|比例|growth|yoy|rate|share|percent|pct|change",
    re.IGNORECASE,
)
_KEYS: Final = ("metric", "unit", "header_unit", "cell_unit")
_ALLOWED: Final = "one unit a figure: visits are no share, and money is no visits"


def name_units(rows: pl.DataFrame, unit: str | None, faults: Faults) -> pl.DataFrame:
    """Give every figure one unit and apply its factor.

    The unit is what the user says, else the column of units, else the header, else the cell, else
    what the metric's name says (接待人次: visits). A factor is applied once: the cell's own (464万)
    goes before that of the column.

    Parameters
    ----------
    rows : polars.DataFrame
        With ``metric``, ``unit`` (as written), ``header_unit``, ``cell_unit``, ``value``,
        ``has_factor``.
    unit : str or None
        Over what the file says.
    faults : Faults
        Takes percentages given for what is no share, cells whose unit is another than their
        column's, and counts below zero.

    Returns
    -------
    polars.DataFrame
        With ``unit``, ``unit_written`` and ``factor``; ``value`` in ``unit``.
    """
    known = rows.select(_KEYS).unique()
    read = [_unit(*row, over=unit) for row in known.iter_rows()]
    lookup = known.with_columns(
        pl.Series("meant", [u.name for u, _, _ in read], dtype=pl.String),
        pl.Series("scale", [u.factor for u, _, _ in read], dtype=pl.Float64),
        pl.Series("unit_written", [w for _, w, _ in read], dtype=pl.String),
        pl.Series("unit_fault", [f for _, _, f in read], dtype=pl.String),
    )
    rows = rows.join(lookup, on=_KEYS, how="left", maintain_order="left", nulls_equal=True)
    rows = faults.take(
        rows,
        pl.col("unit_fault").is_not_null() & pl.col("value").is_not_null(),
        column=pl.col("column"),
        found=pl.format("{}: '{}'", pl.col("unit_fault"), pl.col("cell").str.slice(0, 60)),
        allowed=_ALLOWED,
    )
    # Where some cells of a metric say their unit, all the same one, the others mean it, too.
    named = pl.col("meant").replace("", None)
    only = pl.when(named.n_unique() - named.has_nulls().cast(pl.UInt32) == 1).then(
        named.drop_nulls().first()
    )
    rows = rows.with_columns(meant=pl.coalesce(named, only.over("metric", "column"), pl.lit("")))
    rows = rows.with_columns(
        unit=pl.col("meant"),
        factor=pl.when("has_factor").then(1.0).otherwise("scale"),
    ).with_columns(value=pl.col("value") * pl.col("factor"))
    return faults.take(
        rows,
        (pl.col("value") < 0) & pl.col("unit").is_in(sorted(COUNTS)),
        column=pl.col("column"),
        found=pl.format("a count below zero: {}", pl.col("value")),
        allowed="zero or more; '-' for a gap",
    )


def _unit(
    metric: str, column: str | None, header: str | None, cell: str | None, *, over: str | None
) -> tuple[Unit, str, str | None]:
    """Return the unit, how it was written, and what speaks against it."""
    written = over or column or header or cell or ""
    meant = read_unit(written)
    if not meant.name:
        meant = Unit(_from_name(metric), meant.factor)
    if cell is None:
        return meant, written, None
    in_cell = read_unit(cell)
    if in_cell.name == "percent" and meant.name != "percent":
        return meant, written, "a share, not a figure"
    is_share = metric.endswith(GROWTH) or bool(_SHARE.search(metric))
    if in_cell.name == "percent" and not (column or header or over or is_share):
        return meant, written, "a share, not a figure"
    if written != cell and in_cell.name != meant.name:
        return meant, written, "a unit that is not its column's"
    if written == cell:
        # The cell's unit is the only one; read_figure has taken its factor out.
        return Unit(meant.name, meant.factor), written, None
    return meant, written, None


def _from_name(metric: str) -> str:
    return "percent" if metric.endswith(GROWTH) else unit_in_name(metric)
