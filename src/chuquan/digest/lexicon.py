"""Hand-made word lists kept as data: what speaks for a kind, and what may name a theme."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

import polars as pl


def _lines(name: str) -> list[str]:
    text = (files("chuquan") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def lexicon() -> pl.DataFrame:
    """Return the words that speak for a kind: columns term, kind, lever (null for no image)."""
    rows = [line.split("\t") for line in _lines("lexicon.tsv")]
    return pl.DataFrame(
        {
            "term": [r[0] for r in rows],
            "kind": [r[1] for r in rows],
            "lever": [r[2] or None for r in rows],
        },
        schema={"term": pl.String, "kind": pl.String, "lever": pl.String},
    )


@lru_cache(maxsize=1)
def stop_terms() -> frozenset[str]:
    """Return the words that never name a theme: function words, reporting verbs, measures."""
    return frozenset(_lines("stop_terms.txt"))


Role = Literal["never", "joined", "theme", "person"]


@lru_cache(maxsize=1)
def theme_roles() -> Mapping[str, Role]:
    """Return what part a word can play in the name of a theme, for the words set by hand.

    ``never`` (how it was said, not what it is about), ``joined`` (only in a phrase, or in need),
    ``theme`` and ``person``; what each means stands at the top of ``theme_roles.txt``.
    """
    rows = (line.split() for line in _lines("theme_roles.txt"))
    return MappingProxyType({word: cast("Role", role) for role, *words in rows for word in words})


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, str]:
    """Return the name of the theme that a word means, for words that mean one with others.

    A name means itself.
    """
    rows = (line.split("\t") for line in _lines("synonyms.tsv"))
    return MappingProxyType({word: name for name, words in rows for word in (name, *words.split())})


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return all words that a list knows and that may stand in a name, for the cutter to know."""
    named = [word for word, role in theme_roles().items() if role in {"theme", "person"}]
    return frozenset([*lexicon()["term"], *named, *synonyms()])
