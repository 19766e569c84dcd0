"""What may be a link of a chain: groups of words that mean one thing, and single words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from chuquan.digest.lexicon import lexicon
from chuquan.digest.terms import cut_terms
from chuquan.drivers.roles import role_of
from chuquan.opportunities.chains.words import group_of, groups, role_by_ending
from chuquan.report import LinkRole


@dataclass(frozen=True)
class Unit:
    """Words that are counted as one.

    Attributes
    ----------
    words : tuple of str
        In lower case.
    name_en : str
        What they mean, where the list of trades knows it.
    is_listed : bool
        Whether the list knows them.
    family : str
        Name of their group in the list: what is of one family hangs on no link of it.
    """

    role: LinkRole
    words: tuple[str, ...]
    name_en: str = ""
    is_listed: bool = True
    family: str = ""


def listed_units(terms: Iterable[str]) -> list[Unit]:
    """Return the groups of the list of trades, without the words that stand in the core.

    Parameters
    ----------
    terms : iterable of str
        The core's words.
    """
    terms = tuple(terms)
    out = []
    for group in groups():
        words = tuple(w for w in group.words if not meets(w, terms))
        if words:
            out.append(Unit(group.role, words, group.name_en, family=group.name))
    return out


def meets(word: str, terms: Iterable[str]) -> bool:
    """Return whether a word holds one of the core's words or lies in one.

    烧烤店 stands with 烧烤 by its letters, and 唱会 with 演唱会: that tells nothing.
    """
    return any(term in word or word in term for term in terms)


def found_units(
    texts: pl.Series, terms: Sequence[str], places: Container[str], least: int
) -> list[Unit]:
    """Return the single words of a core's mentions that no list of trades knows.

    Words that name nothing, people and places are not among them, nor what frightens.

    Parameters
    ----------
    texts : polars.Series of String
        The core's mentions.
    terms : sequence of str
        The core's words: they are cut out first (汉服妆造 leaves 妆造).
    places : container of str
        What places are called.
    least : int
        Mentions that hold the word.
    """
    rest = texts.str.replace_many(dict.fromkeys(terms, " "))
    counts = cut_terms(rest)["term"].value_counts().filter(pl.col("count") >= least)
    out = []
    for word in counts["term"].sort().to_list():
        if word in group_of() or word in places or word in _no_image() or meets(word, terms):
            continue
        role = role_by_ending(word)
        # A word of no trade (传统, 奇缘) tells what the image is, not what goes along with it.
        if role != "other" and role_of(word) == "theme":
            out.append(Unit(role, (word,), is_listed=False, family=word))
    return out


@lru_cache(maxsize=1)
def _no_image() -> frozenset[str]:
    return frozenset(lexicon().filter(pl.col("kind") != "image")["term"].str.to_lowercase())
