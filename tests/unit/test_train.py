"""Training from a table of labelled titles."""

from __future__ import annotations

import hashlib
import importlib.util
from contextlib import nullcontext
from datetime import date

import polars as pl
import pytest

from chuquan import train as training
from chuquan.digest import train as digest_train
from chuquan.errors import LabelError, UserError
from chuquan.tables import KINDS, LEVERS, UTC_TIME
from chuquan.train import (
    COLUMNS,
    fingerprint,
    read_labels,
    train,
    train_and_judge,
    train_cross_fitted,
)
from chuquan.version import __version__
from chuquan.weights import Weights

HEAD = ",".join(COLUMNS)
ROWS = [
    ("淄博", "淄博烧烤专列开通", 1, "image", "social"),
    ("大同", "方大同新歌上线", 0, "", ""),
    ("天水", "天水暴雨内涝", 1, "crisis", ""),
    ("天水", "天水麻辣烫排起长队", 1, "image", "social"),
    ("洛阳", "洛阳牡丹花会开幕", 1, "image", "event"),
    ("白银", "白银价格上涨", 0, "", ""),
    ("洛阳", "洛阳招聘公告发布", 1, "affairs", ""),
    ("淄博", "淄博地震预警", 1, "crisis", ""),
    ("合作", "两国合作论坛", 0, "", ""),
]


def labels_csv(folder):
    lines = [HEAD]
    for i in range(90):
        place, title, is_place, kind, lever = ROWS[i % len(ROWS)]
        lines.append(
            f"2022-{1 + i // 9:02}-{1 + i % 9:02},{place},{title}{i},{is_place},{kind},{lever}"
        )
    file = folder / "labels.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.fixture
def _few_words(monkeypatch):
    """Let a sixteenth of the lexicon do: what it holds is not at stake here, and it is slow."""
    few = digest_train.lexicon()[::16]
    assert set(few["kind"]) == set(KINDS)
    monkeypatch.setattr(digest_train, "lexicon", lambda: few)


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    return read_labels(labels_csv(tmp_path_factory.mktemp("labels")))


@pytest.mark.usefixtures("_few_words")
def test_one_model_a_task_learns_from_all_labels(labels, tmp_path):
    trained = train(labels, "self-made")
    trained.save(tmp_path / "weights.npz")
    weights = Weights.load(tmp_path / "weights.npz")
    assert (weights["kind"].classes, weights["lever"].classes) == (KINDS, LEVERS)
    assert weights.notes == {
        "n_titles": 90, "first_date": "2022-01-01", "last_date": "2022-10-09",
        "n_mentions": 0,
    }  # fmt: skip
    day = pl.Series([date(2030, 1, 1)] * 2)
    kinds = weights["kind"].probabilities(pl.Series(["〇烧烤排起长队", "〇暴雨内涝"]), day)
    assert [KINDS[k] for k in kinds.argmax(axis=1)] == ["image", "crisis"]


@pytest.mark.usefixtures("_few_words")
def test_cross_fitted_weights_cover_all_dates_with_a_model_a_block(labels):
    weights = train_cross_fitted(labels, "cross", split=date(2022, 8, 1), n_blocks=2)
    for task in weights.models.values():
        starts = [start for start, _, _ in task.models]
        assert len(starts) == 3
        assert (starts[0], starts[-1]) == (date.min, date(2022, 8, 1))
        assert task.models[-1][1] == date.max
    assert weights.notes["split"] == "2022-08-01"


def test_a_label_that_is_not_allowed_is_named(labels):
    wrong = labels.with_columns(kind=pl.col("kind").replace("crisis", "gossip"))
    with pytest.raises(LabelError, match="gossip"):
        train(wrong, "wrong")


class Stages:
    """Keep the names of the stages."""

    def __init__(self):
        self.names = []

    def stage(self, name, **_total):
        self.names.append(name)
        return nullcontext(lambda _steps: None)


