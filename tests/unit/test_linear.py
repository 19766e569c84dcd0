"""The kernel behind place, kind and lever against a slow, obvious twin."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.linear import MAX_BITS, LinearModel, TimedModel, codepoints, ngram_rows

TEXTS = st.lists(
    st.none() | st.text(max_size=30) | st.text(alphabet="淄博烧烤专列〇🔥é́ab1 ", max_size=30),
    max_size=8,
)


def column(texts):
    return pl.Series("text", texts, dtype=pl.String)


def made_up_model(seed, *, n_min=1, n_max=3, bits=8, classes=("a", "b", "c"), temperature=1.0):
    rng = np.random.default_rng(seed)
    idf = np.where(rng.random(1 << bits) < 0.7, rng.uniform(1, 9, 1 << bits), 0)
    return LinearModel(
        classes,
        n_min,
        n_max,
        bits,
        idf.astype(np.float32),
        rng.normal(0, 3, (1 << bits, len(classes))).astype(np.float32),
        rng.normal(0, 1, len(classes)).astype(np.float32),
        temperature,
    )


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before any example is timed."""
    made_up_model(0).scores(column(["淄博"]))
    ngram_rows(column(["淄博"]), 1, 3, 8)


def slow_rows(text, n_min, n_max, bits):
    """Every n-gram by its place and length; FNV-1a over code points, then a multiply-shift."""
    rows = []
    for start in range(len(text)):
        for n in range(n_min, min(n_max, len(text) - start) + 1):
            state = 2166136261
            for character in text[start : start + n]:
                state = ((state ^ ord(character)) * 16777619) % 2**32
            rows.append((((state ^ n) * 2654435769) % 2**32) >> (32 - bits))
    return rows


def slow_scores(model, text):
    rows = slow_rows(text or "", model.n_min, model.n_max, model.bits)
    norm = math.sqrt(sum(float(model.idf[row]) ** 2 for row in rows))
    scores = []
    for k, bias in enumerate(model.bias):
        total = sum(float(model.idf[row]) * float(model.weights[row, k]) for row in rows)
        scores.append((total / norm if norm else 0.0) + float(bias))
    return scores


@given(TEXTS, st.integers(0, 99), st.integers(1, 3), st.integers(0, 2))
def test_scores_are_those_of_the_slow_twin(texts, seed, n_min, more):
    model = made_up_model(seed, n_min=n_min, n_max=n_min + more)
    expected = np.array([slow_scores(model, text) for text in texts]).reshape(len(texts), 3)
    np.testing.assert_allclose(model.scores(column(texts)), expected, rtol=1e-4, atol=1e-4)


@given(TEXTS, st.integers(1, 3), st.integers(0, 2))
def test_training_reads_the_very_rows_that_scoring_reads(texts, n_min, more):
    rows, ends = ngram_rows(column(texts), n_min, n_min + more, 10)
    assert len(ends) == len(texts) + 1
    for i, text in enumerate(texts):
        expected = slow_rows(text or "", n_min, n_min + more, 10)
        assert rows[ends[i] : ends[i + 1]].tolist() == expected


@given(TEXTS)
def test_texts_are_laid_out_by_code_point_and_lose_nothing(texts):
    chars, offsets = codepoints(column(texts))
    back = ["".join(map(chr, chars[a:b])) for a, b in pairwise(offsets)]
    assert back == [text or "" for text in texts]


def test_a_lone_surrogate_never_reaches_the_kernel():
    """Polars holds UTF-8 only, so that the seam to the outside has to deal with surrogates."""
    with pytest.raises(UnicodeEncodeError):
        column(["淄博\ud83d烧烤"])


