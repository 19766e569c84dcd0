"""Well-known brands, works and institutions that a city may work with: a list made by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast, get_args

from chuquan.errors import FormatError

NamedKind = Literal["brand", "work", "person", "institution"]


@dataclass(frozen=True)
class Named:
    """One that has a name.

    Attributes
    ----------
    name, name_en : str
        As it is shown; the English one may be empty.
    trade : str
        What it does; empty where no list says so.
    words : tuple of str
        All its names, in lower case.
    decoys : tuple of str
        Longer texts that hold one of its names and do not mean it (北京东 is no 京东).
    """

    name: str
    kind: NamedKind
    name_en: str = ""
    trade: str = ""
    words: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def brands() -> tuple[Named, ...]:
    """Return the list that is shipped.

    Raises
    ------
    FormatError
        If a kind is unknown or a name stands in two lines.
    """
    return read_brands((files("chuquan") / "data" / "brands.csv").read_text(encoding="utf-8"))


def read_brands(text: str) -> tuple[Named, ...]:
    """Read a list of brands; see :func:`brands`."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    out: list[Named] = []
    taken: dict[str, str] = {}
    for row in csv.DictReader(lines):
        if row["kind"] not in get_args(NamedKind):
            raise FormatError(
                f"kind {row['kind']!r}",
                where=f"brands.csv, {row['name']}",
                allowed=", ".join(get_args(NamedKind)),
                todo="mend the line",
            )
        others = [word.replace("_", " ") for word in row["others"].split()]
        words = tuple(dict.fromkeys(word.lower() for word in (row["name"], *others)))
        for word in words:
            if word in taken:
                raise FormatError(
                    f"{word!r} is a name of {taken[word]} already",
                    where=f"brands.csv, {row['name']}",
                    allowed="each name in one line",
                    todo="take it out of one of them",
                )
            taken[word] = row["name"]
        decoys = tuple(row["not"].lower().split())
        kind = cast("NamedKind", row["kind"])
        out.append(Named(row["name"], kind, row["name_en"], row["trade"], words, decoys))
    return tuple(out)
