"""``chuquan creators``: from a table to an answer, files and JSON; faults tell what to do."""

from __future__ import annotations

import json

import pytest

from chuquan.faces.cli import main
from chuquan.report import Report

TABLE = """账号,昵称,粉丝数,报价,领域,受众地区
a1,小汉,120万,3万,汉服;摄影,四川:0.4;河南:0.6
a2,小唐,100万,28000,汉服,四川:0.4;河南:0.6
a3,阿妆,30万,5000,汉服:0.7;美妆:0.3,广东:1
a4,小赵,8万,2000,汉服写真,江苏:1
a5,坏行,abc,2000,汉服,江苏:1
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "creators.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_an_answer_and_its_files(table, tmp_path, capsys):
    out = tmp_path / "out"
    args = ["creators", table, "--budget", "40000", "--theme", "汉服", "--out", str(out)]
    assert main(args) == 0
    said = capsys.readouterr()
    assert "小汉" in said.out
    assert "1 行数据未采用" in said.err
    report = Report.read(out / "report.json")
    assert report.creators[0].spent <= 40000
    assert report.problems[0].line == 6
    page = (out / "creators.html").read_text(encoding="utf-8")
    assert "小汉" in page
    assert page.count("<h1>") == 1


def test_json_alone_on_stdout_and_a_report_that_grows(table, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["creators", table, "--budget", "9000", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"]["is_exact"]
    more = ["--report", str(out / "report.json"), "--out", str(out), "--lang", "en"]
    assert main(["creators", table, "--budget", "50000", *more]) == 0
    assert len(Report.read(out / "report.json").creators) == 2


def test_wishes_and_overlaps(table, tmp_path, capsys):
    overlap = tmp_path / "overlap.csv"
    overlap.write_text("creator_a,creator_b,overlap\na1,a2,0.9\n", encoding="utf-8")
    wishes = ["--theme", "汉服=2", "--must", "a4", "--never", "小汉", "--most", "3"]
    args = ["creators", table, "--budget", "40000", *wishes, "--overlap", str(overlap), "--json"]
    assert main(args) == 0
    answer = json.loads(capsys.readouterr().out)["answer"]
    ids = [c["creator_id"] for c in answer["creators"]]
    assert ids[0] == "a4"
    assert "a1" not in ids
    assert answer["sized_by"] == "overlaps"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--theme", "汉服=many"], "汉服=2"),
        (["--column", "price"], "ROLE=NAME"),
        (["--must", "nobody"], "nobody is called"),
        (["--mentions"], "--theme"),
        (["--theme", "冰雪"], "0 fit the themes"),
    ],
)
def test_faults_say_what_to_do(table, capsys, more, said):
    assert main(["creators", table, "--budget", "40000", *more]) == 2
    assert said in capsys.readouterr().err


def test_mentions_without_authors_are_refused(tmp_path, capsys):
    path = tmp_path / "mentions.csv"
    path.write_text("time,text\n2024-01-01 10:00,洛阳汉服\n", encoding="utf-8")
    args = ["creators", str(path), "--mentions", "--theme", "汉服", "--budget", "5"]
    assert main(args) == 2
    assert "author" in capsys.readouterr().err


def test_mentions_with_authors_make_candidates(tmp_path, capsys):
    path = tmp_path / "mentions.csv"
    rows = [
        f"2024-01-0{i % 9 + 1}T10:00+08:00,洛阳汉服摄影 第{i}天,作者{i % 4},{100 * (i % 4 + 1)}"
        for i in range(12)
    ]
    path.write_text("time,text,author,heat\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = ["--theme", "汉服", "--budget", "100", "--price-per-thousand", "100", "--json"]
    assert main(["creators", str(path), "--mentions", *asked]) == 0
    answer = json.loads(capsys.readouterr().out)["answer"]
    assert answer["unit"] == "heat"
    assert answer["n_by_rule"] == 4
