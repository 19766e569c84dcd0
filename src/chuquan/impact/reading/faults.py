"""Rows that cannot be read: each is told with its line, column, what was found and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from chuquan.impact.reading.named import Named
from chuquan.report import Problem
from chuquan.sources.judge import MAX_LISTED

_SHOWN: Final = 60


class Faults:
    """Collects the rows of one file that cannot be read, and notices about it.

    Parameters
    ----------
    file : str
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def take(
        self,
        rows: pl.DataFrame,
        is_bad: pl.Expr,
        *,
        column: str | pl.Expr,
        found: pl.Expr,
        allowed: str,
        todo: str = "mend the row",
    ) -> pl.DataFrame:
        """Return the rows that are not bad; the others become problems.

        Each is listed up to :data:`~chuquan.sources.judge.MAX_LISTED`; a line of a wide table,
        which became several rows, is listed once for each fault.

        Parameters
        ----------
        rows : polars.DataFrame
            With a column ``line``.
        is_bad : polars.Expr
        column : str or polars.Expr
            Where in the row the fault is.
        found : polars.Expr
            What was found.
        allowed, todo : str
        """
        is_bad = is_bad.fill_null(value=False)
        where = column if isinstance(column, pl.Expr) else pl.lit(column or None, pl.String)
        bad = rows.filter(is_bad).select("line", column=where, found=found.cast(pl.String))
        if not bad.height:
            return rows
        bad = bad.unique(maintain_order=True)
        for line, name, text in bad.head(MAX_LISTED).iter_rows():
            self.tell(text, line=line, column=name, allowed=allowed, todo=todo)
        if bad.height > MAX_LISTED:
            line, name, text = bad.row(MAX_LISTED)
            rest = bad.height - MAX_LISTED
            text = f"{text} (this and further rows)"
            self.tell(text, line=line, column=name, allowed=allowed, todo=todo, n=rest)
        return rows.filter(~is_bad)

    def tell(
        self,
        found: str,
        *,
        line: int | None = None,
        column: str | None = None,
        allowed: str = "",
        todo: str = "",
        n: int = 1,
    ) -> None:
        """Add one entry."""
        self.problems.append(
            Problem(
                file=self.file,
                found=found or "nothing",
                allowed=allowed,
                todo=todo,
                line=line,
                column=column,
                n=n,
            )
        )

    def add_ambiguous(self, rows: pl.DataFrame, named: Named, column: str) -> None:
        """Add one entry for each name that may mean several places; its rows are kept."""
        for (name, under), ids in named.ambiguous.items():
            own = rows.filter(pl.col("place") == name, pl.col("under") == under)
            self.tell(
                f"'{name}' may be {', '.join(ids[:6])}; kept under its own name",
                line=int(own["line"][0]) if own.height else None,
                column=column or None,
                allowed="a name that means one place, or a place_id",
                todo="write the province before it (江苏苏州), or the identifier of the place",
                n=own.height,
            )


def quoted(name: str) -> pl.Expr:
    """Return the text of a column in quotes, cut where it is long."""
    text = pl.col(name).str.slice(0, _SHOWN)
    return pl.format("'{}'", text.fill_null(""))


def problems_of(faults: Faults, earlier: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return what was collected, and problems of the file from before, in order of lines.

    What concerns the whole file goes first.
    """
    return tuple(sorted((*earlier, *faults.problems), key=lambda problem: problem.line or 0))
