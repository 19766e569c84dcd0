"""Known works that are set in a place: who names the work speaks of the place's screen image."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

ANNOUNCED_DAYS: Final = 400
"""A work is known from so many days before its release: filming, trailers, dates."""

KIND_ODDS: Final = 4.0
LEVER_ODDS: Final = 20.0
"""By how much the odds of an image, and of the work's lever, rise where a work is named. Set by
judgement, not fitted: a work's name settles the lever; its mention may still be a scandal."""


@lru_cache(maxsize=1)
def works() -> pl.DataFrame:
    """Return the known works: columns ``work, place_id, lever, since`` (release)."""
    text = (files("chuquan") / "data" / "works.csv").read_bytes()
    return pl.read_csv(text, comment_prefix="#", schema_overrides={"place_id": pl.String}).select(
        "work", "place_id", "lever", pl.col("since").str.to_date()
    )


def named_works(texts: pl.Series, place_ids: pl.Series, observed_at: pl.Series) -> pl.DataFrame:
    """Return which works set in its place each mention names.

    Parameters
    ----------
    texts, place_ids, observed_at : polars.Series, shape (mention,)

    Returns
    -------
    polars.DataFrame
        Columns ``row`` (UInt32) and ``term``, the work's title in lower case.
    """
    named = _named(texts, place_ids, observed_at)
    return named.select("row", pl.col("work").str.to_lowercase().alias("term"))


def _named(texts: pl.Series, place_ids: pl.Series, observed_at: pl.Series) -> pl.DataFrame:
    """Return a row for each mention and work set in its place that it names."""
    rows = pl.DataFrame({"text": texts, "place_id": place_ids, "at": observed_at.cast(pl.Date)})
    known = works().with_columns(pl.col("since").dt.offset_by(f"-{ANNOUNCED_DAYS}d"))
    return (
        rows.with_row_index("row")
        .join(known, on="place_id", maintain_order="left_right")
        .filter(
            pl.col("text").str.contains(pl.col("work"), literal=True)
            & (pl.col("at") >= pl.col("since"))
        )
    )


def named_levers(
    texts: pl.Series, place_ids: pl.Series, observed_at: pl.Series
) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return which mentions name a work set in their place, by the work's lever.

    Parameters
    ----------
    texts, place_ids, observed_at : polars.Series, shape (mention,)

    Returns
    -------
    list of (lever, bool array of shape (mention,))
    """
    named = _named(texts, place_ids, observed_at)
    out = []
    for lever in works()["lever"].unique(maintain_order=True):
        is_named = np.zeros(len(texts), dtype=np.bool_)
        is_named[named.filter(pl.col("lever") == lever)["row"].to_numpy()] = True
        out.append((str(lever), is_named))
    return out
