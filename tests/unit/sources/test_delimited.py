"""Delimited text: every row with its line, every fault reported."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.sources import delimited
from chuquan.sources.delimited import LINE, parse_delimited


def rows(text: str) -> list[tuple]:
    return parse_delimited(text, "f.csv").frame.rows()


def faults(text: str) -> list[tuple]:
    return [(problem.line, problem.found) for problem in parse_delimited(text, "f.csv").problems]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_delimiter_is_that_of_the_header(delimiter: str, quote: str) -> None:
    text = f"{quote}a{quote}{delimiter}b\n1{delimiter}2\n"
    assert rows(text) == [("1", "2", 2)]


def test_line_is_where_the_row_begins_though_quotes_hold_line_ends() -> None:
    text = 'a,b\n"one\ntwo",1\n\nx,2\n"he said ""hi"", twice",3\n'
    assert rows(text) == [("one\ntwo", "1", 2), ("x", "2", 5), ('he said "hi", twice', "3", 6)]


@pytest.mark.parametrize("quoted", [False, True])
def test_wrong_number_of_fields_is_a_fault_and_empty_surplus_is_none(quoted: bool) -> None:
    text = "a,b\n1,2\n1\n1,2,3\n4,5,,\n,\n6,7\n"
    text = text.replace("6", '"6"') if quoted else text
    assert rows(text) == [("1", "2", 2), ("4", "5", 5), ("6", "7", 7)]
    assert faults(text) == [(3, "1 fields"), (4, "3 fields")]


def test_quote_that_is_never_closed_takes_one_row_only() -> None:
    text = 'a,b\n"1,2\n3,4\n5,6\n'
    assert rows(text) == [("3", "4", 3), ("5", "6", 4)]
    assert [line for line, _ in faults(text)] == [2]


def test_stray_quotes_take_one_row_only() -> None:
    text = 'a,b\n"x" y,2\n3,"4\n5,6"\n7,8\n"9,1\n'
    assert ("7", "8", 5) in rows(text)
    assert [line for line, _ in faults(text)] == [2, 6]


def test_columns_without_a_name_or_with_the_same_get_a_number() -> None:
    frame = parse_delimited("a,,a\n1,2,3\n", "f").frame
    assert frame.columns == ["a", "column_2", "a_3", LINE]


def test_faults_beyond_the_limit_share_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_LISTED", 3)
    problems = parse_delimited("a,b\n" + "1\n" * 10, "f").problems
    assert len(problems) == 4
    assert sum(problem.n for problem in problems) == 10


cell = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\x00",'), max_size=5)


@given(st.lists(st.lists(cell, min_size=1, max_size=4), max_size=12))
def test_plain_text_is_read_as_the_quoting_parser_reads_it(cells: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in [["a", "b"], *cells])
    lines = text.split("\n")
    records, slow_faults = delimited._parse_quoted(lines, 0, ",")
    frame, fast_faults = delimited._parse_plain(lines, 0, ",", ["a", "b"])
    assert frame.rows() == [(*fields, line) for line, fields in records[1:]]
    assert fast_faults == slow_faults


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), max_size=8))
def test_what_csv_writes_comes_back(cells: list[tuple[str, str]]) -> None:
    cells = [tuple(field.replace("\x00", "").replace("\r", "") for field in row) for row in cells]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("a", "b"), *cells])
    table = parse_delimited(out.getvalue(), "f")
    expected = [
        tuple(field if field.strip(delimited._BLANK) else None for field in row)
        for row in cells
        if any(field.strip(delimited._BLANK) for field in row)
    ]
    assert not table.problems
    assert table.frame.select(pl.exclude(LINE)).rows() == expected
