"""The choice keeps every limit, is best where it can be known, and is better than the biggest."""

from __future__ import annotations

import numpy as np
import pytest
from audiences_made_up import make_audiences, make_prices, slow_best
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.opportunities.creators.audience import reach
from chuquan.opportunities.creators.choose import A_PRIORI, biggest, choose
from chuquan.opportunities.creators.exact import search
from chuquan.opportunities.creators.improve import swapped
from chuquan.opportunities.creators.limits import Limits, check


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.9))
def test_few_candidates_get_the_best_choice(seed, part):
    a = make_audiences(9, 4, seed)
    prices = make_prices(a, seed)
    limits = Limits.plain(prices, part * float(prices.sum()))
    choice = choose(a, limits)
    assert choice.is_exact
    assert choice.bound == pytest.approx(choice.value)
    assert choice.value == pytest.approx(slow_best(a, limits), rel=1e-7)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 0.5), st.sampled_from([None, 4]))
def test_many_candidates_get_a_choice_with_a_bound(seed, part, most):
    a = make_audiences(40, 8, seed)
    prices = make_prices(a, seed)
    limits = Limits.plain(prices, part * float(prices.sum()), most)
    choice = choose(a, limits)
    assert limits.keeps(choice.order)
    assert choice.value == pytest.approx(reach(a, choice.order))
    assert A_PRIORI * choice.bound <= choice.value <= choice.bound * (1 + 1e-12)
    assert choice.value >= reach(a, biggest(a, limits)) * (1 - 1e-9)


def test_forty_candidates_come_within_five_percent_of_the_best():
    ratios = []
    for seed in range(6):
        a = make_audiences(40, 8, seed)
        prices = make_prices(a, seed)
        limits = Limits.plain(prices, 0.1 * float(prices.sum()))
        choice = choose(a, limits)
        found = search(a, limits, np.sort(choice.order))
        assert found.is_exact
        ratios.append(choice.value / reach(a, found.chosen))
    assert min(ratios) > 0.95


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_themes_are_had_so_often_as_wanted(seed):
    a = make_audiences(40, 8, seed)
    prices = make_prices(a, seed)
    holds = np.zeros((1, 40), dtype=np.int64)
    holds[0, seed % 5 :: 5] = 1
    limits = Limits(
        prices,
        0.3 * float(prices.sum()),
        10,
        np.array([3], dtype=np.int64),
        np.arange(40) != 7,
        holds,
        np.array([3]),
    )
    choice = choose(a, limits, check(limits, [str(i) for i in range(40)], ["汉服"]))
    assert limits.keeps(choice.order)
    assert choice.order[0] == 3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_swaps_never_lose_and_keep_the_limits(seed):
    a = make_audiences(30, 6, seed)
    prices = make_prices(a, seed)
    limits = Limits.plain(prices, 0.2 * float(prices.sum()), 6)
    poor = biggest(a, limits)
    better = swapped(a, limits, poor)
    assert limits.keeps(better)
    assert reach(a, better) >= reach(a, poor) * (1 - 1e-12)


def test_the_first_brings_most_for_its_price():
    a = make_audiences(40, 8, 5)
    prices = make_prices(a, 5)
    choice = choose(a, Limits.plain(prices, 0.2 * float(prices.sum())))
    ratios = [reach(a, [i]) / prices[i] for i in choice.order]
    assert ratios[0] == max(ratios)


def test_biggest_passes_over_who_is_too_dear():
    a = make_audiences(5, 3, 9)
    sizes = a.sizes()
    prices = np.where(np.arange(5) == np.argmax(sizes), 100.0, 10.0)
    chosen = biggest(a, Limits.plain(prices, 20.0))
    assert np.argmax(sizes) not in chosen
    assert chosen.tolist() == np.argsort(-sizes)[1:3].tolist()
