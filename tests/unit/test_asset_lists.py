"""Listing what places have: shipped lists, a user's tables, by place and kind."""

from __future__ import annotations

from pathlib import Path

import pytest

import chuquan
from chuquan.asset_lists import list_assets
from chuquan.errors import ColumnError, EmptySourceError, NotFoundError, UserError

TABLE = "城市,名称,类别,别名\n洛阳,龙门石窟,遗产,石窟\n洛阳,应天门,遗产,\n洛阳,某某,无,\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_all_that_is_shipped():
    known = list_assets()
    assert len(known.assets) > 1000
    assert {a.place_id for a in known.assets} == set(known.names)
    assert (known.files, known.n_own, known.problems) == ((), 0, ())


def test_a_place_and_what_lies_in_it():
    known = list_assets(place="洛阳")
    assert known.place_id == "410300"
    assert known.names["410324"] == ("栾川县", "Luanchuan")
    assert {"龙门石窟", "老君山"} <= {a.name for a in known.assets}
    assert not {a.name for a in known.assets} & {"黄鹤楼"}


@pytest.mark.parametrize("kind", ["food", "美食"])
def test_a_kind_in_either_language(kind):
    known = list_assets(place="柳州", kind=kind)
    assert [a.name for a in known.assets] == ["螺蛳粉"]


def test_own_rows_come_first_and_join_the_shipped_ones(table):
    known = list_assets([table], place="洛阳")
    assert [a.name for a in known.assets[:2]] == ["龙门石窟", "应天门"]
    assert "石窟" in known.assets[0].names
    assert "龙门" in known.assets[0].names
    assert (known.n_own, known.n_joined) == (2, 1)
    assert [(p.line, p.column) for p in known.problems] == [(4, "类别")]


def test_what_two_tables_have_is_told(table, tmp_path):
    again = tmp_path / "again.csv"
    again.write_text("place,name,kind\n410300,应天门,heritage\n410300,明堂,heritage\n", "utf-8")
    known = list_assets([table, again])
    assert known.n_own == 3
    told = known.problems[-1]
    assert told.file == str(again)
    assert str(table) in told.found


def test_a_table_of_which_nothing_can_be_used_is_refused(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("城市,名称,类别\n无此地,甲,景区\n", "utf-8")
    with pytest.raises(EmptySourceError) as refused:
        list_assets([path])
    assert "无此地" in refused.value.found


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"place": "无此地"}, NotFoundError), ({"place": "鼓楼区"}, NotFoundError),
     ({"kind": "无"}, UserError)],
)  # fmt: skip
def test_what_is_not_known_is_refused(asked, error):
    with pytest.raises(error) as refused:
        list_assets(**asked)
    assert refused.value.todo


def test_a_table_of_other_columns_is_refused(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ColumnError):
        list_assets([path])


def test_a_digest_needs_a_place(tmp_path):
    with pytest.raises(UserError) as refused:
        list_assets(digests=[tmp_path])
    assert "--place" in refused.value.todo


def test_a_digest_says_what_a_place_is_known_for():
    sample = Path(chuquan.__file__).parent / "data" / "sample"
    known = list_assets(place="淄博", digests=[sample], kind="food")
    assert known.said[0].name == "烧烤"
    assert "烧烤" not in {a.name for a in known.assets}
