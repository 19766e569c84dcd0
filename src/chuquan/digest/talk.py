"""What all mentions speak of, place or no place: the table ``talk``, single words by day."""

from __future__ import annotations

from typing import Final

import polars as pl

from chuquan.digest.terms import cut_terms
from chuquan.tables import TALK

CALENDAR: Final = "Asia/Shanghai"
"""A mention of no place has no clock of its own: its day is China's."""

CHUNK_MENTIONS: Final = 200_000
"""Cut at a time, so that memory does not grow with the mentions."""


def tally_talk(mentions: pl.DataFrame, chunk_mentions: int = CHUNK_MENTIONS) -> pl.DataFrame:
    """Sum the words of all mentions to the table ``talk``.

    A word counts once a mention, however often it stands there. Names of places are words here
    like any other.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``; a null text holds no word.
    chunk_mentions : int
        How many are cut at a time; it changes nothing but memory.

    Returns
    -------
    polars.DataFrame
        One row a source, day and term, sorted; the order of the mentions does not matter.
    """
    day = pl.col("observed_at").dt.convert_time_zone(CALENDAR).dt.date().alias("day")
    parts = []
    for chunk in mentions.select("source", day, "text").iter_slices(chunk_mentions):
        words = cut_terms(chunk["text"])
        said = chunk.select(pl.col("source", "day").gather(words["row"]))
        parts.append(TALK.add([said.select("source", "day", words["term"], n=pl.lit(1.0))]))
    return TALK.add(parts)
