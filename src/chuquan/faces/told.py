"""What an answer says, before anybody decides how it looks: sections for all faces alike.

A discovery, a casebook, a choice of creators and a plan are each turned into sections once; the
terminal, the HTML file, the page and the briefs show the same sections.
"""

from __future__ import annotations

from dataclasses import dataclass

from chuquan.faces.facts import FactsTable


@dataclass(frozen=True)
class Picture:
    """A picture as SVG of our own making (see :mod:`chuquan.faces.svg`).

    Attributes
    ----------
    key : str
        Unique in the answer.
    finding : str
        What it shows, in one sentence; it is the picture's title and its text for who cannot see.
    svg : str
        A whole ``<svg>`` element; every text of others in it is escaped.
    """

    key: str
    finding: str
    svg: str


@dataclass(frozen=True)
class Told:
    """One section of an answer.

    Attributes
    ----------
    key : str
        Unique in the answer, the same in every language.
    sentences : tuple of str
        The answer in plain words, most important first; each states figures of ``tables`` only.
    warnings : tuple of str
        What speaks against it; shown first.
    notes : tuple of str
        How it was found and what it does not say.
    """

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[FactsTable, ...] = ()
    pictures: tuple[Picture, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
