"""The weights file: whole or not at all, and every damage is one clear error."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.errors import FormatError, NotFoundError, OutsideError, VersionError
from chuquan.linear import LinearModel, TimedModel
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import TASKS, WEIGHTS_VERSION, Weights

TEXTS = pl.Series(["〇烧烤专列开通", "〇暴雨内涝", "", None])
CLASSES = {"place": ("place", "other"), "kind": KINDS, "lever": LEVERS}


def model(classes, seed):
    rng = np.random.default_rng(seed)
    # Sixteenths are exact in half precision.
    idf = rng.integers(0, 64, 1 << 6) / 16
    weights = rng.integers(-64, 64, (1 << 6, len(classes))) / 16
    bias = rng.normal(size=len(classes))
    return LinearModel(
        classes, 1, 2, 6, *(a.astype(np.float32) for a in (idf, weights, bias)), temperature=0.9
    )


def made_up_weights():
    day = date(2023, 7, 1)
    models = {
        task: TimedModel(
            ((date.min, day, model(CLASSES[task], i)), (day, date.max, model(CLASSES[task], i + 9)))
        )
        for i, task in enumerate(TASKS)
    }
    return Weights("自制 2023", models, {"n_titles": 12, "split": "2023-07-01"})


@lru_cache
def saved_bytes(folder):
    file = Path(folder) / "whole.npz"
    made_up_weights().save(file)
    return file.read_bytes()


def assert_same(found, expected):
    assert (found.name, found.notes) == (expected.name, expected.notes)
    assert found.models.keys() == expected.models.keys()
    days = pl.Series([date.min, date(2023, 6, 30), date(2023, 7, 1), date.max])
    for task in expected.models:
        assert [m[:2] for m in found[task].models] == [m[:2] for m in expected[task].models]
        np.testing.assert_array_equal(
            found[task].probabilities(TEXTS, days), expected[task].probabilities(TEXTS, days)
        )


def test_weights_come_back_as_they_were_saved(tmp_path):
    made_up_weights().save(tmp_path / "weights.npz")
    assert_same(Weights.load(tmp_path / "weights.npz"), made_up_weights())
    assert [file.name for file in tmp_path.iterdir()] == ["weights.npz"]


def test_the_shipped_weights_hold_every_task_and_stay_small():
    weights = Weights.load()
    assert set(weights.models) == set(TASKS)
    assert set(weights["place"].classes) == {"place", "other"}
    assert weights["kind"].classes == KINDS
    assert weights["lever"].classes == LEVERS
    assert Weights.load() is weights, "they are read once"
    assert (Path(str(files("chuquan"))) / "data" / "weights.npz").stat().st_size < 5e6


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(NotFoundError, match="leave --weights out"):
        Weights.load(tmp_path / "none.npz")


def rewrite(tmp_path, change):
    """Save weights whose head was changed."""
    file = tmp_path / "weights.npz"
    made_up_weights().save(file)
    with np.load(file) as stored:
        arrays = dict(stored)
    head = change(json.loads(arrays["head"].tobytes()))
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), np.uint8)
    np.savez(file, **arrays)
    return file


def test_weights_of_a_newer_version_are_told_from_damaged_ones(tmp_path):
    # What a newer version holds is unknown: only its number is read.
    file = rewrite(tmp_path, lambda _: {"version": WEIGHTS_VERSION + 1})
    with pytest.raises(VersionError, match="upgrade chuquan"):
        Weights.load(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda _: {},
        lambda head: head | {"version": "soon"},
        lambda head: head | {"spans": {}},
        lambda head: head | {"spans": head["spans"] | {"kind": [["2023-01-01", "2024-01-01"]]}},
        lambda head: head | {"spans": head["spans"] | {"kind": [["yesterday", "today"]]}},
        lambda head: head | {"spans": head["spans"] | {"theme": [["0001-01-01", "9999-12-31"]]}},
        lambda head: {name: value for name, value in head.items() if name != "notes"},
    ],
)
def test_a_head_that_makes_no_sense_is_a_format_error(tmp_path, change):
    with pytest.raises(FormatError, match=r"not a weights file.*"):
        Weights.load(rewrite(tmp_path, change))


@pytest.mark.parametrize("data", [b"", "淄博烧烤".encode(), b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_other_files_are_a_format_error_that_names_the_file(tmp_path, data):
    file = tmp_path / "other.npz"
    file.write_bytes(data)
    with pytest.raises(FormatError, match=r"other\.npz"):
        Weights.load(file)


def test_a_bare_array_is_no_weights_file(tmp_path):
    with (tmp_path / "array.npz").open("wb") as out:
        np.save(out, np.zeros(3))
    with pytest.raises(FormatError):
        Weights.load(tmp_path / "array.npz")


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_bytes_end_in_a_format_error_or_change_nothing(tmp_path_factory, data):
    base = tmp_path_factory.getbasetemp()
    damaged = bytearray(saved_bytes(str(base)))
    places = st.integers(0, len(damaged) - 1)
    for at in data.draw(st.lists(places, min_size=1, max_size=4, unique=True)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    if data.draw(st.booleans()):
        del damaged[data.draw(places) :]
    file = base / "damaged.npz"
    file.write_bytes(damaged)
    try:
        found = Weights.load(file)
    except FormatError as error:
        assert error.where == str(file)  # noqa: PT017 - either outcome is right
    else:
        assert_same(found, made_up_weights())


def test_a_save_that_fails_leaves_the_old_weights_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "weights.npz"
    made_up_weights().save(file)
    before = file.read_bytes()

    def fail(out, **_arrays):
        out.write(b"PK half of it")
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez_compressed", fail)
    with pytest.raises(OutsideError, match="no space left"):
        made_up_weights().save(file)
    assert [f.name for f in tmp_path.iterdir()] == ["weights.npz"]
    assert file.read_bytes() == before


def test_a_save_into_a_folder_that_is_not_there_is_a_failure_of_the_outside(tmp_path):
    with pytest.raises(OutsideError):
        made_up_weights().save(tmp_path / "none" / "weights.npz")
