"""What the hand-kept word lists say about names of places.

The lists are package data (``data/places_*``), each with a note on what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class Alias:
    """A string that means a place without being its name.

    Attributes
    ----------
    text : str
        What people write: a nickname, a landmark, a club, a work.
    place_id : str
    confidence : float
        How sure it is that the string means this place.
    kind : str
        ``nickname``, ``landmark``, ``club``, ``work``; or ``default``: the place that a name
        shared by several means when nothing else is said.
    """

    text: str
    place_id: str
    confidence: float
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """The lists, read.

    Attributes
    ----------
    words : frozenset of str
        Chinese names of places that are ordinary words, or mostly name something else.
    common : frozenset of str
        Those of ``words`` that are so common that no context makes them a place.
    stops : tuple of str
        Strings that hold the name of a place and mean none; ``{province}`` and ``{city}`` stand
        for the short names of that level.
    aliases : tuple of Alias
    world : frozenset of str
        Chinese names of places outside China that are safe to find in running text.
    latin_words : frozenset of str
        Latin names of places that mean something else more often: never found.
    latin_given : frozenset of str
        Latin names of places that are also names of persons: found only on their own.
    """

    words: frozenset[str]
    common: frozenset[str]
    stops: tuple[str, ...]
    aliases: tuple[Alias, ...]
    world: frozenset[str]
    latin_words: frozenset[str]
    latin_given: frozenset[str]

    @classmethod
    def load(cls) -> Lexicon:
        """Return the lists that ship with the package; read once a process."""
        return _load()


def _lines(name: str) -> list[str]:
    text = (resources.files("chuquan") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


@lru_cache(maxsize=1)
def _load() -> Lexicon:
    rows = [line.split(",") for line in _lines("places_also.csv")[1:]]
    words = frozenset(" ".join(_lines("places_words.txt")).split())
    common = frozenset(" ".join(_lines("places_common.txt")).split())
    return Lexicon(
        words=words | common,
        common=common,
        stops=tuple(_lines("places_stop.txt")),
        aliases=tuple(Alias(text, place, float(p), kind) for text, place, p, kind in rows),
        world=frozenset(" ".join(_lines("places_world.txt")).split()),
        latin_words=frozenset("".join(_lines("places_latin_words.txt")).split("/")),
        latin_given=frozenset("".join(_lines("places_latin_given.txt")).split("/")),
    )
