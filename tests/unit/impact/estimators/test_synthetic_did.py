"""Synthetic difference in differences: what is its own, beside the contract of all estimators."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest

from chuquan.impact.estimators import synthetic_did
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.panel import Block

ESTIMATOR = SyntheticDifferenceInDifferences()


def a_block(n_treated=1):
    rng = np.random.default_rng(0)
    common = rng.normal(size=(2, 40)).cumsum(axis=1)
    values = rng.normal(size=(13, 2)) @ common + rng.normal(size=(13, 40))
    return Block(values[1:], values[0], 30, n_treated)


def test_time_weights_worked_out_for_placebos_serve_donors_left_out():
    block = a_block()
    rows = np.array([3, 7])
    alone = ESTIMATOR.without(block, rows)
    ESTIMATOR.placebos(block)
    assert block in synthetic_did._TIMES
    np.testing.assert_allclose(ESTIMATOR.without(block, rows), alone, atol=1e-9)
    np.testing.assert_allclose(ESTIMATOR.without(replace(block), np.arange(12))[rows], alone)


def test_nothing_is_kept_of_a_block_that_is_gone():
    block = a_block()
    ESTIMATOR.placebos(block)
    before = len(synthetic_did._TIMES)
    del block
    gc.collect()
    assert len(synthetic_did._TIMES) < before


def test_the_more_places_are_treated_the_more_donors_share():
    """The ridge grows with the number of treated cells (equation 5)."""
    one, many = ESTIMATOR.fit(a_block()), ESTIMATOR.fit(a_block(n_treated=500))
    assert many.unit_weights.max() < one.unit_weights.max()
    assert many.time_weights == pytest.approx(one.time_weights)
