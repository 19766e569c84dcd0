"""The workbook is typed, linked and calculates nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from briefs_made_up import HOSTILE, PLAIN, SCOPES, hostile_report, made
from openpyxl import load_workbook

from chuquan.faces.briefs.sheets import book, letters, sheet_names
from chuquan.faces.briefs.xlsx import write_xlsx
from chuquan.faces.words import LANGUAGES, Words


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_figure_links_to_the_cell_that_holds_it(scope, lang):
    brief = made(scope, lang)
    workbook = load_workbook(io.BytesIO(write_xlsx(brief, PLAIN)))
    first = workbook.worksheets[0]
    links = {c.coordinate: c.hyperlink.location for r in first.rows for c in r if c.hyperlink}
    assert len(links) == sum(len(s.refs) for s in brief.all_sentences)
    layout = book(brief)
    wanted = {
        layout.address(r).removeprefix("internal:"): brief.table(r.table).cell(r.row, r.column)
        for s in brief.all_sentences
        for r in s.refs
    }
    for location in links.values():
        sheet, cell = location.rsplit("!", 1)
        found = workbook[sheet.strip("'")][cell].value
        value = wanted[location].value
        if isinstance(value, float):
            assert found == pytest.approx(value)
        elif isinstance(found, datetime):
            assert found.date() == value
        else:
            assert str(found).lstrip("'") == str(value)


def test_cells_are_typed_heads_frozen_and_lists_filtered():
    workbook = load_workbook(io.BytesIO(write_xlsx(made("all", "en"), PLAIN)))
    sheet = workbook["Breakouts"]
    head = [c.value for c in sheet[1]]
    row = dict(zip(head, sheet[2], strict=True))
    assert row["Onset"].is_date
    assert isinstance(row["Excess"].value, float | int)
    assert row["q-value"].number_format == "0.0%"
    for each in workbook.worksheets[1:]:
        assert each.freeze_panes == "A2"
        assert each.auto_filter.ref
    assert len(workbook["Timeline"]._charts) == 3 or workbook["Timeline"].max_row > 1
    assert sheet.max_row == 1 + 23


def test_every_kind_of_row_has_a_sheet():
    brief = made("all", "en")
    workbook = load_workbook(io.BytesIO(write_xlsx(brief, PLAIN)))
    for name in ("Brief", "Breakouts", "Timeline", "Terms", "Mentions", "Impacts", "Sources"):
        assert name in workbook.sheetnames


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_sheets_are_allowed_and_differ(lang):
    names = list(sheet_names(Words(lang)).values())
    assert len(set(names)) == len(names)
    assert all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\'") for n in names)


def test_letters_count_on_beyond_z():
    assert [letters(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_the_same_content_makes_the_same_file():
    assert write_xlsx(made(), PLAIN) == write_xlsx(made(), PLAIN)


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_strangers_are_strings_that_calculate_nothing(name):
    data = write_xlsx(made("all", "en", hostile_report(HOSTILE[name])), PLAIN)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        sheets = [n for n in file.namelist() if n.startswith("xl/worksheets/")]
        parts = b"".join(file.read(n) for n in sheets)
    assert b"<f>" not in parts
    assert b"javascript" not in parts
    assert b"evil.example" not in parts
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert cell.value[:1] not in set("=+-@\t\r"), cell.coordinate
                    assert len(cell.value) < 1_000