@pytest.mark.usefixtures("_few_words")
def test_weights_are_judged_on_titles_after_the_split_and_then_know_all(labels):
    stages = Stages()
    split = date(2022, 7, 1)
    trained = train_and_judge(labels, split=split, notes={"origin": "made up"}, progress=stages)
    n_before = labels.filter(pl.col("date") < split).height
    assert trained.n_before == n_before
    assert trained.judged.n == labels.height - n_before
    assert trained.judged.period[0] >= split
    assert trained.judged.seen.is_test
    assert trained.judged.seen.last < split
    assert len(stages.names) == 3
    notes = trained.weights.notes
    assert trained.weights.name == "titles-to-2022-10-09"
    assert (notes["n_titles"], notes["last_date"]) == (90, "2022-10-09")
    assert (notes["chuquan_version"], notes["origin"]) == (__version__, "made up")
    assert notes["time_split"]["split"] == "2022-07-01"
    assert notes["time_split"]["kind"]["right"]["n"] == trained.judged.kind.right.n
    assert "淄博" not in str(notes), "no title travels with the weights"


@pytest.mark.usefixtures("_few_words")
def test_weights_with_their_notes_survive_being_written(labels, tmp_path):
    trained = train_and_judge(labels, "mine")
    trained.weights.save(tmp_path / "weights.npz")
    loaded = Weights.load(tmp_path / "weights.npz")
    assert loaded.name == "mine"
    assert loaded.notes == trained.weights.notes


@pytest.mark.usefixtures("_few_words")
def test_mentions_around_the_titles_are_learnt_from_and_judged_with(labels):
    said = labels.select(
        pl.lit("x").alias("source"),
        pl.col("date").cast(UTC_TIME).alias("observed_at"),
        pl.col("title").alias("text"),
        pl.lit(None, pl.Float64).alias("heat"),
        pl.lit(None, pl.String).alias("url"),
    )
    trained = train_and_judge(labels, mentions=said)
    assert trained.weights["kind"].models[0][2].context.any()
    assert trained.weights.notes["n_mentions"] == trained.judged.n_mentions == said.height
    alone = train_and_judge(labels)
    assert not alone.weights["kind"].models[0][2].context.size
    assert alone.judged.n_mentions == 0


@pytest.mark.usefixtures("_few_words")
def test_unless_told_six_in_ten_titles_lie_before_the_split(labels):
    trained = train_and_judge(labels)
    assert trained.n_before == pytest.approx(54, abs=5)


@pytest.mark.usefixtures("_few_words")
def test_titles_after_the_last_day_are_not_looked_at(labels):
    trained = train_and_judge(labels, until=date(2022, 8, 31))
    assert trained.labels["date"].max() <= date(2022, 8, 31)
    assert trained.weights.notes["n_titles"] == trained.labels.height < 90
    assert trained.judged.period[1] <= date(2022, 8, 31)


@pytest.mark.parametrize(
    "days", [{"split": date(2030, 1, 1)}, {"split": date(2000, 1, 1)}, {"until": date(2000, 1, 1)}]
)
def test_a_split_with_nothing_on_one_side_is_refused(labels, days):
    with pytest.raises(LabelError, match="titles before"):
        train_and_judge(labels, **days)


def test_without_scikit_learn_it_is_said_how_to_install_it(labels, monkeypatch):
    monkeypatch.setattr(training, "find_spec", lambda _name: None)
    for task in (
        lambda: train(labels, "x"),
        lambda: train_and_judge(labels),
        lambda: train_cross_fitted(labels, "x", split=date(2022, 8, 1)),
    ):
        with pytest.raises(UserError, match=r"pip install 'chuquan\[train\]'"):
            task()
    assert importlib.util.find_spec("sklearn") is not None


def test_the_fingerprint_is_that_of_the_file(tmp_path):
    file = labels_csv(tmp_path)
    assert fingerprint(file) == hashlib.sha256(file.read_bytes()).hexdigest()
