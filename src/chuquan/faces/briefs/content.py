"""What a brief says, before anybody decides how it looks: the one content of all five writers.

A sentence is a row of runs; a run that states a figure points at the cell of the table that holds
it. Writers turn that pointer into a link of their kind and never make up a sentence or a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from chuquan.faces.words import Language

Value = str | int | float | date | None
Format = Literal["text", "count", "times", "share", "days", "day", "link", "number"]
"""How a value is shown and typed: days are a length in days, a day is a date."""

TableStyle = Literal["rows", "facts", "chips"]
"""Rows with a head; one row as a strip of labelled figures; pairs of a name and a figure."""

Scope = Literal["all", "place", "breakout"]


@dataclass(frozen=True)
class Ref:
    """A cell of a table of the brief."""

    table: str
    row: str
    column: str

    @property
    def anchor(self) -> str:
        """Name of the cell, unique in the brief and safe in any format."""
        return f"{self.table}-{self.row}-{self.column}"


@dataclass(frozen=True)
class Run:
    """Some words of a sentence; with ``ref`` they state a figure that stands there."""

    text: str
    ref: Ref | None = None


@dataclass(frozen=True)
class Sentence:
    """One sentence."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(run.text for run in self.runs)

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Where its figures stand."""
        return tuple(run.ref for run in self.runs if run.ref)


@dataclass(frozen=True)
class Cell:
    """One value of a table.

    Attributes
    ----------
    text : str
        As the table shows it.
    value : str, int, float, date or None
        As a spreadsheet keeps it; None where there is none.
    said : str
        As a sentence says it, where that differs from ``text``.
    url : str or None
        An absolute http or https address, where the text links to one.
    format : str or None
        Of this cell, where it differs from its column's.
    """

    text: str
    value: Value = None
    said: str = ""
    url: str | None = None
    format: Format | None = None


@dataclass(frozen=True)
class Column:
    """One column; ``weight`` is its share of the width in print."""

    key: str
    label: str
    format: Format = "text"
    weight: float = 1.0


@dataclass(frozen=True)
class Row:
    """One row; ``key`` is unique in its sheet, ``mark`` the lever or kind whose colour it bears."""

    key: str
    cells: Mapping[str, Cell]
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the brief.

    Attributes
    ----------
    key : str
        Unique in the brief.
    number : int
        Its number in print, from one; 0 for a table that only the spreadsheet holds.
    sheet : str
        Tables of one sheet share columns and, by ``Row.key``, rows.
    shown : tuple of str
        Keys of the columns that are printed.
    """

    key: str
    title: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shown: tuple[str, ...] = ()
    style: TableStyle = "rows"
    number: int = 0
    caption: str = ""

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that are printed, in the order of ``shown``."""
        by_key = {c.key: c for c in self.columns}
        return tuple(by_key[key] for key in self.shown)

    def cell(self, row: str, column: str) -> Cell:
        """Return a cell.

        Raises
        ------
        KeyError
            If there is none.
        """
        return next(r for r in self.rows if r.key == row).cells[column]

    def figure(self, row: str, column: str, text: str = "") -> Run:
        """Return the words that state a cell's figure, pointing at it."""
        cell = self.cell(row, column)
        return Run(text or cell.said or cell.text, Ref(self.key, row, column))


