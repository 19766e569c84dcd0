"""What a brief says of plans, discoveries, choices of creators and the casebook.

The sections are those of the other faces. A figure of a sentence that stands in a table of its
answer points at that cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from chuquan.faces.answers_told import Answer, AnswerKind, answers
from chuquan.faces.briefs.content import (
    Cell,
    Column,
    Picture,
    Ref,
    Row,
    Run,
    Section,
    Sentence,
    Table,
)
from chuquan.faces.briefs.scope import Subject
from chuquan.faces.briefs.show import shown
from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Told
from chuquan.faces.words import Words, plain
from chuquan.report import Discovery, Plan

N_ROWS: Final = 12
"""So many rows of a table are printed; the spreadsheet has all."""

MOST: Final[dict[AnswerKind, int]] = {"plan": 2, "discovery": 3, "creators": 2, "casebook": 1}
"""So many answers of each kind are told, those added last."""

_LONGEST: Final = 600
_LONGEST_CELL: Final = 400
_LONGEST_FINDING: Final = 100
_HAS_DIGIT: Final = re.compile(r"\d")
_SMALL: Final = re.compile(r"\d{1,2}")
"""Such a number may be a rank, a count or a day: that it stands in a table too says nothing."""
_ID: Final = re.compile(r'(\bid="|\baria-labelledby="|url\(#|href="#)([^")]+)')


@dataclass
class AnswerParts:
    """The sections of a brief that tell answers, and the tables that only the spreadsheet holds."""

    sections: list[Section] = field(default_factory=list)
    extra: list[Table] = field(default_factory=list)


def answers_of(subject: Subject) -> list[Answer]:
    """Return the answers of a brief: of a place its plans and discoveries, of a wave none."""
    if subject.scope == "breakout":
        return []
    places = {b.place_id for b in subject.breakouts}
    found = []
    for kind, most in MOST.items():
        own = [
            a
            for a in answers(subject.report, kind)
            if subject.scope == "all"
            or (isinstance(a.value, Plan | Discovery) and a.value.place_id in places)
        ]
        found += own[-most:]
    return found


def answer_parts(chosen: Sequence[Answer], words: Words) -> AnswerParts:
    """Return what a brief says of answers, in their order.

    Parameters
    ----------
    chosen : sequence of Answer
    words : Words
    """
    out = AnswerParts()
    for i, answer in enumerate(chosen, 1):
        sections = answer.told(words)
        made = [
            [_table(t, f"answer{i}-{j}-{k}") for k, t in enumerate(told.tables)]
            for j, told in enumerate(sections)
        ]
        printed = [
            [
                _printed(t, words)
                for t, facts in zip(own, told.tables, strict=True)
                if _is_shown(facts)
            ]
            for own, told in zip(made, sections, strict=True)
        ]
        cells = dict(_figures(t for own in printed for t in own))
        for j, told in enumerate(sections):
            section = _section(told, f"answer{i}-{j}", printed[j], cells, words)
            if section.sentences or section.tables or section.pictures or section.notes:
                out.sections.append(section)
        out.extra += [t for own in made for t in own if t.rows]
    return out


def _is_shown(made: FactsTable) -> bool:
    return not made.is_detail and bool(made.rows)


def _section(
    told: Told, key: str, tables: Sequence[Table], cells: dict[str, Ref], words: Words
) -> Section:
    against = words.gettext("What speaks against it:")
    space = "" if words.lang == "zh" else " "
    warnings = (f"{against}{space}{warning}" for warning in told.warnings)
    return Section(
        key=key,
        title=shown(told.title),
        sentences=tuple(
            linked(shown(sentence, _LONGEST), cells) for sentence in (*warnings, *told.sentences)
        ),
        pictures=tuple(
            Picture(
                key=f"{key}-picture{n}",
                kind="told",
                title=shown(picture.finding, _LONGEST_FINDING),
                alt=shown(picture.finding, _LONGEST),
                svg=apart(picture.svg, key),
            )
            for n, picture in enumerate(told.pictures)
            if picture.svg
        ),
        tables=tuple(tables),
        notes=tuple(shown(note, _LONGEST) for note in told.notes),
    )


def linked(sentence: str, cells: dict[str, Ref]) -> Sentence:
    """Return a sentence whose figures point at the cells that hold them.

    Parameters
    ----------
    sentence : str
    cells : dict of str to Ref
        By their text; a figure is found where no digit or letter goes on beside it.
    """
    if not cells:
        return Sentence((Run(sentence),))
    longest_first = sorted(cells, key=lambda text: (-len(text), text))
    pattern = re.compile(
        r"(?<![\w.,\u2212-])(?:"
        + "|".join(map(re.escape, longest_first))
        + r")(?![\d]|[.,]\d|[A-Za-z%])"
    )
    # Between Chinese characters a number stands without blanks.
    spaced = re.sub(r"(?<=[\u2e80-\uffff])(?=\d)|(?<=[\u2e80-\uffff])(?=[A-Z]{3} )", "\0", sentence)
    runs, at = [], 0
    for match in pattern.finditer(spaced):
        if match.start() > at:
            runs.append(Run(spaced[at : match.start()].replace("\0", "")))
        runs.append(Run(match[0], cells[match[0]]))
        at = match.end()
    if at < len(spaced):
        runs.append(Run(spaced[at:].replace("\0", "")))
    return Sentence(tuple(run for run in runs if run.text))


def apart(svg: str, prefix: str) -> str:
    """Return a picture whose ids begin with a prefix: a page may hold two answers of a kind."""

    def named(match: re.Match[str]) -> str:
        return match[1] + " ".join(f"{prefix}-{name}" for name in match[2].split())

    return _ID.sub(named, svg)


def _figures(tables: Iterable[Table]) -> Iterator[tuple[str, Ref]]:
    """Return the printed figures by their text; the first table's own come last and so win.

    A name or a reason with a digit in it is no figure.
    """
    for table in reversed(list(tables)):
        for row in reversed(table.rows):
            for column in reversed([c for c in table.columns if c.format == "number"]):
                text = row.cells[column.key].text
                if _HAS_DIGIT.search(text) and len(text) <= 40 and not _SMALL.fullmatch(text):
                    yield text, Ref(table.key, row.key, column.key)


def _printed(table: Table, words: Words) -> Table:
    n = len(table.rows)
    if n <= N_ROWS:
        return table
    text = words.gettext("%(shown)s of %(n)s are shown; the spreadsheet holds all.")
    return replace(table, rows=table.rows[:N_ROWS], caption=text % {"shown": N_ROWS, "n": n})


def _table(made: FactsTable, key: str) -> Table:
    keys = tuple(f"c{k}" for k in range(len(made.header)))
    return Table(
        key=key,
        title=shown(made.title),
        sheet=key,
        columns=tuple(
            Column(name, shown(label), "text" if k in made.texts else "number", _weight(made, k))
            for k, (name, label) in enumerate(zip(keys, made.header, strict=True))
        ),
        rows=tuple(
            Row(
                f"{key}-{n}",
                {name: _cell(value) for name, value in zip(keys, row, strict=True)},
            )
            for n, row in enumerate(made.rows)
        ),
        shown=keys,
    )


def _weight(made: FactsTable, k: int) -> float:
    # Chinese characters are wide; a column of sentences gets more, within bounds.
    longest = max((len(row[k]) for row in made.rows), default=0)
    return min(3.0, max(0.8, max(longest, len(made.header[k])) / 12))


def _cell(value: str) -> Cell:
    told = shown(plain(value), _LONGEST_CELL)
    return Cell(told, told)
