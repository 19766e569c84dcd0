"""JSON to items, saving what can be saved of a damaged file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import msgspec
import polars as pl

from chuquan.report import Problem

_BETWEEN = re.compile(r"\}\s*,\s*(?=\{)")


@dataclass(frozen=True)
class Items:
    """A JSON document, or the readable items of a damaged one.

    Attributes
    ----------
    document : object
        The document as Python values; None if it is damaged.
    saved : tuple of (int, object)
        Of a damaged document: the items that could be read from the first list of objects in it,
        each with its one-based place.
    problems : tuple of Problem
        Where it is damaged.
    """

    document: Any
    saved: tuple[tuple[int, Any], ...] = ()
    problems: tuple[Problem, ...] = ()


def parse_document(text: str, file: str) -> Items:
    """Parse one JSON document; of a damaged one, save the items of its first list.

    An item that cannot be read is a problem with its place in the list, and reading goes on behind
    the next boundary of two items.
    """
    try:
        return Items(msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        whole = str(error)
    decoder = json.JSONDecoder()
    saved: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    start = re.search(r"\[\s*(?=\{)", text)
    position = start.end() if start else len(text)
    place = 0
    while position < len(text):
        place += 1
        try:
            item, end = decoder.raw_decode(text, position)
            saved.append((place, item))
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            problems.append(
                Problem(
                    file=file,
                    found=f"item {place} is no JSON: {message}",
                    allowed="a JSON object",
                    todo="download the file again",
                    line=place,
                )
            )
            # The damage may hide a boundary within the item; the next one is surely behind it.
            boundary = _BETWEEN.search(text, position)
            if boundary is None:
                break
            position = boundary.end()
            continue
        rest = re.compile(r"\s*,\s*").match(text, end)
        if rest is None:
            break
        position = rest.end()
    if not problems:
        problems.append(
            Problem(
                file=file,
                found=f"no whole JSON document: {whole}",
                allowed="one JSON document",
                todo="download the file again",
                line=place or None,
            )
        )
    return Items(None, tuple(saved), tuple(problems))


def parse_lines(text: str, file: str) -> Items:
    """Parse JSON lines; the place of an item is its line, and blank lines are no items."""
    decoder = msgspec.json.Decoder()
    saved: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        try:
            item = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
            item, found = None, f"no JSON: {error}"
        else:
            found = "" if isinstance(item, dict) else f"a JSON {type(item).__name__}"
        if found:
            problems.append(
                Problem(
                    file=file,
                    found=found,
                    allowed="one JSON object a line",
                    todo="mend the line",
                    line=number,
                )
            )
        else:
            saved.append((number, item))
    return Items(None, tuple(saved), tuple(problems))


def dig(item: Any, *path: str) -> Any:
    """Return what stands at a path of keys, or None where the path ends early."""
    for key in path:
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def text_of(value: Any) -> str | None:
    """Return a JSON scalar as text; anything else, and what is no valid text, is None."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, str):
        # Half of a surrogate pair, as a cut string leaves it, is in no encoding.
        return value if value.isprintable() else value.encode("utf-8", "replace").decode("utf-8")
    return str(value).lower() if isinstance(value, bool) else str(value)


def frame_of(columns: dict[str, list[str | None]], places: list[int]) -> pl.DataFrame:
    """Return columns of texts as a frame with the places of their rows."""
    data: dict[str, list[str | None] | list[int]] = {**columns, "line": places}
    return pl.DataFrame(data, schema={**dict.fromkeys(columns, pl.String), "line": pl.Int64})
