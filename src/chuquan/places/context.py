"""What the model of "is this the place?" sees of a name in a text.

A short string for each name: the characters around it, the name, and one private-use character for
each fact that a reader would use: how Chinese word segmentation cuts here (方大同 is one word, 大同
is not), what part of speech it calls the word, what kind of place the name would be, whether it is
an ordinary word, whether a surname stands before it, and whether the text names what the place
belongs to. N-grams over that string
then see the facts alone and in combination with their neighbours.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
import rjieba
from numpy.typing import NDArray

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

EQUAL, STARTS, ENDS, INSIDE, SEVERAL, ACROSS = range(len(CUTS))

_N_PARTS = 128
_NO_WORD = _N_PARTS - 1
_SUFFIXES = ("", "市", "县", "区", "旗", "州")


def _letters(first: int, n: int) -> pl.Series:
    return pl.Series([chr(first + i) for i in range(n)], dtype=pl.String)


_CUT = _letters(0xE010, len(CUTS))
_PART = _letters(0xE100, _N_PARTS)  # a word's part of speech in the text
_OWN = _letters(0xE180, _N_PARTS)  # a name's part of speech on its own
_PLACE = _letters(0xE200, 16)  # level of the place by number of places with the name
_SUFFIX = _letters(0xE240, len(_SUFFIXES))
_WORD = _letters(0xE250, 2)
_SUPPORT = _letters(0xE260, 4)
_SURNAME = _letters(0xE270, 2)

_BETWEEN_WORDS = r"，。？！、：；（）《》“”‘’【】「」…—～｜| /,?!:;()\[\]\"'"
"""No word holds one of these, so that what lies between two of them is segmented alone. Not all
such characters are here: a digit, a letter or one of +#&._%- may be a part of a word."""

_UP_TO_THERE = f"^([^{_BETWEEN_WORDS}]*)"


def context_strings(texts: pl.Series, spans: pl.DataFrame) -> pl.Series:
    """Return one string for each name, to be scored by the place model.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
    spans : polars.DataFrame, shape (span,)
        Columns ``row`` (of the text), ``start`` and ``end`` (of the name, in characters), ``rank,
        n_candidates, is_word, suffix`` (of the pattern) and ``support``.

    Returns
    -------
    polars.Series of String, shape (span,)
    """
    text, start, end = pl.col("text"), pl.col("start"), pl.col("end")
    padded = pl.lit(OPENING * N_BEFORE) + text + pl.lit(CLOSING * N_BEHIND)
    seen = spans.with_columns(texts.gather(spans["row"]).alias("text")).with_columns(
        text.str.slice(start, end - start).alias("name"),
        padded.str.slice(start, N_BEFORE).alias("before"),
        padded.str.slice(end + N_BEFORE, N_BEHIND).alias("behind"),
    )
    cut, part = _segmentation(seen)
    numbers = {
        "place": 4 * pl.col("rank").cast(pl.UInt32) + pl.col("n_candidates").clip(upper_bound=3),
        "suffix": pl.col("suffix").replace_strict(
            _SUFFIXES, range(len(_SUFFIXES)), default=0, return_dtype=pl.UInt32
        ),
        "after_surname": pl.col("before").str.slice(N_BEFORE - 1).is_in(list(SURNAMES)),
        "is_word": pl.col("is_word"),
        "support": pl.col("support"),
    }
    number = seen.select(**numbers).cast(pl.UInt32)
    facts = (
        _CUT.gather(cut),
        _PART.gather(part),
        _PLACE.gather(number["place"]),
        _OWN.gather(_own_parts(seen["name"])),
        _WORD.gather(number["is_word"]),
        _SUFFIX.gather(number["suffix"]),
        _SUPPORT.gather(number["support"]),
        _SURNAME.gather(number["after_surname"]),
    )
    around = ("before", pl.lit(NAME_STARTS), "name", pl.lit(NAME_ENDS), "behind", pl.lit(" "))
    return seen.select(pl.concat_str(*around, *facts).alias("context")).to_series()


def _segmentation(seen: pl.DataFrame) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return how the words around each name lie to it, and the part of speech of the first."""
    text, start, end = pl.col("text"), pl.col("start"), pl.col("end")
    n_before = text.str.slice(0, start).str.reverse().str.extract(_UP_TO_THERE).str.len_chars()
    n_behind = text.str.slice(end).str.extract(_UP_TO_THERE).str.len_chars()
    stretch = text.str.slice(start - n_before, n_before + (end - start) + n_behind)
    near = seen.select(
        stretch.alias("stretch"), n_before.alias("start"), (n_before + (end - start)).alias("end")
    )
    # In order, so that the same stretch is cut once and no more than its words are kept.
    order = near["stretch"].arg_sort()
    found: list[int] = []
    cut_of, words = None, [""]
    for stretch_, begins, ends in zip(*(c.gather(order).to_list() for c in near), strict=True):
        if stretch_ != cut_of:
            cut_of, words = stretch_, rjieba.cut(stretch_)
        cut, nth = _cut(words, begins, ends)
        part = _part_alone(words[nth])
        if part is None:  # a word of the dictionary may be cut further where it stands alone
            part = _part_number(rjieba.tag(stretch_)[nth][1])
        found.append(cut * _N_PARTS + part)
    both = np.empty(seen.height, dtype=np.uint32)
    both[order.to_numpy()] = found
    return both // np.uint32(_N_PARTS), both % np.uint32(_N_PARTS)


def _cut(words: list[str], start: int, end: int) -> tuple[int, int]:
    """Return how ``words`` lie to characters ``[start, end)``, and which word holds the first."""
    at = stop = nth = 0
    for nth, word in enumerate(words):  # noqa: B007 - where the loop ends is what it is for
        at, stop = stop, stop + len(word)
        if stop > start:
            break
    if stop == end:
        return (EQUAL if at == start else ENDS), nth
    if stop > end:
        return (STARTS if at == start else INSIDE), nth
    for word in words[nth + 1 :]:
        stop += len(word)
        if stop >= end:
            break
    return (SEVERAL if at == start and stop == end else ACROSS), nth


@lru_cache(maxsize=256)
def _part_number(part: str) -> int:
    # Tags are one to four Latin letters: fold them to a stable number below 128.
    number = 0
    for letter in part:
        number = (number * 31 + ord(letter)) % _NO_WORD
    return number


@lru_cache(maxsize=65536)
def _part_alone(word: str) -> int | None:
    """Return a word's part of speech, which depends on the word only; null if it is cut further."""
    words = rjieba.tag(word)
    return _part_number(words[0][1]) if len(words) == 1 else None


def _own_parts(names: pl.Series) -> pl.Series:
    own = {name: _part_alone(name) for name in names.unique()}
    numbers = [_NO_WORD if part is None else part for part in own.values()]
    return names.replace_strict(list(own), numbers, return_dtype=pl.UInt32)
