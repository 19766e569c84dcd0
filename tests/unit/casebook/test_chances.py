"""Chances: Laplace's posterior against a long random walk, and what counts do to it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from chuquan.casebook.chances import MEAN, MEAN_SD, fit_chances
from chuquan.casebook.shrink import Layout

LAYOUT = Layout((3,), (1.0,), (9,))
DESIGN = np.array([[1.0, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1]])


def random_walk(n, n_out, n_draws=60_000, seed=2):
    """Sample the same model by Metropolis: effects by steps, their spread from its grid."""
    rng = np.random.default_rng(seed)
    grid = LAYOUT.sds()[:, 0]

    def log_density(effects, tau):
        eta = DESIGN @ effects
        log = (n_out * eta - n * np.logaddexp(0, eta)).sum()
        log -= 0.5 * ((effects[0] - MEAN) / MEAN_SD) ** 2
        return log - 0.5 * ((effects[1:] / tau) ** 2).sum() - 3 * np.log(tau)

    effects, tau = np.array([MEAN, 0, 0, 0]), 0.7
    now, out = log_density(effects, tau), np.empty((n_draws, 3))
    for i in range(n_draws):
        if i % 3 == 2:  # a step of the mean against all effects, which the data hardly tell apart
            shift = rng.normal(0, 0.7)
            tried = effects + np.array([shift, -shift, -shift, -shift])
        else:
            tried = effects + rng.normal(0, 0.45, 4)
        new = log_density(tried, tau)
        if np.log(rng.random()) < new - now:
            effects, now = tried, new
        log = -3 * np.log(grid) - 0.5 * (effects[1:] ** 2).sum() / grid**2
        weight = np.exp(log - log.max()).cumsum()
        tau = grid[np.searchsorted(weight, rng.random() * weight[-1])]
        now = log_density(effects, tau)
        out[i] = DESIGN @ effects
    return out[5_000:]


def test_chances_are_those_of_a_long_random_walk():
    n, n_out = np.array([30.0, 12.0, 5.0]), np.array([6.0, 1.0, 2.0])
    slow = expit(random_walk(n, n_out))
    fast = expit(fit_chances(n, n_out, DESIGN, LAYOUT).draw().effects @ DESIGN.T)
    for k in range(3):
        assert slow[:, k].mean() == pytest.approx(fast[:, k].mean(), abs=0.03)
        ends = np.quantile(slow[:, k], [0.05, 0.95])
        assert ends == pytest.approx(np.quantile(fast[:, k], [0.05, 0.95]), abs=0.06)


def test_many_events_speak_for_themselves():
    made = fit_chances(
        np.array([3_000.0, 10.0, 0.0]), np.array([1_500.0, 0.0, 0.0]), DESIGN, LAYOUT
    )
    chance = expit(made.draw().effects @ DESIGN.T)
    assert chance[:, 0].mean() == pytest.approx(0.5, abs=0.02)
    assert np.ptp(np.quantile(chance[:, 0], [0.05, 0.95])) < 0.05
    assert np.ptp(np.quantile(chance[:, 2], [0.05, 0.95])) > 0.2


@pytest.mark.parametrize("n_out", [0.0, 8.0])
def test_none_or_all_breaking_out_stays_finite(n_out):
    made = fit_chances(np.full(3, 8.0), np.full(3, n_out), DESIGN, LAYOUT)
    assert np.isfinite(made.mean).all()
    assert made.weights.sum() == pytest.approx(1.0)
