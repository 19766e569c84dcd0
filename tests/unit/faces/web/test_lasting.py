"""How long waves last: groups, medians, intervals, and silence where there are too few."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from conftest import make_breakout
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.web.lasting import FEWEST, GROUPS, group_of, lasting, median_interval, tallies


def test_groups_hold_every_wave_once(told):
    """Sums over groups and years are the whole."""
    waves = told.breakouts
    assert sum(g.n_waves for g in lasting(waves)) == len(waves)
    assert sum(t.n_waves for t in tallies(waves)) == len(waves)
    assert math.isclose(sum(t.n_excess for t in tallies(waves)), sum(b.n_excess for b in waves))
    assert Counter(map(group_of, waves)) == {g.group: g.n_waves for g in lasting(waves)}


def test_groups_stand_in_their_order(told):
    """Levers first, crises apart."""
    order = [GROUPS.index(g.group) for g in lasting(told.breakouts)]
    assert order == sorted(order)


def test_too_few_half_lives_tell_no_median():
    """Four could all lie on one side of it."""
    waves = [make_breakout(i, half_life_days=2.0, lever="sport") for i in range(FEWEST - 1)]
    (group,) = lasting(waves)
    assert group.median_days is None
    assert group.median_interval_days is None
    assert len(group.half_life_days) == FEWEST - 1


@given(n=st.integers(5, 200))
def test_median_interval_holds_at_least_as_surely_as_it_says(n):
    """Its coverage by the exact binomial, and no narrower pair has it."""
    low, high = median_interval(list(range(n)))
    assert _coverage(n, low) >= 0.90
    assert high == n - 1 - low
    if low + 1 < n - 2 - low:
        assert _coverage(n, low + 1) < 0.90


def test_median_interval_holds_the_median_of_a_skewed_world():
    """Drawn 2,000 times from a lognormal of median 1."""
    rng = np.random.default_rng(7)
    draws = np.sort(rng.lognormal(size=(2_000, 15)), axis=1)
    held = [low <= 1.0 <= high for low, high in map(median_interval, draws.tolist())]
    assert np.mean(held) > 0.90


def test_median_interval_refuses_too_few():
    """Of four values none hold it at 90%."""
    with pytest.raises(ValueError, match="4 values"):
        median_interval([1.0, 2.0, 3.0, 4.0])


def _coverage(n: int, low: int) -> float:
    # The median lies outside where at most `low` values are below it, or above.
    tail = sum(math.comb(n, k) for k in range(low + 1)) / 2**n
    return 1 - 2 * tail
