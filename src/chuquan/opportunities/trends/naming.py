"""What a rise is called and what it is: the cutter leaves pieces of names (凤行 of 与凤行)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from chuquan.digest.lexicon import lexicon, synonyms, theme_roles
from chuquan.drivers.roles import is_title, role_of
from chuquan.opportunities.trends.ground import listed_lever
from chuquan.report import About, Lever

GROWN: Final = 0.6
"""A name grows by a character that stands beside it in so many of its mentions."""

LONGEST_NAME: Final = 8
MIN_TEXTS: Final = 4
"""Of fewer mentions the neighbours are chance."""

OF_A_WORK: Final = 0.2
"""A rise is a work's where so many of its mentions hold words of film and television."""

_MARKED: Final = 0.05
_MARKED_THOUGH_LISTED: Final = 0.3
"""Or where so many have it between the marks of titles; the second, of a word that the lists know
(沙丘, a dune)."""

_OF_THEMES: Final = ("节", "奖", "赛", "展")
_NO_FRONT: Final = frozenset("的得地在是当把被让和跟看")
_NO_BACK: Final = frozenset("的得了吗呢里中上下们")

_LETTER: Final = re.compile(r"[\w·]")
_LONGEST_PERSON: Final = 4
_SCREEN_SHORT: Final = (
    "剧",
    "饰",
    "番外",
    "大结局",
    "电影",
    "票房",
    "开播",
    "收官",
    "定档",
    "演员",
)
"""Words of film and television beside those of the list of levers, which stand in longer ones."""


def full_name(texts: Sequence[str], word: str, places: Collection[str] = ()) -> str:
    """Return the name that a word is a piece of; the word itself where it stands alone.

    Parameters
    ----------
    texts : sequence of str
        Mentions of the rise, in lower case; the same one twice counts twice.
    word : str
    places : collection of str
        Names that are no part of what a thing is called (成都 in 成都大运会).

    Examples
    --------
    >>> full_name(["与凤行开播", "与凤行大结局", "看与凤行", "赵丽颖与凤行"], "凤行")
    '与凤行'
    """
    held = [text for text in texts if word in text]
    if len(held) < MIN_TEXTS or listed_lever(word) == "sport":
        return word
    name = word
    while True:
        sides = (_beside(held, name, is_before=True), _beside(held, name, is_before=False))
        (before, n_before), (after, n_after) = sides
        if max(n_before, n_after) < GROWN * len(held):
            break
        name = before + name if n_before >= n_after else name + after
        if len(name) > LONGEST_NAME:
            return word  # a sentence that is said again and again
    front, _, back = name.partition(word)
    front = "" if front in places or front in _NO_FRONT else front
    return front + word + ("" if back in places or back in _NO_BACK else back)


def _beside(texts: Sequence[str], name: str, *, is_before: bool) -> tuple[str, int]:
    """Return the character that stands most often before or after a name, and how often."""
    found: Counter[str] = Counter()
    for text in texts:
        start = text.find(name)
        at = start - 1 if is_before else start + len(name)
        if start >= 0 and 0 <= at < len(text) and _LETTER.match(text[at]):
            found[text[at]] += 1
    return max(found.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))


def what_it_is(name: str, word: str, texts: Sequence[str], lever: Lever | None = None) -> About:
    """Return whether a rise is a theme, a person, a work, or a word that says too little.

    Parameters
    ----------
    name : str
        As of :func:`full_name`.
    word : str
        The word that was counted.
    texts : sequence of str
        Mentions, in lower case; empty where only counts are there.
    lever : str, optional
        What its mentions that name places are told by.
    """
    is_listed = name == word and _is_listed(word)
    if is_title(name) or _in_marks(name, texts) >= (
        _MARKED_THOUGH_LISTED if is_listed else _MARKED
    ):
        return "work"
    if name.endswith(_OF_THEMES):
        return "theme"
    if _is_person(name, word):
        return "person"
    if is_listed:
        return "theme"
    if lever == "screen" or _is_of_the_screen(name, texts):
        return "work"
    return "word" if lever is None else "theme"


def _is_listed(word: str) -> bool:
    named = theme_roles().get(word) == "theme" or word in synonyms()
    return named or listed_lever(word) is not None


def _is_person(name: str, word: str) -> bool:
    if role_of(name) == "person":
        return True
    is_piece = word in name and len(name) <= _LONGEST_PERSON
    return is_piece and role_of(word) == "person"


def _in_marks(name: str, texts: Sequence[str]) -> float:
    """Return the share of mentions that have a name between the marks of titles; 0 for one."""
    title = re.compile(f"《[^》]{{0,6}}{re.escape(name)}[^》]{{0,8}}》")
    n = sum(bool(title.search(text)) for text in texts)
    return n / len(texts) if n > 1 else 0.0


def _is_of_the_screen(name: str, texts: Sequence[str]) -> bool:
    words = [w for w in (*_screen_words(), *_SCREEN_SHORT) if w not in name]
    told = sum(any(w in text for w in words) for text in texts)
    return bool(texts) and told >= OF_A_WORK * len(texts)


@lru_cache(maxsize=1)
def _screen_words() -> tuple[str, ...]:
    return tuple(lexicon().filter(lever="screen")["term"].to_list())
