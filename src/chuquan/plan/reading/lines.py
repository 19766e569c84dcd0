"""On which line of a TOML file a table or a key stands; the parser of the library does not say."""

from __future__ import annotations

import re
from typing import Final

Path = tuple[str | int, ...]
"""Keys and, in lists of tables, numbers from 0 on: ``("action", 2, "cost")``."""

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER: Final = re.compile(rf"\s*(?P<open>\[\[?)\s*(?P<keys>{_KEYS})\s*\]")
_ASSIGNED: Final = re.compile(rf"\s*(?P<keys>{_KEYS})\s*=")
_LONG: Final = ('"""', "'''")


class Lines:
    """Lines of tables and keys, found by looking at how lines begin.

    Parameters
    ----------
    text : str
        A whole TOML file. What stands within a longer value has the line of the value.
    """

    def __init__(self, text: str) -> None:
        self._line_of: dict[Path, int] = {}
        table: Path = ()
        n_of: dict[Path, int] = {}
        closing = ""
        for number, line in enumerate(text.splitlines(), 1):
            if closing:
                closing = "" if closing in line else closing
                continue
            if header := _HEADER.match(line):
                table = _resolved(_split(header["keys"]), n_of)
                if header["open"] == "[[":
                    n_of[table] = n_of.get(table, -1) + 1
                    table = (*table, n_of[table])
                self._line_of.setdefault(table, number)
            elif assigned := _ASSIGNED.match(line):
                self._line_of.setdefault((*table, *_split(assigned["keys"])), number)
            # A text of several lines that ends on a later one hides what looks like a key in it.
            closing = next((quote for quote in _LONG if line.count(quote) % 2), "")

    def of(self, path: Path) -> int | None:
        """Return the line of a key, or of the nearest thing that holds it; None for neither."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._line_of:
                return self._line_of[path[:end]]
        return None


def _split(keys: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, keys))


def _resolved(keys: Path, n_of: dict[Path, int]) -> Path:
    """Put the number of the list's last table behind the name of every list on the way."""
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        path = (*path, n_of[path]) if path in n_of else path
    return (*path, *keys[-1:])
