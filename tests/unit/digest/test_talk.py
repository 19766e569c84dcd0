"""The words of all mentions are counted by day, whatever the order, and never with their texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chuquan.digest.folder import HEAD_FILE
from chuquan.digest.store import MIN_TALK_MENTIONS, Digest, load, merge, save
from chuquan.digest.talk import tally_talk
from chuquan.digest.terms import cut_terms
from chuquan.tables import ATTENTION, COVERAGE, MENTIONS, TALK, TERMS

START = datetime(2024, 3, 13, tzinfo=UTC)
TEXTS = ("烧烤专列发车", "麻辣烫火了", "烧烤 烧烤 还是烧烤", "", "2024", "今天天气很好")
LISTED = st.lists(
    st.tuples(st.sampled_from(["weibo", "zhihu"]), st.sampled_from(TEXTS), st.integers(0, 60)),
    max_size=25,
)


def mentions_of(listed):
    """Return a table of mentions of (source, text, hours after the start)."""
    at = [START + timedelta(hours=hours) for _, _, hours in listed]
    return MENTIONS.validate(
        pl.DataFrame(
            {
                "source": [source for source, _, _ in listed],
                "item_id": [str(i) for i in range(len(listed))],
                "observed_at": at,
                "seen_at": at,
                "text": [text for _, text, _ in listed],
            },
            schema_overrides={"source": pl.String, "item_id": pl.String, "text": pl.String,
                              "observed_at": pl.Datetime("us", "UTC"),
                              "seen_at": pl.Datetime("us", "UTC")},
        )
    )  # fmt: skip


def naive_talk(listed):
    """Count the words one mention at a time."""
    counts = Counter()
    for source, text, hours in listed:
        day = (START + timedelta(hours=hours + 8)).date()
        for term in set(cut_terms(pl.Series([text]))["term"]):
            counts[source, day, term] += 1.0
    return counts


@settings(deadline=None)
@given(LISTED, st.integers(1, 7), st.randoms(use_true_random=False))
def test_counts_are_those_of_one_mention_at_a_time_in_any_order(listed, chunk, random):
    found = tally_talk(mentions_of(listed), chunk_mentions=chunk)
    assert {tuple(row[:3]): row[3] for row in found.iter_rows()} == naive_talk(listed)
    random.shuffle(listed)
    assert_frame_equal(tally_talk(mentions_of(listed)), found)


def digest_of(listed, name="a", *, has_talk=True):
    """Return a digest of nothing but talk and what was looked at."""
    coverage = pl.DataFrame(
        {"source": ["weibo"], "hour": [START], "n_snapshots": [1], "n_items": [len(listed)],
         "n_new": [len(listed)], "status": ["ok"]},
    )  # fmt: skip
    talk = tally_talk(mentions_of(listed)) if has_talk else TALK.empty()
    return Digest(
        ATTENTION.empty(),
        TERMS.empty(),
        COVERAGE.validate(coverage),
        inputs=(name,),
        talk=talk,
        has_talk=has_talk,
    )


@settings(deadline=None, max_examples=25)
@given(LISTED, LISTED)
def test_merging_adds_and_is_what_one_digest_of_both_would_hold(first, second):
    merged = merge([digest_of(first, "a"), digest_of(second, "b")])
    assert_frame_equal(merged.talk, tally_talk(mentions_of(first + second)))


def test_talk_of_a_part_does_not_pass_for_talk_of_the_whole():
    listed = [("weibo", "烧烤专列发车", 0)]
    old = digest_of(listed, "b", has_talk=False)
    merged = merge([digest_of(listed), old])
    assert not merged.has_talk
    assert merged.talk.is_empty()
    # A digest of no mentions says nothing, and takes nothing away.
    assert merge([digest_of(listed), digest_of([], "b", has_talk=False)]).has_talk


def test_sealing_leaves_the_words_that_several_mentions_hold():
    often = [("weibo", "烧烤专列发车", hour) for hour in range(MIN_TALK_MENTIONS)]
    sealed = digest_of([*often, ("weibo", "麻辣烫火了", 0)]).seal(2)
    assert "烧烤" in set(sealed.talk["term"])
    assert "麻辣烫" not in set(sealed.talk["term"])


def test_talk_is_on_disk_and_a_digest_without_it_is_read_as_before(tmp_path):
    whole = digest_of([("weibo", "烧烤专列发车", 0)])
    save(whole, tmp_path / "d")
    back = load(tmp_path / "d")
    assert back.has_talk
    assert_frame_equal(back.talk, whole.talk)
    # Replaced by one that did not count it: nothing of the old one stays.
    save(replace(whole, talk=TALK.empty(), has_talk=False), tmp_path / "d")
    assert not load(tmp_path / "d").has_talk
    assert "talk" not in (tmp_path / "d" / HEAD_FILE).read_text()
    assert not (tmp_path / "d" / "talk.parquet").exists()


@pytest.mark.parametrize("hour", [15, 16])
def test_a_day_is_that_of_chinas_calendar(hour):
    at = START.replace(hour=hour)
    found = tally_talk(mentions_of([("weibo", "麻辣烫火了", hour)]))
    assert set(found["day"]) == {date(2024, 3, 13) if at.hour < 16 else date(2024, 3, 14)}
