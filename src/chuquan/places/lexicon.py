"""What the hand-kept word lists say about names of places.

The lists are package data (``data/places_*``), each with a note on what it holds.
"""

from __future__ import annotations

import csv
import re
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
class Nickname:
    """A nickname that means a city only beside one of its cues.

    Attributes
    ----------
    text : str
        The nickname: 江城, which is also a county, and a player.
    place_id : str
    cues : re.Pattern
        What must stand in the rest of the text.
    """

    text: str
    place_id: str
    cues: re.Pattern[str]


@dataclass(frozen=True)
class LatinAlias:
    """A string in Latin letters that means a place (or none, for ``place_id`` None)."""

    text: str
    place_id: str | None
    confidence: float


@dataclass(frozen=True)
class LatinState:
    """A state or province abroad: its code, what it is called, and its places."""

    code: str
    called: tuple[str, ...]
    place_ids: tuple[str, ...]


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
    nicknames : tuple of Nickname
    clubs : frozenset of str
        Chinese names of cities abroad that are in talk of matches the names of their clubs.
    world : frozenset of str
        Chinese names of places outside China that are safe to find in running text.
    latin_words : frozenset of str
        Latin names of places that mean something else more often: found only before their state
        or country.
    latin_given : frozenset of str
        Latin names of places that are also names of persons: found only where what stands beside
        them allows.
    latin_known : frozenset of str
        Latin names that are found in any letter case.
    latin_also : tuple of LatinAlias
    latin_before, latin_behind : frozenset of str
        What beside a name of ``latin_given`` says that the place is meant.
    latin_teams : frozenset of str
        Teams that carry a city's name before their own.
    latin_states : tuple of LatinState
    """

    words: frozenset[str]
    common: frozenset[str]
    stops: tuple[str, ...]
    aliases: tuple[Alias, ...]
    nicknames: tuple[Nickname, ...]
    clubs: frozenset[str]
    world: frozenset[str]
    latin_words: frozenset[str]
    latin_given: frozenset[str]
    latin_known: frozenset[str]
    latin_also: tuple[LatinAlias, ...]
    latin_before: frozenset[str]
    latin_behind: frozenset[str]
    latin_teams: frozenset[str]
    latin_states: tuple[LatinState, ...]

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
    nicknames = [line.split(",") for line in _lines("places_cued.csv")[1:]]
    words = frozenset(" ".join(_lines("places_words.txt")).split())
    common = frozenset(" ".join(_lines("places_common.txt")).split())
    return Lexicon(
        words=words | common,
        common=common,
        stops=tuple(_lines("places_stop.txt")),
        aliases=tuple(Alias(text, place, float(p), kind) for text, place, p, kind in rows),
        nicknames=tuple(Nickname(t, place, re.compile(cues)) for t, place, cues in nicknames),
        clubs=frozenset(" ".join(_lines("places_clubs.txt")).split()),
        world=frozenset(" ".join(_lines("places_world.txt")).split()),
        latin_words=_slashed("places_latin_words.txt"),
        latin_given=_slashed("places_latin_given.txt"),
        latin_known=_slashed("places_latin_known.txt"),
        latin_also=tuple(
            LatinAlias(text, place or None, float(p))
            for text, place, p in csv.reader(_lines("places_latin_also.csv")[1:])
        ),
        latin_before=_beside("before"),
        latin_behind=_beside("behind"),
        latin_teams=_slashed("places_latin_teams.txt"),
        latin_states=tuple(map(_state, _lines("places_latin_states.txt"))),
    )


def _slashed(name: str) -> frozenset[str]:
    return frozenset("".join(_lines(name)).split("/"))


def _beside(side: str) -> frozenset[str]:
    lines = [line.partition(": ") for line in _lines("places_latin_beside.txt")]
    return frozenset(w for s, _, words in lines if s == side for w in words.split("/") if w)


def _state(line: str) -> LatinState:
    code, called, ids = line.split("/")
    return LatinState(
        code, tuple(called.split(",")), tuple(f"geonames:{i}" for i in ids.split(" ") if i)
    )
