"""The command ``assets``: what it tells, in both languages, as JSON and as a file."""

from __future__ import annotations

import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from chuquan.asset_lists import list_assets
from chuquan.errors import UserError
from chuquan.faces.assets_command import assets
from chuquan.faces.assets_told import assets_told
from chuquan.faces.words import Words
from chuquan.opportunities.assets.table import read_assets
from chuquan.places.gazetteer import Gazetteer


@pytest.fixture
def ask():
    app = typer.Typer()
    app.command()(assets)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("城市,名称,类别\n洛阳,应天门,遗产\n洛阳,某某,无\n", "utf-8")
    return path


def test_a_place_in_chinese(ask):
    result = ask("--place", "洛阳")
    assert result.exit_code == 0, result.output
    assert "已知资源：洛阳" in result.stdout
    assert "龙门石窟" in result.stdout
    assert "世界遗产名录（2000）" in result.stdout
    assert "UNESCO" not in result.stdout


def test_a_place_in_english(ask):
    result = ask("--place", "Luoyang", "--lang", "en")
    assert "What is known: Luoyang" in result.stdout
    assert "Longmen Grottoes (龙门石窟)" in result.stdout
    assert "UNESCO World Heritage List (2000)" in result.stdout
    assert "世界遗产名录" not in result.stdout


def test_a_table_is_checked_row_by_row(ask, table):
    result = ask(table, "--place", "洛阳")
    assert result.exit_code == 0, result.output
    assert "应天门" in result.stdout
    assert "no kind: '无'" in result.stdout
    assert "有1行可以采用，1行不能采用" in result.stdout


def test_json_is_the_list_and_nothing_else(ask, table):
    told = json.loads(ask(table, "--place", "洛阳", "--json").stdout)
    assert told["answer"]["assets"][0]["name"] == "应天门"
    assert told["answer"]["problems"][0]["line"] == 3


def test_the_file_can_be_read_again(ask, tmp_path):
    out = tmp_path / "list.csv"
    assert ask("--place", "洛阳", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    again = read_assets(out, Gazetteer.load())
    assert again.problems == ()
    assert len(again.assets) == len(rows)
    assert again.assets == list_assets(place="洛阳").assets


def test_another_ending_is_refused_before_anything_is_read(ask, tmp_path):
    result = ask("--out", tmp_path / "list.xlsx")
    assert isinstance(result.exception, UserError)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_counts_add_up_to_the_list(lang):
    known = list_assets(place="苏州")
    overview, listed = assets_told(known, Words(lang))
    kinds = overview.tables[0]
    assert sum(int(n) for _, n in kinds.rows) == len(known.assets) == len(listed.tables[0].rows)


def test_nothing_known_is_said_so():
    known = list_assets(place="鹤岗", kind="venue")
    (overview,) = assets_told(known, Words("en"))
    assert overview.sentences == ("No list and no table has anything of this place and kind.",)
