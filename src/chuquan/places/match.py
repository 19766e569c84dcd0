"""Find the names in a column of texts: all at once, longest first, no two overlapping.

Every occurrence of every string is found, overlapping ones too (Aho-Corasick), because the
leftmost one is not always right: in 五天河南 the name 天河 starts first and 河南 is meant. Of the
strings that overlap the longest is kept; of equally long ones that of the upper level, then that of
the clearer role, then the leftmost.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import polars as pl

from chuquan.places.occur import occurrences
from chuquan.places.patterns import ROLES, Patterns


def find_spans(texts: pl.Series, patterns: Patterns) -> pl.DataFrame:
    """Return where the strings of ``patterns`` stand in each text.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        A null holds nothing.
    patterns : Patterns

    Returns
    -------
    polars.DataFrame
        Columns ``row, start, end, pattern``, one row a string that is kept, by row and start.
        Characters ``[start, end)`` name the place: of a string that runs on beyond the name
        (海口市场), only the name.
    """
    hits = _hits(texts, patterns)
    kept = _without_overlaps(hits)
    return kept.select(
        "row", "start", (pl.col("start") + pl.col("length")).cast(pl.UInt32).alias("end"), "pattern"
    ).sort("row", "start")


def _hits(texts: pl.Series, patterns: Patterns) -> pl.DataFrame:
    role = pl.col("role").replace_strict({r: i for i, r in enumerate(ROLES)}, return_dtype=pl.Int8)
    facts = patterns.frame.select("text", "pattern", "length", "rank", role.alias("role"))
    return (
        occurrences(texts, patterns.texts, overlapping=True)
        .join(facts, on="text", how="left", maintain_order="left")
        .with_columns(pl.col("text").str.len_chars().alias("n_chars"))
        .drop("text")
    )


def _without_overlaps(hits: pl.DataFrame) -> pl.DataFrame:
    hits = hits.sort(
        "row", "n_chars", "rank", "role", "start", descending=[False, True, True, False, False]
    ).with_row_index("hit")
    several = hits.filter(pl.len().over("row") > 1)
    dropped: list[int] = []
    rows = several.select("row", "hit", "start", "n_chars").iter_rows()
    for _, group in groupby(rows, key=itemgetter(0)):
        taken: set[int] = set()
        for _, hit, start, n_chars in group:
            place = range(start, start + n_chars)
            if taken.isdisjoint(place):
                taken.update(place)
            else:
                dropped.append(hit)
    return hits.join(
        pl.DataFrame({"hit": dropped}, schema={"hit": pl.UInt32}), on="hit", how="anti"
    )
