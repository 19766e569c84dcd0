"""Sections of an answer for the terminal: what speaks against it first, then the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from chuquan.faces.facts import FactsTable
from chuquan.faces.table import text_table
from chuquan.faces.told import Told
from chuquan.faces.words import Words, plain

N_ROWS = 12
"""So many rows of a table are shown; the page and the JSON hold all."""


def told_lines(sections: Sequence[Told], words: Words, most: int = N_ROWS) -> list[RenderableType]:
    """Return an answer told section by section.

    Parameters
    ----------
    sections : sequence of Told
        Of one answer, in their order. A picture is told by its finding.
    words : Words
    most : int
        So many rows of each table are shown.

    Returns
    -------
    list of rich.console.RenderableType
        To be printed one after the other; an empty line stands between two sections.
    """
    out: list[RenderableType] = []
    for i, section in enumerate(sections):
        if i:
            out.append(Text(""))
        out += _section(section, words, most)
    return out


def _section(section: Told, words: Words, most: int) -> Iterable[RenderableType]:
    yield Text(plain(section.title), style="bold")
    if section.warnings:
        yield _line(words.gettext("What speaks against it:"), style="bold red")
        yield from (Text("  - " + plain(sentence), style="red") for sentence in section.warnings)
    for i, sentence in enumerate(section.sentences):
        yield _line(sentence, style="" if i else "bold")
    # What a picture shows may have been said already.
    said = {*section.sentences, *section.warnings, *section.notes}
    yield from (_line(p.finding) for p in section.pictures if p.finding not in said)
    for made in section.tables:
        lines = table_lines(made, words, most)
        yield from lines[1:] if made.title == section.title else lines
    if section.notes:
        yield _line(words.gettext("Worth knowing") + ":", style="dim")
        yield from (Text("    " + plain(note)) for note in section.notes)


def table_lines(made: FactsTable, words: Words, most: int = N_ROWS) -> list[RenderableType]:
    """Return a table with its title, cut to its first rows where it is long."""
    numbers = [i for i in range(len(made.header)) if i not in made.texts]
    # A title of its own is not broken to the width of a narrow table.
    table: list[RenderableType] = [
        Text(plain(made.title), style="italic"),
        text_table("", made.header, made.rows[:most], numbers=numbers),
    ]
    more = len(made.rows) - most
    if more <= 0:
        return table
    text = words.ngettext(
        "%(n)d more stands in the report.", "%(n)d more stand in the report.", more
    )
    return [*table, _line(text % {"n": more}, style="dim")]


def _line(text: str, style: str = "") -> Text:
    return Text("  " + plain(text), style=style)
