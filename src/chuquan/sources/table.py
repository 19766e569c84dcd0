"""Any table: its columns guessed, shown and overridable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.columns import guess_columns
from chuquan.sources.delimited import LINE
from chuquan.sources.files import TableFile, read_table
from chuquan.sources.judge import judge
from chuquan.sources.peek import Peek


class AnyTable:
    """Reads CSV, TSV, JSON lines, JSON, XLSX and Parquet with a mapping of columns.

    Only a time and a text are needed. A table with a column of ranks is a list that was looked at
    again and again; any other is a collection of posts. Rows that name no source belong to the one
    that the file's name says (``weibo.parquet`` is ``weibo``). Times without a zone need
    ``options.timezone``.
    """

    name = "table"

    def matches(self, peek: Peek) -> float:
        """Every file could be a table, if it is nothing else."""
        return 0.0 if peek.is_folder or peek.magic == "sqlite" else 0.1

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the table.

        Raises
        ------
        ColumnError
            If there is no time or no text column, or several could be it.
        TimeZoneError
            If its times carry no zone and none is given.
        """
        table = read_table(path, options)
        schema = {name: dtype for name, dtype in table.frame.schema.items() if name != LINE}
        mapping = guess_columns(schema, options.columns, str(path))
        is_list = "rank" in mapping
        source = path.stem.lower()
        return read_mapped(path, table, mapping, options, source, is_list=is_list)


def read_mapped(
    path: Path,
    table: TableFile,
    mapping: Mapping[str, str],
    options: ReadOptions,
    source: str,
    *,
    is_list: bool,
    zone: str | None = None,
) -> Observations:
    """Judge the rows of a table whose columns are known.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    table : TableFile
        As read.
    mapping : mapping of str to str
        Role to column name.
    options : ReadOptions
        Its ``source_name`` goes over ``source`` and any column of sources; its ``timezone`` goes
        over ``zone``.
    source : str
        The source of rows that name none.
    is_list : bool
        See :func:`chuquan.sources.judge.judge`.
    zone : str, optional
        Zone of times without one that the format is known to use.
    """
    rows = table.frame.select(
        *(pl.col(column).alias(role) for role, column in mapping.items()),
        pl.col(LINE).cast(pl.Int64).alias("line"),
        is_damaged=pl.lit(value=table.is_damaged),
    )
    if options.source_name:
        rows = rows.with_columns(source=pl.lit(options.source_name))
    observed = judge(
        rows,
        source=options.source_name or source,
        zone=options.timezone or zone,
        is_list=is_list,
        file=path,
        columns=mapping,
    )
    return Observations(
        listings=observed.listings,
        lists=observed.lists,
        problems=(*table.problems, *observed.problems),
        mapping=dict(mapping),
    )
