"""Reported figures (visits, nights, money) from a table of any shape to the table ``outcomes``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from chuquan.errors import ColumnError, EmptySourceError
from chuquan.impact.reading.faults import Faults, problems_of
from chuquan.impact.reading.figures import FIGURES_ALLOWED, read_figures
from chuquan.impact.reading.headers import Layout, lay_out, split_header, texts_of
from chuquan.impact.reading.measured import GROWTH, name_units
from chuquan.impact.reading.named import plain_name, resolve_names
from chuquan.impact.reading.stretches import join_parts, read_periods
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table
from chuquan.tables import OUTCOMES

DEFAULT_METRIC: Final = "value"
"""The metric of a table that names none."""

_TEXT_ROLES: Final = (
    "place", "under", "metric", "unit", "start", "end", "time", "year", "part", "origin",
    "reported_by", "definition", "period",
)  # fmt: skip


@dataclass(frozen=True)
class OutcomesReading:
    """What a table of outcomes holds.

    Attributes
    ----------
    frame : polars.DataFrame
        Valid by :data:`chuquan.tables.OUTCOMES`, in the file's order. Every row that the file has
        for a place, metric and period is here, gaps with a null value, or among ``problems``.
    problems : tuple of Problem
        Rows that could not be read, and choices that the user should know of.
    names : dict
        Identifier to the place's name in Chinese and in English; the same twice where the
        gazetteer does not know it.
    file : str
    layout : Layout
        Which column was taken for what.
    """

    frame: pl.DataFrame
    problems: tuple[Problem, ...]
    names: Mapping[str, tuple[str, str]]
    file: str = ""
    layout: Layout = field(default_factory=lambda: Layout({}))

    @property
    def metrics(self) -> tuple[str, ...]:
        """All metrics, in the file's order."""
        return tuple(self.frame["metric"].unique(maintain_order=True))


