"""The model card states data, dates, figures and limits, and no title."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from judged_made_up import make_judged

from chuquan.errors import UserError
from chuquan.evaluate.labels import SCHEMA
from chuquan.faces.model_card import check_targets, model_card, write_weights
from chuquan.faces.words import LANGUAGES
from chuquan.train import Trained
from chuquan.weights import Weights


def trained(**notes):
    rows = [
        (date(2022, 1, 1), "淄博", "淄博烧烤专列", 1, "image", "social"),
        (date(2024, 1, 1), "大同", "方大同新歌", 0, None, None),
    ]
    known = {"chuquan_version": "0.1.0", "created": "2024-07-01", "labels_sha256": "ab12"}
    weights = Weights("ours | <i>", {}, {**known, **notes})
    return Trained(
        weights, make_judged(), date(2023, 7, 1), 321, pl.DataFrame(rows, SCHEMA, orient="row")
    )


@pytest.fixture(scope="module", params=LANGUAGES)
def card(request):
    return model_card(trained(origin="read by us, MIT"), n_bytes=740_000, lang=request.param)


def test_the_card_states_data_dates_and_figures(card):
    for said in ("0.74 MB", "ab12", "2024-07-01", "read by us, MIT", "321"):
        assert said in card
    judged = make_judged()
    for task in (judged.place, judged.kind, judged.lever):
        assert f"{task.right.value:.3f} [" in card
        assert str(task.calibration.error) in card


def test_the_card_holds_no_title(card):
    assert "淄博" not in card
    assert "alert" not in card
    assert "方大同" not in card


def test_every_table_of_the_card_is_whole(card):
    """A cell with a bar in it, or a row of another length, would break the table apart."""
    blocks = [b.splitlines() for b in card.split("\n\n") if b.startswith("|")]
    assert len(blocks) >= 10
    for lines in blocks:
        widths = {line.replace("\\|", "").count("|") for line in lines}
        assert len(widths) == 1, lines[0]
        assert set(lines[1]) <= set("|-: "), "the second line divides head from body"
    assert "ours \\| &lt;i>" in card


def test_an_origin_that_nobody_told_is_said_to_be_unknown():
    assert "not stated" in model_card(trained(origin=""), n_bytes=1)
    assert "not stated" in model_card(trained(), n_bytes=1)


def test_classes_told_badly_stand_among_the_limits():
    text = model_card(trained(), n_bytes=1)
    weak = next(line for line in text.splitlines() if "F1 of 0.7" in line)
    judged = make_judged()
    for task in (judged.kind, judged.lever):
        for name, own in task.by_class.items():
            assert (f"{name} (F1" in weak) == (own.f1.value < 0.7)


def test_weights_and_card_are_written_side_by_side(tmp_path):
    out = tmp_path / "new" / "w.npz"
    made = trained()
    saved = SimpleNamespace(
        weights=SimpleNamespace(
            save=lambda path: path.write_bytes(b"x" * 20_000),
            notes=made.weights.notes, name="ours",
        ),
        judged=made.judged, split=made.split, n_before=made.n_before, labels=made.labels,
    )  # fmt: skip
    paths = write_weights(saved, out, out.with_suffix(".md"), "en")
    assert paths["weights"].read_bytes()[:1] == b"x"
    assert "0.02 MB" in paths["card"].read_text(encoding="utf-8")


def test_targets_that_cannot_be_files_are_refused(tmp_path):
    with pytest.raises(UserError, match="one file"):
        check_targets(tmp_path / "w", tmp_path / "w")
    with pytest.raises(UserError, match="folder where a file"):
        check_targets(tmp_path, tmp_path / "w.md")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="file where the output folder"):
        check_targets(tmp_path / "file" / "w.npz", tmp_path / "w.md")


def test_the_card_that_ships_is_that_of_the_weights_that_ship():
    weights = Weights.load()
    from importlib.resources import files  # noqa: PLC0415

    card = (files("chuquan") / "data" / "weights.md").read_text(encoding="utf-8")
    assert card.startswith(f"# Model card: {weights.name}\n")
    assert weights.notes["labels_sha256"] in card
