"""Training of kind and lever: no model judges a time whose labels it has seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from chuquan.digest import train
from chuquan.digest.classify import MASK
from chuquan.digest.examples import examples, label_mentions
from chuquan.digest.memory import N_FEATURES
from chuquan.digest.train import KNOWN, best_temperature, cross_fit, fit_kind, fit_lever, fit_models
from chuquan.errors import LabelError
from chuquan.linear import LinearModel
from chuquan.tables import KINDS, LEVERS

DAY = date(2023, 1, 1)
SCHEMA = {
    "date": pl.Date, "place": pl.String, "title": pl.String,
    "is_place": pl.Int8, "kind": pl.String, "lever": pl.String,
}  # fmt: skip


def labels_of(rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def row(
    *, day=DAY, place="淄博", title="淄博烧烤专列开通", is_place=1, kind="image", lever="social"
):
    return (day, place, title, is_place, kind, lever)


class Seen(LinearModel):
    """A model that knows nothing but the days of the labels it was given."""

    days: frozenset[date]


def remember(labels):
    nothing = np.zeros((2, 2), dtype=np.float32)
    model = Seen(("a", "b"), 1, 1, 1, nothing[0], nothing, nothing[0])
    object.__setattr__(model, "days", frozenset(labels["date"]))
    return {"kind": model}


DAYS = st.lists(st.integers(0, 40).map(lambda d: DAY + timedelta(days=d)), min_size=4, max_size=40)


@given(DAYS, st.integers(1, 45), st.integers(2, 4))
def test_no_model_is_applied_to_a_day_whose_labels_it_was_trained_on(days, split_at, n_blocks):
    split = DAY + timedelta(days=split_at)
    labels = pl.DataFrame({"date": days}, schema={"date": pl.Date})
    if sum(day < split for day in days) < n_blocks:
        with pytest.raises(LabelError, match="to be cut into"):
            cross_fit(labels, remember, split=split, n_blocks=n_blocks)
        return
    timed = cross_fit(labels, remember, split=split, n_blocks=n_blocks)["kind"]
    for start, end, model in timed.models:
        assert not any(start <= day < end for day in model.days)
        assert all(day < split for day in model.days), "nothing after the split is ever learnt"
        if start < split:
            own = {day for day in days if start <= day < end}
            assert model.days == {day for day in days if day < split} - own, "and nothing is wasted"
    assert timed.models[-1][0] == split
    assert timed.models[-1][2].days == {day for day in days if day < split}
    assert 2 <= len(timed.models) <= n_blocks + 1


@given(DAYS)
def test_blocks_hold_about_as_many_labels_each(days):
    labels = pl.DataFrame({"date": days}, schema={"date": pl.Date})
    timed = cross_fit(labels, remember, split=date(2024, 1, 1), n_blocks=2)["kind"]
    first = sum(day < timed.models[0][1] for day in days)
    same_day = max(days.count(day) for day in days)
    assert abs(first - len(days) / 2) <= same_day


@pytest.mark.parametrize("n_blocks", [0, 1])
def test_one_block_cannot_be_classified_by_others(n_blocks):
    labels = pl.DataFrame({"date": [DAY] * 9}, schema={"date": pl.Date})
    with pytest.raises(LabelError, match="2 blocks or more"):
        cross_fit(labels, remember, split=date(2024, 1, 1), n_blocks=n_blocks)


def test_only_titles_of_their_place_are_learnt_from_and_the_place_is_masked(gazetteer):
    labels = labels_of(
        [
            row(title="淄博：淄博烧烤"),
            row(place="大同", title="方大同新歌", is_place=0, kind=None, lever=None),
            row(kind="crisis", title="淄博暴雨", lever=""),
        ]
    )
    found = examples(labels, gazetteer).rows
    assert found["masked"].to_list() == [f"{MASK}：淄博烧烤", f"{MASK}暴雨"]
    assert found["lever"].to_list() == ["social", None]
    assert found["city"].to_list() == ["370300", "370300"]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (row(kind="gossip"), "unknown kind: gossip"),
        (row(kind=None), "unknown kind: none"),
        (row(lever="luck"), "unknown lever: luck"),
    ],
)
def test_labels_that_are_not_allowed_are_named(wrong, found, gazetteer):
    with pytest.raises(LabelError, match=found):
        label_mentions(labels_of([row(), wrong]), gazetteer)


def test_what_is_wrong_with_titles_of_no_place_does_not_matter(gazetteer):
    labels = labels_of([row(), row(is_place=0, kind="gossip")])
    assert label_mentions(labels, gazetteer).height == 1


def test_a_county_named_with_its_city_remembers_with_the_city(gazetteer):
    labels = labels_of(
        [row(place="朝阳", title="北京朝阳灯会"), row(place="朝阳", title="辽宁朝阳灯会")]
    )
    assert examples(labels, gazetteer).rows["city"].to_list() == ["110000", "211300"]


TITLES = {
    "image": ["烧烤专列开通", "赏花季开幕", "灯会点亮古城"],
    "crisis": ["暴雨内涝", "仓库火灾", "山路塌方"],
    "affairs": ["招聘公告", "干部任前公示", "财政预算公布"],
}


@pytest.fixture(scope="module")
def labels():
    levers = ["social", "nature", "event"]
    rows = []
    for i in range(90):
        kind = KINDS[i % 3]
        title = f"淄博{TITLES[kind][i // 3 % 3]}{i}"
        lever = levers[i // 3 % 3] if kind == "image" else ""
        rows.append(row(day=DAY + timedelta(days=i), title=title, kind=kind, lever=lever))
    return labels_of(rows)


@pytest.fixture
def _few_words(monkeypatch):
    few = train.lexicon()[::16]
    monkeypatch.setattr(train, "lexicon", lambda: few)


@pytest.mark.usefixtures("_few_words")
def test_kinds_and_levers_are_learnt_and_their_probabilities_calibrated(labels, gazetteer):
    titles = examples(labels, gazetteer)
    kind, lever = fit_kind(titles), fit_lever(titles)
    assert (kind.classes, lever.classes) == (KINDS, LEVERS)
    texts = pl.Series([f"{MASK}烧烤专列", f"{MASK}仓库火灾", f"{MASK}招聘公告"])
    assert [KINDS[k] for k in kind.probabilities(texts).argmax(axis=1)] == list(KINDS)
    assert LEVERS[lever.probabilities(texts)[0].argmax()] == "social"
    assert 0.2 <= kind.temperature <= 5


@pytest.mark.usefixtures("_few_words")
def test_a_word_of_the_lexicon_speaks_for_its_kind_though_no_title_holds_it(labels, gazetteer):
    words = train.lexicon().filter(pl.col("term").str.len_chars() >= 3)
    model = fit_kind(examples(labels, gazetteer))
    found = model.scores(pl.Series([f"{MASK}{word}" for word in words["term"]])).argmax(axis=1)
    right = np.array([KINDS.index(kind) for kind in words["kind"]]) == found
    assert right.mean() > 0.9


@pytest.mark.usefixtures("_few_words")
def test_with_an_archive_models_learn_what_was_said_before(labels, mentions_of):
    # In this made-up archive one word no label holds stands for crises, and its titles say nothing.
    said = [
        {
            "text": f"{place}{word}{i}",
            "observed_at": datetime(2023, 1, 1, tzinfo=UTC) + timedelta(i),
        }
        for i in range(80)
        for place, word in (("天水", "暴雨内涝石榴"), ("淄博", "烧烤专列樱桃"))
    ]
    not_places = labels_of(
        [row(place="大同", title=f"方大同新歌{i}", is_place=0) for i in range(9)]
    )
    alone = fit_models(pl.concat([labels, not_places]))
    taught = fit_models(pl.concat([labels, not_places]), mentions_of(said))
    for task in ("kind", "lever"):
        assert alone[task].context.size == 0
        assert taught[task].context.shape == (N_FEATURES, len(taught[task].classes))
        assert np.abs(taught[task].context[KNOWN[task]]).sum() > 0
    unknown = np.delete(taught["kind"].context, KNOWN["kind"], axis=0)
    assert not unknown.any(), "a kind is not told by levers"


@given(st.integers(0, 999), st.floats(0.4, 2.5))
def test_the_temperature_is_the_one_that_minimises_the_log_loss(seed, true_temperature):
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (200, 3))
    p = np.exp(log_softmax(logits, axis=1))
    truth = np.array([rng.choice(3, p=row) for row in p])
    scores = (logits * true_temperature).astype(np.float32)

    def loss(log_t):
        return -log_softmax(scores / np.exp(log_t), axis=1)[np.arange(200), truth].mean()

    best = np.exp(minimize_scalar(loss, bounds=(np.log(0.2), np.log(5)), method="bounded").x)
    found = best_temperature(scores, truth)
    assert abs(np.log(found / best)) < np.log(5 / 0.2) / 80 + 1e-3, "within a step of the grid"
