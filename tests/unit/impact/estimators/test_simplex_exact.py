"""The optimum on the simplex is one: nothing falls further, and another solver finds it too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from chuquan.impact.estimators.simplex_exact import exact

NONE = np.array([-1])


def by_nnls(a, b, ridge):
    """Hold the sum at one by a row of great weight."""
    n = a.shape[1]
    rows = np.vstack([a, np.sqrt(ridge) * np.eye(n), np.full(n, 1e5)])
    x, _ = nnls(rows, np.concatenate([b, np.zeros(n), [1e5]]), maxiter=10_000)
    return x / x.sum()


def solve(a, b, ridge=0.0, skip=NONE):
    n = len(skip)
    return exact(a.T @ a, np.tile(b @ a, (n, 1)), np.full(n, ridge), skip)


def loss(a, b, ridge, x):
    return (a @ x - b) @ (a @ x - b) + ridge * x @ x


def a_problem(seed, n_rows=20, n_weights=8):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n_rows, n_weights))
    return a, a @ rng.dirichlet(np.ones(n_weights)) + rng.normal(size=n_rows) * 0.3


@pytest.mark.parametrize("ridge", [0.0, 2.0])
@pytest.mark.parametrize("seed", range(5))
def test_weights_are_those_of_another_solver(seed, ridge):
    a, b = a_problem(seed)
    np.testing.assert_allclose(solve(a, b, ridge)[0], by_nnls(a, b, ridge), atol=1e-6)


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 30), st.sampled_from([0.0, 0.5]))
@settings(max_examples=100, deadline=None)
def test_no_weight_is_worth_raising_or_lowering(seed, n_rows, n_weights, ridge):
    """The conditions of an optimum, also with fewer rows than weights."""
    a, b = a_problem(seed, n_rows, n_weights)
    x = solve(a, b, ridge)[0]
    slope = (a @ x - b) @ a + ridge * x
    level = slope @ x
    scale = (a * a).sum(axis=0).max() + ridge
    assert x.min() >= 0.0
    assert x.sum() == pytest.approx(1.0, abs=1e-9)
    assert slope.min() >= level - 1e-8 * scale
    assert np.abs(slope[x > 1e-9] - level).max() <= 1e-6 * scale


def test_a_skipped_weight_is_as_if_its_column_were_not_there():
    a, b = a_problem(3)
    for k, x in enumerate(solve(a, b, 0.0, np.arange(a.shape[1]))):
        assert x[k] == 0.0
        np.testing.assert_allclose(np.delete(x, k), solve(np.delete(a, k, axis=1), b)[0], atol=1e-9)


def test_what_a_column_of_weight_zero_holds_changes_nothing():
    a, b = a_problem(8)
    x = solve(a, b)[0]
    for k in np.flatnonzero(x == 0.0):
        np.testing.assert_allclose(solve(a, b, 0.0, np.array([k]))[0], x, atol=1e-9)


def test_a_point_among_the_columns_is_met():
    a, _ = a_problem(9)
    truth = np.array([0.5, 0.0, 0.0, 0.2, 0.0, 0.3, 0.0, 0.0])
    np.testing.assert_allclose(solve(a, a @ truth)[0], truth, atol=1e-7)


def test_columns_that_are_the_same_share_no_fate_but_the_fit_is_the_best():
    a, b = a_problem(10)
    doubled = np.hstack([a, a])
    x = solve(doubled, b)[0]
    assert loss(doubled, b, 0.0, x) == pytest.approx(loss(a, b, 0.0, solve(a, b)[0]))


def test_it_is_never_above_the_published_solver():
    from chuquan.impact.estimators.simplex import frank_wolfe  # noqa: PLC0415 - only here

    for seed in range(10):
        a, b = a_problem(seed, 15, 30)
        gram, cross = a.T @ a, (b @ a)[None]
        stopped = frank_wolfe(gram, cross, np.zeros(1), np.full(1, 1e-6), NONE)[0]
        assert loss(a, b, 0.0, solve(a, b)[0]) <= loss(a, b, 0.0, stopped) + 1e-12
