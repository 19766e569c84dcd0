"""Every command of the README runs as it stands there, on made-up inputs of the names it uses."""

from __future__ import annotations

import json
import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEIJING = timezone(timedelta(hours=8))
FIRST = datetime(2024, 1, 1, 9, tzinfo=BEIJING)
CITIES = ("淄博", "洛阳", "天水", "哈尔滨", "成都", "西安", "长沙", "昆明", "贵阳", "南宁")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def _commands() -> list[list[str]]:
    lines = [line for block in _blocks("sh") for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("chuquan ")]


def _titles(day: int) -> list[str]:
    usual = [f"今天第{day}件寻常小事", f"普通的一天又过去了{day}", f"长沙地铁第{day}号公告"]
    wave = [f"淄博烧烤专列第{day}趟开出之{i}" for i in range(8)] if 60 <= day < 66 else []
    return [*usual, *(f"各地见闻{day}之{i}" for i in range(20)), *wave]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("readme")
    rows = ["time,text,url"]
    (home / "weibo" / "raw").mkdir(parents=True)
    (home / "zhihu" / "raw").mkdir(parents=True)
    for day in range(80):
        at = FIRST + timedelta(days=day)
        titles = _titles(day)
        rows += [f"{at:%Y-%m-%dT%H:%M:%S%z},{title}," for title in titles]
        name = f"{at:%Y-%m-%d}"
        items = [{"title": t, "url": f"/weibo?q={i}"} for i, t in enumerate(titles)]
        (home / "weibo" / "raw" / f"{name}.json").write_text(json.dumps(items), encoding="utf-8")
        target = [
            {
                "target": {
                    "title_area": {"text": t},
                    "metrics_area": {"text": "1386 万热度"},
                    "link": {"url": f"https://example.org/{i}"},
                }
            }
            for i, t in enumerate(titles)
        ]
        (home / "zhihu" / "raw" / f"hot-question-{name}.json").write_text(
            json.dumps({"data": target}), encoding="utf-8"
        )
    for name in ("EXPORT.csv", "导出.csv", "JUNE.csv"):
        (home / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    (home / "LABELS.csv").write_text("\n".join(_labels()) + "\n", encoding="utf-8")
    (home / "examples").mkdir()
    for example in (ROOT / "examples").glob("*.toml"):
        shutil.copy(example, home / "examples")
    for name, rows in {**_outcomes(), **_tables()}.items():
        (home / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return home


def _outcomes() -> dict[str, list[str]]:
    """Return tables of visits, rides and concerts, as `impact` takes them."""
    chance = random.Random(4)
    days = [FIRST.date() + timedelta(days=i - 120) for i in range(200)]
    visits, rides, concerts = ["日期,城市,人次"], ["date,rides"], ["name,start"]
    for day in days:
        usual = 1.3 if day.weekday() >= 5 else 1.0
        for i, city in enumerate(
            ["淄博", "洛阳", "天水", "哈尔滨", "成都", "西安", "长沙", "昆明", "贵阳", "南宁"]
        ):
            lift = 1.4 if city == "淄博" and day >= date(2024, 3, 1) else 1.0
            n = 1000 * (i + 2) * usual * lift * chance.lognormvariate(0, 0.05)
            visits.append(f"{day},{city},{n:.0f}")
        is_concert = day.day in {6, 20}
        n = 90_000 * usual * (1.3 if is_concert else 1.0) * chance.lognormvariate(0, 0.05)
        rides.append(f"{day},{n:.0f}")
        if is_concert:
            concerts.append(f"演唱会{day:%m%d},{day}")
    return {"VISITS.csv": visits, "RIDES.csv": rides, "CONCERTS.csv": concerts}


def _tables() -> dict[str, list[str]]:
    """Return tables of assets and creators, as `assets` and `creators` take them."""
    creators = [f"c{i},达人{i},{50 + 7 * i}万,{3 + i}万,汉服;摄影" for i in range(12)]
    return {
        "ASSETS.csv": ["城市,名称,类别,来源", "洛阳,隋唐城遗址植物园,景区,洛阳市文旅局 2024-01"],
        "CREATORS.csv": ["账号,昵称,粉丝数,报价,领域", *creators],
    }


def _labels() -> list[str]:
    """Return a table of labelled titles, as `train` and `evaluate --titles` take it."""
    labelled = [
        ("淄博", "淄博烧烤专列", "1,image,social"),
        ("大同", "方大同新歌上线", "0,,"),
        ("天水", "天水暴雨内涝", "1,crisis,"),
        ("洛阳", "洛阳牡丹花会", "1,image,event"),
        ("洛阳", "洛阳招聘公告", "1,affairs,"),
    ]
    rows = [
        f"2023-{1 + day // 5:02}-{10 + day % 5},{place},{title}{day},{classes}"
        for day in range(60)
        for place, title, classes in [labelled[day % len(labelled)]]
    ]
    return ["date,place,title,is_place,kind,lever", *rows]


def _run(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chuquan.faces.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "CHUQUAN_TRACEBACK": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_readme_holds_the_commands_that_are_run_here():
    assert {command[1] for command in _commands()} >= {
        "run", "places", "explain", "digest", "merge", "find", "evaluate", "train", "impact",
        "brief", "serve", "discover", "assets", "casebook", "creators", "plan",
    }  # fmt: skip


@pytest.mark.slow
def test_every_command_runs_in_the_order_of_the_readme(folder):
    for command in _commands():
        if command[1] == "merge":
            # What the other house would have sent: a digest of other mentions.
            theirs = ["digest", "zhihu/", "--out", "theirs/"]
            assert _run(folder, theirs).returncode == 0
        if command[1] == "serve":
            _serves(folder, command[1:])
            continue
        # The best plan takes half a minute; that one comes out is seen in less.
        quick = ["--seconds", "3"] if command[1] == "plan" else []
        done = _run(folder, [*command[1:], *quick])
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    for name in ("brief", "简报"):
        assert (folder / name / "report.json").is_file()
        page = (folder / name / "brief.html").read_text(encoding="utf-8")
        # Nothing is loaded from elsewhere: links to evidence are all that leads out.
        assert not re.search(r"(src|xlink:href)=|url\(|@import", page)
    for name in ("impact", "concerts"):
        assert (folder / name / "impact.html").is_file()
    for name, answer in _ANSWERS.items():
        assert (folder / name / f"{answer}.html").is_file()
    assert len(list((folder / "handout").iterdir())) == 10
    assert (folder / "judged" / "evaluation.html").is_file()
    assert (folder / "ours.md").read_text(encoding="utf-8").startswith("# ")


_ANSWERS = {"cases": "casebook", "creators": "creators", "plan": "plan", "方案": "plan"}
"""Pages by the folder that a command of the README writes them to."""


def _serves(folder: Path, arguments: list[str]) -> None:
    """Start the server, ask it for its first page, and end it as Ctrl-C does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "chuquan.faces.cli", *arguments, "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        page = _first_answer(server, f"http://127.0.0.1:{port}/zh/now")
        assert "淄博" in page
    finally:
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=20)
    assert "Traceback" not in told


_ASK = "import sys, urllib.request as u; sys.stdout.buffer.write(u.urlopen(sys.argv[1]).read())"
"""Asked by a process of its own: a test opens no connection."""


def _first_answer(server: subprocess.Popen[str], address: str) -> str:
    for _ in range(60):
        assert server.poll() is None, server.communicate()[1]
        asked = subprocess.run(
            [sys.executable, "-c", _ASK, address], check=False, capture_output=True
        )
        if asked.returncode == 0:
            return asked.stdout.decode("utf-8")
        time.sleep(0.1)
    raise AssertionError("the server did not answer")


def test_the_python_of_the_readme_runs(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    for block in _blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    assert "淄博" in capsys.readouterr().out


@pytest.mark.parametrize("script", ["demo", "test", ".ci/run", "scripts/lock"])
def test_the_scripts_are_there_and_may_be_run(script):
    assert os.access(ROOT / script, os.X_OK)
