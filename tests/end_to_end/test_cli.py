# ruff: noqa: ARG002  the fake takes what the pipeline takes
"""The command line as a user meets it, over a pipeline that is made up.

The commands on real input are in ``test_readme.py``; here it is exit codes, streams and files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import msgspec
import polars as pl
import pytest

import chuquan
from chuquan.digest import train as digest_train
from chuquan.errors import ColumnError, OutsideError
from chuquan.faces.cli import main
from chuquan.report import Breakout, Evidence, Problem, Report
from chuquan.version import __version__


def breakout(place_id="370300", name="淄博", english="Zibo", **changes) -> Breakout:
    values = {
        "breakout_id": f"{place_id}-20230409",
        "place_id": place_id,
        "place_name": name,
        "place_name_en": english,
        "province_name": "山东",
        "image": f"{name} 烧烤",
        "onset": datetime(2023, 4, 9, tzinfo=UTC),
        "peak": datetime(2023, 4, 15, tzinfo=UTC),
        "end": None,
        "phase": "fading",
        "n_excess": 88.0,
        "rate_ratio": 12.0,
        "half_life_days": 5.0,
        "half_life_days_interval": (3.0, 8.0),
        "evidence": (Evidence(weight=0.9, text="[bold]淄博\x1b[31m烧烤", url="javascript:1"),),
        "q_value": 0.002,
        "kind": "image",
        "kind_shares": {"image": 1.0},
        "lever": "social",
        "lever_shares": {"social": 0.8, "event": 0.2},
        "sources": ("weibo",),
        "first_source": "weibo",
    }
    return Breakout(**{**values, **changes})


REPORT = Report(
    period=(date(2023, 1, 1), date(2023, 4, 30)),
    false_discovery_rate=0.1,
    breakouts=(
        breakout(),
        breakout("230100", "哈尔滨", "Harbin", end=datetime(2023, 4, 20, tzinfo=UTC)),
    ),
    problems=(Problem("posts.csv", "no time", line=7),),
)


class FakePipeline(ModuleType):
    """Answers as the pipeline does and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__("chuquan.pipeline")
        self.asked: dict[str, object] = {}
        self.fault: BaseException | None = None

    def _answer(self, **asked: object) -> None:
        self.asked = asked
        progress = asked.get("progress")
        if progress is not None:
            with progress.stage("reading", total=2) as advance:
                advance(2)
            if "paths" in asked:
                progress.has_read({"time": "when", "text": "words"}, REPORT.problems)
        if self.fault:
            raise self.fault

    def run(self, paths, options, settings, weights=None, **more):
        self._answer(paths=paths, options=options, settings=settings, weights=weights, **more)
        return REPORT

    def digest(self, paths, options, settings, weights=None, **more):
        self._answer(paths=paths, options=options, settings=settings, **more)
        return SimpleNamespace(n_mentions=1000, n_located=80)

    def find(self, digest, settings, progress=None):
        self._answer(settings=settings, progress=progress)
        return REPORT

    def load_digest(self, path):
        return SimpleNamespace(n_mentions=500, n_located=40)

    def save_digest(self, digest, path):
        Path(path).mkdir()

    def merge_digests(self, digests):
        return SimpleNamespace(n_mentions=sum(d.n_mentions for d in digests), n_located=80)

    def demo_digest(self):
        return SimpleNamespace(n_mentions=500, n_located=40)

    def resolve(self, texts, weights=None):
        rows = [
            {
                "row": i,
                "text": t,
                "place_id": "370300",
                "name": "淄博",
                "name_en": "Zibo",
                "start": t.index("淄博"),
                "end": t.index("淄博") + 2,
                "confidence": 0.98,
            }
            for i, t in enumerate(texts)
            if "淄博" in t
        ]
        schema = {
            "row": pl.Int64,
            "text": pl.String,
            "place_id": pl.String,
            "name": pl.String,
            "name_en": pl.String,
            "start": pl.Int64,
            "end": pl.Int64,
            "confidence": pl.Float64,
        }
        return pl.DataFrame(rows, schema=schema)


