"""Responses of newsnow and DailyHotApi, saved to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from chuquan.errors import EmptySourceError
from chuquan.report import Problem
from chuquan.sources.base import CHINA_TIME, Observations, ReadOptions
from chuquan.sources.decode import decode
from chuquan.sources.json_items import dig, frame_of, parse_document, parse_lines, text_of
from chuquan.sources.judge import judge
from chuquan.sources.peek import Peek, load

_SHAPE = (
    'one response, a list of responses, or one a line: {"id", "updatedTime", "items": [...]} of '
    'newsnow, or {"name", "updateTime", "data": [...]} of DailyHotApi'
)
_ROLES = ("text", "url", "rank", "heat", "author", "source", "time")


class HotListJson:
    """Reads one response, a list of responses (``/api/s/entire``), or one a line.

    Each response is a look at the list that its ``id`` or ``name`` says, at the time at which it
    was updated. The rank is the place in the list. Times without a zone are Beijing's.
    """

    name = "hotlist-json"

    def matches(self, peek: Peek) -> float:
        """Tell by the names that only such a response has."""
        start = peek.start
        if not start.startswith(("{", "[{")):
            return 0.0
        newsnow = '"updatedTime":' in start and '"items":' in start
        daily = '"updateTime":' in start and '"data":' in start
        return 0.85 if newsnow or daily else 0.0

    def read(self, path: Path, options: ReadOptions) -> Observations:
        """Read the file.

        Raises
        ------
        EmptySourceError
            If it holds no response.
        """
        label = str(path)
        decoded = decode(load(path), label, options.encoding)
        responses, problems = _responses(decoded.text, label)
        columns: dict[str, list[str | None]] = {role: [] for role in _ROLES}
        places: list[int] = []
        for place, response in responses:
            problems += _add(columns, places, response, place, label)
        if not places:
            raise EmptySourceError(
                f"no response with items; {len(problems)} problems",
                where=label,
                allowed=_SHAPE,
                todo="save the response of a list that holds items",
            )
        frame = frame_of(columns, places).with_columns(is_damaged=pl.lit(value=decoded.is_damaged))
        if options.source_name:
            frame = frame.drop("source")
        source = options.source_name or path.stem.lower()
        zone = options.timezone or CHINA_TIME
        observed = judge(frame, source=source, zone=zone, is_list=True, file=path)
        return Observations(
            observed.listings,
            lists=observed.lists,
            problems=(*problems, *observed.problems),
        )


def _responses(text: str, label: str) -> tuple[list[tuple[int, Any]], list[Problem]]:
    parsed = parse_document(text, label)
    if parsed.document is None:
        lines = parse_lines(text, label)
        if lines.saved:
            return list(lines.saved), list(lines.problems)
        return [], list(parsed.problems)
    document = parsed.document
    return list(enumerate(document if isinstance(document, list) else [document], start=1)), []


def _add(
    columns: dict[str, list[str | None]],
    places: list[int],
    response: Any,
    line: int,
    label: str,
) -> list[Problem]:
    """Add the items of a response to the columns."""
    items = dig(response, "items")
    items = dig(response, "data") if items is None else items
    time = text_of(dig(response, "updatedTime") or dig(response, "updateTime"))
    if not isinstance(items, list) or time is None:
        return [Problem(file=label, found="no response of a list", allowed=_SHAPE, line=line)]
    source = text_of(dig(response, "id") or dig(response, "name"))
    for place, item in enumerate(items, start=1):
        values = {
            "text": dig(item, "title"),
            "url": dig(item, "url"),
            "rank": place,
            "heat": dig(item, "hot") or dig(item, "extra", "info"),
            "author": dig(item, "author"),
            "source": source,
            "time": time,
        }
        for role in _ROLES:
            columns[role].append(text_of(values[role]))
        places.append(place if line == 1 else line)
    return []
