"""What the model of "is this the place?" sees of a name in a text.

A short string for each name: the characters around it, the name, and one private-use character for
each fact that a reader would use: how Chinese word segmentation cuts here (方大同 is one word, 大同
is not), what part of speech it calls the word, what kind of place the name would be, whether it is
an ordinary word, whether a surname stands before it, and whether the text names what the place
belongs to. N-grams over that string
then see the facts alone and in combination with their neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter

import polars as pl
import rjieba

N_BEFORE, N_BEHIND = 2, 3
OPENING, CLOSING = "\ue000", "\ue001"
"""Sentinels for the characters before the first and behind the last of a text."""

NAME_STARTS, NAME_ENDS = "\ue002", "\ue003"
"""Marks around the name, so that a character before it is another feature than one within it."""

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚文盛"
)
"""Common surnames: one of them before a name of two characters often makes a person (方大同)."""

CUTS = ("equal", "starts", "ends", "inside", "several", "across")
"""How the words of a text lie to a name: it is a word; it starts, ends or is inside a longer word;
it is made of several words; its edges cut words apart."""

_CUT = {cut: chr(0xE010 + i) for i, cut in enumerate(CUTS)}
_PART = 0xE100  # a word's part of speech in the text
_OWN = 0xE180  # a name's part of speech on its own
_PLACE = 0xE200  # level of the place by number of places with the name
_SUFFIX = {s: chr(0xE240 + i) for i, s in enumerate(("", "市", "县", "区", "旗", "州"))}
_WORD = ("\ue250", "\ue251")
_SUPPORT = 0xE260
_SURNAME = ("\ue270", "\ue271")


def context_strings(texts: pl.Series, spans: pl.DataFrame) -> pl.Series:
    """Return one string for each name, to be scored by the place model.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
    spans : polars.DataFrame, shape (span,)
        Columns ``row`` (of the text), ``start`` and ``end`` (of the name, in characters), ``rank,
        n_candidates, is_word, suffix`` (of the pattern) and ``support``. Consecutive rows of one
        text are segmented once.

    Returns
    -------
    polars.Series of String, shape (span,)
    """
    columns = ("row", "start", "end", "rank", "n_candidates", "is_word", "suffix", "support")
    out: list[str] = []
    groups = groupby(spans.select(columns).iter_rows(), key=itemgetter(0))
    needed = texts.gather(spans["row"].rle().struct.field("value"))
    for text, (_, rows) in zip(needed, groups, strict=True):
        words = rjieba.tag(text)
        ends = list(accumulate(len(word) for word, _ in words))
        padded = OPENING * N_BEFORE + text + CLOSING * N_BEHIND
        for _, start, end, rank, n_candidates, is_word, suffix, support in rows:
            name = text[start:end]
            cut, part = _segmentation(ends, words, start, end)
            before = padded[start : start + N_BEFORE]
            behind = padded[end + N_BEFORE : end + N_BEFORE + N_BEHIND]
            facts = (
                _CUT[cut],
                chr(_PART + part),
                chr(_PLACE + 4 * rank + min(n_candidates, 3)),
                chr(_OWN + _own_part(name)),
                _WORD[is_word],
                _SUFFIX.get(suffix, _SUFFIX[""]),
                chr(_SUPPORT + support),
                _SURNAME[before[-1] in SURNAMES],
            )
            out.append(f"{before}{NAME_STARTS}{name}{NAME_ENDS}{behind} {''.join(facts)}")
    return pl.Series("context", out, dtype=pl.String)


def _segmentation(
    ends: list[int], words: list[tuple[str, str]], start: int, end: int
) -> tuple[str, int]:
    first = bisect_right(ends, start)  # the word that holds the name's first character
    at, stop = (ends[first - 1] if first else 0), ends[first]
    number = _part_number(words[first][1])
    if stop == end:
        return ("equal" if at == start else "ends"), number
    if stop > end:
        return ("starts" if at == start else "inside"), number
    return ("several" if at == start and ends[bisect_left(ends, end)] == end else "across"), number


@lru_cache(maxsize=256)
def _part_number(part: str) -> int:
    # Tags are one to four Latin letters: fold them to a stable number below 128.
    number = 0
    for letter in part:
        number = (number * 31 + ord(letter)) % 127
    return number


@lru_cache(maxsize=65536)
def _own_part(name: str) -> int:
    words = rjieba.tag(name)
    return _part_number(words[0][1]) if len(words) == 1 else 127
