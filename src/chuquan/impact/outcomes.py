"""Reported figures (visits, nights, money) from a table of any shape to the table ``outcomes``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from chuquan.errors import EmptySourceError
from chuquan.impact.reading.faults import Faults, problems_of
from chuquan.impact.reading.figures import FIGURES_ALLOWED
from chuquan.impact.reading.headers import Layout, lay_out
from chuquan.impact.reading.long_form import to_long
from chuquan.impact.reading.measured import name_units
from chuquan.impact.reading.named import resolve_names
from chuquan.impact.reading.stretches import join_parts, read_periods
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Problem
from chuquan.sources.base import ReadOptions
from chuquan.sources.delimited import LINE
from chuquan.sources.files import read_table
from chuquan.tables import OUTCOMES


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

    def names_of(self, place_id: str) -> tuple[str, str]:
        """Return a place's names in Chinese and in English; its id where the table has none."""
        return self.names.get(place_id, (place_id, place_id))

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

    It may be long (a column of values, one row a figure) or wide (a column for each metric, for
    each place, or for each period).

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
    rows = to_long(table.frame, layout, gazetteer, metric=metric, place=place, file=label)
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
