"""Words that stand side by side in a wave's mentions: whole names, and phrases of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from chuquan.digest.lexicon import known_words
from chuquan.digest.terms import cutter

GAP: Final = "\x00"
"""Stands where the place's name stood: no phrase goes over it."""

LONGEST: Final = 8
"""A phrase has at most so many characters; what is longer is a sentence."""

_WHOLE: Final = 0.8
_TOGETHER: Final = 0.5
_PART: Final = 0.5
_FUNCTION: Final = frozenset(
    "的了在是和与将被把就都也还有去来到说称为让给向从对等及或又再已曾正要会能可没不很太最更吗呢吧啊这那"
    "其之以因当看想叫用做吃找见问跟比像上下里中前后内外一二三四五六七八九十百千万个位名只次场张条"
)


class WaveTexts:
    """The mentions of one wave, cut into words.

    Parameters
    ----------
    texts : iterable of str
        Mentions with :data:`GAP` in place of the place's own name; equal ones count once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._as_written = sorted(set(texts))
        self._texts = [text.lower() for text in self._as_written]
        self._words: list[list[str]] | None = None
        self._holding: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def holding(self, word: str) -> set[int]:
        """Return which mentions hold a word."""
        found = self._holding.get(word)
        if found is None:
            found = {i for i, text in enumerate(self._texts) if word in text}
            self._holding[word] = found
        return found

    def any_of(self, words: Iterable[str]) -> set[int]:
        """Return which mentions hold one of some words."""
        return set().union(*(self.holding(word) for word in words))

    def whole(self, word: str, may_join: Callable[[str], bool]) -> str:
        """Return the name that a word is a piece of: 砂糖 of 砂糖橘, 王鹤 of 王鹤棣.

        A neighbour that stands beside the word in four of five of its mentions belongs to it; a
        lone character only beside a word that neither the cutter nor a list knows.

        Parameters
        ----------
        word : str
        may_join : callable
            Whether a neighbour of several characters may be part of a name.
        """
        sequence = [word]
        is_piece = word not in known_words() and not cutter().has_word(word)
        while len("".join(sequence)) < LONGEST:
            before, after, n = self._beside(sequence)
            grown = [
                (count, side, piece)
                for side, counts in ((0, before), (1, after))
                for piece, count in counts.items()
                if count >= _WHOLE * n
                and count >= 2
                and _belongs(piece, n, may_join, is_piece=is_piece)
            ]
            if not grown:
                break
            _, side, piece = max(grown)
            if len("".join(sequence)) + len(piece) > LONGEST:
                break
            sequence = [*sequence, piece] if side else [piece, *sequence]
        return "".join(sequence)

    def _beside(self, sequence: list[str]) -> tuple[Counter[str], Counter[str], int]:
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        n, size = 0, len(sequence)
        for words in self._cut():
            if sequence[0] not in words:
                continue
            for i in range(len(words) - size + 1):
                if words[i : i + size] == sequence:
                    n += 1
                    before[_left_of(words, i)] += 1
                    after[words[i + size] if i + size < len(words) else GAP] += 1
                    break
        return before, after, n

    def _cut(self) -> list[list[str]]:
        if self._words is None:
            cut = cutter().cut
            self._words = [cut(text) for text in self._texts]
        return self._words

    def joined(self, firsts: Sequence[str], seconds: Sequence[str]) -> str | None:
        """Return the phrase of two names, or None where they make none.

        They do where they stand side by side in at least half of the mentions that hold both, and
        those are two at least and half of the first one's.

        Parameters
        ----------
        firsts, seconds : sequence of str
            Each name, and then other words for it; the phrase is made with the names.
        """
        of_first = self.any_of(firsts)
        both = of_first & self.any_of(seconds)
        if len(both) < max(2.0, _PART * len(of_first)):
            return None
        found: dict[str, set[int]] = {}
        for first in firsts:
            for second in seconds:
                at = self.holding(first) & self.holding(second)
                for phrase, pattern in _orders(firsts[0], first, seconds[0], second):
                    where = found.setdefault(phrase, set())
                    where.update(i for i in at if pattern in self._texts[i])
        phrase = max(found, key=lambda phrase: (len(found[phrase]), phrase))
        return phrase if len(found[phrase]) >= max(2.0, _TOGETHER * len(both)) else None

    def as_written(self, name: str) -> str:
        """Return a name in the letter case in which most mentions write it."""
        forms: Counter[str] = Counter()
        for text, lower in zip(self._as_written, self._texts, strict=True):
            at = lower.find(name)
            if at >= 0 and len(text) == len(lower):
                forms[text[at : at + len(name)]] += 1
        return min(forms, key=lambda form: (-forms[form], form), default=name)


def _left_of(words: list[str], i: int) -> str:
    # What stands between the place and the word (北京台春晚) belongs to the place.
    if i == 0 or (len(words[i - 1]) == 1 and i >= 2 and words[i - 2] == GAP):
        return GAP
    return words[i - 1]


def _belongs(piece: str, n: int, may_join: Callable[[str], bool], *, is_piece: bool) -> bool:
    if not piece.isalpha():
        return False
    if len(piece) == 1:
        return is_piece and piece not in _FUNCTION and not piece.isascii()
    # Two mentions of one story share its words; a name takes three.
    return n >= 3 and may_join(piece)


def _orders(one: str, first: str, other: str, second: str) -> list[tuple[str, str]]:
    """Return the phrases that two names can make, as shown and as to be found in a text."""
    out = [(one + other, first + second), (other + one, second + first)]
    if (one, other) == (first, second):
        # 野象 and 象群 are pieces of 野象群.
        out += [
            (a + b[k:], a + b[k:])
            for a, b in ((first, second), (second, first))
            for k in range(1, min(len(a), len(b)))
            if a.endswith(b[:k])
        ]
    return out


def known_phrase(one: str, other: str) -> str | None:
    """Return the phrase of two names that a list knows: what there is where texts are not."""
    return next((p for p in (one + other, other + one) if p in known_words()), None)
