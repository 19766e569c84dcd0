"""Scores of the kernel agree with the plain twin, and never look ahead."""

from __future__ import annotations

import numpy as np
import pytest
from dense_twin import dense_scores
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc
from scipy.stats import nbinom

from chuquan.breakouts.baseline import Params
from chuquan.breakouts.cells import cells_from_counts
from chuquan.breakouts.scan import score
from chuquan.breakouts.tail import nb_log_tail
from chuquan.errors import ConfigError

N_DAYS = 120


@st.composite
def worlds(draw):
    """Make cells of very different rates, with bursts, outages, steps and fractional counts."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_cells = draw(st.integers(1, 4))
    rate = 10 ** rng.uniform(-2.5, 1.7, (n_cells, 1))
    exposure = np.ones((2, N_DAYS))
    exposure[0, 40:] *= rng.uniform(0.3, 3)
    for _ in range(draw(st.integers(0, 2))):
        first = rng.integers(0, N_DAYS)
        exposure[rng.integers(2), first : first + rng.integers(1, 30)] = 0
    source = rng.integers(0, 2, n_cells).astype(np.int32)
    counts = rng.negative_binomial(3, 3 / (3 + rate * exposure[source] + 1e-12)).astype(float)
    burst = rng.integers(0, N_DAYS - 5)
    counts[0, burst : burst + 5] += rng.integers(0, 8, 5)
    if draw(st.booleans()):
        counts *= rng.uniform(0.2, 1.0, counts.shape)
    prior_rate = rate[:, 0] * 10 ** rng.uniform(-1, 1, n_cells)
    return counts, source, prior_rate, exposure, draw(st.integers(0, 6))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from([5, 9]))
def test_the_event_driven_kernel_agrees_with_the_day_by_day_twin(world, longest):
    counts, source, prior_rate, exposure, weekday = world
    cells = cells_from_counts(counts, source, prior_rate)
    params = Params(longest_window=longest)
    scores = score(cells, exposure, weekday, params)
    for u in range(len(counts)):
        twin = dense_scores(counts[u], exposure[source[u]], prior_rate[u], weekday, params)
        at = cells.cell == u
        for name in ("mean", "sd", "log10_p", "score"):
            wanted = [getattr(twin[day], name) for day in cells.day[at]]
            np.testing.assert_allclose(getattr(scores, name)[at], wanted, rtol=2e-5, atol=2e-6)


@settings(max_examples=30, deadline=None)
@given(worlds(), st.integers(1, N_DAYS))
def test_no_score_uses_a_later_day(world, until):
    counts, source, prior_rate, exposure, weekday = world
    cells = cells_from_counts(counts, source, prior_rate)
    whole = score(cells, exposure, weekday)
    prefix = score(cells.before(until), exposure[:, :until], weekday)
    keep = cells.day < until
    for name in ("mean", "sd", "log10_p", "window", "score"):
        np.testing.assert_allclose(
            getattr(prefix, name), getattr(whole, name)[keep], rtol=1e-5, atol=1e-6
        )


def test_silent_cells_change_nothing_and_need_no_events():
    counts = np.zeros((3, N_DAYS))
    counts[1, [50, 51]] = 4
    cells = cells_from_counts(counts, np.zeros(3, np.int32), np.full(3, 0.01))
    scores = score(cells, np.ones((1, N_DAYS)))
    alone = cells_from_counts(counts[1:2], np.zeros(1, np.int32), np.full(1, 0.01))
    np.testing.assert_array_equal(scores.score, score(alone, np.ones((1, N_DAYS))).score)
    assert scores.score[1] > 3


def test_a_single_mention_is_no_surprise():
    counts = np.zeros((1, N_DAYS))
    counts[0, 60] = 1
    cells = cells_from_counts(counts, np.zeros(1, np.int32), np.full(1, 1e-4))
    assert score(cells, np.ones((1, N_DAYS))).score[0] == 0


def test_mentions_on_a_day_that_was_not_looked_at_say_nothing():
    exposure = np.ones((1, N_DAYS))
    exposure[0, 60] = 0
    counts = np.ones((1, N_DAYS))
    loud = counts.copy()
    loud[0, 60] = 500
    quiet = score(cells_from_counts(counts, np.zeros(1, np.int32), np.ones(1)), exposure)
    shouted = score(cells_from_counts(loud, np.zeros(1, np.int32), np.ones(1)), exposure)
    np.testing.assert_array_equal(shouted.score, quiet.score)
    np.testing.assert_array_equal(shouted.mean, quiet.mean)


def test_a_step_of_the_list_length_is_no_surprise_when_exposure_tells():
    rng = np.random.default_rng(5)
    exposure = np.ones((1, 400))
    exposure[0, 200:] = 3.0
    counts = rng.poisson(4 * exposure).astype(float)
    cells = cells_from_counts(counts, np.zeros(1, np.int32), np.full(1, 4.0))
    assert score(cells, exposure).score.max() < 4
    assert score(cells, np.ones((1, 400))).score.max() > 4


def test_an_outage_widens_what_is_expected():
    counts = np.full((1, N_DAYS), 5.0)
    exposure = np.ones((1, N_DAYS))
    exposure[0, 60:90] = 0
    cells = cells_from_counts(counts * (exposure > 0), np.zeros(1, np.int32), np.full(1, 5.0))
    scores = score(cells, exposure)
    before, after = scores.sd[cells.day == 59][0], scores.sd[cells.day == 90][0]
    assert after > before


@pytest.mark.parametrize("size", [1e-4, 0.1, 3.0, 200.0])
@pytest.mark.parametrize("mean", [1e-4, 0.3, 20.0])
@pytest.mark.parametrize("n", [0.4, 1.0, 2.0, 7.5, 60.0])
def test_the_tail_is_the_incomplete_beta_function(n, mean, size):
    wanted = betainc(n, size, mean / (size + mean))
    if wanted > 1e-250:
        assert nb_log_tail(n, mean, size) == pytest.approx(np.log(wanted), abs=1e-7)


def test_the_tail_goes_on_where_probabilities_underflow():
    first_term = nbinom.logpmf(5000, 50.0, 50 / 51)
    assert first_term <= nb_log_tail(5000.0, 1.0, 50.0) <= first_term + 0.1


def test_constants_out_of_range_are_named_together():
    with pytest.raises(ConfigError, match=r"drift = -1.*weekday_discount = 2"):
        Params(drift=-1, weekday_discount=2).check()


def test_a_title_a_day_for_nine_days_stands_out_in_the_long_window_only():
    counts = np.zeros((1, 200))
    counts[0, [180, 182, 184, 186, 188]] = 1
    cells = cells_from_counts(counts, np.zeros(1, np.int32), np.full(1, 0.01))
    short = score(cells, np.ones((1, 200)))
    long = score(cells, np.ones((1, 200)), params=Params(longest_window=9))
    assert long.window[-1] == 9
    assert long.score[-1] > short.score[-1]


def test_a_window_that_no_scan_has_is_refused():
    with pytest.raises(ConfigError, match="longest_window = 4"):
        Params(longest_window=4).check()
