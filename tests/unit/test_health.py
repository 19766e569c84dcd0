"""What is said about the sources, and about when they were not looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from chuquan.health import GAP_HOURS, source_health
from chuquan.tables import COVERAGE, STATUSES

START = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def coverage(statuses, source="weibo", start=START):
    rows = [
        {
            "source": source,
            "hour": start + i * HOUR,
            "n_snapshots": 1,
            "n_items": 50 if status == "ok" else 0,
            "n_new": i % 3 if status == "ok" else 0,
            "status": status,
        }
        for i, status in enumerate(statuses)
        if status is not None
    ]
    return COVERAGE.validate(pl.DataFrame(rows, schema=COVERAGE.columns))


def only(statuses):
    (health,) = source_health(coverage(statuses))
    return health


def slow_gaps(statuses):
    """Walk over the hours and note every run without an ok that is long enough."""
    gaps, run = [], 0
    for i, status in enumerate([*statuses, "ok"]):
        if status != "ok":
            run += 1
            continue
        if run >= GAP_HOURS:
            gaps.append((START + (i - run) * HOUR, START + i * HOUR))
        run = 0
    return tuple(gaps)


RUNS = st.lists(
    st.tuples(st.sampled_from([*STATUSES, None]), st.integers(1, 40)), min_size=1, max_size=6
).map(lambda runs: [status for status, n in runs for _ in range(n)])


@given(RUNS)
def test_gaps_are_all_stretches_of_a_day_and_more_without_a_look(statuses):
    # A source begins and ends with a row: what lies outside is not its period.
    statuses = ["failed", *statuses, "failed"]
    assert only(statuses).gaps == slow_gaps(statuses)


def test_a_day_without_a_look_is_a_gap_and_an_hour_less_is_none():
    assert only(["ok", *["failed"] * 24, "ok"]).gaps == ((START + HOUR, START + 25 * HOUR),)
    assert only(["ok", *["failed"] * 23, "ok"]).gaps == ()
    assert only(["ok", *[None] * 24, "ok"]).gaps == ((START + HOUR, START + 25 * HOUR),)


def test_a_source_that_is_down_to_the_end_has_a_gap_to_the_end():
    assert only(["ok", *["failed"] * 30]).gaps == ((START + HOUR, START + 31 * HOUR),)


def test_a_source_that_never_answered_is_one_gap():
    health = only(["failed"] * 48)
    assert health.gaps == ((START, START + 48 * HOUR),)
    assert (health.n_hours_ok, health.n_hours_failed, health.n_mentions) == (0, 48, 0)


@given(RUNS, RUNS, st.randoms(use_true_random=False))
def test_each_source_is_counted_apart_whatever_the_order_of_rows(one, other, random):
    one, other = ["ok", *one], ["ok", *other]
    both = pl.concat([coverage(one, "weibo"), coverage(other, "douyin", START + 5 * HOUR)])
    rows = list(range(both.height))
    random.shuffle(rows)
    found = source_health(both[rows])
    assert [health.source for health in found] == ["douyin", "weibo"]
    weibo = found[1]
    assert weibo == only(one)
    assert weibo.n_hours_ok == one.count("ok")
    assert weibo.n_hours_failed == one.count("failed")
    assert weibo.n_mentions == coverage(one)["n_new"].sum()
    assert weibo.n_items == 50 * one.count("ok")
    assert weibo.first_hour == START


def test_no_coverage_is_no_source():
    assert source_health(COVERAGE.empty()) == ()
