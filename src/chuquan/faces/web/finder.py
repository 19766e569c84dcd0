"""Search over places and themes in both languages, forgiving of a letter or a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from chuquan.faces.web.shown import Shown
from chuquan.faces.words import LANGUAGES, Language, Words, plain
from chuquan.report import Breakout, PlaceProfile

LONGEST: Final = 60
"""Characters of what is looked for: more names no place and no theme."""
MOST: Final = 200

# How well a name fits what is looked for; among equals the larger thing stands first.
_EXACT, _BEGINS, _HOLDS, _WORD, _NEAR = 5, 4, 3, 2, 1
_SUFFIXES: Final = (
    "省",
    "市",
    "县",
    "区",
    "州",
    "地区",
    "自治州",
    "自治区",
    "特别行政区",
    " city",
    " province",
)


@dataclass(frozen=True)
class Hit:
    """One thing found.

    Attributes
    ----------
    what : {"place", "breakout"}
    place : PlaceProfile or None
    breakout : Breakout or None
    is_near : bool
        Whether nothing but a similar name speaks for it.
    """

    what: Literal["place", "breakout"]
    place: PlaceProfile | None = None
    breakout: Breakout | None = None
    is_near: bool = False


@dataclass(frozen=True)
class _Entry:
    names: tuple[str, ...]
    words: tuple[str, ...]
    size: float
    hit: Hit


def find(wanted: str, shown: Shown, *, most: int = MOST) -> list[Hit]:
    """Return places and breakouts whose name, theme, words or code fit, the best first.

    Parameters
    ----------
    wanted : str
        Chinese, English, pinyin, or a code; several parts must all fit.
    shown : Shown
    most : int
        At most so many.
    """
    key = folded(plain(wanted)[:LONGEST])
    if not key:
        return []
    scored = _scored(key, shown, is_near=False)
    # Near names come only where nothing fits: 北京 is one character from 南京.
    if not scored:
        scored = _scored(key, shown, is_near=True)
    scored.sort(key=lambda s: (-s[0], s[1].hit.what != "place", -s[1].size))
    return [
        Hit(e.hit.what, e.hit.place, e.hit.breakout, is_near=score <= _NEAR)
        for score, e in scored[:most]
    ]


def folded(text: str) -> str:
    """Return a text for comparing: no case, no accents, no full-width forms, single spaces."""
    wide = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in wide if not unicodedata.combining(c) and c not in "'’`·")
    return " ".join(bare.split())


def distance(one: str, other: str, most: int) -> int:
    """Return in how many steps one text becomes the other, up to ``most`` + 1.

    Steps are leaving out, putting in, changing a character, swapping two neighbours (optimal string
    alignment; Damerau 1964).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _scored(key: str, shown: Shown, *, is_near: bool) -> list[tuple[int, _Entry]]:
    parts = key.split()
    out = []
    for entry in _entries(shown):
        score = _fit(key, entry, is_near=is_near)
        if not score and len(parts) > 1:
            score = min(_fit(part, entry, is_near=is_near) for part in parts)
            score = min(score, _WORD)
        if score:
            out.append((score, entry))
    return out


def _fit(key: str, entry: _Entry, *, is_near: bool) -> int:
    if is_near:
        allowed = 0 if len(key) < 2 else 1 if len(key) < 6 else 2
        # Names in pieces, too: a wave is called by its place and its theme.
        tried = (piece for name in (*entry.names, *entry.words) for piece in {name, *name.split()})
        return _NEAR if allowed and any(_is_near(key, name, allowed) for name in tried) else 0
    if key in entry.names:
        return _EXACT
    if any(name.startswith(key) for name in entry.names):
        return _BEGINS
    if any(key in name for name in entry.names):
        return _HOLDS
    return _WORD if key in entry.words or (len(key) > 1 and _in_any(key, entry.words)) else 0


def _in_any(key: str, words: Iterable[str]) -> bool:
    return any(key in word for word in words)


def _is_near(key: str, name: str, allowed: int) -> bool:
    if abs(len(key) - len(name)) > allowed or not set(key) & set(name):
        return False
    return distance(key, name, allowed) <= allowed


@lru_cache(maxsize=4)
def _entries(shown: Shown) -> tuple[_Entry, ...]:
    said = {lang: Words(lang) for lang in LANGUAGES}
    places = [_place(p, shown) for p in shown.report.places]
    return (*places, *(_breakout(b, said) for b in shown.report.breakouts))


def _place(place: PlaceProfile, shown: Shown) -> _Entry:
    names = {folded(place.name), folded(place.name_en), folded(place.place_id)}
    names |= {name.removesuffix(s) for name in names for s in _SUFFIXES}
    names.add(folded(place.place_id.removeprefix("geonames:")))
    words = [folded(place.province_name), folded(place.province_name_en)]
    words += [folded(e.term or "") for e in place.known_for[:8]]
    size = sum(b.n_excess for b in shown.of_place(place.place_id))
    return _Entry(_kept(names), _kept(words), size, Hit("place", place=place))


def _breakout(breakout: Breakout, said: Mapping[Language, Words]) -> _Entry:
    theme = said["zh"].theme(breakout)
    place = {folded(breakout.place_name), folded(breakout.place_name_en)}
    names = {folded(theme), folded(breakout.image), folded(breakout.breakout_id)}
    names |= {folded(part) for part in theme.split(" / ")}
    names |= {f"{p} {folded(theme)}" for p in place} | {f"{p}{folded(theme)}" for p in place}
    words = [
        *place,
        folded(breakout.province_name),
        *(folded(t.term or "") for t in breakout.terms),
    ]
    words += [folded(w.kind(breakout.kind)) for w in said.values()]
    if breakout.lever:
        words += [folded(w.lever(breakout.lever)) for w in said.values()]
        words += [folded(w.short_lever(breakout.lever)) for w in said.values()]
    words.append(str(breakout.onset.year))
    hit = Hit("breakout", breakout=breakout)
    return _Entry(_kept(names), _kept(words), breakout.n_excess, hit)


def _kept(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))
