"""Meltwater's export of mentions, as CSV or XLSX."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from chuquan.errors import FormatError
from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.files import TableFile, read_table
from chuquan.sources.peek import Peek
from chuquan.sources.table import read_mapped

_TEXTS = ("Headline", "Hit Sentence", "Opening Text")
_MAPPING = {
    "time": "Date",
    "text": "Headline",
    "heat": "Reach",
    "url": "URL",
    "author": "Source",
    "lang": "Language",
}


class Meltwater:
    """Reads the export.

    The text is the headline or, where there is none (posts on social media), the hit sentence or
    the opening text; the heat is the reach; the author is the outlet. Dates carry no zone: they are
    those of the account, so ``options.timezone`` is needed.
    """

    name = "meltwater"

    def matches(self, peek: Peek) -> float:
        """Tell by the header."""
        line = peek.first_line
        return 0.95 if all(name in line for name in ("headline", "hit sentence", "reach")) else 0.0

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the file.

        Raises
        ------
        FormatError
            If the columns are not those of an export.
        TimeZoneError
            If no zone is given.
        """
        table = read_table(path, options)
        texts = [name for name in _TEXTS if name in table.frame.columns]
        if "Date" not in table.frame.columns or not texts:
            raise FormatError(
                f"no export of mentions; found columns: {', '.join(table.frame.columns[:30])}",
                where=str(path),
                allowed="columns Date and Headline, Hit Sentence or Opening Text",
                todo="export the mentions as CSV, or read it with --format table",
            )
        frame = table.frame.with_columns(
            Headline=pl.coalesce(pl.col(texts).cast(pl.String, strict=False))
        )
        known = {**_MAPPING, **options.columns}
        mapping = {role: name for role, name in known.items() if name in frame.columns}
        whole = TableFile(frame, table.problems, table.is_damaged)
        return read_mapped(path, whole, mapping, options, self.name, is_list=False)
