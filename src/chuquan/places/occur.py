"""Where any of many strings occurs in a column of texts, counted in characters (Aho-Corasick)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.workers import in_slices

I64 = NDArray[np.int64]

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "start": pl.UInt32,
    "text": pl.String,
}


SLICE = 25_000
"""Each thread builds the automaton anew, which costs as much as searching so many short texts."""


def occurrences(texts: pl.Series, strings: pl.Series, *, overlapping: bool) -> pl.DataFrame:
    """Return where any of ``strings`` stands in each text.

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        A null holds nothing.
    strings : polars.Series of List, shape (1,)
        What to look for, as one list.
    overlapping : bool
        Every occurrence; otherwise the leftmost ones that do not overlap, of those that start
        together the one that is listed first.

    Returns
    -------
    polars.DataFrame
        ``row, start`` (in characters), ``text`` (the string found), by row.
    """
    parts = in_slices(
        lambda start, stop: _in_slice(
            texts.slice(start, stop - start), strings, overlapping=overlapping
        ).with_columns(pl.col("row") + start),
        len(texts),
        SLICE,
    )
    return pl.concat(parts)


def _in_slice(texts: pl.Series, strings: pl.Series, *, overlapping: bool) -> pl.DataFrame:
    options = {"overlapping": overlapping, "leftmost": not overlapping}
    found = texts.str.find_many(strings, **options)
    tagged = (found.list.len() > 0).fill_null(value=False)
    some = texts.filter(tagged)
    found = found.filter(tagged)
    n_found = found.list.len().cast(pl.Int64).to_numpy()
    which = np.repeat(np.arange(len(some)), n_found)
    return pl.DataFrame(
        {
            "row": tagged.arg_true().to_numpy()[which],
            "start": _characters(some, which, found.explode().cast(pl.Int64).to_numpy()),
            "text": some.str.extract_many(strings, **options).explode(),
        },
        schema=SCHEMA,
    )


def _characters(texts: pl.Series, which: I64, byte: I64) -> I64:
    # Polars counts bytes; everything else in this package counts characters.
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    raw = np.frombuffer(texts.str.join("").item().encode(), dtype=np.uint8)
    n_before = np.concatenate([[0], np.cumsum((raw & 0xC0) != 0x80)])
    first = np.concatenate([[0], np.cumsum(texts.str.len_bytes().cast(pl.Int64).to_numpy())])[which]
    return np.asarray(n_before[first + byte] - n_before[first])
