"""Official days off, year by year."""

from __future__ import annotations

from datetime import date

import pytest

from chuquan.impact.breaks import YEARS, holiday_within, official_break

D = date.fromisoformat


@pytest.mark.parametrize(
    ("holiday", "year", "first", "last"),
    [
        ("spring_festival", 2023, "2023-01-21", "2023-01-27"),
        ("spring_festival", 2024, "2024-02-10", "2024-02-17"),
        ("spring_festival", 2025, "2025-01-28", "2025-02-04"),
        ("labour_day", 2023, "2023-04-29", "2023-05-03"),
        ("labour_day", 2024, "2024-05-01", "2024-05-05"),
        ("national_day", 2023, "2023-09-29", "2023-10-06"),
        ("mid_autumn", 2023, "2023-09-29", "2023-10-06"),
        ("national_day", 2024, "2024-10-01", "2024-10-07"),
        ("qingming", 2023, "2023-04-05", "2023-04-05"),
        ("dragon_boat", 2023, "2023-06-22", "2023-06-24"),
        ("new_year", 2024, "2023-12-30", "2024-01-01"),
    ],
)
def test_breaks_are_those_of_the_notices(holiday: str, year: int, first: str, last: str) -> None:
    assert official_break(holiday, year) == (D(first), D(last))


def test_years_out_of_the_calendar_have_no_breaks() -> None:
    assert official_break("new_year", YEARS[0] - 1) is None
    assert official_break("new_year", YEARS[1] + 1) is None
    assert holiday_within(D("1980-01-01"), D("1980-01-01")) is None


def test_a_stretch_is_the_holiday_that_it_mostly_is() -> None:
    assert holiday_within(D("2024-02-09"), D("2024-02-17")) == ("spring_festival", 2024)
    assert holiday_within(D("2023-12-30"), D("2024-01-01")) == ("new_year", 2024)
    assert holiday_within(D("2024-02-01"), D("2024-02-29")) is None
    assert holiday_within(D("2024-02-10"), D("2024-02-10")) is None
