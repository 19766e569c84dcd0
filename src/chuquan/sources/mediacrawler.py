"""MediaCrawler's files: ``data/{platform}/{csv|json|jsonl}/search_contents_{date}.ext``, say."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from chuquan.errors import FormatError
from chuquan.sources.base import CHINA_TIME, Observations, ReadOptions
from chuquan.sources.files import TableFile, read_table
from chuquan.sources.peek import Peek
from chuquan.sources.table import read_mapped

_NAME = re.compile(r"(?:search|detail|creator)_(contents|comments)_")
_PLATFORMS = {
    "xhs": "xhs",
    "douyin": "douyin",
    "dy": "douyin",
    "weibo": "weibo",
    "wb": "weibo",
    "bilibili": "bilibili",
    "bili": "bilibili",
    "kuaishou": "kuaishou",
    "ks": "kuaishou",
    "tieba": "tieba",
    "zhihu": "zhihu",
}
# The column that only one platform's files have, where the path does not name the platform.
_MARKS = {
    "aweme_id": "douyin",
    "viewd_count": "kuaishou",
    "video_danmaku": "bilibili",
    "collected_count": "xhs",
    "create_date_time": "weibo",
}
# Of each role, the columns in the order of preference.
_COLUMNS = {
    "time": ("create_time", "time", "create_date_time", "publish_time", "created_time"),
    "heat": ("liked_count", "like_count", "voteup_count"),
    "url": ("note_url", "aweme_url", "video_url", "content_url"),
    "author": ("nickname", "user_nickname"),
    "seen": ("last_modify_ts", "add_ts"),
}
_IDS = {
    "contents": ("note_id", "aweme_id", "video_id", "content_id"),
    "comments": ("comment_id",),
}
_SHAPE = "columns such as note_id, aweme_id or video_id, a time, and title, desc or content"


class MediaCrawler:
    """Reads the contents or comments of a platform, from CSV, JSON or JSON lines.

    The source is the platform and what was collected, such as ``weibo-posts`` or ``xhs-comments``:
    posts found by a search are not the platform's hot list, and the two are never added up. The
    text is title and description, or the content; the heat is the number of likes. Times without a
    zone are Beijing's.
    """

    name = "mediacrawler"

    def matches(self, peek: Peek) -> float:
        """Tell by the file's name and the names of its columns."""
        text = peek.text[:20_000]
        marks = any(name in text for names in _IDS.values() for name in names)
        marks = marks and any(name in text for name in ("nickname", "liked_count", "like_count"))
        if not marks:
            return 0.0
        return 0.9 if _NAME.search(peek.path.name) else 0.6

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the file.

        Raises
        ------
        FormatError
            If the columns are those of no platform.
        """
        table = read_table(path, options)
        found = set(table.frame.columns)
        what = "comments" if "comment_id" in found else "contents"
        frame, text = _with_text(table.frame)
        mapping = {"text": text, **options.columns}
        for role, names in {**_COLUMNS, "id": _IDS[what]}.items():
            name = next((name for name in names if name in found), None)
            if name is not None:
                mapping.setdefault(role, name)
        mapping = {role: name for role, name in mapping.items() if name in frame.columns}
        if not {"text", "time"} <= set(mapping):
            raise FormatError(
                f"no file of MediaCrawler; found columns: {', '.join(table.frame.columns[:30])}",
                where=str(path),
                allowed=_SHAPE,
                todo="read it with --format table and --column time=NAME --column text=NAME",
            )
        kind = "comments" if what == "comments" else "posts"
        source = f"{_platform(path, found)}-{kind}"
        whole = TableFile(frame, table.problems, table.is_damaged)
        return read_mapped(path, whole, mapping, options, source, is_list=False, zone=CHINA_TIME)


def _with_text(frame: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Return the frame with the text in one column, and the name to show for it."""
    names = set(frame.columns)
    if not {"title", "desc"} <= names:
        return frame, next(
            (n for n in ("content", "desc", "title", "content_text") if n in names), ""
        )
    title, desc = (pl.col(name).cast(pl.String, strict=False) for name in ("title", "desc"))
    # Where a platform has no titles, its title is the beginning of the description.
    both = (
        pl.when(desc.is_null())
        .then(title)
        .when(title.is_null() | desc.str.starts_with(title))
        .then(desc)
        .otherwise(title + " " + desc)
    )
    return frame.with_columns(both.alias("title + desc")), "title + desc"


def _platform(path: Path, columns: set[str]) -> str:
    for part in reversed(path.absolute().parts[:-1]):
        if part in _PLATFORMS:
            return _PLATFORMS[part]
    return next((name for mark, name in _MARKS.items() if mark in columns), "mediacrawler")
