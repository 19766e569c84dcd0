"""The Weibo archive with heat, one file an hour: ``api/YYYY-MM-DD/HH.json``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chuquan.sources.archive import Layout, Row, list_of_objects, read_archive, share_of_names
from chuquan.sources.base import Observations, ReadOptions
from chuquan.sources.json_items import dig, text_of
from chuquan.sources.peek import Peek
from chuquan.sources.weibo_raw import band_rank


def _row(item: Any, _place: int) -> Row | None:
    if text_of(dig(item, "ads")) in {"true", "True", "1"}:
        return None
    url = text_of(dig(item, "url"))
    return {
        "text": dig(item, "title"),
        "url": url,
        "rank": band_rank(url),
        "heat": dig(item, "hot"),
    }


LAYOUT = Layout(
    source="weibo",
    pattern=re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})/((?:[01]\d|2[0-3]))\.json$"),
    n_hours=1,
    items=list_of_objects,
    row=_row,
    shape='api/YYYY-MM-DD/HH.json = [{"title", "url", "hot", "ads", ...}, ...], HH from 00 to 23',
)


class WeiboApi:
    """Reads the archive by hour.

    The name of a file is its hour, Beijing time. Places in the list that were paid for (``ads``)
    are no mentions: they are counted in one notice. Files that are no hours, such as a day's
    summary, repeat what the hours hold and are left out with a notice.
    """

    name = "weibo-api"

    def matches(self, peek: Peek) -> float:
        """Tell by the files' names and, for one file, its shape."""
        if not peek.is_folder and not ('"title"' in peek.start and peek.start.startswith("[")):
            return 0.0
        return 0.9 * share_of_names(peek, LAYOUT.pattern)

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the folder, or the file of one hour; see :func:`.archive.read_archive`."""
        return read_archive(path, options, LAYOUT)