def read_outcomes(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    metric: str | None = None,
    place: str | None = None,
    unit: str | None = None,
    period: str | None = None,
    encoding: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> OutcomesReading:
    """Read a table of reported figures from CSV, TSV, JSON, XLSX or Parquet.

    It may be long (a column of values, one row a figure) or wide (one row a place and period, a
    column for each metric, or for each place).

    Parameters
    ----------
    path : str or Path
    columns : mapping of str to str, optional
        Role (:data:`chuquan.impact.reading.headers.OUTCOME_ROLES`) to column, over the guess.
    metric : str, optional
        What is measured, where no column says it.
    place : str, optional
        Name or identifier of the place, where no column says it.
    unit : str, optional
        Over what the file says.
    period : str, optional
        One of :data:`chuquan.tables.PERIODS`: what a plain date stands for the first day of. By
        default it is told from the dates.
    encoding : str, optional
        Of a text file.
    gazetteer : Gazetteer, optional
        By default the one that ships.

    Raises
    ------
    ColumnError
        Where no column can be the time or the figures, or places are neither there nor given.
    EmptySourceError
        Where no row can be read.
    EncodingError, FormatError, NotFoundError
        Where the file cannot be read.
    """
    file = Path(path)
    label = str(file)
    table = read_table(file, ReadOptions(encoding=encoding))
    data = table.frame.drop(LINE)
    data = data.select(name for name, kind in data.schema.items() if not kind.is_nested())
    layout = lay_out(data, columns or {}, label)
    gazetteer = gazetteer or Gazetteer.load()
    rows = _to_rows(table.frame, layout, gazetteer, metric=metric, place=place, file=label)
    faults = Faults(label)
    rows = _read_rows(rows, layout, unit, period, faults)
    named = resolve_names(rows.select("place", "under").unique().iter_rows(), gazetteer)
    faults.add_ambiguous(rows, named, layout.roles.get("place", ""))
    ids = pl.DataFrame(
        [(*pair, place_id) for pair, place_id in named.place_id.items()],
        schema={"place": pl.String, "under": pl.String, "place_id": pl.String},
        orient="row",
    )
    frame = rows.join(ids, on=["place", "under"], how="left", maintain_order="left")
    frame = OUTCOMES.validate(frame.with_columns(source=pl.lit(label)))
    problems = problems_of(faults, table.problems)
    if not frame.height:
        raise _nothing(label, problems)
    used = set(frame["place_id"].unique())
    names = {place_id: name for place_id, name in named.names.items() if place_id in used}
    return OutcomesReading(frame, problems, names, label, layout)


def _to_rows(
    frame: pl.DataFrame,
    layout: Layout,
    gazetteer: Gazetteer,
    *,
    metric: str | None,
    place: str | None,
    file: str,
) -> pl.DataFrame:
    """Bring the table to long form: one row a figure, texts as they stand.

    Returns
    -------
    polars.DataFrame
        ``line``, ``column``, ``cell``, ``header_unit`` and one text column for each role.
    """
    roles = layout.roles
    base = frame.select(pl.col(LINE).cast(pl.Int64).alias("line"), *texts_of(roles, _TEXT_ROLES))
    parts = []
    is_by_place = _is_by_place(layout, gazetteer) and "place" not in roles and place is None
    if is_by_place:
        for column in layout.metrics:
            part = _figures(base, frame[column], column, "")
            parts.append(part.with_columns(place=pl.lit(column)))
    elif layout.metrics:
        for column in layout.metrics:
            name, header_unit = split_header(column)
            own = metric if metric and len(layout.metrics) == 1 else name
            part = _figures(base, frame[column], column, header_unit)
            parts.append(part.with_columns(metric=pl.lit(own)))
    else:
        column = roles["value"]
        parts.append(_figures(base, frame[column], column, split_header(column)[1]))
        if "growth" in roles:
            grown = _figures(base, frame[roles["growth"]], roles["growth"], "%")
            of = pl.col("metric").fill_null(metric or _own_metric(layout)) + GROWTH
            grown = grown.with_columns(metric=of, unit=pl.lit(None, pl.String))
            parts.append(grown.filter(pl.col("cell").is_not_null()))
    rows = pl.concat(parts, how="vertical_relaxed")
    default = metric or _own_metric(layout)
    rows = rows.with_columns(pl.col("metric").fill_null(default), pl.col("under").fill_null(""))
    if "place" not in roles and not is_by_place:
        if place is None:
            raise ColumnError(
                f"no column of places; found columns: {', '.join(frame.columns[:-1][:40])}",
                where=file,
                allowed="a column named place, city, 地区, 城市 or the like, or one place for all",
                todo="say which it is with --column place=NAME, or name the place with --place",
            )
        rows = rows.with_columns(place=pl.lit(place))
    return rows.sort("line", maintain_order=True)


def _figures(base: pl.DataFrame, cells: pl.Series, column: str, header_unit: str) -> pl.DataFrame:
    read = read_figures(cells)
    written = cells.cast(pl.String, strict=False).str.strip_chars().replace("", None)
    return base.with_columns(
        read.get_columns(),
        cell=written,
        column=pl.lit(column),
        header_unit=pl.lit(header_unit or None, pl.String),
    )


def _own_metric(layout: Layout) -> str:
    """Return the name of the value column where it says more than that it is one."""
    name = split_header(layout.roles.get("value", ""))[0]
    plain = name.lower()
    words = {"value", "y", "数值", "值", "数量", "数据", "數值", "figure", "amount", "number", ""}
    return DEFAULT_METRIC if plain in words else name


def _is_by_place(layout: Layout, gazetteer: Gazetteer) -> bool:
    names = [plain_name(name) for name in layout.metrics]
    return len(names) > 1 and all(gazetteer.find(name) for name in names)


def _read_rows(
    rows: pl.DataFrame, layout: Layout, unit: str | None, period: str | None, faults: Faults
) -> pl.DataFrame:
    """Read periods, figures and units; rows that cannot be read go to the faults."""
    roles = layout.roles
    rows = join_parts(rows, roles)
    rows = read_periods(rows, roles, period, faults)
    # Under a town that is named, blank means the same town's province; without either, nothing.
    rows = rows.with_columns(
        place=pl.coalesce("place", pl.when(pl.col("under") != "").then("under"))
    )
    rows = faults.take(
        rows,
        pl.col("place").is_null(),
        column=roles.get("place", ""),
        found=pl.lit("no place"),
        allowed="a name or identifier in every row",
    )
    rows = faults.take(
        rows,
        pl.col("fault").is_not_null(),
        column=pl.col("column"),
        found=pl.col("fault"),
        allowed=FIGURES_ALLOWED,
    )
    return name_units(rows, unit, faults)


def _nothing(file: str, problems: tuple[Problem, ...]) -> EmptySourceError:
    first = next(iter(problems), None)
    line = f", line {first.line}" if first and first.line else ""
    return EmptySourceError(
        f"no row that can be read, {sum(p.n for p in problems)} that cannot"
        + (f"; the first{line}: {first.found}" if first else ""),
        where=file,
        allowed=first.allowed if first else "",
        todo=first.todo if first and first.todo else "check that it is the right file",
    )
