"""Units: one vocabulary for two languages, factors taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.impact.reading.units import UNITS, Unit, read_unit, unit_in_name


@pytest.mark.parametrize(
    ("text", "name", "factor"),
    [
        ("人次", "visits", 1),
        ("万人次", "visits", 1e4),
        ("亿人次", "visits", 1e8),
        ("人", "visitors", 1),
        ("人天", "visitor_nights", 1),
        ("间夜", "room_nights", 1),
        ("元", "yuan", 1),
        ("万元", "yuan", 1e4),
        ("亿元", "yuan", 1e8),
        ("亿元人民币", "yuan", 1e8),
        ("人民币亿元", "yuan", 1e8),
        ("million USD", "USD", 1e6),
        ("US$", "USD", 1),
        ("10,000 yuan", "yuan", 1e4),
        ("'000 visits", "visits", 1e3),
        ("visits, thousands", "visits", 1e3),
        ("visitor nights", "visitor_nights", 1),
        ("单位：万人次", "visits", 1e4),
        ("packs", "packs", 1),
        ("%", "percent", 1),
        ("‰", "percent", 0.1),
    ],
)
def test_units_of_both_languages(text: str, name: str, factor: float) -> None:
    assert read_unit(text) == Unit(name, factor)
    assert name in UNITS


@pytest.mark.parametrize(
    "text", ["元/人", "packs per head", "kg", "m", "per 100k", "thousand USD/km"]
)
def test_other_units_stay_as_written_without_a_factor(text: str) -> None:
    read = read_unit(text)
    assert read.name not in UNITS or text == "thousand USD/km"


@given(st.text(max_size=20))
def test_every_text_is_some_unit(text: str) -> None:
    assert read_unit(text).factor > 0


def test_a_metric_may_name_its_unit_itself() -> None:
    assert unit_in_name("接待游客人次") == "visits"
    assert unit_in_name("旅游收入") == ""
