"""The calendar day on a place's own clock."""

from __future__ import annotations

import polars as pl

from chuquan.places.gazetteer import Gazetteer


def add_local_day(
    frame: pl.DataFrame, gazetteer: Gazetteer, time: str = "observed_at"
) -> pl.DataFrame:
    """Add ``day``: the calendar day of ``time`` on the clock of each row's ``place_id``."""
    zones = gazetteer.frame.select("place_id", "timezone")
    known = frame.select("place_id", time).join(
        zones, on="place_id", how="left", maintain_order="left"
    )
    day = _number(known[time].dt.date()).to_numpy(writable=True)  # in UTC where no zone is known
    # Zone by zone: few have many rows, and most have none.
    by_zone = known.with_row_index("row").drop_nulls("timezone")
    for zone, rows in by_zone.partition_by("timezone", as_dict=True).items():
        local = rows[time].dt.convert_time_zone(str(zone[0])).dt.date()
        day[rows["row"].to_numpy()] = _number(local).to_numpy()
    return frame.with_columns(day=pl.Series(day).cast(pl.Date).set(known[time].is_null(), None))


def _number(days: pl.Series) -> pl.Series:
    return days.to_physical().fill_null(0)
