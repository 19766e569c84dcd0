"""Figures of impacts: one scale for value and interval, 万 and 亿, never a false zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.impact_numbers import (
    amount,
    amounts,
    axis_numbers,
    column,
    counted,
    money,
    p_value,
    percent,
    unit_name,
)
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Estimate

ZH, EN = Words("zh"), Words("en")
VISITS = Estimate(8_364.2, 4_105.0, 12_623.0)
# The closed vocabulary of units that outcomes are read to, with two of spending.
UNITS = (
    *("visits", "visitors", "visitor_nights", "room_nights", "rides", "orders", "tickets"),
    *("flights", "packs", "yuan", "days", "people", "nights"),
)


def test_value_and_interval_share_one_scale():
    assert counted(VISITS, "visits", ZH) == "+0.84万人次（95% 区间 +0.41万 至 +1.26万）"
    assert counted(VISITS, "visits", EN) == "+8,364 visits (95% interval +4,105 to +12,623)"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0.0, "0", "0"),
        (12.34, "12.3", "12.3"),
        (1_234.5, "1,234", "1,234"),
        (48_000, "4.8万", "48,000"),
        (4_480_000, "448万", "4.48 million"),
        (999_960, "100万", "1 million"),
        (1.399e9, "14亿", "1.4 billion"),
        (-250.0, "\u2212250", "\u2212250"),
        (math.nan, "—", "—"),
        (math.inf, "—", "—"),
    ],
)
def test_amounts_in_both_languages(value, zh, en):
    assert amount(value, ZH) == zh
    assert amount(value, EN) == en


def test_more_figures_are_kept_where_they_matter():
    assert amount(1.399e9, ZH, figures=4) == "13.99亿"
    assert amount(568, ZH, figures=4) == "568"


def test_a_small_end_keeps_its_sign_or_is_zero():
    assert amounts([100.0, -0.2, 0.6], EN, is_signed=True) == ["+100", "0", "+1"]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(value=st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_can_be_told(lang, value):
    words = Words(lang)
    for text in (amount(value, words), percent(value), p_value(value)):
        assert text
        assert "e+" not in text


def test_axis_is_short():
    assert axis_numbers([0, 25_000, 50_000], ZH) == ["0", "2.5万", "5万"]
    assert axis_numbers([-20_000, 0, 20_000], EN) == ["\u221220k", "0", "20k"]
    assert axis_numbers([0, 2.5e6], EN) == ["0", "2.5M"]
    assert axis_numbers([-0.5, 0, 0.5], EN) == ["\u22120.5", "0", "0.5"]


def test_column_has_one_scale():
    rows = [Estimate(52_300, 47_100, 57_500), Estimate(-900, -6_100, 4_300)]
    assert column(rows, ZH)[1] == "\u22120.09万（\u22120.61万 至 +0.43万）"
    assert column([Estimate(0.05, -0.01, 0.2)], EN, is_share=True) == ["+5.0% (\u22121.0% to +20%)"]
    assert column([], EN) == []


def test_p_values_are_never_zero():
    assert p_value(0.0) == "<0.001"
    assert p_value(0.0214) == "0.021"


def test_percent_keeps_a_decimal_where_it_is_small():
    assert percent(0.0345, is_signed=True) == "+3.5%"
    assert percent(-0.221) == "\u221222%"
    assert percent(1e6) == ">10,000%"


def test_money_names_its_currency():
    euro = Estimate(2e8, 1e8, 3e8)
    assert money(euro, "CNY", ZH).startswith("+2.00亿元（")
    assert money(euro, "CHF", ZH).startswith("+2.00亿 CHF")
    assert money(euro, "CNY", EN).startswith("CNY +200 million (")


@pytest.mark.parametrize("unit", UNITS)
def test_units_have_names_in_both_languages(unit):
    assert unit_name(unit, EN) == unit.replace("_", " ")
    assert all(ord(char) > 0x2E80 for char in unit_name(unit, ZH))


def test_a_unit_that_nobody_knows_stays_as_it_is():
    assert unit_name("杯 奶茶", EN) == "杯 奶茶"
    assert unit_name("USD", ZH) == "USD"
