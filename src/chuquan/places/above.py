"""A mention of a county counts for its city and its province, too."""

from __future__ import annotations

import polars as pl

from chuquan.places.gazetteer import Gazetteer


def counted_above(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Return each row once for every city and province that its place belongs to.

    Parameters
    ----------
    frame : polars.DataFrame
        With a column ``place_id``.
    gazetteer : Gazetteer

    Returns
    -------
    polars.DataFrame
        The same columns, ``place_id`` being the place above; the rows themselves are not among
        them. Countries are left out: everything would count for China.
    """
    levels = gazetteer.frame.select(pl.col("place_id").alias("ancestor_id"), "level")
    pairs = (
        gazetteer.ancestors_frame()
        .join(levels, on="ancestor_id")
        .filter(pl.col("level") != "country")
        .select("place_id", "ancestor_id")
    )
    above = frame.join(pairs, on="place_id").with_columns(place_id=pl.col("ancestor_id"))
    return above.select(frame.columns)
