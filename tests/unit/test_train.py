"""Training from a table of labelled titles."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from chuquan.digest import train as digest_train
from chuquan.errors import ColumnError, FormatError, LabelError, NotFoundError
from chuquan.tables import KINDS, LEVERS
from chuquan.train import COLUMNS, read_labels, train, train_cross_fitted
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


def test_labels_are_read_with_their_types(tmp_path):
    labels = read_labels(labels_csv(tmp_path))
    assert labels.schema == {
        "date": pl.Date, "place": pl.String, "title": pl.String,
        "is_place": pl.Int8, "kind": pl.String, "lever": pl.String,
    }  # fmt: skip
    assert labels.height == 90


def test_a_missing_labels_file_says_what_to_do(tmp_path):
    with pytest.raises(NotFoundError, match="What to do"):
        read_labels(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "error", "found"),
    [
        (f"{HEAD}\n2022-01-01,淄博,淄博烧烤,perhaps,image,social\n", FormatError, "is_place"),
        ("date,place,title\n2022-01-01,淄博,淄博烧烤\n", ColumnError, "is_place, kind, lever"),
        (f"{HEAD}\nsoon,淄博,淄博烧烤,1,image,social\n", ColumnError, "holds no dates"),
        ("", FormatError, "not a labels table"),
    ],
)
def test_labels_of_another_shape_are_refused_by_file(tmp_path, text, error, found):
    file = tmp_path / "labels.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=found) as raised:
        read_labels(file)
    assert raised.value.where == str(file)
    assert raised.value.allowed


def test_labels_in_another_encoding_are_a_format_error(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_bytes(f"{HEAD}\n2022-01-01,淄博,淄博烧烤,1,image,social\n".encode("gb18030"))
    with pytest.raises(FormatError, match="UTF-8"):
        read_labels(file)


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
