"""Times as the world writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.sources.times import parse_times

MOMENT = datetime(2024, 3, 14, 1, 30, tzinfo=UTC)


def parse(value: object, zone: str | None = None) -> datetime | None:
    return parse_times(pl.Series([value]), zone)["time"][0]


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-14T01:30:00Z",
        "2024-03-14T01:30Z",
        "2024-03-14T09:30:00+08:00",
        "2024-03-14 09:30:00 +0800",
        "2024-03-14T01:30:00.000Z",
        "2024-03-14 01:30:00 UTC",
        "20240314T013000Z",
        "1710379800",
        "1710379800000",
        1710379800,
        1710379800000,
        1710379800.0,
        "Thu Mar 14 09:30:00 +0800 2024",
        "Thu, 14 Mar 2024 01:30:00 GMT",
        MOMENT,
    ],
)
def test_times_with_a_zone_need_none(written: object) -> None:
    assert parse(written) == MOMENT
    assert parse(written, "America/New_York") == MOMENT


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-14 09:30:00",
        " 2024-03-14 09:30 ",
        "2024/3/14 9:30",
        "2024.03.14 09:30",
        "2024年3月14日 9:30",
        "2024年3月14日9时30分",
        "14-Mar-2024 09:30AM",
        "20240314093000",
        20240314093000,
        datetime(2024, 3, 14, 9, 30),
    ],
)
def test_times_without_a_zone_take_the_one_given_and_are_told_apart(written: object) -> None:
    assert parse(written, "Asia/Shanghai") == MOMENT
    frame = parse_times(pl.Series([written]), None)
    assert frame.row(0) == (None, True)


@pytest.mark.parametrize(
    "written", ["2024-03-14", "2024/3/14", "2024年3月14日", "20240314", 20240314, date(2024, 3, 14)]
)
def test_day_is_its_first_hour(written: object) -> None:
    assert parse(written, "Asia/Shanghai") == datetime(2024, 3, 13, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2024-13-01", "12/31/2024", "0001-01-01", "9999-12-31", "1e400", "nan", "-5", None,
     float("inf"), -1e300, 0, 45000],
)  # fmt: skip
def test_what_is_no_plausible_time_is_null(written: object) -> None:
    assert parse(written, "UTC") is None


def test_hour_that_the_clock_skipped_never_was() -> None:
    assert parse("2024-03-10 02:30:00", "America/New_York") is None


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)))
def test_iso_and_epoch_agree_for_every_moment(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert parse(moment.isoformat()) == moment
    seconds = int(moment.timestamp())
    if seconds >= 1e9:
        assert parse(str(seconds)) == parse(str(seconds * 1000)) == moment
