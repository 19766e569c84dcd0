"""The Zhihu archive: ``raw/hot-question-YYYY-MM-DD.json``, the hot list's own response."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chuquan.sources.archive import Layout, Row, read_archive, share_of_names
from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.json_items import dig
from chuquan.sources.peek import Peek


def _items(document: Any) -> list[Any] | None:
    items = dig(document, "data")
    return items if isinstance(items, list) else None


def _row(item: Any, place: int) -> Row:
    return {
        "text": dig(item, "target", "title_area", "text"),
        "url": dig(item, "target", "link", "url"),
        "heat": dig(item, "target", "metrics_area", "text"),
        "rank": str(place),
    }


LAYOUT = Layout(
    source="zhihu",
    pattern=re.compile(r"(?:^|/)hot-question-(\d{4}-\d{2}-\d{2})\.json$"),
    n_hours=24,
    items=_items,
    row=_row,
    shape='raw/hot-question-YYYY-MM-DD.json = {"data": [{"target": {"title_area": ...}}, ...]}',
)


class Zhihu:
    """Reads the archive by day.

    As with :class:`~chuquan.sources.weibo_raw.WeiboRaw`, the questions of a day are observed in its
    first hour, Beijing time. The heat is read from its words (``1386 万热度``); the rank is the
    place in the list.
    """

    name = "zhihu"

    def matches(self, peek: Peek) -> float:
        """Tell by the files' names."""
        return share_of_names(peek, LAYOUT.pattern)

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the folder, or the file of one day; see :func:`.archive.read_archive`."""
        return read_archive(path, options, LAYOUT)
