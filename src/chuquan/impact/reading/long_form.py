"""A table of any layout in long form: one row a figure, with the texts that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from chuquan.errors import ColumnError
from chuquan.impact.reading.figures import read_figures
from chuquan.impact.reading.headers import Layout, split_header, texts_of
from chuquan.impact.reading.measured import GROWTH
from chuquan.impact.reading.named import plain_name
from chuquan.places.gazetteer import Gazetteer
from chuquan.sources.delimited import LINE

DEFAULT_METRIC: Final = "value"
"""The metric of a table that names none."""

_TEXT_ROLES: Final = (
    "place", "under", "metric", "unit", "start", "end", "time", "year", "part", "origin",
    "reported_by", "definition", "period",
)  # fmt: skip
_NAMELESS: Final = frozenset(
    {"value", "y", "数值", "值", "数量", "数据", "數值", "figure", "amount", "number", ""}
)


def to_long(
    frame: pl.DataFrame,
    layout: Layout,
    gazetteer: Gazetteer,
    *,
    metric: str | None,
    place: str | None,
    file: str,
) -> pl.DataFrame:
    """Bring a table to long form; nothing but figures is read yet.

    Parameters
    ----------
    frame : polars.DataFrame
        As read, with the column :data:`~chuquan.sources.delimited.LINE`.
    layout : Layout
    gazetteer : Gazetteer
        Tells whether the columns of a wide table are places.
    metric, place : str or None
        Of tables that name none.
    file : str
        For messages.

    Returns
    -------
    polars.DataFrame
        In order of lines: ``line``; ``column`` that the figure stands in, ``cell`` as written and
        ``header_unit``; ``value``, ``cell_unit``, ``gap``, ``fault`` and ``has_factor`` as of
        :func:`~chuquan.impact.reading.figures.read_figures`; one text column for each role.

    Raises
    ------
    ColumnError
        Where places are neither in the table nor given.
    """
    texts = texts_of(layout.roles, _TEXT_ROLES)
    base = frame.select(pl.col(LINE).cast(pl.Int64).alias("line"), *texts)
    is_by_place = place is None and "place" not in layout.roles and _is_by_place(layout, gazetteer)
    if layout.periods:
        parts = [_cells(base, frame, column).with_columns(time=pl.lit(column))
                 for column in layout.periods]  # fmt: skip
    elif is_by_place:
        parts = [_cells(base, frame, column).with_columns(place=pl.lit(column))
                 for column in layout.metrics]  # fmt: skip
    elif layout.metrics:
        parts = list(_by_metric(base, frame, layout, metric))
    else:
        parts = list(_of_values(base, frame, layout, metric))
    rows = pl.concat(parts, how="vertical_relaxed").with_columns(
        pl.col("metric").fill_null(metric or _own_metric(layout)), pl.col("under").fill_null("")
    )
    if "place" not in layout.roles and not is_by_place:
        rows = rows.with_columns(place=pl.lit(_given(place, frame, file)))
    return rows.sort("line", maintain_order=True)


def _by_metric(
    base: pl.DataFrame, frame: pl.DataFrame, layout: Layout, metric: str | None
) -> Iterator[pl.DataFrame]:
    over = metric if len(layout.metrics) == 1 else None
    for column in layout.metrics:
        name, unit = split_header(column)
        yield _cells(base, frame, column, unit).with_columns(metric=pl.lit(over or name))
    for column, of in layout.growths.items():
        grown = pl.lit((over or split_header(of)[0]) + GROWTH)
        yield _growth(base, frame, column, grown)


def _of_values(
    base: pl.DataFrame, frame: pl.DataFrame, layout: Layout, metric: str | None
) -> Iterator[pl.DataFrame]:
    column = layout.roles["value"]
    yield _cells(base, frame, column, split_header(column)[1])
    if "growth" in layout.roles:
        grown = pl.col("metric").fill_null(metric or _own_metric(layout)) + GROWTH
        yield _growth(base, frame, layout.roles["growth"], grown)


def _growth(base: pl.DataFrame, frame: pl.DataFrame, column: str, metric: pl.Expr) -> pl.DataFrame:
    """Return reported growth as a metric of its own; where none is told, that is no gap."""
    cells = _cells(base, frame, column, "%").filter(pl.col("cell").is_not_null())
    return cells.with_columns(metric=metric, unit=pl.lit(None, pl.String))


def _cells(base: pl.DataFrame, frame: pl.DataFrame, column: str, unit: str = "") -> pl.DataFrame:
    cells = frame[column]
    return base.with_columns(
        read_figures(cells).get_columns(),
        cell=cells.cast(pl.String, strict=False).str.strip_chars().replace("", None),
        column=pl.lit(column),
        header_unit=pl.lit(unit or None, pl.String),
    )


def _own_metric(layout: Layout) -> str:
    """Return the name of the value column where it says more than that it is one."""
    name = split_header(layout.roles.get("value", ""))[0]
    return DEFAULT_METRIC if name.lower() in _NAMELESS else name


def _is_by_place(layout: Layout, gazetteer: Gazetteer) -> bool:
    names = [plain_name(name) for name in layout.metrics]
    return len(names) > 1 and all(gazetteer.find(name) for name in names)


def _given(place: str | None, frame: pl.DataFrame, file: str) -> str:
    if place is not None:
        return place
    raise ColumnError(
        f"no column of places; found columns: {', '.join(n for n in frame.columns if n != LINE)}",
        where=file,
        allowed="a column named place, city, 地区, 城市 or the like, or one place for all",
        todo="say which it is with --column place=NAME, or name the place with --place",
    )
