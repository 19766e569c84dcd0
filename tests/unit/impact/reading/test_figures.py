"""Cells of figures: figure, gap or fault, never a silent guess."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.impact.reading.figures import read_figure, read_figures


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4640000", 4_640_000, ""),
        ("4,640,000", 4_640_000, ""),
        ("4 640 000", 4_640_000, ""),
        ("４６４万", 4_640_000, ""),
        ("464万人次", 4_640_000, "人次"),
        ("2.7亿元", 270_000_000, "元"),
        ("¥2.7bn", 2.7e9, "¥"),
        ("约464万", 4_640_000, ""),
        ("3.2 million visits", 3_200_000, "visits"),
        ("1e6", 1e6, ""),
        ("-12.5", -12.5, ""),
        ("134%", 134, "%"),
        ("0", 0, ""),
    ],
)
def test_figures_as_people_write_them(text: str, value: float, unit: str) -> None:
    read = read_figure(text)
    assert read.value == pytest.approx(value)
    assert (read.unit, read.gap, read.fault) == (unit, "", "")


@pytest.mark.parametrize("text", ["", "  ", None, "-", "—", "——", "/", "n/a", "N/A", "暂无", "nan"])
def test_gaps_have_no_value_and_a_reason(text: str | None) -> None:
    read = read_figure(text)
    assert read.value is None
    assert read.gap
    assert not read.fault


@pytest.mark.parametrize(
    "text",
    ["超10万", "1000+", ">5000", "不足3万", "over 5,000", "abc", "12,34", "1.2.3", "9" * 400],
)
def test_bounds_and_unreadable_texts_are_faults(text: str) -> None:
    read = read_figure(text)
    assert read.value is None
    assert read.fault


def test_zero_is_a_figure_and_no_gap() -> None:
    assert read_figure("0").value == 0
    assert not read_figure("0").gap


@given(st.text(max_size=30))
def test_every_text_is_exactly_one_of_figure_gap_and_fault(text: str) -> None:
    read = read_figure(text)
    assert sum((read.value is not None, bool(read.gap), bool(read.fault))) == 1
    assert read.value is None or math.isfinite(read.value)


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers().map(str)), max_size=20))
def test_column_reads_as_its_cells_do(texts: list[str | None]) -> None:
    column = read_figures(pl.Series("cells", texts, dtype=pl.String))
    assert column.height == len(texts)
    for text, row in zip(texts, column.iter_rows(named=True), strict=True):
        alone = read_figure(text)
        assert row["value"] == alone.value
        assert (row["gap"] or "") == alone.gap
        assert (row["fault"] or "") == alone.fault


@given(st.floats(0, 1e12, allow_nan=False))
def test_numbers_with_separators_read_as_without(value: float) -> None:
    assert read_figure(f"{value:,.3f}").value == read_figure(f"{value:.3f}").value


def test_columns_of_numbers_have_gaps_where_they_are_null_or_nan() -> None:
    read = read_figures(pl.Series([1.5, None, float("nan"), float("inf")]))
    assert read["value"].to_list() == [1.5, None, None, None]
    assert read["gap"].to_list() == [None, "empty", "NaN", "NaN"]
