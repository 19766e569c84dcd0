"""Circles give back the overlaps that they were fitted to, and those that were not told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from chuquan.opportunities.creators.circles import _Problem, fit_circles


def planted(n=24, seed=0):
    rng = np.random.default_rng(seed)
    people = np.array([3e6, 5e6, 2e6])
    sizes = rng.lognormal(12, 0.7, n)
    reached = sizes[:, None] * rng.dirichlet([0.3] * 3, n)
    both = (reached[:, None] * reached[None] / people).sum(axis=-1)
    return sizes, both


def test_slope_is_right():
    sizes, both = planted(6)
    a, b = np.triu_indices(6, 1)
    problem = _Problem(sizes / sizes.mean(), a, b, both[a, b] / sizes.mean())
    start = problem.start(2, np.random.default_rng(1))
    off = check_grad(lambda t: problem.loss(t)[0], lambda t: problem.loss(t)[1], start)
    assert off < 1e-5


def test_overlaps_that_were_not_told_are_foreseen():
    sizes, both = planted()
    a, b = np.triu_indices(24, 1)
    is_told = np.random.default_rng(2).random(a.size) < 0.6
    circles = fit_circles(sizes, a[is_told], b[is_told], both[a, b][is_told])
    modelled = (circles.reached[:, None] * circles.reached[None] / circles.people).sum(axis=-1)
    least = np.minimum(sizes[a], sizes[b])
    off = np.abs(modelled - both)[a, b] / least
    usual = np.abs(both[a, b] / least - np.mean(both[a, b][is_told] / least[is_told]))
    assert circles.error < 0.01
    assert off[~is_told].mean() < 0.5 * usual[~is_told].mean()


def test_one_pair_is_capture_and_recapture():
    circles = fit_circles(
        np.array([1000.0, 400.0]), np.array([0]), np.array([1]), np.array([100.0])
    )
    assert circles.people == pytest.approx([4000], rel=0.02)
    assert circles.reached.sum(axis=1) == pytest.approx([1000, 400])


def test_who_is_in_no_pair_is_as_the_others_are():
    sizes, both = planted()
    a, b = np.triu_indices(23, 1)
    circles = fit_circles(sizes, a, b, both[a, b])
    shares = circles.reached / circles.reached.sum(axis=1, keepdims=True)
    mean = np.average(shares[:23], axis=0, weights=sizes[:23])
    assert shares[23] == pytest.approx(mean)
    assert circles.reached.sum(axis=1) == pytest.approx(sizes)
    assert (circles.reached <= circles.people * (1 + 1e-9)).all()
