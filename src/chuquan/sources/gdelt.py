"""GDELT's article lists (mode ArtList), as CSV or JSON."""

from __future__ import annotations

from pathlib import Path

from chuquan.errors import FormatError
from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.files import read_table
from chuquan.sources.peek import Peek
from chuquan.sources.table import read_mapped

_MAPPING = {
    "time": "seendate",
    "text": "title",
    "url": "url",
    "author": "domain",
    "lang": "language",
}


class Gdelt:
    """Reads article lists; ``seendate`` is UTC. The author is the domain."""

    name = "gdelt"

    def matches(self, peek: Peek) -> float:
        """Tell by the names of its columns."""
        hits = all(name in peek.text[:20_000].lower() for name in ("seendate", "socialimage"))
        return 0.95 if hits else 0.0

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the file.

        Raises
        ------
        FormatError
            If it is no article list; volume timelines, for one, hold no mentions.
        """
        table = read_table(path, options)
        if not {"seendate", "title"} <= set(table.frame.columns):
            raise FormatError(
                f"no article list; found columns: {', '.join(table.frame.columns[:30])}",
                where=str(path),
                allowed="the columns seendate and title",
                todo="query GDELT with mode=ArtList; a volume timeline holds no mentions",
            )
        known = {**_MAPPING, **options.columns}
        mapping = {role: name for role, name in known.items() if name in table.frame.columns}
        return read_mapped(path, table, mapping, options, self.name, is_list=False, zone="UTC")
