"""Mentions to counts: nothing is lost, nothing depends on order, and no text comes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.digest.classify import CELLS
from chuquan.digest.shares import UNITS
from chuquan.digest.store import save
from chuquan.digest.tally import HEAT_STEP, cell_name, classify_located, locate, tally_attention
from chuquan.digest.terms import MAX_TERM_CHARACTERS, cut_terms
from chuquan.pipeline import digest_reading
from chuquan.sources.base import ReadOptions
from chuquan.sources.listing import to_reading
from chuquan.sources.replay import Replay
from chuquan.tables import ATTENTION, TERMS

START = datetime(2024, 3, 1, 15, 30, tzinfo=UTC)
# Made up, all of them; some name no place, one names two, one is said of a place abroad.
TITLES = [
    "淄博烧烤专列开通首日座无虚席",
    "淄博和天水互相学习待客之道",
    "天水麻辣烫门口排起长队",
    "哈尔滨冰雪大世界今日开园迎客",
    "洛阳汉服妆造店一天接待三百人",
    "郑州暴雨多条地铁线路停运",
    "齐齐哈尔一体育馆屋顶坍塌",
    "巴黎街头的中国春节彩灯",
    "纽约时代广场跨年人潮涌动",
    "今天没有什么新鲜事可以说",
    "方大同新歌今晚零点上线",
    "阿勒泰的雪景美得不像话",
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.sampled_from(TITLES),
            "source": st.sampled_from(["weibo", "douyin"]),
            "observed_at": st.integers(0, 80).map(lambda h: START + timedelta(hours=h)),
            "heat": st.none() | st.floats(-10, 1e9),
        }
    ),
    max_size=12,
    unique_by=lambda row: (row["text"], row["source"], row["observed_at"]),
)
with_digest = settings(max_examples=9, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@with_digest
@given(rows=ROWS)
def test_attention_sums_to_the_mentions_of_each_place_source_and_hour(
    rows, mentions_of, resolver, digest_of
):
    mentions = mentions_of(rows)
    located = locate(mentions, resolver)
    keys = ["source", "place_id", "hour"]
    expected = (
        located.with_columns(hour=pl.col("observed_at").dt.truncate("1h"))
        .group_by(keys)
        .agg(n=pl.len().cast(pl.Float64))
    )
    made = digest_of(mentions)
    found = made.attention.group_by(keys).agg(pl.col("n").sum())
    assert found.sort(keys).equals(expected.sort(keys)), "to the bit, not nearly"
    assert made.n_located == located["row"].n_unique()
    assert made.n_mentions == mentions.height


@with_digest
@given(rows=ROWS)
def test_heat_sums_to_that_of_the_mentions(rows, mentions_of, resolver, digest_of):
    located = locate(mentions_of(rows), resolver)
    heats = [heat for heat in located["heat"] if heat is not None and heat > 0]
    found = digest_of(mentions_of(rows)).attention["heat"].sum()
    assert found == pytest.approx(sum(heats), abs=HEAT_STEP * (len(heats) + 1))


@with_digest
@given(rows=ROWS, random=st.randoms(use_true_random=False))
def test_the_order_of_mentions_never_matters(rows, random, mentions_of, digest_of):
    shuffled = rows[:]
    random.shuffle(shuffled)
    one, other = digest_of(mentions_of(rows)), digest_of(mentions_of(shuffled))
    for name in ("attention", "terms", "coverage"):
        assert getattr(one, name).equals(getattr(other, name))
    assert (one.inputs, one.n_located) == (other.inputs, other.n_located)


@with_digest
@given(rows=ROWS, cut=st.integers(1, 3))
def test_digesting_two_periods_one_after_the_other_adds_to_digesting_both(
    rows, cut, mentions_of, digest_of
):
    midnight = datetime(2024, 3, 1, 16, tzinfo=UTC) + timedelta(days=cut)  # of Beijing
    first = digest_of(mentions_of([r for r in rows if r["observed_at"] < midnight]))
    then = digest_of(mentions_of([r for r in rows if r["observed_at"] >= midnight]), after=first)
    both = digest_of(mentions_of(rows))
    assert ATTENTION.add([first.attention, then.attention]).equals(both.attention)
    assert TERMS.add([first.terms, then.terms]).equals(both.terms)


@with_digest
@given(rows=ROWS)
def test_terms_are_those_of_the_most_probable_cell_by_the_slow_twin(
    rows, mentions_of, classify_all, digest_of
):
    classified = classify_all(mentions_of(rows))
    expected = {}
    for row in classified.iter_rows(named=True):
        cells = {(k, v): row[cell_name(k, v)] for k, v in CELLS}
        kinds = {k: sum(n for (kind, _), n in cells.items() if kind == k) for k, _ in CELLS}
        kind = max(kinds, key=lambda k: (kinds[k], -["image", "crisis", "affairs"].index(k)))
        levers = [v for k, v in CELLS if k == "image"]
        lever = max(levers, key=lambda v: cells["image", v]) if kind == "image" else None
        assert (row["kind"], row["lever"]) == (kind, lever)
        rest = row["text"][: row["start"]] + " " + row["text"][row["end"] :]
        for term in cut_terms(pl.Series([rest]))["term"]:
            key = (row["source"], row["place_id"], kind, lever, term)
            expected[key] = expected.get(key, 0) + 1
    terms = digest_of(mentions_of(rows)).terms
    found = terms.group_by("source", "place_id", "kind", "lever", "term").agg(pl.col("n").sum())
    assert {row[:-1]: row[-1] for row in found.iter_rows()} == expected


@with_digest
@given(rows=ROWS)
def test_the_tables_keep_their_contract(rows, mentions_of, digest_of):
    made = digest_of(mentions_of(rows))
    assert ATTENTION.validate(made.attention).equals(made.attention)
    assert TERMS.validate(made.terms).equals(made.terms)
    # Multiples of small powers of two add without rounding, so that no order of adding shows.
    assert (made.attention["n"] * UNITS % 1 == 0).all()
    assert (made.attention["heat"] * (UNITS / HEAT_STEP) % 1 == 0).all()
    assert (made.attention["lever"].is_not_null() == (made.attention["kind"] == "image")).all()


def strings_of(folder):
    """Every string that stands anywhere in the files of a digest."""
    for file in sorted(folder.glob("*.parquet")):
        for column in pl.read_parquet(file).iter_columns():
            if column.dtype == pl.String:
                yield from column.drop_nulls().unique()
    yield (folder / "digest.json").read_text(encoding="utf-8")


@with_digest
@given(
    texts=st.lists(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["淄博", "天水", "哈尔滨", "郑州"]),
            st.text(
                alphabet="烧烤专列开通排起长队的了在冰雪汉服暴雨abc1 ", min_size=12, max_size=20
            ),
            st.text(max_size=5),
        ),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_no_text_enters_a_digest(tmp_path_factory, texts, mentions_of, digest_of):
    rows = [{"text": t, "observed_at": START, "item_id": str(i)} for i, t in enumerate(texts)]
    made = digest_of(mentions_of(rows))
    folder = tmp_path_factory.mktemp("digest") / "d"
    save(made, folder)
    for string in strings_of(folder):
        for text in texts:
            # Any thirteen characters in a row are more than a word.
            pieces = {text[i : i + 13] for i in range(len(text) - 12)}
            assert not any(piece in string for piece in pieces), string
    for term in made.terms["term"]:
        assert len(term) <= MAX_TERM_CHARACTERS
        assert not any(character.isspace() for character in term)


def test_a_term_falls_on_the_day_of_the_places_own_clock(mentions_of, digest_of):
    at = datetime(2024, 1, 1, 1, 30, tzinfo=UTC)  # 09:30 in Tianshui, still New Year's Eve in NY
    rows = [
        {"text": "天水麻辣烫门口排起长队", "observed_at": at},
        {"text": "纽约时代广场跨年人潮涌动", "observed_at": at},
    ]
    terms = digest_of(mentions_of(rows)).terms
    days = dict(terms.select("place_id", "day").unique().iter_rows())
    assert days == {"620500": date(2024, 1, 1), "geonames:5128581": date(2023, 12, 31)}


def test_the_title_of_a_work_set_in_its_place_is_a_term_from_its_announcement_on(
    mentions_of, digest_of
):
    years = [datetime(year, 5, 9, tzinfo=UTC) for year in (2022, 2024)]
    rows = [{"text": "我的阿勒泰里的草原真美", "observed_at": at} for at in years]
    terms = digest_of(mentions_of(rows)).terms.filter(term="我的阿勒泰")
    assert terms.select("place_id", "day", "n").rows() == [("654300", date(2024, 5, 9), 1.0)]


def test_a_mention_of_two_places_counts_for_both_and_once_as_located(mentions_of, digest_of):
    made = digest_of(mentions_of([{"text": "淄博和天水互相学习待客之道", "observed_at": START}]))
    sums = dict(made.attention.group_by("place_id").agg(pl.col("n").sum()).iter_rows())
    assert sums == {"370300": 1.0, "620500": 1.0}
    assert made.n_located == 1


def test_mentions_of_no_place_leave_coverage_alone(mentions_of, digest_of):
    made = digest_of(mentions_of([{"text": "今天没有什么新鲜事", "observed_at": START}]))
    assert (made.attention.height, made.terms.height, made.n_located) == (0, 0, 0)
    assert made.n_mentions == 1


def test_negative_and_endless_heat_count_as_none(resolver, weights, mentions_of):
    heats = [None, -5.0, float("inf"), float("nan"), 0.0]
    rows = [
        {"text": "天水麻辣烫", "observed_at": START, "item_id": str(i), "heat": heat}
        for i, heat in enumerate(heats)
    ]
    located = locate(mentions_of(rows), resolver)
    classified, _ = classify_located(located, weights, resolver.gazetteer)
    assert (
        tally_attention(classified)["heat"].to_list()
        == [0.0]
        * classified.select(pl.col(cell_name(k, v)).sum() > 0 for k, v in CELLS)
        .sum_horizontal()
        .item()
    )


def test_the_pipeline_digests_a_reading_the_same_way(mentions_of, digest_of):
    rows = [
        {"time": (START + timedelta(hours=i)).isoformat(), "text": text, "heat": i * 1.3}
        for i, text in enumerate(TITLES)
    ]
    observed = Replay(rows, source="weibo").read(Path("made-up"), ReadOptions())
    reading = to_reading(observed, quiet_days=3)
    made, classified = digest_reading(reading)
    expected = digest_of(reading.mentions)
    assert made.attention.equals(expected.attention)
    assert made.terms.equals(expected.terms)
    assert made.coverage.equals(reading.coverage)
    assert set(classified["text"]) <= set(TITLES)
    assert made.n_mentions == len(TITLES)
