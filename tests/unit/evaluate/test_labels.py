"""Labelled titles are read in full or refused in full, each fault by line and column."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from chuquan.errors import ColumnError, EncodingError, LabelError, NotFoundError
from chuquan.evaluate.labels import COLUMNS, SCHEMA, read_labels

HEAD = ",".join(COLUMNS)
GOOD = "2022-01-01,淄博,淄博烧烤专列,1,image,social"


def table(folder, *rows, head=HEAD, encoding="utf-8"):
    file = folder / "labels.csv"
    file.write_bytes("\n".join([head, *rows, ""]).encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_labels_are_read_with_their_types_in_either_encoding(tmp_path, encoding):
    rows = [GOOD, "2022-01-02,大同,方大同新歌,0,,", "2022-01-03,淄博,淄博降温,1,affairs,"]
    labels = read_labels(table(tmp_path, *rows, encoding=encoding))
    assert labels.schema == pl.Schema(SCHEMA)
    assert labels.rows()[:2] == [
        (date(2022, 1, 1), "淄博", "淄博烧烤专列", 1, "image", "social"),
        (date(2022, 1, 2), "大同", "方大同新歌", 0, None, None),
    ]


def test_columns_of_ones_own_and_their_order_do_not_matter(tmp_path):
    head = "note," + ",".join(reversed(COLUMNS))
    row = "mine," + ",".join(reversed(GOOD.split(",")))
    assert read_labels(table(tmp_path, row, head=head)).equals(
        read_labels(table(tmp_path, GOOD)), null_equal=True
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("soon,淄博,淄博烧烤,1,image,social", "line 3, column date: 'soon' is no date"),
        ("20220101,淄博,淄博烧烤,1,image,social", "column date: '20220101' is no date"),
        ("2022-01-01,,淄博烧烤,1,image,social", "column place: it is empty"),
        ("2022-01-01,天水,淄博烧烤,1,image,social", "column place: the title does not hold '天水'"),
        ("2022-01-01,淄博,,1,image,social", "column title: it is empty"),
        ("2022-01-01,淄博,淄博烧烤,perhaps,image,", "column is_place: 'perhaps' is neither"),
        ("2022-01-01,淄博,淄博烧烤,1,gossip,", "column kind: 'gossip' is unknown"),
        ("2022-01-01,淄博,淄博烧烤,1,,", "column kind: it is empty"),
        ("2022-01-01,淄博,淄博烧烤,0,image,", "column kind: 'image', but the title does not mean"),
        ("2022-01-01,淄博,淄博烧烤,1,image,money", "column lever: 'money' is unknown"),
        ("2022-01-01,淄博,淄博地震,1,crisis,social", "column lever: 'social', but the kind"),
        ("2022-01-01,淄博,淄博烧烤,1,image", "line 3: 5 fields where the header has 6"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_line_and_column(tmp_path, row, fault):
    file = table(tmp_path, GOOD, row, GOOD)
    with pytest.raises(LabelError) as raised:
        read_labels(file)
    assert fault in raised.value.found
    assert raised.value.found.startswith("line 3")
    assert raised.value.where == str(file)
    assert "YYYY-MM-DD" in raised.value.allowed


def test_all_faults_are_counted_and_the_first_ones_named_in_order(tmp_path):
    bad = "2022-01-01,淄博,淄博烧烤,1,gossip,"
    with pytest.raises(LabelError, match="and 31 more, 51 in all") as raised:
        read_labels(table(tmp_path, *([GOOD, bad] * 50), "1,2,3"))
    lines = [int(part.split()[1].strip(",:")) for part in raised.value.found.split("; ")[:20]]
    assert lines == sorted(lines)
    assert lines[0] == 3


@pytest.mark.parametrize(
    ("head", "error", "found"),
    [
        ("date,place,title", ColumnError, "columns missing: is_place, kind, lever"),
        (HEAD + ",kind", ColumnError, "stand twice: kind"),
        ("", ColumnError, "found: nothing"),
        (HEAD, LabelError, "no label at all"),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path, head, error, found):
    with pytest.raises(error, match=found) as raised:
        read_labels(table(tmp_path, head=head))
    assert raised.value.todo


def test_bytes_of_no_known_encoding_and_a_missing_file_are_told_apart(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(EncodingError, match="GB18030"):
        read_labels(file)
    with pytest.raises(NotFoundError, match="no such labels table"):
        read_labels(tmp_path / "none.csv")
