"""Tables of texts, for the terminal and the pages alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FactsTable:
    """A table of texts.

    Attributes
    ----------
    key : str
        What it holds, whatever the language.
    texts : tuple of int
        The columns that stand to the left.
    is_detail : bool
        Whether only who checks the answer needs it.
    """

    key: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: tuple[int, ...] = (0,)
    is_detail: bool = True
