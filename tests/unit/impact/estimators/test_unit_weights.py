"""Weights of donors, from inner products that keep their digits."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.impact.estimators.pool import NOBODY
from chuquan.impact.estimators.unit_weights import UnitProblem
from chuquan.impact.panel import Block

SMALL, NOISE = np.array([1e-9]), np.array([1e-3])


def a_mixture(level=0.0):
    rng = np.random.default_rng(0)
    donors = rng.normal(size=(6, 40)) + level
    weights = np.array([0.5, 0.3, 0.2, 0.0, 0.0, 0.0])
    return donors, weights


@pytest.mark.parametrize("level", [0.0, 1e6])
def test_a_mixture_of_donors_is_found_again_at_any_level(level):
    """A common level of a million would leave no digits in products that held it."""
    donors, weights = a_mixture(level)
    problem = UnitProblem.of(Block(donors, weights @ donors, 30), intercept=False, is_exact=True)
    np.testing.assert_allclose(problem.fit(SMALL, NOISE, NOBODY)[0], weights, atol=1e-6)


def test_with_an_intercept_the_treated_level_does_not_matter():
    donors, weights = a_mixture()
    problem = UnitProblem.of(Block(donors, weights @ donors + 50.0, 30), intercept=True)
    np.testing.assert_allclose(problem.fit(SMALL, NOISE, NOBODY)[0], weights, atol=1e-2)


def test_the_more_ridge_the_more_equal_the_weights():
    donors, weights = a_mixture()
    problem = UnitProblem.of(Block(donors, weights @ donors, 30), intercept=True)
    spreads = [
        problem.fit(np.array([zeta]), NOISE, NOBODY)[0].std() for zeta in (0.01, 0.5, 2.0, 50.0)
    ]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 1e-3


def test_a_placebo_has_no_weight_of_its_own():
    donors, weights = a_mixture()
    problem = UnitProblem.of(Block(donors, weights @ donors, 30), intercept=True)
    each = np.ones(6)
    assert np.diag(problem.fit_placebos(1e-9 * each, 1e-3 * each)).tolist() == [0.0] * 6