@given(TEXTS, st.integers(0, 99), st.floats(0.2, 5))
def test_probabilities_sum_to_one_and_keep_the_order_of_the_scores(texts, seed, temperature):
    model = made_up_model(seed, temperature=temperature)
    probabilities = model.probabilities(column(texts))
    assert probabilities.shape == (len(texts), 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    scores = model.scores(column(texts))
    np.testing.assert_allclose(
        np.log(probabilities[:, 0] / probabilities[:, 1]),
        (scores[:, 0] - scores[:, 1]) / temperature,
        rtol=1e-3,
        atol=1e-3,
    )


def test_scores_out_of_all_bounds_still_give_probabilities():
    model = made_up_model(0)
    far = LinearModel(**{**model.__dict__, "bias": np.array([1e30, 0, -1e30], dtype=np.float32)})
    np.testing.assert_array_equal(far.probabilities(column(["淄博"])), [[1, 0, 0]])


@given(TEXTS, st.integers(0, 99))
def test_a_model_goes_to_arrays_and_back_but_for_half_precision(texts, seed):
    model = made_up_model(seed, temperature=0.8)
    back = LinearModel.from_arrays(model.to_arrays("kind.0"), "kind.0")
    assert (back.classes, back.n_min, back.n_max, back.bits, back.temperature) == (
        ("a", "b", "c"), 1, 3, 8, 0.8,
    )  # fmt: skip
    np.testing.assert_array_equal(back.idf > 0, model.idf > 0)
    np.testing.assert_allclose(back.idf, model.idf, rtol=2**-11)
    # Rounding moves each idf and weight by 2**-11 at most; the norm makes up for no more than that.
    size = LinearModel(**{**model.__dict__, "weights": np.abs(model.weights)})
    bound = 4 * 2**-11 * (size.scores(column(texts)) - model.bias) + 1e-4
    assert (np.abs(back.scores(column(texts)) - model.scores(column(texts))) <= bound).all()


def test_a_second_round_trip_changes_nothing():
    once = LinearModel.from_arrays(made_up_model(1).to_arrays("m"), "m")
    twice = LinearModel.from_arrays(once.to_arrays("m"), "m")
    for name in ("idf", "weights", "bias"):
        np.testing.assert_array_equal(getattr(once, name), getattr(twice, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shape", np.array([0, 3, 8])),
        ("shape", np.array([3, 1, 8])),
        ("shape", np.array([1, 3, MAX_BITS + 1])),
        ("shape", np.array([1, 3, 4])),  # rows lie beyond the table
        ("bias", np.zeros(4, dtype=np.float32)),
        ("temperature", np.array([0.0])),
        ("temperature", np.array([math.nan])),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused_before_a_kernel_reads_them(name, value):
    arrays = made_up_model(2).to_arrays("m") | {f"m.{name}": value}
    with pytest.raises(ValueError, match="m: "):
        LinearModel.from_arrays(arrays, "m")


def constant(scores):
    """Return a model that says the same of every text."""
    zeros = np.zeros((2, len(scores)), dtype=np.float32)
    return LinearModel(
        tuple("abcdef"[: len(scores)]),
        1,
        1,
        1,
        np.zeros(2, dtype=np.float32),
        zeros,
        np.array(scores, dtype=np.float32),
    )


def timed(edges):
    """Model ``i`` is sure of class ``i``."""
    bounds = [date.min, *edges, date.max]
    n = len(bounds) - 1
    models = (constant([9.0 if k == i else 0.0 for k in range(n)]) for i in range(n))
    return TimedModel(tuple(zip(bounds[:-1], bounds[1:], models, strict=True)))


@given(
    st.lists(st.dates(), min_size=1, max_size=4).map(sorted),
    st.lists(st.dates() | st.sampled_from([date.min, date.max]), max_size=20),
)
def test_every_date_has_the_model_of_its_span(edges, days):
    model = timed(edges)
    days = [*days, *edges]
    found = model.probabilities(column(["淄博"] * len(days)), pl.Series(days, dtype=pl.Date))
    expected = [sum(day >= edge for edge in edges) for day in days]
    assert found.argmax(axis=1).tolist() == expected
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


@given(st.sampled_from([date(2022, 5, 1), date(2023, 7, 1)]), st.integers(-30, 30))
def test_a_time_falls_on_the_day_by_which_titles_are_labelled(edge, hours):
    """Titles are dated in China: 17:00 UTC is the next day, whose labels its model may not know."""
    model = timed([date(2022, 5, 1), date(2023, 7, 1)])
    moment = datetime(edge.year, edge.month, edge.day) + timedelta(hours=hours)
    at = pl.Series([moment.replace(tzinfo=UTC)]).dt.cast_time_unit("us")
    day = (moment + timedelta(hours=8)).date()
    found = model.probabilities(column(["淄博"]), at).argmax()
    assert found == (day >= date(2022, 5, 1)) + (day >= date(2023, 7, 1))


def test_one_model_for_all_times_asks_for_no_time():
    model = TimedModel.always(made_up_model(3))
    texts = column(["淄博烧烤专列开通", None])
    times = pl.Series([date.min, date.max])
    expected = model.models[0][2].probabilities(texts)
    np.testing.assert_array_equal(model.probabilities(texts, times), expected)
    assert model.classes == ("a", "b", "c")


@settings(max_examples=30)
@given(TEXTS, st.lists(st.dates(date(2021, 1, 1), date(2024, 1, 1)), min_size=8, max_size=8))
def test_choosing_models_row_by_row_is_choosing_them_one_by_one(texts, days):
    days = days[: len(texts)]
    edges = [date.min, date(2022, 1, 1), date(2023, 1, 1), date.max]
    models = [made_up_model(seed) for seed in range(3)]
    model = TimedModel(tuple(zip(edges[:-1], edges[1:], models, strict=True)))
    found = model.probabilities(column(texts), pl.Series(days, dtype=pl.Date))
    for i, (text, day) in enumerate(zip(texts, days, strict=True)):
        own = models[sum(day >= edge for edge in edges[1:-1])]
        np.testing.assert_array_equal(found[i : i + 1], own.probabilities(column([text])))


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(date.min, date(2023, 1, 1))],
        [(date(2020, 1, 1), date.max)],
        [(date.min, date(2022, 1, 1)), (date(2023, 1, 1), date.max)],
        [(date.min, date(2023, 1, 1)), (date(2022, 1, 1), date.max)],
        [(date.min, date.max), (date.max, date.min), (date.min, date.max)],
    ],
)
def test_spans_with_a_hole_or_an_overlap_are_refused(spans):
    with pytest.raises(ValueError, match="cover all dates"):
        TimedModel(tuple((start, end, constant([0, 1])) for start, end in spans))


def test_models_of_different_classes_are_refused():
    day = date(2023, 1, 1)
    with pytest.raises(ValueError, match="classes"):
        TimedModel(((date.min, day, constant([0, 1])), (day, date.max, constant([0, 1, 2]))))


def test_what_is_known_beside_a_text_adds_to_its_scores_where_the_model_weighs_it():
    plain = made_up_model(3)
    weights = np.arange(2 * len(plain.classes), dtype=np.float32).reshape(2, -1)
    taught = replace(plain, context=weights)
    texts, beside = column(["淄博", "烧烤"]), np.array([[1, 0], [2, -1]], dtype=np.float32)
    expected = plain.scores(texts) + beside @ weights
    np.testing.assert_allclose(taught.scores(texts, beside), expected, rtol=1e-6)
    np.testing.assert_array_equal(plain.scores(texts, beside), plain.scores(texts))