@pytest.fixture
def pipeline(monkeypatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "chuquan.pipeline", fake)
    monkeypatch.setattr(chuquan, "pipeline", fake, raising=False)
    return fake


def test_run_writes_report_brief_and_problems_and_prints_the_table(pipeline, tmp_path, capsys):
    out = tmp_path / "new" / "out"
    assert main(["run", "posts.csv", "--out", str(out)]) == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "brief.html",
        "problems.jsonl",
        "report.json",
    ]
    assert Report.read(out / "report.json") == REPORT
    assert json.loads((out / "problems.jsonl").read_text()) == {
        "file": "posts.csv",
        "found": "no time",
        "line": 7,
    }
    assert (out / "brief.html").read_text().startswith("<!doctype html>")
    printed = capsys.readouterr()
    assert printed.out.index("淄博") < printed.out.index("哈尔滨"), "ongoing ones stand first"
    assert "posts.csv" in printed.err


def test_digest_tells_columns_problems_and_hands_on_the_origin(pipeline, tmp_path, capsys):
    arguments = ["digest", "x.csv", "--out", str(tmp_path / "d"), "--origin", "mine, MIT"]
    assert main(arguments) == 0
    assert pipeline.asked["origin"] == "mine, MIT"
    told = capsys.readouterr().err
    assert "time=when, text=words" in told
    assert "posts.csv" in told
    assert main([*arguments[:3], str(tmp_path / "e"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"][0]["line"] == 7


def test_digest_is_taught_by_the_digests_of_earlier_days(pipeline, tmp_path):
    arguments = ["digest", "x.csv", "--out", str(tmp_path / "d")]
    assert main(arguments) == 0
    assert pipeline.asked["after"] is None
    earlier = ["--after", "may", "--after", "june"]
    assert main([*arguments[:3], str(tmp_path / "e"), *earlier]) == 0
    assert pipeline.asked["after"].n_mentions == 1000


def test_problems_file_is_there_when_nothing_went_wrong(pipeline, tmp_path, monkeypatch):
    clean = msgspec.structs.replace(REPORT, problems=())
    monkeypatch.setattr(pipeline, "run", lambda *_a, **_k: clean)
    assert main(["run", "x", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "problems.jsonl").read_bytes() == b""


def test_run_hands_every_option_to_the_pipeline(pipeline, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("close_days = 9\nfalse_discovery_rate = 0.2\n")
    arguments = (
        f"run a.csv b.csv --out {tmp_path / 'o'} --format table --column time=when --column "
        "text=words --timezone Asia/Shanghai --source-name weibo --encoding gb18030 "
        f"--settings {settings} --false-discovery-rate 0.05 --since 2023-01-02 "
        "--until 2023-02-03 --weights w.npz"
    )
    assert main(arguments.split()) == 0
    asked = pipeline.asked
    assert asked["paths"] == [Path("a.csv"), Path("b.csv")]
    assert asked["options"].columns == {"time": "when", "text": "words"}
    assert asked["options"].format == "table"
    assert asked["options"].timezone == "Asia/Shanghai"
    assert asked["options"].source_name == "weibo"
    assert asked["options"].encoding == "gb18030"
    assert asked["settings"].close_days == 9
    assert asked["settings"].false_discovery_rate == 0.05, "the command line overrides the file"
    assert (asked["since"], asked["until"]) == (date(2023, 1, 2), date(2023, 2, 3))
    assert asked["weights"] == Path("w.npz")


JSON_COMMANDS = {
    "run": ["run", "x.csv", "--out", "OUT"],
    "digest": ["digest", "x.csv", "--out", "OUT"],
    "merge": ["merge", "a", "b", "--out", "OUT"],
    "find": ["find", "a"],
    "find --out": ["find", "a", "--out", "OUT"],
    "explain": ["explain", "Zibo", "--digest", "a"],
    "places": ["places", "淄博烧烤", "没有"],
    "demo": ["demo", "--out", "OUT"],
}


@pytest.mark.parametrize("name", JSON_COMMANDS)
def test_json_is_the_only_thing_on_stdout(name, pipeline, tmp_path, capsys):
    arguments = [str(tmp_path / "out") if a == "OUT" else a for a in JSON_COMMANDS[name]]
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", JSON_COMMANDS)
def test_every_command_speaks_both_languages(name, lang, pipeline, tmp_path, capsys):
    arguments = [str(tmp_path / "out") if a == "OUT" else a for a in JSON_COMMANDS[name]]
    assert main([*arguments, "--lang", lang]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip()
    assert "\x1b" not in printed.out + printed.err, "no escape sequence of a mention gets through"


def test_find_json_is_the_report_itself(pipeline, capsys):
    assert main(["find", "d", "--json"]) == 0
    assert Report.from_json(capsys.readouterr().out.encode()) == REPORT


def test_explain_reads_a_report_and_shows_evidence_and_shares(tmp_path, capsys):
    (tmp_path / "report.json").write_bytes(REPORT.to_json())
    assert main(["explain", "淄博市", "--report", str(tmp_path / "report.json")]) == 0
    out = capsys.readouterr().out
    assert "[bold]淄博" in out, "markup in a mention is shown, not obeyed"
    assert "80%" in out
    assert "哈尔滨" not in out


def test_explain_of_an_unknown_place_names_near_ones_and_ends_with_2(tmp_path, capsys):
    (tmp_path / "report.json").write_bytes(REPORT.to_json())
    assert main(["explain", "Harbn", "--report", str(tmp_path / "report.json")]) == 2
    assert "哈尔滨" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--report", "r", "--digest", "d"]])
def test_explain_wants_a_report_or_a_digest(given, capsys):
    assert main(["explain", "淄博", *given]) == 2
    assert "--digest" in capsys.readouterr().err


def test_places_tells_texts_that_name_no_place(pipeline, capsys):
    assert main(["places", "淄博烧烤", "没有"]) == 0
    out = capsys.readouterr().out
    assert "370300" in out
    assert "没有" in out


def test_places_reads_stdin_by_line(pipeline, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", iter(["在淄博\n", "别处\n"]))
    assert main(["places", "--json"]) == 0
    assert [row["start"] for row in json.loads(capsys.readouterr().out)] == [1]


def test_evaluate_prints_tables_and_json(tmp_path, capsys):
    (tmp_path / "report.json").write_bytes(REPORT.to_json())
    truth = tmp_path / "truth.csv"
    truth.write_text(
        "id,place,place_code,start,end,kind,lever,lever2,theme\n"
        "1,淄博,3703,2023-04-08,2023-04-20,image,social,,烧烤\n"
    )
    arguments = ["evaluate", str(tmp_path / "report.json"), "--truth", str(truth)]
    assert main([*arguments, "--lang", "en"]) == 0
    assert "recall" in capsys.readouterr().out
    assert main([*arguments, "--lang", "zh"]) == 0
    assert "召回率" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["overall"]["recall"]["hits"] == 1


TITLES = (
    "date,place,title,is_place,kind,lever\n"
    "2024-01-01,淄博,淄博烧烤专列开通了,1,image,social\n"
    "2024-01-02,大同,方大同新歌上线,0,,\n"
    "2024-01-03,天水,天水暴雨内涝严重,1,crisis,\n"
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_evaluate_judges_titles_and_writes_json_and_a_page(tmp_path, capsys, lang):
    titles, out = tmp_path / "titles.csv", tmp_path / "out"
    titles.write_text(TITLES)
    arguments = ["evaluate", "--titles", str(titles), "--out", str(out), "--lang", lang]
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert ("不是检验" if lang == "zh" else "not a test") in printed.out
    assert str(out / "evaluation.html") in printed.err
    written = json.loads((out / "evaluation.json").read_text())
    assert written["titles"]["n"] == 3
    assert "episodes" not in written
    page = (out / "evaluation.html").read_text()
    assert ("不是检验" if lang == "zh" else "not a test") in page
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == written


def test_evaluate_judges_both_at_once(tmp_path, capsys):
    (tmp_path / "report.json").write_bytes(REPORT.to_json())
    (tmp_path / "titles.csv").write_text(TITLES)
    (tmp_path / "truth.csv").write_text(
        "id,place_code,start,end,kind,lever\n1,3703,2023-04-08,2023-04-20,image,social\n"
    )
    given = [str(tmp_path / "report.json"), "--truth", str(tmp_path / "truth.csv")]
    both = [*given, "--titles", str(tmp_path / "titles.csv"), "--since", "2023-01-01", "--json"]
    assert main(["evaluate", *both]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["episodes"]["overall"]["recall"]["n"] == 1
    assert told["titles"]["n"] == 3


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], "nothing to judge"),
        (["report.json"], "REPORT without --truth"),
        (["--truth", "x.csv"], "--truth without REPORT"),
        (["report.json", "--truth", "x.csv", "--weights", "w.npz"], "--weights without --titles"),
        (["report.json", "--truth", "x.csv", "--mentions", "m"], "--mentions without --titles"),
    ],
)
def test_evaluate_says_what_belongs_together(given, found, capsys):
    assert main(["evaluate", *given]) == 2
    assert found in capsys.readouterr().err


def test_train_writes_weights_and_a_card_that_the_other_commands_take(
    tmp_path, capsys, monkeypatch
):
    # A sixteenth of the lexicon does: what it holds is not at stake here, and it is slow.
    few = digest_train.lexicon()[::16]
    monkeypatch.setattr(digest_train, "lexicon", lambda: few)
    rows = [
        f"2023-{1 + i // 20:02}-{1 + i % 20:02},{place},{title}{i},{is_place},{kind},{lever}"
        for i in range(80)
        for place, title, is_place, kind, lever in [LABELLED[i % len(LABELLED)]]
    ]
    labels, weights = tmp_path / "labels.csv", tmp_path / "new" / "ours.npz"
    labels.write_text("\n".join(["date,place,title,is_place,kind,lever", *rows]))
    train = ["train", str(labels), "--out", str(weights), "--name", "ours", "--lang", "en"]
    assert main([*train, "--split", "2023-03-01", "--origin", "made up"]) == 0
    printed = capsys.readouterr()
    assert "told by weights of the 40 titles before" in printed.out
    assert str(weights) in printed.err
    card = (tmp_path / "new" / "ours.md").read_text()
    assert card.startswith("# Model card: ours\n")
    assert "made up" in card
    assert "淄博" not in card
    evaluate = ["evaluate", "--titles", str(labels), "--weights", str(weights), "--json"]
    assert main(evaluate) == 0
    alone = json.loads(capsys.readouterr().out)["titles"]
    assert alone["seen"]["status"] == "seen"
    said = tmp_path / "said.csv"
    said.write_text("time,text\n2023-01-01T12:00:00+08:00,天水暴雨内涝\n")
    assert main([*evaluate, "--mentions", str(said)]) == 0
    assert json.loads(capsys.readouterr().out)["titles"]["n_mentions"] == 1
    assert alone["n_mentions"] == 0


LABELLED = [
    ("淄博", "淄博烧烤专列开通", 1, "image", "social"),
    ("大同", "方大同新歌上线", 0, "", ""),
    ("天水", "天水暴雨内涝", 1, "crisis", ""),
    ("洛阳", "洛阳牡丹花会开幕", 1, "image", "event"),
    ("洛阳", "洛阳招聘公告发布", 1, "affairs", ""),
]


def test_train_names_the_bad_rows_of_a_table_and_writes_nothing(tmp_path, capsys):
    labels = tmp_path / "labels.csv"
    labels.write_text(TITLES.replace("crisis", "gossip").replace("2024-01-01", "soon"))
    assert main(["train", str(labels), "--out", str(tmp_path / "w.npz"), "--json"]) == 2
    told = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert told["found"].startswith("line 2, column date: 'soon' is no date; line 4, column kind")
    assert not (tmp_path / "w.npz").exists()


@pytest.mark.parametrize("card", ["w.npz", "."])
def test_train_refuses_targets_that_cannot_be_before_it_begins(tmp_path, capsys, card):
    out = ["--out", str(tmp_path / "w.npz"), "--card", str(tmp_path / card)]
    assert main(["train", "none.csv", *out]) == 2
    assert "--card" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (ColumnError("no time column", where="x.csv", allowed="a time", todo="map it"), 2),
        (OutsideError("the disk is full"), 3),
        (PermissionError(13, "Permission denied", "x.csv"), 3),
        (ZeroDivisionError("division by zero"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_a_failure_has_its_exit_code_one_message_and_leaves_nothing(
    fault, code, pipeline, tmp_path, capsys
):
    pipeline.fault = fault
    assert main(["run", "x.csv", "--out", str(tmp_path / "out")]) == code
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.out == ""
    assert not (tmp_path / "out").exists()


def test_a_failure_with_json_is_an_object_in_the_last_line_of_stderr(pipeline, tmp_path, capsys):
    pipeline.fault = ColumnError("no time column", where="x.csv", allowed="a time", todo="map it")
    assert main(["run", "x.csv", "--out", str(tmp_path / "out"), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err.splitlines()[-1]) == {
        "error": "ColumnError",
        "found": "no time column",
        "where": "x.csv",
        "allowed": "a time",
        "todo": "map it",
        "exit_code": 2,
    }


def test_a_traceback_is_shown_only_when_asked_for(pipeline, tmp_path, capsys, monkeypatch):
    pipeline.fault = ZeroDivisionError("division by zero")
    monkeypatch.setenv("CHUQUAN_TRACEBACK", "1")
    assert main(["run", "x.csv", "--out", str(tmp_path / "out")]) == 1
    assert "Traceback" in capsys.readouterr().err


BAD_USAGE = {
    "no command's name": ["rnu"],
    "no out": ["run", "x.csv"],
    "no source": ["run", "--out", "o"],
    "language": ["demo", "--lang", "fr"],
    "date": ["run", "x", "--out", "o", "--since", "2023-13-01"],
    "period": ["run", "x", "--out", "o", "--since", "2023-02-01", "--until", "2023-01-01"],
    "column": ["run", "x", "--out", "o", "--column", "time"],
    "column twice": ["run", "x", "--out", "o", "--column", "time=a", "--column", "time=b"],
    "role": ["run", "x", "--out", "o", "--column", "tiem=a"],
    "rate": ["run", "x", "--out", "o", "--false-discovery-rate", "2"],
    "settings": ["demo", "--settings", "not-there.toml"],
    "report": ["explain", "淄博", "--report", "not-there.json"],
}


@pytest.mark.parametrize("case", BAD_USAGE)
def test_bad_usage_ends_with_2_and_writes_nothing(case, pipeline, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(BAD_USAGE[case]) == 2
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert pipeline.asked == {}


def test_out_that_is_a_file_is_refused_before_the_work(pipeline, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["run", "x", "--out", str(tmp_path / "file" / "deep")]) == 2
    assert pipeline.asked == {}
    assert (tmp_path / "file").read_text() == "mine"


def test_help_documents_the_exit_codes_and_version_prints_it(capsys):
    assert main(["--help"]) == 0
    assert "130" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


HEAVY = ("polars", "numpy", "numba", "scipy", "jinja2", "rich.table", "rjieba")


def test_help_loads_nothing_heavy():
    """`chuquan --help` answers at once because the libraries load when a command runs."""
    code = f"import sys, chuquan.faces.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_interruption_while_writing_leaves_no_file(pipeline, tmp_path, monkeypatch):
    calls = []

    def replace(self, target):
        calls.append(target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replace)
    assert main(["run", "x", "--out", str(tmp_path / "out")]) == 130
    assert calls
    assert not (tmp_path / "out").exists()
