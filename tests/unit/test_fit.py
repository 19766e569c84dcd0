"""What is fitted, and that the fast kernel scores what scikit-learn fitted."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression

from chuquan.errors import LabelError
from chuquan.fit import fit_linear
from chuquan.linear import ngram_rows

WORDS = {
    "image": ["烧烤专列", "赏花游客", "冰雪节开幕", "演唱会返场"],
    "crisis": ["暴雨内涝", "火灾救援", "地震预警", "塌方封路"],
    "affairs": ["干部任命", "招聘公告", "财政预算", "地铁规划"],
}


def toy(classes=("image", "crisis", "affairs"), n=60, seed=0):
    rng = np.random.default_rng(seed)
    labels = [classes[i % len(classes)] for i in range(n)]
    texts = [f"〇{rng.choice(WORDS[label])}第{rng.integers(50)}日" for label in labels]
    return pl.Series("text", texts), labels


def test_what_is_separable_is_told_apart_in_texts_not_seen():
    texts, labels = toy()
    new, truth = toy(seed=1)
    model = fit_linear(texts, labels, classes=tuple(WORDS), bits=12)
    found = model.scores(new).argmax(axis=1)
    assert [model.classes[k] for k in found] == truth


def slow_features(texts, used, bits, min_count):
    """Dense tf-idf by counting, one text at a time, over the rows that the kernel reads."""
    rows, ends = ngram_rows(texts, 1, 4, bits)
    bags = [Counter(rows[ends[i] : ends[i + 1]].tolist()) for i in range(len(texts))]
    holds = Counter(row for bag in bags for row in bag)
    idf = {
        row: math.log((1 + len(bags)) / (1 + n)) + 1 for row, n in holds.items() if n >= min_count
    }
    out = np.zeros((len(bags), 1 << bits))
    for i, bag in enumerate(bags):
        norm = math.sqrt(sum(n * idf.get(row, 0) ** 2 for row, n in bag.items())) or 1
        for row, n in bag.items():
            out[i, row] = n * idf.get(row, 0) / norm
    return out[:, used]


@pytest.mark.parametrize("classes", [("image", "crisis"), ("image", "crisis", "affairs")])
@pytest.mark.parametrize("balance", [1.0, 0.0])
def test_the_kernel_scores_are_the_decision_function_of_scikit_learn(classes, balance):
    texts, labels = toy(classes, n=50)
    weight = np.random.default_rng(2).uniform(0.5, 2, len(labels))
    model = fit_linear(
        texts, labels, classes=classes, bits=10, balance=balance, sample_weight=weight
    )
    used = np.flatnonzero(model.idf > 0)
    features = slow_features(texts, used, 10, min_count=2)
    twin = LogisticRegression(
        C=10, class_weight="balanced" if balance else None, max_iter=400, tol=1e-3
    )
    twin.fit(features, [classes.index(label) for label in labels], sample_weight=weight)
    new, _ = toy(classes, n=20, seed=3)
    # The new texts weigh by the idf of the old: the twin's features are rebuilt from the model's.
    rows, ends = ngram_rows(new, 1, 4, 10)
    decided = []
    for i in range(len(new)):
        own = rows[ends[i] : ends[i + 1]]
        x = np.bincount(own, weights=model.idf[own], minlength=1 << 10)
        decided.append(x[used] / math.sqrt((model.idf[own].astype(float) ** 2).sum()))
    expected = twin.decision_function(np.array(decided))
    scores = model.scores(new)
    if len(classes) == 2:
        scores = scores[:, 1] - scores[:, 0]
    np.testing.assert_allclose(scores, expected, atol=5e-3)


def test_an_ngram_of_fewer_texts_than_asked_for_has_no_weight():
    texts, labels = toy()
    model = fit_linear(texts, labels, classes=tuple(WORDS), bits=12, min_count=3)
    rows, ends = ngram_rows(texts, 1, 4, 12)
    holds = Counter(
        row for i in range(len(texts)) for row in set(rows[ends[i] : ends[i + 1]].tolist())
    )
    assert {row for row, n in holds.items() if n >= 3} == set(np.flatnonzero(model.idf).tolist())
    assert not model.weights[model.idf == 0].any()


def test_a_class_without_an_example_keeps_its_place_and_is_never_predicted():
    texts, labels = toy(("image", "affairs"))
    model = fit_linear(texts, labels, classes=("image", "crisis", "affairs"), bits=12)
    assert model.classes == ("image", "crisis", "affairs")
    assert (model.probabilities(texts)[:, 1] < 1e-9).all()


def test_labels_that_are_no_class_are_all_named():
    texts, labels = toy()
    labels[0], labels[1] = "scandal", "noise"
    with pytest.raises(LabelError, match="noise, scandal") as error:
        fit_linear(texts, labels, classes=tuple(WORDS), bits=12)
    assert "image, crisis, affairs" in error.value.allowed


@pytest.mark.parametrize("n", [0, 5])
def test_labels_of_one_class_leave_nothing_to_tell_apart(n):
    with pytest.raises(LabelError, match="nothing to tell apart"):
        fit_linear(pl.Series(["〇烧烤"] * n, dtype=pl.String), ["image"] * n, classes=tuple(WORDS))
