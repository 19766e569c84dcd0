"""No choice exceeds the bounds, and they are close."""

from __future__ import annotations

import numpy as np
import pytest
from audiences_made_up import make_audiences, make_prices, slow_best
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.opportunities.creators.audience import reach
from chuquan.opportunities.creators.bound import concave_bound, prefix_bound, upper_bound
from chuquan.opportunities.creators.greedy import greedy
from chuquan.opportunities.creators.limits import Limits


def any_choice(a, limits):
    return greedy(
        a,
        limits.prices,
        limits.budget,
        most=limits.most,
        chosen=limits.must,
        allowed=limits.allowed,
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.9), st.integers(1, 8))
def test_no_set_exceeds_the_bounds(seed, part, most):
    a = make_audiences(8, 4, seed, is_alike=seed % 3 == 0)
    prices = make_prices(a, seed)
    limits = Limits.plain(prices, part * float(prices.sum()), most)
    best, order = slow_best(a, limits), any_choice(a, limits)
    value = reach(a, order)
    assert prefix_bound(a, limits, order) >= best - 1e-6
    assert concave_bound(a, limits, order, value)[0] >= best - 1e-6
    assert upper_bound(a, limits, order) >= best - 1e-6


def test_bounds_hold_with_must_and_never():
    a = make_audiences(8, 4, 11)
    prices = make_prices(a, 11)
    plain = Limits.plain(prices, 0.5 * float(prices.sum()), 4)
    limits = Limits(
        plain.prices,
        plain.budget,
        4,
        np.array([2, 5]),
        np.arange(8) != 3,
        plain.holds,
        plain.least,
    )
    assert upper_bound(a, limits, any_choice(a, limits)) >= slow_best(a, limits) - 1e-6


def test_the_bound_is_close_for_many_creators():
    a = make_audiences(400, 40, 1)
    prices = make_prices(a, 1)
    limits = Limits.plain(prices, 0.02 * float(prices.sum()))
    order = any_choice(a, limits)
    assert reach(a, order) / upper_bound(a, limits, order) > 0.9


def test_money_for_all_bounds_by_all():
    a = make_audiences(8, 4, 2)
    limits = Limits.plain(make_prices(a, 2), 1e12)
    order = any_choice(a, limits)
    assert upper_bound(a, limits, order) == pytest.approx(reach(a, range(8)), rel=1e-6)
