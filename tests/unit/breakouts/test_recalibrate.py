"""p-values are valid, tails robust, and the rule of Benjamini and Hochberg is that rule."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from chuquan.breakouts.baseline import Params, cold_discount
from chuquan.breakouts.cells import cells_from_counts
from chuquan.breakouts.evalues import log10_e_values
from chuquan.breakouts.fdr import N_P_BINS, P_BIN, adjust, count, move_on, n_in, new_window, p_bin
from chuquan.breakouts.history import lay_out
from chuquan.breakouts.recalibrate import (
    BIN,
    LN10,
    Recalibration,
    fit_tails,
    new_pool,
    new_tails,
    p_value,
    score_bin,
    strata,
)
from chuquan.errors import ConfigError

R = Recalibration()


def tails_of(scores):
    pool = np.full_like(new_pool(R), 1e-9)
    for s in scores:
        pool[10, score_bin(s)] += 1
    tails = new_tails()
    fit_tails(pool, R, tails)
    return tails


@pytest.mark.parametrize("sharpness", [1.0, 1.4])
def test_p_values_are_right_where_the_model_is_too_sharp(sharpness):
    """Scores of a null that is too sharp in the log get back their true probability."""
    rng = np.random.default_rng(0)
    tails = tails_of(rng.exponential(sharpness / LN10, 200_000))
    for s in (1.0, 2.0, 3.0, 4.0, 6.0):
        wanted = 10 ** (-s / sharpness)
        assert math.log10(p_value(s, 10, tails, R)) == pytest.approx(math.log10(wanted), abs=0.25)


def test_real_waves_in_the_pool_hardly_move_the_tail():
    rng = np.random.default_rng(1)
    null = rng.exponential(1.2 / LN10, 100_000)
    waves = rng.uniform(5, 40, 60)
    clean, mixed = (tails_of(s) for s in (null, np.concatenate([null, waves])))
    moved = math.log10(p_value(6.0, 10, mixed, R) / p_value(6.0, 10, clean, R))
    assert 0 <= moved < 1.0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=300))
def test_a_higher_score_never_has_a_larger_p_value(scores):
    tails = tails_of(scores)
    values = [p_value(s, 10, tails, R) for s in np.arange(0, 35, BIN)]
    assert all(a >= b - 1e-12 for a, b in pairwise(values))
    assert 0 < values[-1] <= values[0] <= 1


def test_strata_are_half_decades_and_days_that_expect_nothing_have_none():
    means = np.array([0, 1e-9, 1e-5, 1.0, 3.0, 3.3, 1e6], np.float32)
    assert strata(means).tolist() == [-1, 0, 0, 10, 10, 11, 13]


def test_before_anything_was_seen_the_model_is_trusted_less_than_it_says():
    tails = new_tails()
    fit_tails(new_pool(R), R, tails)
    assert 1e-5 < p_value(5.0, 10, tails, R) < 1e-3


def test_the_cap_bounds_how_far_p_values_may_grow():
    tails = tails_of(np.full(1000, 8.0))
    assert p_value(8.0, 10, tails, R) > 0.5
    assert p_value(8.0, 10, tails, R._replace(max_sharpness=2.0)) == pytest.approx(1e-4)


def test_constants_out_of_range_are_refused():
    with pytest.raises(ConfigError, match="discount"):
        Recalibration(discount=1.5).check()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=80), st.integers(0, 50))
def test_the_window_gives_the_adjusted_p_values_of_benjamini_and_hochberg(p, n_silent):
    window = new_window(3)
    for x in p:
        count(window, 1, p_bin(x), 1)
    out = np.empty(N_P_BINS)
    adjust(window, len(p) + n_silent, out)
    rounded = 10.0 ** (-P_BIN * np.array([p_bin(x) for x in p]))
    wanted = false_discovery_control(np.concatenate([rounded, np.ones(n_silent)]))[: len(p)]
    np.testing.assert_allclose(out[[p_bin(x) for x in p]], wanted, rtol=1e-9)


def test_days_leave_the_window_in_turn():
    window = new_window(2)
    for day in range(4):
        move_on(window, day)
        count(window, day, p_bin(1e-3), 1)
        window.n_tests[day % 2] = 10
    assert n_in(window) == 20
    assert window.total.sum() == 2


def test_e_values_are_one_at_most_on_average_under_the_baseline():
    """When the baseline is right: over cells heard of before a day, silent ones among them."""
    rng = np.random.default_rng(4)
    n_cells, day = 4000, 150
    counts = rng.negative_binomial(10, 10 / (10 + 0.8), (n_cells, day + 1)).astype(float)
    # A silent day has no e-value of its own; a tiny count stands for it.
    counts[:, day] = np.maximum(counts[:, day], 1e-9)
    cells = cells_from_counts(counts, np.zeros(n_cells, np.int32), np.full(n_cells, 0.8))
    p = Params()
    h = lay_out(cells, np.ones((1, day + 1)), 0, cold_discount(p))
    e = 10 ** log10_e_values(h, 7, p)[cells.day == day]
    assert e.size == n_cells
    assert 0.2 < e.mean() < 1.1
