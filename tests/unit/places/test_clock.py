"""A day is that of the place's own clock, by Python's zoneinfo."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer

GAZETTEER = Gazetteer.load()
PLACES = ["370300", "650100", "geonames:5128581", "geonames:2988507", "nowhere"]
ZONES = dict(GAZETTEER.frame.select("place_id", "timezone").iter_rows())
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(ROWS)
def test_days_are_those_of_the_slow_twin(rows):
    frame = pl.DataFrame(
        rows, schema={"place_id": pl.String, "hour": pl.Datetime("us")}, orient="row"
    ).with_columns(pl.col("hour").dt.replace_time_zone("UTC"))
    found = add_local_day(frame, GAZETTEER, "hour")
    expected = [
        None
        if time is None
        else time.replace(tzinfo=UTC).astimezone(ZoneInfo(ZONES.get(place_id, "UTC"))).date()
        for place_id, time in rows
    ]
    assert found["day"].to_list() == expected
    assert found.drop("day").equals(frame)
    assert found.schema["day"] == pl.Date
