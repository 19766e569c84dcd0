"""Files of the casebook: typed, whole, and no cell acts."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from msgspec.structs import replace

from chuquan.faces.web.files import COLUMNS, MEDIA, file_of, row_of


@pytest.fixture(scope="module")
def waves(told):
    bad = replace(told.breakouts[0], image='=HYPERLINK("x")', place_name="+1", sources=("@a", "b"))
    return [bad, *told.breakouts]


@pytest.fixture(scope="module")
def rows(waves):
    return [row_of(b) for b in waves]


def test_row_holds_just_the_columns(rows):
    """The contract of names is written once."""
    assert all(tuple(row) == tuple(COLUMNS) for row in rows)


def test_parquet_is_typed_and_whole(rows, waves):
    """Days are days, numbers numbers, texts as they are."""
    frame = pl.read_parquet(io.BytesIO(file_of(waves, "parquet")))
    assert frame.height == len(rows)
    assert frame.schema["onset"] == pl.Date
    assert frame.schema["n_excess"] == pl.Float64
    assert frame["image"][0] == rows[0]["image"]


def test_xlsx_is_typed_and_holds_no_formula(rows, waves):
    """Cells that begin like a formula are texts; days are days."""
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(waves, "xlsx"))).active
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, sheet[2], strict=True))
    assert first["image"].data_type == "s"
    assert first["image"].value.startswith("'=")
    assert first["place_name"].value == "'+1"
    assert isinstance(first["onset"].value, datetime)
    assert first["n_excess"].data_type == "n"
    assert sheet.max_row == len(rows) + 1
    assert not [c for line in sheet.iter_rows() for c in line if c.data_type == "f"]


def test_csv_is_defused(rows, waves):
    """As a spreadsheet reads it."""
    (first, *_) = csv.DictReader(io.StringIO(file_of(waves, "csv").decode("utf-8-sig")))
    assert first["image"].startswith("'=")
    assert first["sources"].startswith("'@")
    assert date.fromisoformat(first["onset"]) == rows[0]["onset"]


def test_json_is_as_it_is(rows, waves):
    """JSON is for programs: nothing is put before a text."""
    assert json.loads(file_of(waves, "json"))[0]["image"] == rows[0]["image"]


@pytest.mark.parametrize("ending", MEDIA)
def test_an_empty_table_has_its_head(ending):
    """A filter that lets nothing through gives a file all the same."""
    data = file_of([], ending)
    if ending == "csv":
        assert data.decode("utf-8-sig").strip().split(",") == list(COLUMNS)
    elif ending == "parquet":
        assert pl.read_parquet(io.BytesIO(data)).columns == list(COLUMNS)
    elif ending == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data)).active.max_row == 1
    else:
        assert json.loads(data) == []
