"""Log-odds of standing together: the kernel against draws, and what must hold of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.opportunities.chains.odds import PRIOR_MENTIONS, UNSEEN, log_odds


def drawn(y, n_y, x, n_x, *, prior=PRIOR_MENTIONS, size=400_000):
    """Draw both shares and take the log of the ratio of their odds: the slow obvious twin."""
    draw = np.random.default_rng(1)
    usual = (y + x) / (n_y + n_x)
    a = draw.beta(y + prior * usual, n_y - y + prior * (1 - usual), size)
    b = draw.beta(x + prior * usual + UNSEEN, n_x - x + prior * (1 - usual), size)
    ratio = np.log(a / (1 - a)) - np.log(b / (1 - b))
    return ratio.mean(), ratio.std()


@pytest.mark.parametrize(
    ("y", "n_y", "x", "n_x"), [(3, 40, 20, 10_000), (30, 200, 500, 50_000), (1, 12, 4, 300)]
)
def test_mean_and_error_are_those_of_draws(y, n_y, x, n_x):
    odds = log_odds(np.array([float(y)]), n_y, np.array([float(x)]), n_x)
    mean, error = drawn(y, n_y, x, n_x)
    assert odds.mean[0] == pytest.approx(mean, abs=0.01)
    assert (odds.high - odds.low)[0] / (2 * 1.645) == pytest.approx(error, rel=0.01)
    assert odds.z[0] == pytest.approx(mean / error, rel=0.03)


@given(
    st.integers(0, 199), st.integers(0, 5_000), st.integers(200, 400), st.integers(5_001, 100_000)
)
def test_one_mention_more_that_holds_both_never_lowers_it(y, x, n_y, n_x):
    one, more = (log_odds(np.array([v]), n_y, np.array([float(x)]), n_x) for v in (y, y + 1.0))
    assert more.mean[0] >= one.mean[0]
    assert more.low[0] >= one.low[0] - 1e-9


@given(st.integers(1, 50), st.integers(100, 1_000))
def test_a_word_as_frequent_here_as_elsewhere_is_at_zero(k, n):
    odds = log_odds(np.array([float(k)]), n, np.array([100.0 * k]), 100 * n)
    assert odds.low[0] <= 0.0 <= odds.high[0]


def test_a_word_that_stands_nowhere_else_is_not_beyond_all_measure():
    odds = log_odds(np.array([3.0]), 200.0, np.array([0.0]), 500_000.0)
    assert 4.0 < odds.low[0] < odds.mean[0] < 12.0


def test_an_empty_core_tells_nothing():
    odds = log_odds(np.zeros(2), 0.0, np.array([0.0, 5.0]), 100.0)
    assert np.isfinite(odds.mean).all()
    assert (odds.low <= 0).all()
