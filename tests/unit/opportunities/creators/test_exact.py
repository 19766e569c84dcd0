"""The search finds what looking at every set finds."""

from __future__ import annotations

import numpy as np
import pytest
from audiences_made_up import make_audiences, make_prices, slow_best
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.opportunities.creators.audience import reach
from chuquan.opportunities.creators.exact import search
from chuquan.opportunities.creators.limits import Limits

NONE = np.empty(0, dtype=np.int64)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.9), st.integers(1, 8))
def test_it_is_as_good_as_every_set(seed, part, most):
    a = make_audiences(8, 4, seed, is_alike=seed % 3 == 0)
    prices = make_prices(a, seed)
    limits = Limits.plain(prices, part * float(prices.sum()), most)
    found = search(a, limits, NONE)
    assert found.is_exact
    assert limits.keeps(found.chosen)
    assert reach(a, found.chosen) == pytest.approx(slow_best(a, limits), rel=1e-7)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_themes_must_and_never_are_kept(seed):
    a = make_audiences(8, 4, seed)
    prices = make_prices(a, seed)
    rng = np.random.default_rng(seed)
    holds = rng.integers(0, 2, (2, 8))
    limits = Limits(
        prices,
        0.6 * float(prices.sum()),
        5,
        np.array([1]),
        np.arange(8) != 6,
        holds,
        np.array([2, 1]),
    )
    best = slow_best(a, limits)
    if best < 0:  # nothing keeps the limits; that is told before
        return
    start = min(
        (s for s in _all(8) if limits.keeps(s)), key=lambda s: (prices[s].sum(), s.tolist())
    )
    found = search(a, limits, start)
    assert found.is_exact
    assert limits.keeps(found.chosen)
    assert reach(a, found.chosen) == pytest.approx(best, rel=1e-7)


def test_a_search_that_is_ended_still_bounds():
    a = make_audiences(20, 6, 4)
    prices = make_prices(a, 4)
    limits = Limits.plain(prices, 0.4 * float(prices.sum()))
    ended = search(a, limits, NONE, most_nodes=5)
    whole = search(a, limits, NONE)
    assert not ended.is_exact
    assert whole.is_exact
    assert ended.bound >= reach(a, whole.chosen) - 1e-6
    assert reach(a, ended.chosen) <= ended.bound + 1e-6


def _all(n):
    for mask in range(2**n):
        yield np.array([i for i in range(n) if mask >> i & 1], dtype=np.int64)
