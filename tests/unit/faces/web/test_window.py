"""The stretch of time of a map."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.web.window import Window


@pytest.mark.parametrize("day", ["", "2023-13-45", "yesterday", "2099-01-01", "2024-06-30"])
def test_what_cannot_be_read_is_the_last_day(shown, day):
    """A day beyond the end is the end."""
    assert Window.of({"day": day}, shown).day == shown.report.period[1]


def test_whole_period(shown):
    """No day of the report lies outside of it."""
    window = Window.of({"span": "0"}, shown)
    assert (window.first, window.day) == shown.report.period


@given(k=st.integers(0, 500), span=st.sampled_from(["30", "90", "365"]))
def test_window_holds_what_lasts_on_any_of_its_days(shown, k, span):
    """Against looking at every day."""
    day = shown.report.period[0] + timedelta(days=k)
    window = Window.of({"day": day.isoformat(), "span": span}, shown)
    days = {window.day - timedelta(days=i) for i in range(window.span_days)}
    assert min(days) == window.first
    for b in shown.report.breakouts[:12]:
        end = b.end.date() if b.end else date.max
        assert window.holds(b) == any(b.onset.date() <= d <= end for d in days)
