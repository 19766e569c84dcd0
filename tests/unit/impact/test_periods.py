"""Periods in order: gaps, and what is alike a year on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.impact.breaks import official_break
from chuquan.impact.periods import (
    REGULAR,
    calendar_of,
    following,
    new_year_share,
    year_before,
    year_on_year,
)
from chuquan.impact.reading.stretches import stretch, told_by_dates

D = date.fromisoformat


def run(first: date, period: str, n: int) -> list[tuple[date, date]]:
    span = stretch(first, period)
    out = [(span.first, span.last)]
    while len(out) < n:
        out.append(following(out[-1], period))
    return out


@given(
    st.dates(date(1960, 1, 1), date(2050, 1, 1)),
    st.sampled_from(REGULAR),
    st.integers(3, 40),
    st.data(),
)
def test_missing_periods_are_those_left_out(
    first: date, period: str, n: int, data: st.DataObject
) -> None:
    days = run(first, period, n)
    out = set(data.draw(st.lists(st.sampled_from(days[1:-1]), max_size=5)))
    there = [d for d in days if d not in out]
    calendar = calendar_of(period, there)
    assert calendar is not None
    assert calendar.periods == tuple(days)
    assert set(calendar.missing(there)) == out


@given(st.dates(date(1960, 1, 1), date(2050, 1, 1)), st.sampled_from(REGULAR))
def test_periods_follow_each_other_without_a_break(first: date, period: str) -> None:
    days = run(first, period, 15)
    assert all(b[0] == a[1] + timedelta(days=1) for a, b in pairwise(days))
    assert all(a <= b for a, b in days)


def test_weeks_that_begin_on_different_weekdays_are_no_calendar() -> None:
    weeks = [(D("2024-01-01"), D("2024-01-07")), (D("2024-01-09"), D("2024-01-15"))]
    assert calendar_of("week", weeks) is None


def test_holidays_have_the_calendar_of_their_codes() -> None:
    days = [
        official_break(code, year)
        for code in ("labour_day", "national_day")
        for year in (2021, 2022, 2023)
    ]
    there = sorted(d for d in days if d)
    calendar = calendar_of("holiday", [d for d in there if d != official_break("labour_day", 2022)])
    assert calendar is not None
    assert calendar.periods == tuple(there)


def test_the_period_alike_a_year_before() -> None:
    assert year_before((D("2024-03-01"), D("2024-03-31")), "month") == (
        D("2023-03-01"),
        D("2023-03-31"),
    )
    spring = official_break("spring_festival", 2024)
    assert spring is not None
    assert year_before(spring, "holiday") == official_break("spring_festival", 2023)
    day = D("2024-03-06")
    earlier = year_before((day, day), "day")
    assert earlier is not None
    assert earlier[0].weekday() == day.weekday()


def test_chinese_new_year_moves_between_january_and_february() -> None:
    assert new_year_share((D("2023-01-01"), D("2023-01-31"))) == 1
    assert new_year_share((D("2024-01-01"), D("2024-01-31"))) == 0
    assert 0 < new_year_share((D("2025-01-01"), D("2025-01-31"))) < 1


def series(rows: list[tuple[tuple[date, date], float]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*days, value) for days, value in rows],
        schema=["period_start", "period_end", "value"],
        orient="row",
    )


def test_january_and_february_are_compared_as_one() -> None:
    months = run(date(2023, 1, 1), "month", 15)
    # The festival brings 100 to its month: January in 2023, February in 2024.
    value = {date(2023, 1, 1): 200.0, date(2024, 2, 1): 200.0}
    frame = series([(days, value.get(days[0], 100.0)) for days in months])
    change = year_on_year(frame, "month")
    assert change["ratio"].to_list() == [1, 1]
    assert change["is_joined"].to_list() == [True, False]


def test_holidays_of_other_lengths_are_compared_by_the_day() -> None:
    days = [official_break("spring_festival", year) for year in (2023, 2024)]
    frame = series([(d, 10.0 * ((d[1] - d[0]).days + 1)) for d in days if d])
    assert year_on_year(frame, "holiday")["ratio"].to_list() == pytest.approx([1])


@pytest.mark.parametrize(
    ("first", "period"),
    [
        ("2024-01-01", "day"),
        ("2024-01-01", "week"),
        ("2020-01-01", "month"),
        ("2020-01-01", "quarter"),
        ("2001-01-01", "year"),
    ],
)
def test_dates_tell_what_they_stand_for(first: str, period: str) -> None:
    assert told_by_dates([days[0] for days in run(D(first), period, 8)]) == period


def test_two_dates_tell_nothing() -> None:
    assert told_by_dates([D("2024-01-01"), D("2024-02-01")]) == "day"
