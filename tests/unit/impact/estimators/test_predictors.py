"""Synthetic control with predictors."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.estimators.predictors import PredictorControl, Predictors, find_importance
from chuquan.impact.panel import Block

TRUTH = np.array([0.6, 0.4, 0.0, 0.0, 0.0])


def a_study(seed=1):
    """Return a treated place that is a mixture of two donors in outcome and first predictors."""
    rng = np.random.default_rng(seed)
    figures = rng.normal(size=(4, 5))
    outcome = rng.normal(size=(5, 4)) @ rng.normal(size=(4, 20)) + figures[0][:, None]
    own = figures @ TRUTH
    own[3] += 2.0  # of no use
    return Predictors(own, figures), Block(outcome, TRUTH @ outcome, 15)


def test_importances_let_the_weights_fit_the_outcome():
    predictors, block = a_study()
    fit = PredictorControl(predictors).fit(block)
    np.testing.assert_allclose(fit.unit_weights, TRUTH, atol=0.02)
    assert fit.time_weights.tolist() == [0.0] * 15


def test_importances_are_none_below_zero_and_sum_to_one():
    predictors, block = a_study(1)
    found = find_importance(predictors.scaled(), block.treated[:15], block.donors[:, :15])
    assert found.min() >= 0.0
    assert found.sum() == pytest.approx(1.0)


def test_searched_importances_fit_no_worse_than_equal_ones():
    predictors, block = a_study(2)
    searched = PredictorControl(predictors).fit(block)
    equal = PredictorControl(predictors, np.full(4, 0.25)).fit(block)
    before = slice(0, 15)
    assert np.square(searched.effect[before]).sum() <= np.square(equal.effect[before]).sum()


def test_units_of_predictors_do_not_matter():
    predictors, block = a_study(3)
    factor = np.array([1000.0, 0.01, 7.0, 1.0])
    other = Predictors(predictors.treated * factor, predictors.donors * factor[:, None])
    importance = np.array([0.4, 0.3, 0.2, 0.1])
    np.testing.assert_allclose(
        PredictorControl(predictors, importance).fit(block).unit_weights,
        PredictorControl(other, importance).fit(block).unit_weights,
        atol=1e-9,
    )


def test_a_predictor_that_is_the_same_everywhere_changes_nothing():
    predictors, block = a_study(4)
    more = Predictors(
        np.append(predictors.treated, 3.0), np.vstack([predictors.donors, np.full(5, 3.0)])
    )
    importance = np.array([0.4, 0.3, 0.2, 0.1])
    np.testing.assert_allclose(
        PredictorControl(more, np.append(importance, 1.0)).fit(block).unit_weights,
        PredictorControl(predictors, importance).fit(block).unit_weights,
        atol=1e-9,
    )


def test_predictors_of_other_places_are_refused():
    predictors, block = a_study()
    with pytest.raises(RefusalError, match="predictors of 4 places"):
        PredictorControl(predictors.without(0)).fit(block)


def test_a_missing_predictor_is_refused():
    predictors, block = a_study()
    donors = predictors.donors.copy()
    donors[1, 2] = np.nan
    with pytest.raises(RefusalError, match="missing"):
        PredictorControl(Predictors(predictors.treated, donors)).fit(block)