@dataclass(frozen=True)
class Series:
    """One line, or one colour of bars; None where nothing is known."""

    name: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """The data of a picture, for writers that draw charts one can edit.

    Where each category has a colour of its own, ``marks`` names the lever or kind that bears it.
    """

    categories: tuple[str | date, ...]
    series: tuple[Series, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture with its finding in words, as SVG and as data.

    One that bears the key of a table of its section stands in that table, whose rows are its key.
    """

    key: str
    kind: Literal[
        "timeline", "shares", "mix", "observed", "placebos", "profile", "events", "told"
    ]  # fmt: skip
    title: str
    alt: str
    svg: str
    chart: Chart | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the brief.

    Attributes
    ----------
    is_wave : bool
        Whether it tells one wave.
    is_crisis : bool
        Whether it tells of crises, which stand apart.
    notes : tuple of str
        What must be known to read it; they hold no figures of the report.
    """

    key: str
    title: str
    tags: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    is_wave: bool = False
    is_crisis: bool = False

    @property
    def free_pictures(self) -> tuple[Picture, ...]:
        """The pictures that stand in no table."""
        keys = {table.key for table in self.tables}
        return tuple(p for p in self.pictures if p.key not in keys)

    def picture_of(self, table: Table) -> Picture | None:
        """Return the picture that stands in a table, if any."""
        return next((p for p in self.pictures if p.key == table.key), None)


@dataclass(frozen=True)
class CardFigure:
    """One figure of the card, with what it is."""

    label: str
    text: str
    ref: Ref


@dataclass(frozen=True)
class CardContent:
    """What the card for messengers says.

    Attributes
    ----------
    wave_days : tuple of date
        From onset to end: the chart shows some days before and after, too.
    """

    title: str
    place: str
    theme: str
    kind: str
    figures: tuple[CardFigure, ...]
    sentences: tuple[Sentence, ...]
    sure: str
    chart: Chart | None
    alt: str
    is_crisis: bool = False
    wave_days: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All that one brief says.

    Attributes
    ----------
    day : date
        Last day that was looked at; also the date that files carry, so that they do not change
        from one hour to the next.
    lines : tuple of (str, str)
        How it was made: names and what they are.
    extra : tuple of Table
        Tables that only the spreadsheet holds.
    """

    lang: Language
    scope: Scope
    title: str
    subtitle: str
    day: date
    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    lines: tuple[tuple[str, str], ...]
    card: CardContent
    extra: tuple[Table, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The printed tables, in their order."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the brief and of its card."""
        told = [*self.sentences, *(s for section in self.sections for s in section.sentences)]
        return (*told, *self.card.sentences)

    @property
    def made(self) -> tuple[str, ...]:
        """How it was made, a line each, with the language's colon."""
        colon = "：" if self.lang == "zh" else ": "
        return tuple(f"{name}{colon}{text}" for name, text in self.lines)

    def table(self, key: str) -> Table:
        """Return a printed table by its key.

        Raises
        ------
        KeyError
            If there is none.
        """
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)


_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(%%)")

Said = str | Run | Sequence[Run]


def told(message: str, values: Mapping[str, Said]) -> Sentence:
    """Return a translated message as a sentence, its placeholders filled with runs.

    Parameters
    ----------
    message : str
        With placeholders as of gettext: ``%(name)s``; ``%%`` is a percent sign.
    values : mapping of str to str, Run or sequence of Run
        What to put in; text that is no run states no figure.
    """
    return Sentence(tuple(_merged(_filled(message, values))))


def joined(parts: Iterable[Said], separator: str) -> tuple[Run, ...]:
    """Return several parts as one row of runs, with a separator between them."""
    out: list[Run] = []
    for i, part in enumerate(parts):
        if i:
            out.append(Run(separator))
        out.extend(_runs(part))
    return tuple(out)


def _filled(message: str, values: Mapping[str, Said]) -> Iterator[Run]:
    at = 0
    for match in _PLACEHOLDER.finditer(message):
        yield Run(message[at : match.start()])
        yield from (Run("%"),) if match[2] else _runs(values[match[1]])
        at = match.end()
    yield Run(message[at:])


def _runs(part: Said) -> Sequence[Run]:
    if isinstance(part, str):
        return (Run(part),)
    return (part,) if isinstance(part, Run) else part


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    waiting = ""
    for run in runs:
        if run.ref is None:
            waiting += run.text
            continue
        if waiting:
            yield Run(waiting)
        waiting = ""
        yield run
    if waiting:
        yield Run(waiting)
