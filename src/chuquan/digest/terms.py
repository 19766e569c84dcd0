"""The single words of a mention that may name a theme."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

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
    words = pl.Series("term", [cut(text) for text in texts.fill_null("")], dtype=pl.List(pl.String))
    frame = words.to_frame().with_row_index("row").explode("term", empty_as_null=False)
    term = pl.col("term").str.strip_chars().str.to_lowercase()
    length = pl.col("term").str.len_chars()
    return (
        frame.with_columns(term)
        .filter(
            length.is_between(2, MAX_TERM_CHARACTERS)
            & pl.col("term").str.contains(r"^[\p{L}\p{N}·'’-]+$")
            & pl.col("term").str.contains(r"\p{L}")
            & ~pl.col("term").str.contains(_MEASURE)
            & ~pl.col("term").is_in(list(stop_terms()))
        )
        .unique(maintain_order=True)
    )


_MEASURE = (
    r"^([0-9０-９]+|[一二三四五六七八九十百千万亿两几半数多]+)"
    r"[年月日号天时点分秒岁人名位个次元块万亿米斤度级层楼号场家条只例起%\p{N}]*$"
)
