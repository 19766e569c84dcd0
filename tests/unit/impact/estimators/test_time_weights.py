"""A donor taken out by a downdate of rank one leaves what a fresh fit without it would give."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.impact.estimators.pool import NOBODY, Noise
from chuquan.impact.estimators.time_weights import TimeProblem
from chuquan.impact.panel import Block


def a_block(n_donors, n_periods, n_before, seed):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(3, n_periods)).cumsum(axis=1)
    values = rng.normal(size=(n_donors + 1, 3)) @ common + rng.normal(
        size=(n_donors + 1, n_periods)
    )
    return Block(values[1:] + 1e4, values[0] + 1e4, n_before)


@pytest.mark.parametrize("shape", [(2, 8, 5), (10, 40, 30), (60, 120, 100)])
def test_downdated_weights_are_those_of_a_fresh_fit(shape):
    """Stated tolerance: 1e-7 of a weight; there is no warm start that a path could depend on."""
    block = a_block(*shape, seed=1)
    each = np.arange(len(block.donors))
    noises = Noise.of(block).without(each)
    found = TimeProblem.of(block).fit(noises, each)
    for j in each:
        rest = Block(np.delete(block.donors, j, axis=0), block.treated, block.n_before)
        alone = TimeProblem.of(rest).fit(noises[j : j + 1], NOBODY)[0]
        np.testing.assert_allclose(found[j], alone, atol=1e-7)


def test_periods_that_tell_what_follows_get_the_weight():
    block = a_block(50, 12, 10, seed=2)
    donors = block.donors.copy()
    donors[:, 10:] = donors[:, 4:5]
    weights = TimeProblem.of(Block(donors, block.treated, 10)).fit(np.array([0.01]), NOBODY)[0]
    assert weights[4] == pytest.approx(1.0, abs=1e-3)


def test_one_donor_says_nothing_about_periods():
    block = a_block(1, 10, 8, seed=3)
    weights = TimeProblem.of(block).fit(np.array([1.0]), NOBODY)[0]
    np.testing.assert_allclose(weights, np.full(8, 0.125))
