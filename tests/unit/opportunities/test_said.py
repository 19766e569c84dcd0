"""Counts of themes here and elsewhere, against a walk over the rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said_made_up import FIRST, HENAN, KAIFENG, LUOYANG, XIAN, digest_of

from chuquan.opportunities.lift import UNSEEN
from chuquan.opportunities.said import REFERENCE_MENTIONS, WAVE_DAYS, Sides, count_said
from chuquan.places.gazetteer import Gazetteer

EXPOSURE = {LUOYANG: 100.0, KAIFENG: 200.0, XIAN: 700.0}
LUOLONG = "410311"
EPOCH_DAYS = (FIRST - date(1970, 1, 1)).days
ROWS = st.lists(
    st.tuples(
        st.sampled_from([LUOYANG, LUOLONG, KAIFENG, XIAN, HENAN]),
        st.sampled_from(["牡丹", "牡丹花", "烩面"]),
        st.integers(0, 399),
        st.integers(1, 5).map(float),
    ),
    max_size=40,
)
WORDS = {"牡丹": "牡丹", "牡丹花": "牡丹", "烩面": "烩面"}


def sides(place_id: str = LUOYANG) -> Sides:
    return Sides.of(place_id, Gazetteer.load())


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_counts_are_those_of_a_walk_over_the_rows(rows):
    digest = digest_of(rows, EXPOSURE)
    found = {row["theme"]: row for row in count_said(digest, sides(), WORDS).to_dicts()}
    for theme in ("牡丹", "烩面"):
        here: dict[int, float] = {}
        days, elsewhere = set(), 0.0
        for place, word, day, n in rows:
            if WORDS[word] != theme:
                continue
            if place in {LUOYANG, LUOLONG}:
                stretch = (EPOCH_DAYS + day) // WAVE_DAYS
                here[stretch] = here.get(stretch, 0.0) + n
                days.add(day)
            elif place != HENAN:
                elsewhere += n
        if not here:
            assert theme not in found
            continue
        told, n = found[theme], sum(here.values())
        assert (told["n"], told["n_elsewhere"], told["n_days"]) == (n, elsewhere, len(days))
        assert told["wave"] == pytest.approx(max(1, sum(c * c for c in here.values()) / n))
        assert told["n_waves"] == len(here)
        assert told["expected"] == pytest.approx(100 * (elsewhere + UNSEEN) / 900)


def test_order_of_rows_changes_nothing():
    rows = [(LUOYANG, "牡丹", 3, 2.0), (XIAN, "牡丹", 9, 1.0), (LUOYANG, "烩面", 90, 4.0)]
    a, b = (count_said(digest_of(r, EXPOSURE), sides(), WORDS) for r in (rows, rows[::-1]))
    assert a.equals(b)


def test_expectations_are_by_source():
    """What a list of videos says of every place is to be expected of a place that is on it."""
    video = digest_of(
        [(LUOYANG, "转场", 5, 4.0), (XIAN, "转场", 6, 40.0)],
        {LUOYANG: 10.0, XIAN: 100.0},
        source="video",
    )
    other = digest_of([], {LUOYANG: 10.0, XIAN: 10_000.0})
    both = digest_of([], {})
    both = type(both)(
        attention=pl.concat([video.attention, other.attention]),
        terms=video.terms,
        coverage=other.coverage,
    )
    told = count_said(both, sides(), {"转场": "转场"}).row(0, named=True)
    assert told["expected"] == pytest.approx(4.0, rel=0.02)


def test_a_place_of_its_own_mentions_alone_is_set_against_the_reference():
    own = digest_of([(LUOYANG, "牡丹", 3, 9.0)], {LUOYANG: 100.0})
    known = digest_of([(XIAN, "牡丹", 3, 70.0)], {XIAN: 700.0})
    told = count_said(own, sides(), WORDS, known).row(0, named=True)
    assert told["expected"] == pytest.approx(100 * (0.1 + UNSEEN / REFERENCE_MENTIONS))


def test_a_place_alone_in_the_world_still_has_an_expectation():
    own = digest_of([(LUOYANG, "牡丹", 3, 9.0)], {LUOYANG: 100.0})
    told = count_said(own, sides(), WORDS).row(0, named=True)
    assert told["expected"] > 0
    assert 0 < told["share_elsewhere"] < 1
