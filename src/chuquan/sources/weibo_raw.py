"""The Weibo archive with one file a day: ``raw/YYYY-MM-DD.json`` = ``[{"title", "url"}]``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chuquan.sources.archive import Layout, Row, list_of_objects, read_archive, share_of_names
from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.json_items import dig, text_of
from chuquan.sources.peek import Peek

_BAND_RANK = re.compile(r"band_rank(?:=|%3D)(\d+)")


def band_rank(url: str | None) -> str | None:
    """Return the rank that a Weibo link carries, if it does."""
    found = _BAND_RANK.search(url or "")
    return found.group(1) if found else None


def _row(item: Any, _place: int) -> Row:
    url = text_of(dig(item, "url"))
    return {"text": dig(item, "title"), "url": url, "rank": band_rank(url)}


LAYOUT = Layout(
    source="weibo",
    pattern=re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})\.json$"),
    n_hours=24,
    items=list_of_objects,
    row=_row,
    shape='raw/YYYY-MM-DD.json = [{"title", "url"}, ...]',
)


class WeiboRaw:
    """Reads the archive by day.

    The file of a day grows while the day lasts and does not say when a title came. All titles of a
    day are therefore observed in its first hour, Beijing time, and seen when the day is over; a day
    without a file is 24 hours ``absent``.
    """

    name = "weibo-raw"

    def matches(self, peek: Peek) -> float:
        """Tell by the files' names and, for one file, its shape."""
        if not peek.is_folder and not ('"title"' in peek.start and peek.start.startswith("[")):
            return 0.0
        return 0.8 * share_of_names(peek, LAYOUT.pattern)

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the folder, or the file of one day; see :func:`.archive.read_archive`."""
        return read_archive(path, options, LAYOUT)
