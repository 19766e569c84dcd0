"""Listings to mentions and coverage, against slow and obvious twins."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chuquan.sources.base import LISTINGS, LOOKS, Observations
from chuquan.sources.listing import QUIET_HOURS, to_reading

START = datetime(2024, 1, 1, tzinfo=UTC)

listed = st.tuples(
    st.sampled_from(["weibo", "zhihu"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.integers(0, 24 * 20),  # half hours
    st.integers(1, 3),
)


def frame(rows: list[tuple[str, str, int, int]]) -> pl.DataFrame:
    times = [START + timedelta(minutes=30 * half) for _, _, half, _ in rows]
    return LISTINGS.validate(
        pl.DataFrame(
            {
                "source": [row[0] for row in rows],
                "item_id": [row[1] for row in rows],
                "text": [row[1] for row in rows],
                "observed_at": times,
                "seen_at": times,
                "rank": [row[3] for row in rows],
            },
            schema_overrides={name: LISTINGS.columns[name] for name in ("observed_at", "seen_at")},
        )
    )


def slow_mentions(
    rows: list[tuple[str, str, int, int]], quiet_days: float
) -> list[tuple[str, str, int, int]]:
    """One item at a time, one listing after the other."""
    out = []
    for source, item in sorted({row[:2] for row in rows}):
        last = None
        for half in sorted({row[2] for row in rows if row[:2] == (source, item)}):
            if last is None or (half - last) / 48 > quiet_days:
                out.append(
                    (source, item, half, min(r[3] for r in rows if r[:3] == (source, item, half)))
                )
            last = half
    return sorted(out)


def slow_status(hours: set[int], failed: set[int], ask: int) -> str:
    """Return the status of an hour of a list, looking along the hours one by one."""
    known = hours | failed
    if ask in known:
        return "ok" if ask in hours else "failed"
    before, after = ask, ask
    while before not in known:
        before -= 1
    while after not in known:
        after += 1
    if after - before - 1 >= QUIET_HOURS:
        return "absent"
    return "ok" if after in hours else "failed"


some = st.sampled_from([None, "a", "b"])
full = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["weibo", "zhihu"]),
        "item_id": st.sampled_from(["甲", "乙"]),
        "observed_at": st.integers(0, 2).map(lambda hour: START + timedelta(hours=hour)),
        "seen_at": st.integers(3, 4).map(lambda hour: START + timedelta(hours=hour)),
        "text": st.sampled_from(["甲", "乙"]),
        "url": some,
        "rank": st.none() | st.integers(1, 2),
        "heat": st.none() | st.sampled_from([1.0, 2.0]),
        "author": some,
        "lang": some,
    }
)


@given(st.lists(full, max_size=20))
def test_of_rows_of_one_moment_the_one_is_kept_that_a_sort_of_all_puts_first(rows) -> None:
    listings = pl.DataFrame(rows, schema=LISTINGS.columns)
    kept: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        key = (row["observed_at"], row["source"], row["item_id"])
        heat = -row["heat"] if row["heat"] is not None else None
        values = (
            row["rank"],
            heat,
            *(row[c] for c in ("seen_at", "text", "url", "author", "lang")),
        )
        rest = tuple((value is None, value or 0) for value in values)
        kept[key] = min(kept.get(key, rest), rest)
    found = to_reading(Observations(listings), 0.0).mentions
    columns = ["rank", "heat", "seen_at", "text", "url", "author", "lang"]
    told = [tuple(row[name] for name in columns) for row in found.iter_rows(named=True)]
    expected = [
        tuple(
            None if is_null else -value if name == "heat" else value
            for name, (is_null, value) in zip(columns, rest, strict=True)
        )
        for _, rest in sorted(kept.items())
    ]
    assert told == expected
    assert found.select("observed_at", "source", "item_id").rows() == sorted(kept)


@given(st.lists(listed, max_size=40), st.sampled_from([0.0, 0.5, 3.0]))
def test_mentions_are_those_of_the_slow_twin(rows, quiet_days) -> None:
    mentions = to_reading(Observations(frame(rows)), quiet_days).mentions
    found = [
        (source, item, int((time - START).total_seconds() // 1800), rank)
        for source, item, time, rank in mentions.select(
            "source", "item_id", "observed_at", "rank"
        ).iter_rows()
    ]
    assert sorted(found) == slow_mentions(rows, quiet_days)


@given(st.lists(listed, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_order_and_repetition_of_input_do_not_matter(rows, rng: random.Random) -> None:
    lists = frozenset({"weibo"})
    first = to_reading(Observations(frame(rows), lists=lists), 3.0)
    shuffled = rng.sample(rows, len(rows)) + rows[:3]
    second = to_reading(Observations(frame(shuffled), lists=lists), 3.0)
    assert_frame_equal(first.mentions, second.mentions)
    assert_frame_equal(first.coverage, second.coverage)


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60)))
def test_coverage_of_a_list_is_that_of_the_slow_twin(hours: set[int], failed: set[int]) -> None:
    rows = [("weibo", f"题{hour}", 2 * hour, 1) for hour in hours]
    looks = LOOKS.validate(
        pl.DataFrame(
            {
                "source": ["weibo"] * len(failed),
                "hour": [START + timedelta(hours=hour) for hour in failed],
                "n_hours": [1] * len(failed),
                "status": ["failed"] * len(failed),
            },
            schema=dict(LOOKS.columns),
        )
    )
    observed = Observations(frame(rows), looks, frozenset({"weibo"}))
    coverage = to_reading(observed, 3.0).coverage
    span = range(min(hours | failed), max(hours | failed) + 1)
    assert coverage["hour"].to_list() == [START + timedelta(hours=hour) for hour in span]
    assert coverage["status"].to_list() == [slow_status(hours, failed, hour) for hour in span]
    assert coverage["n_items"].to_list() == [int(hour in hours) for hour in span]
    assert coverage["n_snapshots"].to_list() == [int(hour in hours) for hour in span]


def test_five_empty_hours_of_a_list_are_quiet_and_six_are_an_outage() -> None:
    for n_empty, expected in ((5, "ok"), (6, "absent")):
        rows = [("weibo", "甲", 0, 1), ("weibo", "乙", 2 * (n_empty + 1), 1)]
        observed = Observations(frame(rows), lists=frozenset({"weibo"}))
        coverage = to_reading(observed, 3.0).coverage
        assert coverage["status"].to_list() == ["ok", *[expected] * n_empty, "ok"]


def test_gap_counts_from_the_last_listing_not_from_the_last_mention() -> None:
    """A title listed every two days for weeks is one mention."""
    rows = [("weibo", "甲", 48 * day, 1) for day in range(0, 20, 2)]
    assert to_reading(Observations(frame(rows)), 3.0).mentions.height == 1


def test_hours_between_posts_say_nothing() -> None:
    rows = [("posts", "甲", 0, 1), ("posts", "乙", 100, 1)]
    coverage = to_reading(Observations(frame(rows)), 3.0).coverage
    assert coverage["n_snapshots"].to_list() == [1, 1]
    assert coverage["status"].to_list() == ["ok", "ok"]


def test_look_at_a_day_speaks_for_all_its_hours() -> None:
    looks = pl.DataFrame(
        {
            "source": ["weibo", "weibo"],
            "hour": [START, START + timedelta(days=2)],
            "n_hours": [24, 24],
            "status": ["ok", "failed"],
        }
    )
    observed = Observations(
        frame([("weibo", "甲", 0, 1)]), LOOKS.validate(looks), frozenset({"weibo"})
    )
    coverage = to_reading(observed, 3.0).coverage
    assert coverage["status"].to_list() == ["ok"] * 24 + ["absent"] * 24 + ["failed"] * 24
    assert coverage["n_snapshots"].sum() == 1
