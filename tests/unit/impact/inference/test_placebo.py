"""Placebos: ranks are exact where any place could have been the treated one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chuquan.impact.inference.placebo import (
    rank_p_value,
    rank_quantile,
    ratios_of,
    t_p_value,
    t_quantile,
)


@given(st.integers(5, 60), st.integers(0, 10_000))
def test_ranks_are_exact_under_exchange(n, seed):
    """Each of the places taken for treated once: the p-values are 1/n, 2/n, ..., one."""
    marks = np.random.default_rng(seed).standard_normal(n)
    p_values = [rank_p_value(marks[k], np.delete(marks, k)) for k in range(n)]
    assert sorted(p_values) == pytest.approx(np.arange(1, n + 1) / n)


@given(st.integers(19, 80), st.integers(0, 10_000))
def test_the_quantile_by_ranks_rejects_as_the_p_value_does(n, seed):
    rng = np.random.default_rng(seed)
    ratios, own = rng.standard_normal(n), 3 * rng.standard_normal()
    assert (abs(own) > rank_quantile(ratios)) == (rank_p_value(own, ratios) <= 0.05 + 1e-12)


def test_ranks_of_few_donors_bound_nothing():
    assert rank_quantile(np.ones(18)) == np.inf
    assert rank_quantile(np.ones(19)) == 1.0


def test_p_values_by_t():
    assert t_p_value(0.0, 0.0, 5) == 1.0
    assert t_p_value(1.0, 0.0, 5) == 0.0
    assert t_p_value(-t_quantile(7), 1.0, 7) == pytest.approx(0.05)
    assert t_quantile(10_000) == pytest.approx(stats.norm.ppf(0.975), abs=1e-3)


def test_a_ratio_over_no_size_is_zero():
    assert ratios_of(np.array([1.0, 2.0]), np.array([0.0, 4.0])) == pytest.approx([0.0, 0.5])
