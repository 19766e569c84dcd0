"""A user's table of assets: every row is an asset or a problem, whatever the file looks like."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.errors import ChuquanError, ColumnError, EmptySourceError
from chuquan.opportunities.assets.table import read_assets
from chuquan.places.gazetteer import Gazetteer
from chuquan.sources.judge import MAX_LISTED
from chuquan.tables import ASSET_KINDS

GAZETTEER = Gazetteer.load()

TABLE = """省份,城市,名称,类别,别名,起始,来源,网址
河南,洛阳市,应天门,遗产,应天门遗址；明堂,2019,洛阳市文物局 2019,https://example.org
河南,Luoyang,体验街区,其他,,2021,,
,洛阳,龙门夜游,景区,,,,
山东,洛阳,错的,景区,,,,
江苏,鼓楼区,古楼,古迹,,唐代,,
,410300,水席,美食,水席,不知道,,
,洛阳,应天门,景区,,1420,,
,无此地,某某,美食,,,,
,,某某,美食,,,,
河南,洛阳,,美食,,,,
河南,洛阳,牡丹饼,特产,,1983年4月15日,,
"""


def read(path, content, name="mine.csv", encoding="utf-8", **options):
    file = Path(path) / name
    file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return read_assets(file, GAZETTEER, **options)


def test_every_row_is_an_asset_or_a_problem_at_its_line(tmp_path):
    reading = read(tmp_path, TABLE)
    assert [a.name for a in reading.assets] == ["应天门", "龙门夜游", "牡丹饼"]
    told = {p.line: (p.column, p.found) for p in reading.problems}
    assert set(told) == {3, 5, 6, 7, 8, 9, 10, 11}
    assert told[3] == ("类别", "no kind: '其他'")
    assert "does not lie in '山东'" in told[5][1]
    assert "320106" in told[6][1]
    assert told[7] == ("起始", "no year or day: '不知道'")
    assert told[8] == ("名称", "'应天门' again: line 2 has it already")
    assert told[9] == ("城市", "no place is called '无此地'")
    assert told[10][1] == "no place"
    assert told[11] == ("名称", "no name")
    for problem in reading.problems:
        assert problem.file.endswith("mine.csv")
        assert problem.allowed
        assert problem.todo


def test_all_columns_are_read(tmp_path):
    first, second, third = read(tmp_path, TABLE).assets
    assert (first.place_id, first.kind, first.names) == (
        "410300", "heritage", ("应天门遗址", "明堂"),
    )  # fmt: skip
    assert (first.since, first.source) == (date(2019, 1, 1), "洛阳市文物局 2019")
    assert first.url == "https://example.org"
    assert (second.since, second.source, second.url) == (None, "mine.csv", None)
    assert third.since == date(1983, 4, 15)


def test_english_headers_and_tabs(tmp_path):
    text = (
        "Place\tName\tKind\tNames\tSince\tName EN\nLuoyang\t龙门\tScenic\ta; b|c\t2000\tLongmen\n"
    )
    (asset,) = read(tmp_path, text, "mine.tsv").assets
    assert (asset.place_id, asset.kind, asset.names) == ("410300", "scenic", ("a", "b", "c"))
    assert (asset.name_en, asset.since) == ("Longmen", date(2000, 1, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_encodings_are_told_from_the_bytes(tmp_path, encoding):
    assert [a.name for a in read(tmp_path, TABLE, encoding=encoding).assets] == [
        "应天门", "龙门夜游", "牡丹饼",
    ]  # fmt: skip


def test_a_workbook_is_read_alike(tmp_path):
    rows = list(csv.DictReader(io.StringIO(TABLE)))
    path = tmp_path / "mine.xlsx"
    frame = pl.DataFrame([{k: v or None for k, v in row.items()} for row in rows])
    frame.with_columns(pl.col("起始").replace("2019", "2019-05-18").str.to_date(strict=False)).head(
        1
    ).write_excel(path)
    (asset,) = read_assets(path, GAZETTEER).assets
    assert (asset.name, asset.since) == ("应天门", date(2019, 5, 18))


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2006", date(2006, 1, 1)), ("2006年", date(2006, 1, 1)), ("2006.0", date(2006, 1, 1)),
        ("2006-05-20", date(2006, 5, 20)), ("2006/5/20", date(2006, 5, 20)),
        ("2006年5月", date(2006, 5, 1)), ("1420年", date(1420, 1, 1)), ("唐代", None),
        ("始建于北宋", None), ("清末", None), ("公元前221年", None), ("明洪武年间", None),
        ("", None),
        ("民国时期", None),
    ],
)  # fmt: skip
def test_since_is_a_year_a_day_or_long_ago(tmp_path, text, since):
    (asset,) = read(tmp_path, f"城市,名称,类别,起始\n洛阳,甲,景区,{text}\n").assets
    assert asset.since == since


@pytest.mark.parametrize("text", ["即将开放", "2024-13-45", "明年", "n/a", "清明上河园", "3000"])
def test_another_since_is_a_problem(tmp_path, text):
    reading = read(tmp_path, f"城市,名称,类别,起始\n洛阳,甲,景区,{text}\n")
    assert reading.assets == ()
    assert text in reading.problems[0].found


def test_the_finest_place_of_a_row_counts(tmp_path):
    text = (
        "省份,城市,区县,名称,类别\n河南,洛阳,栾川县,甲,景区\n河南,洛阳,,乙,景区\n河南,,,丙,景区\n"
        "江苏,徐州,鼓楼区,丁,景区\n"
    )
    found = {a.name: a.place_id for a in read(tmp_path, text).assets}
    assert found == {"甲": "410324", "乙": "410300", "丙": "410000", "丁": "320302"}


def test_columns_that_are_taken_for_nothing_are_named(tmp_path):
    reading = read(tmp_path, "城市,名称,类别,负责人\n洛阳,甲,景区,某某\n")
    assert reading.unread == ("负责人",)
    assert reading.columns == {"city": "城市", "name": "名称", "kind": "类别"}


def test_missing_columns_are_all_named_at_once(tmp_path):
    with pytest.raises(ColumnError) as refused:
        read(tmp_path, "a,名称\n1,2\n")
    assert "places" in refused.value.found
    assert "kinds" in refused.value.found
    assert "a, 名称" in refused.value.found


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(EmptySourceError):
        read(tmp_path, "")


def test_many_bad_rows_are_counted(tmp_path):
    n = MAX_LISTED + 50
    reading = read(tmp_path, "城市,名称,类别\n" + "洛阳,甲,无\n" * n)
    assert sum(p.n for p in reading.problems) == n


def test_a_description_for_a_name_is_a_problem(tmp_path):
    reading = read(tmp_path, f"城市,名称,类别\n洛阳,{'很' * 61},景区\n")
    assert "61 characters" in reading.problems[0].found


CELL = st.one_of(
    st.sampled_from(
        ["洛阳", "410300", "鼓楼区", "景区", "food", "龙门", "2006", "唐代", "", "河南"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
)
HEADERS = ["省份", "城市", "名称", "类别", "别名", "起始", "来源"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=7, max_size=7), min_size=1, max_size=6),
    order=st.permutations(HEADERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    separator=st.sampled_from([",", "\t", ";"]),
)
def test_no_row_is_lost_whatever_it_holds(tmp_path, rows, order, encoding, separator):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([order, *rows])
    try:
        reading = read(tmp_path, out.getvalue().encode(encoding))
    except ChuquanError as refused:
        assert refused.todo  # noqa: PT017  what matters is that it is one of ours, and says what to do
        return
    n = len(reading.assets) + sum(p.n for p in reading.problems)
    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    assert n >= len(rows) - blank
    for asset in reading.assets:
        assert asset.place_id in GAZETTEER
        assert asset.kind in ASSET_KINDS
        assert asset.name == asset.name.strip() != ""


@given(headers=st.lists(st.text(max_size=6), min_size=1, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_header_is_read_or_refused_clearly(tmp_path, headers):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headers, ["洛阳"] * len(headers)])
    with pytest.raises(ChuquanError) as refused:
        read(tmp_path, out.getvalue().encode("utf-8", "replace"))
    assert refused.value.todo
