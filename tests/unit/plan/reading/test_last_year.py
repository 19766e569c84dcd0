"""Last year's days on this year's calendar."""

from __future__ import annotations

from datetime import date

import pytest

from chuquan.plan.reading.calendar import Calendar, public_holidays
from chuquan.plan.reading.last_year import same_day

YEAR = Calendar(
    date(2026, 1, 1),
    date(2026, 12, 31),
    public_holidays(date(2026, 1, 1), date(2026, 12, 31), "CN"),
)


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (date(2025, 1, 29), date(2026, 2, 17)),  # the first day of the lunar year
        (date(2025, 1, 31), date(2026, 2, 19)),
        (date(2025, 5, 1), date(2026, 5, 1)),
        (date(2025, 6, 12), date(2026, 6, 11)),  # a Thursday
        (date(2024, 2, 29), date(2026, 2, 26)),  # a Thursday that was a leap day
        (date(2025, 12, 30), date(2026, 12, 29)),
    ],
)
def test_a_day_stays_in_its_holiday_or_on_its_weekday(then, now):
    first = date(then.year, 1, 1)
    found = same_day(then, YEAR, public_holidays(first, date(then.year, 12, 31), "CN"))
    assert found == now
