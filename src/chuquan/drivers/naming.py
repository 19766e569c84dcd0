"""What a person would call an image: the place, and the name of its theme.

A theme is a thing, not how it was told: 淄博 烧烤, not 淄博 回应. It is a phrase where it is one
(大爷跳水), one name where several mean it (synonyms), two names only where two things are in the
wave, and a person only where the person is the theme.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from chuquan.drivers.phrases import LONGEST, WaveTexts, known_phrase
from chuquan.drivers.roles import is_title, role_of
from chuquan.drivers.themes import Candidate

CONCERT: Final = "演唱会"

LEVER_WORDS: Final = {
    "culture": "文化",
    "screen": "影视",
    "social": "热点",
    "concert": CONCERT,
    "sport": "赛事",
    "event": "盛会",
    "nature": "风光",
}
"""What an image is called when its mentions share no word that names it: the plain word of its
lever."""

_INITIALS: Final = re.compile("(?<![a-z0-9])[a-z0-9]{2,3}(?![a-z0-9])")
_SEVERAL: Final = 2  # a word of a single mention names no theme while another stands in several
_CONSIDERED: Final = 12
_SECOND: Final = 0.5
_PART: Final = 0.5
_MUCH: Final = 0.3
_FAR_AHEAD: Final = 2.0
_MOST: Final = 0.75  # of several singers' concerts the concert is the theme
_ALONE: Final = 1.5
_PERSONS_MENTIONS: Final = 3


@dataclass(frozen=True)
class Setting:
    """What is known of a wave beside its words.

    Attributes
    ----------
    places : container of str
        Names that are no theme; see :meth:`chuquan.drivers.roles.PlaceNames.of`.
    n_mentions : float
        Mentions of the wave's kind.
    lever : str, optional
        What drove an image most; None for other kinds.
    texts : WaveTexts, optional
        Its mentions, where they are there.
    """

    places: Container[str] = ()
    n_mentions: float = 0.0
    lever: str | None = None
    texts: WaveTexts | None = None


def name_image(place: str, candidates: Sequence[Candidate], setting: Setting) -> str:
    """Name an image: the place, and what a person would call its theme.

    Parameters
    ----------
    place : str
        The place's name.
    candidates : sequence of Candidate
        From :func:`chuquan.drivers.themes.rank_terms`, the clearest first.
    setting : Setting
    """
    write = _in_capitals if setting.texts is None else setting.texts.as_written
    return " ".join([place, *map(write, theme_of(candidates, setting))])


def _in_capitals(name: str) -> str:
    # A digest keeps no letter case; so short a Latin word is mostly letters of a longer name (WTT).
    return _INITIALS.sub(lambda found: found[0].upper(), name)


def theme_of(candidates: Sequence[Candidate], setting: Setting) -> list[str]:
    """Return the one name of a theme, or two where two things are in the wave; none where none."""
    known = _eligible(candidates, setting)
    themes = sorted((c for c in known if c.role == "theme"), key=_order)
    first = themes[0] if themes else None
    person = _leading_person(known, setting)
    if person is not None:
        return [person.name + CONCERT if _is_concert(first, setting) else person.name]
    if first is None:
        return _in_need(known, candidates, setting)
    name = _phrase(first, known, setting)
    second = _second(first, name, themes, setting)
    return [name] if second is None else [name, second]


def _order(candidate: Candidate) -> tuple[float, str]:
    # A name sets the wave apart and stands for much of it.
    return (-candidate.z * sqrt(candidate.n), candidate.name)


def _eligible(candidates: Sequence[Candidate], setting: Setting) -> list[Candidate]:
    """Return what may stand in the name: whole names with their roles, each once."""
    out: dict[str, Candidate] = {}
    titles = [c for c in candidates if is_title(c.name)]
    for candidate in candidates:
        if candidate.n < _SEVERAL or len(out) == _CONSIDERED:
            continue
        told = _whole(candidate, setting)
        is_word_of_title = any(t.name != told.name and told.name in t.name for t in titles)
        if told.role != "never" and told.name not in setting.places and not is_word_of_title:
            out.setdefault(told.name, told)
    return list(out.values())


def _whole(candidate: Candidate, setting: Setting) -> Candidate:
    name = candidate.name
    role = role_of(name)
    is_word = len(candidate.words) == 1 and name not in setting.places and role != "never"
    if setting.texts is None or not is_word:
        return replace(candidate, role=role)

    def may_join(piece: str) -> bool:
        return piece not in setting.places and role_of(piece) in {"theme", "joined"}

    whole = setting.texts.whole(name, may_join)
    if whole == name:
        return replace(candidate, role=role)
    return replace(candidate, name=whole, words=(whole,), role=role_of(whole))


def _leading_person(known: Sequence[Candidate], setting: Setting) -> Candidate | None:
    """Return the person who stands in much of the wave and far ahead of all else in it."""
    persons = [c for c in known if c.role == "person" and c.n >= _PERSONS_MENTIONS]
    if not persons:
        return None
    first, *others = sorted(persons, key=lambda c: (-c.n, -c.z, c.name))
    if any(other.n * _ALONE > first.n for other in others):
        return None
    things = [(c.n, c.name == CONCERT) for c in known if c.role == "theme"]
    is_ahead = all(first.n >= (_MOST if own else _FAR_AHEAD) * n for n, own in things)
    is_much = first.n >= _MUCH * max(setting.n_mentions, first.n)
    return first if is_ahead and is_much else None


def _is_concert(first: Candidate | None, setting: Setting) -> bool:
    if first is not None and first.name == CONCERT:
        return True
    return setting.lever == "concert" and first is None


def _in_need(
    known: Sequence[Candidate], candidates: Sequence[Candidate], setting: Setting
) -> list[str]:
    """Return a name where no thing is named in several mentions."""
    if setting.lever == "concert":
        return [CONCERT]
    joined = [c.name for c in known if c.role == "joined"]
    if joined:
        return joined[:1]
    if setting.lever is not None:
        return [LEVER_WORDS[setting.lever]]
    single = (c.name for c in candidates if c.name not in setting.places)
    return [name for name in single if role_of(name) == "theme"][:1]


def _phrase(first: Candidate, known: Sequence[Candidate], setting: Setting) -> str:
    name, words = first.name, first.words
    parts = [c for c in known if c.role in {"theme", "joined"} and c is not first]
    while True:
        joined = (_join(name, words, part, setting, first.n) for part in parts)
        phrase = next((phrase for phrase in joined if phrase is not None), None)
        if phrase is None:
            return name
        name, words = phrase, (phrase,)


def _join(
    name: str, words: Sequence[str], part: Candidate, setting: Setting, n: float
) -> str | None:
    is_much = part.n >= _PART * n
    if part.name in name:
        return None
    if name in part.name:
        return part.name if is_much else None
    if setting.texts is None:
        return known_phrase(name, part.name) if is_much else None
    phrase = setting.texts.joined(_with_name(name, words), _with_name(part.name, part.words))
    is_name = phrase is not None and len(phrase) <= LONGEST and phrase not in setting.places
    return phrase if is_name else None


def _with_name(name: str, words: Sequence[str]) -> list[str]:
    return [name, *(word for word in words if word != name)]


def _second(
    first: Candidate, name: str, themes: Sequence[Candidate], setting: Setting
) -> str | None:
    """Return another thing that is in the wave, about as strong and mostly in other mentions.

    A digest cannot say that two words stand in other mentions: from one there is no second name.
    """
    if setting.texts is None:
        return None
    for other in themes[1:]:
        if other.z < _SECOND * first.z or other.n < _SECOND * first.n:
            continue
        if set(other.name) & set(name):
            continue
        if _are_apart(first, other, setting.texts):
            return other.name
    return None


def _are_apart(first: Candidate, other: Candidate, texts: WaveTexts) -> bool:
    a, b = (texts.any_of(c.words) for c in (first, other))
    return len(a & b) < _SECOND * min(len(a), len(b))
