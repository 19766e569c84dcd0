"""Figures of classes and of calibration, against obvious twins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score

from chuquan.evaluate.calibration import calibration
from chuquan.evaluate.classes import judge_classes
from chuquan.evaluate.intervals import FEWEST_BLOCKS, resampled

CLASSES = ("a", "b", "c")
answers = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1), st.integers(0, 30)),
    min_size=1,
    max_size=80,
)


def judged(rows):
    truth, told, confidence, block = (np.array(column) for column in zip(*rows, strict=True))
    return judge_classes(CLASSES, truth, told, confidence.astype(float), block)


@given(answers)
@settings(deadline=None, max_examples=50)
def test_classes_agree_with_scikit_learn(rows):
    truth, told = [row[0] for row in rows], [row[1] for row in rows]
    own = judged(rows)
    borne = sorted({*truth, *told})
    assert own.macro_f1.value == pytest.approx(
        f1_score(truth, told, labels=borne, average="macro", zero_division=0)
    )
    assert [list(row.values()) for row in own.confusion.values()] == confusion_matrix(
        truth, told, labels=[0, 1, 2]
    ).tolist()
    for i, (name, of_class) in enumerate(own.by_class.items()):
        row, column = own.confusion[name], [own.confusion[c][name] for c in CLASSES]
        assert (of_class.recall.hits, of_class.recall.n) == (row[name], sum(row.values()))
        assert (of_class.precision.hits, of_class.precision.n) == (row[name], sum(column))
        if i in borne:
            alone = f1_score(truth, told, labels=[i], average="macro", zero_division=0)
            assert of_class.f1.value == pytest.approx(alone)
        else:
            assert of_class.f1.value is None


def obvious_calibration_error(confidence, right):
    total = 0.0
    for b in range(10):
        inside = [
            (c, r) for c, r in zip(confidence, right, strict=True)
            if math.floor(10 * c) == b or (b == 9 and c == 1)
        ]  # fmt: skip
        if inside:
            accuracy = sum(r for _, r in inside) / len(inside)
            mean = sum(c for c, _ in inside) / len(inside)
            total += len(inside) / len(confidence) * abs(accuracy - mean)
    return total


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
@settings(deadline=None, max_examples=50)
def test_the_calibration_error_is_the_one_of_the_paper(pairs):
    confidence, right = (np.array(column) for column in zip(*pairs, strict=True))
    own = calibration(confidence, right, np.arange(len(pairs)))
    assert own.error.value == pytest.approx(obvious_calibration_error(confidence, right))
    assert sum(b.right.n for b in own.bins) == len(pairs)
    for b in own.bins:
        assert b.confidence is None or b.low <= b.confidence <= b.high


def test_what_is_calibrated_differs_by_no_more_than_chance_and_what_brags_by_more():
    rng = np.random.default_rng(5)
    confidence = rng.uniform(0.3, 1, 4000)
    right = rng.random(4000) < confidence
    week = np.arange(4000) // 40
    honest = calibration(confidence, right, week)
    assert honest.error.value < 2 * honest.error_of_the_calibrated
    bragging = calibration(np.minimum(confidence + 0.2, 1.0), right, week)
    assert bragging.error.interval[0] > 5 * bragging.error_of_the_calibrated


def test_nothing_told_with_a_confidence_has_no_error():
    none = calibration(np.array([]), np.array([], dtype=bool), np.array([], dtype=np.int64))
    assert none.error.value is None
    assert none.error_of_the_calibrated is None
    assert str(none.error) == "-"


def test_titles_without_a_confidence_are_left_out_of_the_calibration():
    told = np.array([0, 1])
    confidence = np.array([0.9, np.nan])
    own = judge_classes(CLASSES, told, told, confidence, np.array([0, 1]))
    assert sum(b.right.n for b in own.calibration.bins) == 1
    assert own.right.n == 2


def mean_of(sums):
    return sums[..., 0] / sums[..., 1]


def test_the_interval_of_a_mean_is_as_wide_as_its_standard_error():
    rng = np.random.default_rng(1)
    values = (rng.random(900) < 0.3).astype(float)
    counts = np.column_stack([values, np.ones(900)])
    own = resampled(counts, np.arange(900), mean_of)
    error = values.std() / 30
    assert own.value == pytest.approx(values.mean())
    assert (own.interval[1] - own.interval[0]) / 2 == pytest.approx(1.96 * error, rel=0.1)


def test_titles_of_one_week_count_as_one_where_they_speak_alike():
    """Copies of a title within its week tell nothing new, though without the weeks it seems so."""
    rng = np.random.default_rng(2)
    values = np.repeat((rng.random(90) < 0.5).astype(float), 10)
    counts = np.column_stack([values, np.ones(900)])
    together = resampled(counts, np.arange(900) // 10, mean_of)
    alone = resampled(counts, np.arange(900), mean_of)
    ratio = np.diff(together.interval) / np.diff(alone.interval)
    assert ratio.item() == pytest.approx(math.sqrt(10), rel=0.15)


@given(st.permutations(range(40)))
@settings(deadline=None, max_examples=20)
def test_an_interval_does_not_hang_on_the_order_of_titles(order):
    values = np.arange(40) % 3 == 0
    counts = np.column_stack([values, np.ones(40)]).astype(float)
    block = np.arange(40) // 2
    own = resampled(counts, block, mean_of)
    assert resampled(counts[list(order)], block[list(order)], mean_of) == own


def test_of_few_weeks_no_interval_is_told():
    counts = np.ones((20, 2))
    assert resampled(counts, np.arange(20) % (FEWEST_BLOCKS - 1), mean_of).interval is None
    assert resampled(counts, np.arange(20) % FEWEST_BLOCKS, mean_of).interval == (1.0, 1.0)
