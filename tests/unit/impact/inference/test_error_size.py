"""The error of a mean effect: the fast sum is the slow one, and it is what noise really does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.impact.inference.error_size import error_sizes, fit_errors, memories, sum_variance


def naive_variance(memory: float, weights: np.ndarray) -> float:
    return sum(
        weights[s] * weights[t] * memory ** abs(s - t)
        for s in range(len(weights))
        for t in range(len(weights))
    )


@given(
    st.floats(-0.5, 0.95),
    st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=1, max_size=12),
)
def test_the_variance_of_a_sum_is_that_of_its_pairs(memory, weights):
    fast = sum_variance(np.array([memory]), np.array(weights))[0]
    assert fast == pytest.approx(naive_variance(memory, np.array(weights)), abs=1e-9)


def test_error_sizes_are_the_spread_of_mean_effects():
    rng = np.random.default_rng(1)
    n_before, n_after, memory = 400, 20, 0.6
    noise = rng.standard_normal((2000, 480))
    for t in range(1, 480):
        noise[:, t] = memory * noise[:, t - 1] + np.sqrt(1 - memory**2) * noise[:, t]
    noise = noise[:, 60:]
    weights = np.full(n_before, 1 / n_before)
    effects = noise[:, n_before:].mean(axis=1) - noise[:, :n_before] @ weights
    sizes = error_sizes(noise[:, :n_before], weights, n_after)
    assert np.std(effects / sizes) == pytest.approx(1.0, abs=0.06)


def test_a_level_that_is_missed_counts_where_it_is_not_taken_off():
    missed = np.array([[3.0, 3.0, 3.0, 3.0], [1.0, -1.0, 1.0, -1.0]])
    assert error_sizes(missed, np.zeros(4), 2)[0] == pytest.approx(3.0)
    assert fit_errors(missed, has_level=False) == pytest.approx([3.0, 1.0])
    assert fit_errors(missed, has_level=True) == pytest.approx([0.0, 1.0])


def test_a_perfect_fit_is_not_believed():
    missed = np.random.default_rng(2).standard_normal((9, 30))
    missed[0] = 0.0
    sizes = error_sizes(missed, np.full(30, 1 / 30), 5)
    assert sizes[0] == pytest.approx(0.1 * np.median(sizes))


def test_memory_of_a_series_that_never_moves_is_zero():
    assert memories(np.ones((2, 5))) == pytest.approx([0.0, 0.0])
