"""Holidays are the runs of days off that people had, on the dates that were announced."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.errors import ConfigError
from chuquan.impact.holidays import HOLIDAYS, holiday_days, makeup_working_days

LUNAR_NEW_YEARS = [
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
]


def run(holiday, year, country="CN"):
    days = holiday_days(date(year, 1, 1), date(year, 12, 31), country)
    found = days.filter(pl.col("holiday") == holiday)["day"]
    return found.min(), found.max(), len(found)


@pytest.mark.parametrize("day", LUNAR_NEW_YEARS)
@pytest.mark.parametrize("country", ["CN", "TW", "HK", "MO", "KR", "VN"])
def test_the_moving_new_year_is_where_the_moon_has_it(day, country):
    days = holiday_days(day - timedelta(days=15), day + timedelta(days=15), country)
    main = days.filter(pl.col("holiday") == "spring_festival", pl.col("from_main_day") == 0)
    assert main["day"].to_list() == [day]


@pytest.mark.parametrize(
    ("holiday", "first", "last", "n_days"),
    [
        # Notices of the State Council's General Office for each year.
        ("national_day", date(2023, 9, 29), date(2023, 10, 6), 8),
        ("national_day", date(2020, 10, 1), date(2020, 10, 8), 8),
        ("national_day", date(2022, 10, 1), date(2022, 10, 7), 7),
        ("spring_festival", date(2020, 1, 24), date(2020, 2, 2), 10),  # made longer on 26 January
        ("spring_festival", date(2021, 2, 11), date(2021, 2, 17), 7),
        ("spring_festival", date(2024, 2, 10), date(2024, 2, 17), 8),
        ("spring_festival", date(2025, 1, 28), date(2025, 2, 4), 8),
        ("labour_day", date(2023, 4, 29), date(2023, 5, 3), 5),
        ("qingming", date(2024, 4, 4), date(2024, 4, 6), 3),
        ("dragon_boat", date(2023, 6, 22), date(2023, 6, 24), 3),
        ("mid_autumn", date(2022, 9, 10), date(2022, 9, 12), 3),
    ],
)
def test_runs_of_days_off_are_those_announced(holiday, first, last, n_days):
    assert run(holiday, first.year) == (first, last, n_days)


def test_a_run_over_the_turn_of_the_year_keeps_its_offsets_whichever_end_is_asked_for():
    whole = holiday_days(date(2022, 12, 1), date(2023, 1, 10))
    assert whole["day"].to_list() == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]
    assert whole["offset"].to_list() == [0, 1, 2]
    assert whole["holiday"].unique().to_list() == ["new_year"]
    part = holiday_days(date(2023, 1, 2), date(2023, 1, 10))
    assert part["offset"].to_list() == [2]
    assert part["n_days"].to_list() == [3]


def test_taiwan_and_hong_kong_have_their_own():
    assert run("spring_festival", 2023, "TW") == (date(2023, 1, 20), date(2023, 1, 29), 10)
    assert run("national_day", 2023, "TW") == (date(2023, 10, 7), date(2023, 10, 10), 4)
    assert run("spring_festival", 2023, "HK") == (date(2023, 1, 22), date(2023, 1, 25), 4)
    other = holiday_days(date(2023, 12, 20), date(2023, 12, 26), "HK")
    assert "Christmas Day" in other["name"].to_list()


def test_exchanged_weekends_are_working_days():
    assert makeup_working_days(date(2023, 9, 1), date(2023, 10, 31)) == (
        date(2023, 10, 7),
        date(2023, 10, 8),
    )
    days = holiday_days(date(2023, 9, 1), date(2023, 10, 31))["day"].to_list()
    assert not set(days) & {date(2023, 10, 7), date(2023, 10, 8)}


def test_a_country_or_year_that_is_not_known_is_named():
    with pytest.raises(ConfigError, match="'XX'"):
        holiday_days(date(2023, 1, 1), date(2023, 2, 1), "XX")
    with pytest.raises(ConfigError, match="does not reach"):
        holiday_days(date(1900, 1, 1), date(1900, 2, 1), "CN")


@settings(max_examples=25, deadline=None)
@given(
    st.dates(date(2005, 1, 1), date(2027, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(["CN", "TW", "HK", "JP", "US"]),
)
def test_any_window_is_a_part_of_a_wider_one(first, length, country):
    last = first + timedelta(days=length)
    days = holiday_days(first, last, country)
    wide = holiday_days(first - timedelta(days=40), last + timedelta(days=40), country)
    assert days.equals(wide.filter(pl.col("day").is_between(first, last)))
    assert days["day"].is_unique().all()
    assert days["day"].is_sorted()
    assert days["holiday"].is_in(list(HOLIDAYS)).all()
    assert days["offset"].is_between(0, days["n_days"] - 1).all()


def test_nothing_imports_the_library_before_it_is_asked():
    code = "import sys, chuquan.impact.holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
