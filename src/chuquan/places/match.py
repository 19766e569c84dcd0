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

from chuquan.places.patterns import ROLES, Patterns

SPANS = {
    "row": pl.UInt32,
    "start": pl.UInt32,
    "end": pl.UInt32,
    "pattern": pl.UInt32,
}


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
    found = texts.str.find_many(patterns.texts, overlapping=True)
    tagged = (found.list.len() > 0).fill_null(value=False)
    rows = tagged.arg_true()
    some = texts.filter(tagged)
    role = pl.col("role").replace_strict({r: i for i, r in enumerate(ROLES)}, return_dtype=pl.Int8)
    return (
        pl.DataFrame(
            {
                "row": rows.cast(pl.UInt32),
                "whole": some,
                "byte": found.filter(tagged),
                "text": some.str.extract_many(patterns.texts, overlapping=True),
            }
        )
        .explode("byte", "text")
        .with_columns(
            # Polars counts bytes; everything else in this package counts characters.
            pl.col("whole")
            .cast(pl.Binary)
            .bin.slice(0, pl.col("byte"))
            .cast(pl.String)
            .str.len_chars()
            .alias("start"),
            pl.col("text").str.len_chars().alias("n_chars"),
        )
        .join(
            patterns.frame.select("text", "pattern", "length", "rank", role.alias("role")),
            on="text",
            how="left",
            maintain_order="left",
        )
        .select("row", "start", "n_chars", "length", "rank", "role", "pattern")
    )


def _without_overlaps(hits: pl.DataFrame) -> pl.DataFrame:
    hits = hits.sort(
        "row", "n_chars", "rank", "role", "start", descending=[False, True, True, False, False]
    ).with_row_index("hit")
    several = hits.filter(pl.len().over("row") > 1)
    dropped: list[int] = []
    rows = several.select("row", "hit", "start", "n_chars").iter_rows()
    for _, group in groupby(rows, key=itemgetter(0)):
        taken: list[tuple[int, int]] = []
        for _, hit, start, n_chars in group:
            end = start + n_chars
            if any(start < stop and begin < end for begin, stop in taken):
                dropped.append(hit)
            else:
                taken.append((start, end))
    return hits.filter(~pl.col("hit").is_in(dropped))
