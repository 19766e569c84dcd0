"""Reach is what its definition says, monotone, submodular, and counts nobody twice."""

from __future__ import annotations

import numpy as np
import pytest
from audiences_made_up import make_audiences, slow_reach
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.opportunities.creators.audience import Audiences, Reached, reach


@settings(deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.data())
def test_reach_is_as_its_slow_twin_has_it(seed, is_alike, data):
    a = make_audiences(8, 5, seed, is_alike=is_alike)
    chosen = data.draw(st.lists(st.integers(0, 7), unique=True))
    assert reach(a, chosen) == pytest.approx(slow_reach(a, chosen), rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.data())
def test_reach_is_monotone_and_submodular(seed, is_alike, data):
    a = make_audiences(8, 5, seed, is_alike=is_alike)
    large = data.draw(st.lists(st.integers(0, 6), unique=True))
    small = large[: data.draw(st.integers(0, len(large)))]
    gain_small = reach(a, [*small, 7]) - reach(a, small)
    gain_large = reach(a, [*large, 7]) - reach(a, large)
    assert gain_large >= -1e-6
    assert gain_small >= gain_large - 1e-6


@settings(deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_order_and_repetition_do_not_matter(seed, data):
    a = make_audiences(8, 5, seed, is_alike=True)
    chosen = data.draw(st.permutations([0, 1, 3, 4, 6]))
    expected = reach(a, [0, 1, 3, 4, 6])
    assert reach(a, chosen) == pytest.approx(expected)
    assert reach(a, [*chosen, *chosen]) == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_gains_are_what_adding_brings(seed):
    a = make_audiences(8, 5, seed, is_alike=True)
    state = Reached(a, [2, 5])
    brought = [reach(a, [2, 5, i]) - reach(a, [2, 5]) for i in range(8)]
    assert state.gains() == pytest.approx(np.array(brought), rel=1e-6, abs=1e-6)


def test_who_has_the_same_audience_brings_nobody_new_but_by_a_better_fit():
    a = Audiences.of([1000.0], [{0: 0.4}], [0, 0, 0], [0.5, 0.5, 1.0])
    assert reach(a, [0]) == pytest.approx(200)
    assert reach(a, [0, 1]) == pytest.approx(200)
    assert reach(a, [0, 1, 2]) == pytest.approx(400)


def test_sets_of_people_are_counted_exactly():
    # Of 10, 20 and 30 people the first two are a's, the last two b's.
    a = Audiences.of([10, 20, 30], [{0: 1, 1: 1}, {1: 1, 2: 1}])
    assert reach(a, [0, 1]) == pytest.approx(60)
    assert a.sizes() == pytest.approx([30, 50])


def test_nobody_reaches_nobody():
    a = make_audiences(3, 2, 1)
    assert reach(a, []) == 0.0
    assert Audiences.of([5.0], [{}, {0: 0.5}]).sizes() == pytest.approx([0, 2.5])
