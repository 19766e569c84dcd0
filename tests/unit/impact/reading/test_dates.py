"""Periods as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.impact.reading.dates import Span, classify, day_order, read_period

D = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "first", "last", "period"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05", "day"),
        ("2024年3月5日", "2024-03-05", "2024-03-05", "day"),
        ("20240305", "2024-03-05", "2024-03-05", "day"),
        ("2024-03-05 00:00:00", "2024-03-05", "2024-03-05", "day"),
        ("5 Mar 2024", "2024-03-05", "2024-03-05", "day"),
        ("March 5, 2024", "2024-03-05", "2024-03-05", "day"),
        ("13/04/2024", "2024-04-13", "2024-04-13", "day"),
        ("2024-W05", "2024-01-29", "2024-02-04", "week"),
        ("2024年第5周", "2024-01-29", "2024-02-04", "week"),
        ("2024-03", "2024-03-01", "2024-03-31", "month"),
        ("2024年3月", "2024-03-01", "2024-03-31", "month"),
        ("２０２４年３月", "2024-03-01", "2024-03-31", "month"),
        ("24年3月", "2024-03-01", "2024-03-31", "month"),
        ("202402", "2024-02-01", "2024-02-29", "month"),
        ("Mar 2024", "2024-03-01", "2024-03-31", "month"),
        ("2024Q1", "2024-01-01", "2024-03-31", "quarter"),
        ("Q3 2024", "2024-07-01", "2024-09-30", "quarter"),
        ("2024年一季度", "2024-01-01", "2024-03-31", "quarter"),
        ("2024年1-3月", "2024-01-01", "2024-03-31", "quarter"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("1970.0", "1970-01-01", "1970-12-31", "year"),
        ("2024年春节", "2024-02-10", "2024-02-17", "holiday"),
        ("2024 Spring Festival", "2024-02-10", "2024-02-17", "holiday"),
        ("2023年五一", "2023-04-29", "2023-05-03", "holiday"),
        ("Golden Week 2023", "2023-09-29", "2023-10-06", "holiday"),
        ("2024年国庆黄金周", "2024-10-01", "2024-10-07", "holiday"),
        ("2024年元旦", "2023-12-30", "2024-01-01", "holiday"),
        ("2023 Chinese New Year", "2023-01-21", "2023-01-27", "holiday"),
        ("2024年2月10日至17日", "2024-02-10", "2024-02-17", "holiday"),
        ("2023年12月30日-2024年1月1日", "2023-12-30", "2024-01-01", "holiday"),
        ("2024年1-2月", "2024-01-01", "2024-02-29", "span"),
        ("2024年上半年", "2024-01-01", "2024-06-30", "span"),
        ("2024年3月13日至5月5日", "2024-03-13", "2024-05-05", "span"),
    ],
)
def test_periods_of_both_languages(text: str, first: str, last: str, period: str) -> None:
    assert read_period(text) == Span(D(first), D(last), period)


@pytest.mark.parametrize(
    "text",
    ["", "五一", "2024-13", "2024-02-31", "2024-W60", "03/04/2024", "2024.1", "abc", "1850年"],
)
def test_what_is_no_certain_period_is_none(text: str) -> None:
    assert read_period(text) is None


def test_order_of_slashed_days_is_told_by_the_whole_column() -> None:
    assert day_order(["03/04/2024", "13/04/2024"]) == "day_first"
    assert day_order(["03/04/2024", "04/13/2024"]) == "month_first"
    assert day_order(["03/04/2024"]) == ""
    assert day_order(["13/04/2024", "04/13/2024"]) == ""
    assert read_period("03/04/2024", "day_first") == Span(D("2024-04-03"), D("2024-04-03"), "day")


@given(st.text(max_size=25))
def test_no_text_fails(text: str) -> None:
    span = read_period(text)
    assert span is None or span.first <= span.last


@given(st.dates(date(1950, 1, 1), date(2059, 12, 31)), st.integers(0, 400))
def test_written_spans_are_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    span = read_period(f"{first} to {last}")
    assert span is not None
    assert (span.first, span.last, span.period) == (first, last, classify(first, last))
