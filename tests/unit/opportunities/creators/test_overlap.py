"""Known overlaps, in each of the ways in which they are told."""

from __future__ import annotations

import pytest

from chuquan.errors import ColumnError
from chuquan.opportunities.creators.overlap import read_overlaps

SIZES = {"a": 1000.0, "b": 400.0, "c": 50.0}


def read(tmp_path, text):
    path = tmp_path / "overlap.csv"
    path.write_text(text, encoding="utf-8")
    return read_overlaps(path, SIZES)


@pytest.mark.parametrize(
    ("column", "value", "people"),
    [
        ("overlap", "0.25", 100),
        ("重合率", "25%", 100),
        ("overlap_people", "120", 120),
        ("共同粉丝数", "120", 120),
        ("jaccard", "0.4", 400),
    ],
)
def test_each_measure_is_turned_into_people(tmp_path, column, value, people):
    reading = read(tmp_path, f"creator_a,creator_b,{column}\nb,a,{value}\n")
    assert reading.people == {("a", "b"): pytest.approx(people)}
    assert reading.problems == ()


@pytest.mark.parametrize("row", ["a,x,0.1", "a,a,0.1", "a,b,1.4", "a,b,-0.1", "a,b,viel", ",b,0.1"])
def test_rows_that_cannot_be_used_are_told(tmp_path, row):
    reading = read(tmp_path, f"creator_a,creator_b,overlap\na,c,0.5\n{row}\n")
    assert list(reading.people) == [("a", "c")]
    assert [p.line for p in reading.problems] == [3]


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(ColumnError, match="no table of overlaps"):
        read(tmp_path, "one,two\na,b\n")
