"""The calendar day on a place's own clock."""

from __future__ import annotations

import polars as pl

from chuquan.places.gazetteer import Gazetteer


def add_local_day(
    frame: pl.DataFrame, gazetteer: Gazetteer, time: str = "observed_at"
) -> pl.DataFrame:
    """Add ``day``: the calendar day of ``time`` on the clock of each row's ``place_id``."""
    zones = gazetteer.frame.select("place_id", "timezone")
    joined = frame.join(zones, on="place_id", how="left", maintain_order="left")
    zone_names = joined["timezone"].unique().drop_nulls().to_list()
    day = pl.coalesce(
        *(
            pl.when(pl.col("timezone") == zone).then(
                pl.col(time).dt.convert_time_zone(zone).dt.date()
            )
            for zone in sorted(zone_names)
        ),
        pl.col(time).dt.date(),
    )
    return joined.with_columns(day=day).drop("timezone")
