"""The solver on Gram matrices does what the published algorithm does on the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.impact.estimators.simplex import ITERATIONS_DENSE, ITERATIONS_MOST, frank_wolfe

NONE = np.array([-1])


def published(a, b, ridge, least):
    """Frank and Wolfe on the rows themselves, as Arkhangelsky et al. 2021 write it."""
    x = np.full(a.shape[1], 1.0 / a.shape[1])
    x = iterate(a, b, ridge, least, (x, ITERATIONS_DENSE))
    x = np.where(x <= x.max() / 4.0, 0.0, x)
    return iterate(a, b, ridge, least, (x / x.sum(), ITERATIONS_MOST))


def iterate(a, b, ridge, least, start):
    x, n_most = start
    losses = []
    for _ in range(n_most):
        slope = (a @ x - b) @ a + ridge * x
        vertex = np.zeros(len(x))
        vertex[np.argmin(slope)] = 1.0
        way = vertex - x
        bend = (a @ way) @ (a @ way) + ridge * way @ way
        if bend <= 0.0:
            return x
        x = x + min(1.0, max(0.0, -(slope @ way) / bend)) * way
        losses.append((a @ x - b) @ (a @ x - b) + ridge * x @ x)
        if len(losses) > 1 and losses[-2] - losses[-1] <= least:
            return x
    return x


def a_problem(seed, n_rows=20, n_weights=8, scale=1.0):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n_rows, n_weights)) * scale
    b = a @ rng.dirichlet(np.ones(n_weights)) + rng.normal(size=n_rows) * scale * 0.3
    return a, b


def solve(a, b, ridge, least, skip=NONE):
    n = len(skip)
    crosses = np.tile(b @ a, (n, 1))
    return frank_wolfe(a.T @ a, crosses, np.full(n, ridge), np.full(n, least), skip)


@pytest.mark.parametrize("ridge", [0.0, 3.0])
@pytest.mark.parametrize("seed", range(5))
def test_weights_are_those_of_the_published_algorithm(seed, ridge):
    a, b = a_problem(seed)
    np.testing.assert_allclose(solve(a, b, ridge, 1e-6)[0], published(a, b, ridge, 1e-6), atol=1e-9)


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 30), st.floats(0.0, 10.0))
@settings(max_examples=50, deadline=None)
def test_weights_are_none_below_zero_and_sum_to_one(seed, n_rows, n_weights, ridge):
    x = solve(*a_problem(seed, n_rows, n_weights), ridge, 1e-8)[0]
    assert x.min() >= 0.0
    assert x.sum() == pytest.approx(1.0, abs=1e-9)


def test_a_skipped_weight_is_as_if_its_column_were_not_there():
    a, b = a_problem(3)
    found = solve(a, b, 0.5, 1e-8, np.arange(a.shape[1]))
    for k, x in enumerate(found):
        assert x[k] == 0.0
        alone = solve(np.delete(a, k, axis=1), b, 0.5, 1e-8)[0]
        np.testing.assert_allclose(np.delete(x, k), alone, atol=1e-9)


def test_a_downdate_is_as_if_the_row_were_not_there():
    a, b = a_problem(4)
    n = len(a)
    crosses = b @ a - b[:, None] * a
    found = frank_wolfe(a.T @ a, crosses, np.full(n, 0.5), np.full(n, 1e-8), np.full(n, -1), a)
    for row, x in enumerate(found):
        alone = solve(np.delete(a, row, axis=0), np.delete(b, row), 0.5, 1e-8)[0]
        np.testing.assert_allclose(x, alone, atol=1e-9)


def test_the_order_of_weights_does_not_matter():
    a, b = a_problem(5)
    order = np.random.default_rng(0).permutation(a.shape[1])
    x = solve(a, b, 0.1, 1e-8)[0]
    np.testing.assert_allclose(solve(a[:, order], b, 0.1, 1e-8)[0], x[order], atol=1e-9)


def test_many_problems_at_once_are_each_as_alone():
    """The slices of several threads share nothing."""
    a, b = a_problem(6, n_weights=40)
    skip = np.arange(40)
    found = solve(a, b, 0.1, 1e-8, skip)
    for k in (0, 17, 39):
        np.testing.assert_array_equal(found[k], solve(a, b, 0.1, 1e-8, skip[k : k + 1])[0])


def test_one_weight_alone_is_one():
    a, b = a_problem(7, n_weights=1)
    assert solve(a, b, 0.0, 0.0)[0].tolist() == [1.0]


def test_equal_columns_leave_the_start_as_it_is():
    a = np.ones((5, 4))
    assert solve(a, np.zeros(5), 0.0, 0.0)[0].tolist() == [0.25] * 4
