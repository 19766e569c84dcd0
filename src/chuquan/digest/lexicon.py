"""Hand-made word lists kept as data: what speaks for a kind, and what never names a theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

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
