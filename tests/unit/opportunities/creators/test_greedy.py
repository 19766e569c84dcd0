"""The lazy greedy choice is the plain one, and never over its limits."""

from __future__ import annotations

import numpy as np
from audiences_made_up import make_audiences, make_prices, slow_greedy
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.opportunities.creators.greedy import greedy

NONE = np.empty(0, dtype=np.int64)


def pick(a, prices, budget, *, most=99, chosen=NONE, allowed=None, power=1.0):
    allowed = np.ones(a.n_creators, dtype=bool) if allowed is None else allowed
    return greedy(a, prices, budget, most=most, chosen=chosen, allowed=allowed, power=power)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 1.2), st.integers(1, 12))
def test_it_is_as_its_slow_twin_has_it(seed, part, most):
    a = make_audiences(12, 6, seed, is_alike=seed % 2 == 0)
    prices = make_prices(a, seed)
    budget = part * float(prices.sum())
    assert pick(a, prices, budget, most=most).tolist() == slow_greedy(a, prices, budget, most)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 0.6), st.sampled_from([1.0, 0.5, 0.0]))
def test_limits_hold(seed, part, power):
    a = make_audiences(30, 6, seed)
    prices = make_prices(a, seed)
    budget = part * float(prices.sum())
    allowed = np.arange(30) % 3 > 0
    chosen = pick(a, prices, budget, most=7, allowed=allowed, power=power)
    assert prices[chosen].sum() <= budget
    assert chosen.size <= 7
    assert allowed[chosen].all()
    assert np.unique(chosen).size == chosen.size


def test_those_that_are_in_come_first_and_are_paid():
    a = make_audiences(6, 3, 3)
    prices = np.full(6, 10.0)
    chosen = pick(a, prices, 30.0, chosen=np.array([4, 1], dtype=np.int64))
    assert chosen[:2].tolist() == [4, 1]
    assert chosen.size == 3


def test_what_costs_nothing_is_taken():
    a = make_audiences(4, 3, 5)
    assert sorted(pick(a, np.zeros(4), 0.0).tolist()) == [0, 1, 2, 3]
