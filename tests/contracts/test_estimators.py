"""One suite over all estimators that set places beside each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.errors import RefusalError
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.predictors import PredictorControl, Predictors
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.panel import Block

N_DONORS, N_BEFORE, N_PERIODS = 7, 24, 30
_FIGURES = np.random.default_rng(99).normal(size=(3, N_DONORS + 1))
ESTIMATORS = {
    "synthetic control": SyntheticControl(),
    "synthetic control, exact": SyntheticControl(exact=True),
    "synthetic control with an intercept": SyntheticControl(intercept=True),
    "synthetic control with predictors": PredictorControl(
        Predictors(_FIGURES[:, 0], _FIGURES[:, 1:]), np.array([0.5, 0.3, 0.2])
    ),
    "synthetic difference in differences": SyntheticDifferenceInDifferences(),
    "difference in differences": DifferenceInDifferences(),
}
LEVELS_FREE = (
    "synthetic control with an intercept",
    "synthetic difference in differences",
    "difference in differences",
)
"""Those that the level of the treated place means nothing to."""

every_estimator = pytest.mark.parametrize("name", ESTIMATORS)


def a_block(seed=0, n_treated=1):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(2, N_PERIODS)).cumsum(axis=1)
    values = rng.normal(size=(N_DONORS + 1, 2)) @ common
    values = (
        values + rng.normal(size=values.shape) + 20.0 + 2.0 * rng.normal(size=(N_DONORS + 1, 1))
    )
    return Block(values[1:], values[0], N_BEFORE, n_treated)


def without(estimator, j):
    """Return the same estimator for a block without a donor."""
    if isinstance(estimator, PredictorControl):
        return PredictorControl(estimator.predictors.without(j), estimator.importance)
    return estimator


def for_placebo(estimator, j):
    """Return the same estimator for a block in which a donor is the treated place."""
    if isinstance(estimator, PredictorControl):
        return PredictorControl(estimator.predictors.placebo(j), estimator.importance)
    return estimator


@every_estimator
@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_weights_are_none_below_zero_and_sum_to_one(name, seed):
    fit = ESTIMATORS[name].fit(a_block(seed))
    assert fit.unit_weights.min() >= 0.0
    assert fit.unit_weights.sum() == pytest.approx(1.0)
    assert fit.time_weights.min() >= 0.0
    expected = 1.0 if name in LEVELS_FREE else 0.0
    assert fit.time_weights.sum() == pytest.approx(expected)


@every_estimator
def test_the_effect_is_the_weighted_double_difference(name):
    block = a_block()
    fit = ESTIMATORS[name].fit(block)
    gap = block.treated - fit.unit_weights @ block.donors
    level = fit.time_weights @ gap[:N_BEFORE]
    np.testing.assert_allclose(fit.effect, gap - level)
    assert fit.mean_effect == pytest.approx((gap - level)[N_BEFORE:].mean())


@every_estimator
@given(st.integers(0, 10_000), st.floats(-50.0, 50.0))
@settings(max_examples=20, deadline=None)
def test_what_is_added_from_the_start_on_is_the_effect(name, seed, added):
    block = a_block(seed)
    treated = block.treated.copy()
    treated[N_BEFORE:] += added
    estimator = ESTIMATORS[name]
    found = estimator.fit(Block(block.donors, treated, N_BEFORE)).mean_effect
    assert found == pytest.approx(estimator.fit(block).mean_effect + added, abs=1e-6)


@every_estimator
def test_what_happens_to_all_places_alike_is_no_effect(name):
    block = a_block(1)
    common = np.random.default_rng(7).normal(size=N_PERIODS) * 30.0
    estimator = ESTIMATORS[name]
    found = estimator.fit(Block(block.donors + common, block.treated + common, N_BEFORE))
    expected = estimator.fit(block)
    if name == "synthetic difference in differences":  # its noise, so its ridge, has grown
        np.testing.assert_allclose(found.effect.mean(), expected.effect.mean(), atol=1.0)
        return
    tolerance = 1e-6 if "exact" in name or "predictors" in name or "difference" in name else 0.05
    np.testing.assert_allclose(found.effect, expected.effect, atol=tolerance)


@every_estimator
def test_units_do_not_matter(name):
    block = a_block(2)
    estimator = ESTIMATORS[name]
    found = estimator.fit(Block(block.donors * 1e4, block.treated * 1e4, N_BEFORE)).effect / 1e4
    np.testing.assert_allclose(found, estimator.fit(block).effect, atol=1e-6)


@every_estimator
def test_the_order_of_donors_does_not_matter(name):
    block = a_block(3)
    order = np.random.default_rng(0).permutation(N_DONORS)
    estimator = other = ESTIMATORS[name]
    if isinstance(estimator, PredictorControl):
        figures = estimator.predictors
        other = PredictorControl(
            Predictors(figures.treated, figures.donors[:, order]), estimator.importance
        )
    found = other.fit(Block(block.donors[order], block.treated, N_BEFORE))
    expected = estimator.fit(block)
    np.testing.assert_allclose(found.unit_weights, expected.unit_weights[order], atol=1e-6)
    np.testing.assert_allclose(found.effect, expected.effect, atol=1e-6)


@every_estimator
def test_the_level_of_the_treated_place_means_nothing_to_some(name):
    block = a_block(4)
    estimator = ESTIMATORS[name]
    moved = Block(block.donors, block.treated + 100.0, N_BEFORE)
    shift = estimator.fit(moved).mean_effect - estimator.fit(block).mean_effect
    if name in LEVELS_FREE:
        assert shift == pytest.approx(0.0, abs=1e-6)
    else:
        assert shift > 50.0


@every_estimator
def test_placebos_are_fits_of_each_donor_by_the_others(name):
    """Stated tolerance: 1e-6 of the noise; the truly treated series has no part in it."""
    block = a_block(5)
    estimator = ESTIMATORS[name]
    found = estimator.placebos(block)
    assert found.shape == (N_DONORS, N_PERIODS)
    for j in range(N_DONORS):
        alone = Block(np.delete(block.donors, j, axis=0), block.donors[j], N_BEFORE)
        np.testing.assert_allclose(found[j], for_placebo(estimator, j).fit(alone).effect, atol=1e-6)
    other = Block(block.donors, np.full(N_PERIODS, 1e5), N_BEFORE)
    np.testing.assert_allclose(found, estimator.placebos(other), atol=1e-6)


@every_estimator
def test_leaving_a_donor_out_is_a_fit_without_it(name):
    """Stated tolerance: 1e-6 of the noise."""
    block = a_block(6, n_treated=3)
    estimator = ESTIMATORS[name]
    rows = np.array([4, 0])
    found = estimator.without(block, rows)
    assert found.shape == (2, N_PERIODS)
    for effect, j in zip(found, rows, strict=True):
        rest = Block(np.delete(block.donors, j, axis=0), block.treated, N_BEFORE, 3)
        np.testing.assert_allclose(effect, without(estimator, j).fit(rest).effect, atol=1e-6)


@every_estimator
def test_nothing_is_changed_that_was_given(name):
    block = a_block(7)
    before = block.donors.copy(), block.treated.copy()
    estimator = ESTIMATORS[name]
    estimator.fit(block)
    estimator.placebos(block)
    estimator.without(block, np.arange(2))
    np.testing.assert_array_equal(block.donors, before[0])
    np.testing.assert_array_equal(block.treated, before[1])


@every_estimator
def test_the_same_is_found_again(name):
    block = a_block(8)
    estimator = ESTIMATORS[name]
    np.testing.assert_array_equal(estimator.placebos(block), estimator.placebos(block))


@every_estimator
def test_a_block_that_cannot_answer_is_refused(name):
    block = a_block()
    gap = block.treated.copy()
    gap[3] = np.nan
    for bad in (
        Block(block.donors[:0], block.treated, N_BEFORE),
        Block(block.donors, block.treated, 0),
        Block(block.donors, block.treated, N_PERIODS),
        Block(block.donors, gap, N_BEFORE),
    ):
        with pytest.raises(RefusalError):
            ESTIMATORS[name].fit(bad)
    with pytest.raises(RefusalError):
        ESTIMATORS[name].placebos(Block(block.donors[:1], block.treated, N_BEFORE))


@every_estimator
def test_places_that_never_move_have_no_effect(name):
    flat = Block(np.full((N_DONORS, N_PERIODS), 5.0), np.full(N_PERIODS, 5.0), N_BEFORE)
    np.testing.assert_allclose(ESTIMATORS[name].fit(flat).effect, 0.0, atol=1e-12)
    np.testing.assert_allclose(ESTIMATORS[name].placebos(flat), 0.0, atol=1e-12)
