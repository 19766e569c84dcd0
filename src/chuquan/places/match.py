"""Find the names in a column of texts: all at once, longest first, no two overlapping.

Every occurrence of every string is found, overlapping ones too, because the leftmost one is not
always right: in 五天河南 the name 天河 starts first and 河南 is meant. Of the strings that overlap
the longest is kept; of equally long ones that of the upper level, then that of the clearer role,
then the leftmost.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import numpy as np
import polars as pl

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
    return hits.filter(_is_kept(hits)).select(
        "row", "start", (pl.col("start") + pl.col("length")).cast(pl.UInt32).alias("end"), "pattern"
    )


def _hits(texts: pl.Series, patterns: Patterns) -> pl.DataFrame:
    """Return every occurrence of every string, by row and start."""
    role = pl.col("role").replace_strict({r: i for i, r in enumerate(ROLES)}, return_dtype=pl.Int8)
    facts = patterns.frame.select(
        "pattern", "length", "rank", role, pl.col("text").str.len_chars().alias("n_chars")
    )
    found = patterns.trie.find(texts)
    return found.select("row", "start").hstack(facts.select(pl.all().gather(found["string"])))


def _is_kept(hits: pl.DataFrame) -> pl.Series:
    """Return which hits stand once the better of those that overlap have taken their place."""
    start = pl.col("row").cast(pl.Int64) * 2**32 + pl.col("start")  # no two texts touch
    reach = (start + pl.col("n_chars")).cum_max()
    # A heap is a run of hits each of which overlaps with one before it; most heaps are one hit.
    begins = (start >= reach.shift()).fill_null(value=True)
    heaped = hits.select(
        *("start", "n_chars", "rank", "role"),
        begins.cum_sum().alias("heap"),
        pl.int_range(pl.len()).alias("hit"),
    )
    several = heaped.filter(pl.len().over("heap") > 1).sort(
        *("heap", "n_chars", "rank", "role", "start"), descending=[False, True, True, False, False]
    )
    is_kept = np.ones(hits.height, dtype=np.bool_)
    rows = several.select("heap", "hit", "start", "n_chars").iter_rows()
    for _, group in groupby(rows, key=itemgetter(0)):
        taken: set[int] = set()
        for _, hit, first, n_chars in group:
            place = range(first, first + n_chars)
            if taken.isdisjoint(place):
                taken.update(place)
            else:
                is_kept[hit] = False
    return pl.Series(is_kept)
