"""Tables of creators in both languages; a row that cannot be used is told with line and column."""

from __future__ import annotations

import polars as pl
import pytest

from chuquan.errors import ColumnError, EmptySourceError
from chuquan.opportunities.creators.table import parse_shares, read_creators, shares_of_one


def write(tmp_path, text, name="creators.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_chinese_table_is_read(tmp_path):
    path = write(
        tmp_path,
        "账号,昵称,粉丝数,报价,领域,受众地区\n"
        "a1,小汉,120万,3万,汉服;摄影,四川:0.4;河南:0.6\n"
        'a2,小唐,"1,000,000",28000,汉服:0.7;美妆:0.3,四川 40%；河南 60%\n',
    )
    first, second = read_creators(path).creators
    assert (first.creator_id, first.name) == ("a1", "小汉")
    assert (first.audience, first.price) == (1_200_000, 30_000)
    assert first.themes == {"汉服": 1.0, "摄影": 1.0}
    assert first.cells == {"region": {"四川": 0.4, "河南": 0.6}}
    assert second.audience == 1_000_000
    assert second.themes == {"汉服": 0.7, "美妆": 0.3}
    assert second.cells["region"] == pytest.approx({"四川": 0.4, "河南": 0.6})


def test_an_english_table_with_one_column_a_cell_is_read(tmp_path):
    path = write(
        tmp_path,
        "creator_id\tfollowers\tprice\tthemes\tregion:North\tregion:South\tage:18-24\tage:25+\n"
        "x\t5000\t\thanfu\t30%\t70%\t0.5\t0.5\n",
        "creators.tsv",
    )
    (one,) = read_creators(path).creators
    assert one.price is None
    assert one.name == "x"
    assert one.cells["region"] == pytest.approx({"North": 0.3, "South": 0.7})
    assert one.cells["age"] == pytest.approx({"18-24": 0.5, "25+": 0.5})


def test_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "creators.xlsx"
    frame = pl.DataFrame(
        {"达人": ["小汉", "小唐"], "粉丝数(万)": [12.5, 3.0], "报价(元)": [900, 400]}
    )
    frame.write_excel(path)
    made = read_creators(path).creators
    assert [(c.name, c.audience, c.price) for c in made] == [
        ("小汉", 125_000, 900),
        ("小唐", 30_000, 400),
    ]


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("a,abc,1,汉服,四川:1", "audience", "no number"),
        ("a,0,1,汉服,四川:1", "audience", "'0'"),
        ("a,,1,汉服,四川:1", "audience", "''"),
        ("a,10万+,1,汉服,四川:1", "audience", "a bound"),
        ("a,5,-2,汉服,四川:1", "price", "'-2'"),
        ("a,5,1,汉服,四川:0.9;河南:0.7", "region", "their sum is 1.6"),
        ("a,5,1,汉服,四川:0.9;河南", "受众地区", "四川:0.9"),
        ("a,5,1,汉服:0.5;美食,四川:1", "themes", "汉服:0.5"),
        (",5,1,汉服,四川:1", "creator_id", "nobody"),
        ("good,5,1,汉服,四川:1", "creator_id", "a second time"),
    ],
)
def test_a_row_that_cannot_be_used_is_a_problem(tmp_path, row, column, found):
    head = "creator_id,audience,price,themes,受众地区\n"
    path = write(tmp_path, f"{head}good,9,2,汉服,四川:1\n{row}\n")
    reading = read_creators(path)
    assert [c.creator_id for c in reading.creators] == ["good"]
    (problem,) = reading.problems
    assert problem.line == 3
    assert problem.column == column
    assert found in problem.found
    assert problem.allowed
    assert problem.todo


def test_columns_can_be_named(tmp_path):
    path = write(tmp_path, "who,many\na,5\n")
    with pytest.raises(ColumnError, match="no column that tells"):
        read_creators(path)
    columns = {"creator_id": "who", "audience": "many"}
    assert read_creators(path, columns=columns).creators[0].audience == 5
    with pytest.raises(ColumnError, match="no column 'none'"):
        read_creators(path, columns={"audience": "none"})
    with pytest.raises(ColumnError, match="unknown role"):
        read_creators(path, columns={"size": "many"})


def test_a_table_without_a_row_that_can_be_used_is_refused(tmp_path):
    with pytest.raises(EmptySourceError, match="no number"):
        read_creators(write(tmp_path, "id,fans\na,x\n"))


def test_shares_that_do_not_fill_one_leave_a_rest():
    assert shares_of_one({"a": 30, "b": 20}) == pytest.approx({"a": 0.3, "b": 0.2, "(other)": 0.5})
    assert shares_of_one({"a": 0.5, "b": 0.51}) == pytest.approx(
        {"a": 0.5 / 1.01, "b": 0.51 / 1.01}
    )
    assert shares_of_one({"a": 1.5}) is None
    assert shares_of_one({"a": -0.1, "b": 1.1}) is None


def test_parts_of_a_cell_are_told_apart():
    assert parse_shares("") == {}
    assert parse_shares("四川 40%，18-24（0.3）") == pytest.approx({"四川": 0.4, "18-24": 0.3})
    assert parse_shares("汉服、Top 10") == {"汉服": 1.0, "Top 10": 1.0}
    assert parse_shares("a:1.2.3") is None
