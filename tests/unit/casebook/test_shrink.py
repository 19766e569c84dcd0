"""Shrinkage: the same as a slow Gibbs sampler, honest with few cells, blind to order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.casebook.shrink import Layout, fit

SDS = np.geomspace(0.25, 2.5, 13)
LAYOUT = Layout((3, 2), (0.7, 0.7), (9, 7))


def design(levels):
    out = np.zeros((len(levels), 6))
    out[:, 0] = 1
    for row, (a, b) in enumerate(levels):
        out[row, 1 + a] = 1
        out[row, 4 + b] = 1
    return out


def fitted(z, error, x, layout=LAYOUT):
    return fit(z, error, x, layout, mean=1.0, mean_sd=1.5, sds=SDS)


def world(seed, n=40):
    rng = np.random.default_rng(seed)
    levels = [(int(rng.integers(3)), int(rng.integers(2))) for _ in range(n)]
    means = np.array([0.8, -0.3, 0.1])
    z = 1.0 + np.array([means[a] + 0.4 * b for a, b in levels]) + rng.normal(0, 0.8, n)
    error = rng.uniform(0.05, 0.6, n)
    return z + rng.normal(0, error), error, design(levels)


def gibbs(z, error, x, n_draws=6_000, seed=1):
    """Sample the same model the slow way: effects, then each spread from its own grid."""
    rng = np.random.default_rng(seed)
    spread_grids = [np.unique(LAYOUT.sds()[:, k]) for k in range(2)]
    groups = [slice(1, 4), slice(4, 6)]
    tau, sd, out = np.array([0.5, 0.5]), 0.8, np.empty((n_draws, 6))
    for i in range(n_draws):
        w = 1 / (sd**2 + error**2)
        prior = np.concatenate([[1.5**-2], np.full(3, tau[0] ** -2), np.full(2, tau[1] ** -2)])
        cov = np.linalg.inv((x.T * w) @ x + np.diag(prior))
        effects = rng.multivariate_normal(cov @ (x.T @ (w * (z - 1.0))), cov)
        for k, group in enumerate(groups):
            own, grid = effects[group], spread_grids[k]
            tau[k] = _pick(rng, grid, -len(own) * np.log(grid) - 0.5 * (own**2).sum() / grid**2)
        rest = z - 1.0 - x @ effects
        var = SDS[:, None] ** 2 + error**2
        log = -0.5 * (np.log(var) + rest**2 / var).sum(axis=1)
        sd = _pick(rng, SDS, log)
        out[i] = effects
    return out[500:] + np.array([1.0, 0, 0, 0, 0, 0])


def _pick(rng, grid, log):
    weight = np.exp(log - log.max()).cumsum()
    return grid[np.searchsorted(weight, rng.random() * weight[-1])]


def test_posterior_is_that_of_a_slow_gibbs_sampler():
    """The twin samples one unknown after the other and knows no determinant lemma."""
    z, error, x = world(3)
    slow = gibbs(z, error, x, n_draws=6_000)
    fast = fitted(z, error, x).draw().effects
    for row in design([(0, 0), (1, 1), (2, 0)]):
        a, b = slow @ row, fast @ row
        assert a.mean() == pytest.approx(b.mean(), abs=0.05)
        assert np.quantile(a, [0.05, 0.95]) == pytest.approx(np.quantile(b, [0.05, 0.95]), abs=0.12)


def test_draws_have_the_moments_of_the_posterior():
    made = fitted(*world(5))
    row = design([(1, 0)])[0]
    mean = made.weights @ (made.mean @ row)
    drawn = made.draw().effects @ row
    assert drawn.mean() == pytest.approx(mean, abs=0.02)


def test_influence_is_what_a_small_shift_of_a_case_does():
    """By finite differences at a fixed grid point, where the model is linear."""
    z, error, x = world(7, n=12)
    layout = Layout((3, 2), (0.7, 0.7), (1, 1))
    one = np.array([0.8])
    row = design([(0, 1)])[0]

    def told(values):
        made = fit(values, error, x, layout, mean=1.0, mean_sd=1.5, sds=one)
        return float(made.weights @ (made.mean @ row)), made

    base, made = told(z)
    moved = z.copy()
    moved[4] += 1.0
    assert told(moved)[0] - base == pytest.approx(made.influence(row)[4], abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_order_of_cases_does_not_matter(seed):
    z, error, x = world(seed, n=9)
    order = np.random.default_rng(seed).permutation(9)
    row = design([(0, 0)])[0]
    one, other = fitted(z, error, x), fitted(z[order], error[order], x[order])
    assert one.log_density(row, 1.3) == pytest.approx(other.log_density(row, 1.3), abs=1e-9)


def test_density_integrates_to_one():
    made = fitted(*world(11))
    row = design([(2, 1)])[0]
    grid = np.linspace(-15, 17, 3_201)
    total = sum(np.exp(made.log_density(row, float(v), 0.3)) for v in grid) * 0.01
    assert total == pytest.approx(1.0, abs=1e-3)


def test_no_case_leaves_what_was_known_before():
    made = fit(np.empty(0), np.empty(0), np.empty((0, 6)), LAYOUT, mean=1.0, mean_sd=1.5, sds=SDS)
    drawn = made.draw().effects[:, 0]
    assert drawn.mean() == pytest.approx(1.0, abs=0.06)
    assert drawn.std() == pytest.approx(1.5, rel=0.05)


def test_a_level_without_cases_is_wider_than_one_with_many():
    z, error, x = world(13, n=60)
    has = x[:, 3] == 0
    made = fitted(z[has], error[has], x[has]).draw().effects
    seen, unseen = (np.std(made @ row) for row in design([(0, 0), (2, 0)]))
    assert unseen > 1.3 * seen
