"""Counts fade by week and saturate, as counted one row at a time; later days say nothing."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chuquan.opportunities.trends.fading_counts import Fading, faded, is_of_season

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 900), st.floats(0.0625, 50.0)), max_size=40
)
FADING = st.builds(
    Fading, st.floats(5.0, 800.0), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 2.0])
)


def naive(rows, as_of, fading):
    """Sum one row at a time."""
    weeks = defaultdict(float)
    for key, day, n in rows:
        if day <= as_of:
            weeks[key, (as_of - day) // 7] += n
    out = np.zeros(4)
    for (key, week), n in weeks.items():
        age = 7.0 * week
        weight = 0.5 ** (age / fading.half_life_days)
        if fading.season and is_of_season(np.array([age]))[0]:
            weight *= 1.0 + fading.season
        out[key] += weight * n**fading.power
    return out


def columns(rows):
    """Return rows as arrays."""
    key, day, n = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(key, dtype=np.int64), np.array(day, dtype=np.int32), np.array(n, dtype=float)


@given(ROWS, st.integers(0, 900), FADING)
def test_sums_are_those_of_one_row_at_a_time(rows, as_of, fading):
    np.testing.assert_allclose(faded(*columns(rows), 4, as_of, fading), naive(rows, as_of, fading))


@given(ROWS, ROWS, st.integers(0, 900), FADING)
def test_later_rows_and_the_order_of_rows_change_nothing(rows, later, as_of, fading):
    more = [(key, as_of + 1 + day, n) for key, day, n in later] + rows[::-1]
    np.testing.assert_allclose(
        faded(*columns(more), 4, as_of, fading), faded(*columns(rows), 4, as_of, fading)
    )


@given(ROWS, st.integers(0, 900), st.integers(0, 900), st.floats(0.1, 9.0))
def test_more_mentions_never_weigh_less(rows, as_of, day, n):
    fading = Fading(180.0, 0.5, 1.0)
    before = faded(*columns(rows), 4, as_of, fading)
    after = faded(*columns([*rows, (2, day, n)]), 4, as_of, fading)
    assert (after >= before - 1e-12).all()


def test_a_year_ago_is_of_the_season_and_half_a_year_ago_is_not():
    np.testing.assert_array_equal(is_of_season(np.array([0.0, 180.0, 350.0, 715.0])), [0, 0, 1, 1])
