"""The single words of a mention that may name a theme."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.lexicon import known_words, stop_terms, theme_roles

if TYPE_CHECKING:
    from rjieba import Jieba

MAX_TERM_CHARACTERS: Final = 12
"""Longer tokens are addresses and codes, not words."""


@lru_cache(maxsize=1)
def cutter() -> Jieba:
    """Return the cutter of words, to which the words of the lists were added."""
    import rjieba  # noqa: PLC0415 - its dictionary takes a quarter of a second to load

    jieba = rjieba.Jieba()
    roles = theme_roles()
    # Pieces are those of the dictionary as it came: no added word changes what is added next.
    pieces = {word: jieba.cut(word) for word in sorted(known_words())}
    for word, parts in pieces.items():
        is_person = roles.get(word) == "person"
        if len(parts) > 1 and (is_person or _is_unknown(parts)):
            jieba.add_word(word, freq=None, tag="nr" if is_person else "n")
    return jieba


def _is_unknown(pieces: list[str]) -> bool:
    # A word of the lexicon that falls into pieces with a lone character is one that the cutter does
    # not know (村超); one that falls into words is a phrase, which would hide them (烧烤专列).
    return any(len(piece) == 1 for piece in pieces) and all(map(str.isalpha, pieces))


def cut_terms(texts: pl.Series) -> pl.DataFrame:
    """Cut texts into the words that may name a theme.

    A term has two characters or more (Latin words are lower-cased), is no number, no function
    word, and counts once a text however often it stands there.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        A null holds no word.

    Returns
    -------
    polars.DataFrame
        Columns ``row`` (UInt32) and ``term``, unique, in the order of the texts.
    """
    cut = cutter().cut
    words: list[str] = []  # one flat list: many small ones keep the garbage collector busy
    stops = [0]
    for text in texts.fill_null("").to_list():
        words += cut(text)
        stops.append(len(words))
    row = np.repeat(np.arange(len(texts), dtype=np.uint32), np.diff(stops))
    # Numbers stand for words until the end: of many words few are different.
    numbered = _Numbered()
    number = np.fromiter(map(numbered.__getitem__, words), dtype=np.int64, count=len(words))
    terms, term_of = _terms_of(pl.Series("term", list(numbered), dtype=pl.String))
    term = term_of[number]
    is_term = term >= 0
    row, term = row[is_term], term[is_term]
    is_first = pl.Series(row.astype(np.int64) * (len(terms) + 1) + term).is_first_distinct()
    return pl.DataFrame(
        {"row": pl.Series(row).filter(is_first), "term": terms.gather(term).filter(is_first)}
    )


class _Numbered(dict[str, int]):
    """Numbers words in the order in which they are first asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _terms_of(words: pl.Series) -> tuple[pl.Series, NDArray[np.int64]]:
    """Return the terms among different words, and which term each word is (-1 for none)."""
    term = pl.col("term")
    length = term.str.len_chars()
    is_term = (
        length.is_between(2, MAX_TERM_CHARACTERS)
        & term.str.contains(r"^[\p{L}\p{N}·'’-]+$")
        & term.str.contains(r"\p{L}")
        & ~term.str.contains(_MEASURE)
        & ~term.is_in(list(stop_terms()))
    )
    folded = words.to_frame("term").with_columns(term.str.strip_chars().str.to_lowercase())
    terms = folded.filter(is_term).unique(maintain_order=True).with_row_index("number")
    number = folded.join(terms, on="term", how="left", maintain_order="left")["number"]
    return terms["term"], number.cast(pl.Int64).fill_null(-1).to_numpy()


_MEASURE = (
    r"^([0-9０-９]+|[一二三四五六七八九十百千万亿两几半数多]+)"
    r"[年月日号天时点分秒岁人名位个次元块万亿米斤度级层楼号场家条只例起%\p{N}]*$"
)
