"""Single titles are judged by the way of a digest, and it is said whether that is a test."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from chuquan.digest.classify import CELLS
from chuquan.digest.memory import N_FEATURES
from chuquan.digest.tally import cell_name, classify_located, locate
from chuquan.errors import EmptySourceError, LabelError
from chuquan.evaluate import evaluate_titles, judge_titles
from chuquan.evaluate.labels import SCHEMA
from chuquan.evaluate.seen import what_was_seen
from chuquan.evaluate.told import names_told, tell
from chuquan.linear import TimedModel
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.tables import KINDS, LEVERS, UTC_TIME
from chuquan.weights import Weights

ROWS = [
    (date(2024, 1, 1), "淄博", "淄博烧烤专列开通了", 1, "image", "social"),
    (date(2024, 1, 9), "大同", "方大同新歌上线", 0, None, None),
    (date(2024, 2, 1), "天水", "天水暴雨内涝严重", 1, "crisis", None),
    (date(2024, 2, 9), "上海", "周杰伦上海演唱会开票", 1, "image", "concert"),
    (date(2024, 3, 1), "淄博", "淄博地震 救援队出发", 1, "image", "nature"),
    (date(2024, 3, 9), "大同", "方大同去大同看云冈石窟", 1, "image", "culture"),
    (date(2023, 3, 9), "龙江", "黑龙江下雪了", 0, None, None),
]
LABELS = pl.DataFrame(ROWS, schema=SCHEMA, orient="row")
PLACED = np.array([row[3] == 1 for row in ROWS])


@pytest.fixture(scope="module")
def weights():
    return Weights.load()


@pytest.fixture(scope="module")
def judged(weights):
    return evaluate_titles(LABELS, weights)


def test_a_name_is_told_as_its_place_only_where_the_digest_counts_it(weights):
    told = tell(LABELS, weights)
    assert told.is_place.tolist()[:5] == [True, False, True, True, True]
    assert not told.is_place[6]
    assert np.isnan(told.confidence[1])
    assert (told.confidence[told.is_place] >= 0.5).all()


def mentions_of(days, texts):
    """Return a table of mentions, at noon in Beijing."""
    n = len(texts)
    at = pl.Series("observed_at", days).cast(UTC_TIME).dt.offset_by("4h")
    empty = {"heat": pl.Series([None] * n, dtype=pl.Float64)}
    empty["url"] = pl.Series([None] * n, dtype=pl.String)
    return pl.DataFrame({"source": "x", "observed_at": at, "text": texts, **empty})


EARLIER = mentions_of(
    [date(2023, 12, d) for d in range(20, 30) for _ in range(4)],
    [f"天水暴雨内涝 淄博烧烤{i}" if i % 2 else f"天水演唱会第{i}场" for i in range(40)],
)


def with_context(weights):
    """Make weights whose context counts, whatever the shipped ones have learnt."""
    rng = np.random.default_rng(4)

    def lean(model):
        context = rng.normal(0, 0.3, (N_FEATURES, len(model.classes))).astype(np.float32)
        return replace(model, context=context)

    models = {
        task: weights[task] if task == "place" else TimedModel(
            tuple((start, end, lean(model)) for start, end, model in weights[task].models)
        )
        for task in ("place", "kind", "lever")
    }  # fmt: skip
    return Weights("leaning", models, weights.notes)


@pytest.mark.parametrize("earlier", [None, EARLIER], ids=["alone", "after other mentions"])
def test_kind_and_lever_are_those_of_the_digest(weights, earlier):
    """The twin: a digest of the same mentions, which shares each out in sixteenths."""
    weights = with_context(weights)
    rows = [0, 2, 3, 4]
    # One title at a time: in a digest the titles would teach each other.
    for i in rows:
        told = tell(LABELS[i : i + 1], weights, earlier)
        assert told.kinds.sum() == pytest.approx(1)
        assert told.levers.sum() == pytest.approx(1)
        own = mentions_of(LABELS["date"][i : i + 1], LABELS["title"][i : i + 1])
        mentions = own if earlier is None else pl.concat([earlier, own])
        resolver = Resolver.load(weights["place"])
        classified, _ = classify_located(locate(mentions, resolver), weights, resolver.gazetteer)
        shared = classified.filter(pl.col("row") == mentions.height - 1)
        assert shared.height == 1
        for kind, lever in CELLS:
            cell = told.kinds[0, KINDS.index(kind)]
            if lever is not None:
                cell *= told.levers[0, LEVERS.index(lever)]
            assert shared[cell_name(kind, lever)].item() == pytest.approx(cell, abs=1 / 16)


def test_what_was_said_on_the_same_day_or_later_tells_nothing(weights):
    weights = with_context(weights)
    later = mentions_of([date(2024, 3, 9), date(2024, 6, 1)], ["大同云冈石窟 落石"] * 2)
    alone, beside = (tell(LABELS, weights, m) for m in (None, later))
    assert (alone.kinds == beside.kinds).all()
    assert (alone.levers == beside.levers).all()
    earlier = tell(LABELS, weights, EARLIER)
    assert not np.allclose(alone.kinds[2], earlier.kinds[2])


def test_a_part_of_the_place_counts_and_what_it_belongs_to_does_not():
    gazetteer = Gazetteer.load()
    labels = pl.DataFrame(
        {"place": ["淄博", "张店"], "title": ["淄博张店区烧烤", "淄博的张店区烧烤"]}
    )

    def resolved(*rows):
        schema = {
            "row": pl.UInt32, "place_id": pl.String, "start": pl.UInt32, "end": pl.UInt32,
            "confidence": pl.Float32,
        }  # fmt: skip
        return pl.DataFrame(list(rows), schema=schema, orient="row")

    district = gazetteer.find("张店")[0]
    found = names_told(resolved((0, district, 2, 5, 0.9)), labels, gazetteer)
    assert found["row"].to_list() == [0], "a district speaks of its city"
    city = names_told(resolved((1, "370300", 0, 2, 0.9)), labels, gazetteer)
    assert city.is_empty(), "the city, named by its own name, is not the district"


def test_counts_are_those_of_the_labels(judged):
    assert judged.n == 7
    assert judged.period == (date(2023, 3, 9), date(2024, 3, 9))
    assert judged.place.right.n == 7
    assert judged.kind.right.n == PLACED.sum() == sum(map(_total, judged.kind.confusion.values()))
    assert judged.lever.right.n == 4
    assert list(judged.by_year) == ["2023", "2024"]
    assert sum(own.place.n for own in judged.by_year.values()) == 7
    assert judged.whole.n == 7
    assert judged.whole.hits <= judged.place.right.hits


def _total(row):
    return sum(row.values())


def test_the_worst_errors_come_first_with_text_truth_and_probability(judged):
    wrong = judged.errors["kind"]
    assert any(
        e.title == "淄博地震 救援队出发" and (e.truth, e.told) == ("image", "crisis") for e in wrong
    )
    told = [e.probability for e in wrong]
    assert told == sorted(told, reverse=True)
    assert all(e.probability_of_truth <= e.probability for e in wrong)
    assert len(wrong) == judged.kind.right.n - judged.kind.right.hits


def test_the_order_of_titles_does_not_matter(weights, judged):
    assert evaluate_titles(LABELS.reverse(), weights) == judged


def test_json_and_tables_hold_what_is_there(judged):
    whole = json.loads(json.dumps(judged.to_dict()))
    assert whole["kind"]["right"]["n"] == 5
    assert "errors" in whole
    assert "errors" not in judged.figures()
    assert "淄博" not in json.dumps(judged.figures(), ensure_ascii=False)
    for title, header, rows in judged.tables():
        assert title
        assert all(len(row) == len(header) for row in rows)


def test_it_is_said_with_how_many_mentions_titles_were_told(weights, judged):
    assert judged.n_mentions == 0
    assert evaluate_titles(LABELS, weights, EARLIER).n_mentions == 40


def test_only_the_days_asked_for_are_judged(weights):
    part = evaluate_titles(LABELS, weights, since=date(2024, 2, 1), until=date(2024, 2, 29))
    assert part.n == 2
    with pytest.raises(EmptySourceError, match="none of 7 labelled titles"):
        evaluate_titles(LABELS, weights, since=date(2030, 1, 1))


def test_files_are_read_and_their_faults_told(tmp_path):
    file = tmp_path / "titles.csv"
    LABELS.write_csv(file)
    assert judge_titles(file).n == 7
    file.write_text(file.read_text().replace("crisis", "gossip"))
    with pytest.raises(LabelError, match="line 4, column kind: 'gossip' is unknown"):
        judge_titles(file)


def noted(n_models=1, **notes):
    """Make weights of which nothing is asked but their notes and how many models there are."""
    timed = SimpleNamespace(models=((None, None, None),) * n_models)
    return SimpleNamespace(notes=notes, models={"place": timed, "kind": timed, "lever": timed})


TRAINED = {"first_date": "2020-01-01", "last_date": "2023-12-31"}


@pytest.mark.parametrize(
    ("weights", "status", "n_seen", "is_test"),
    [
        (noted(**TRAINED), "seen", 1, False),
        (noted(first_date="2020-01-01", last_date="2022-12-31"), "apart", 0, True),
        (noted(n_models=3, split="2023-07-01", **TRAINED), "cross-fitted", 0, True),
        (noted(split="2023-07-01", **TRAINED), "seen", 1, False),
        (noted(), "unknown", 0, False),
        (noted(first_date="long ago", last_date="now"), "unknown", 0, False),
    ],
)
def test_figures_on_the_time_of_the_training_are_no_test(weights, status, n_seen, is_test):
    seen = what_was_seen(LABELS["date"], weights)
    assert (seen.status, seen.n_seen, seen.is_test) == (status, n_seen, is_test)
    assert seen.n == 7
