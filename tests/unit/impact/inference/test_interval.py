"""Effects with intervals: planted ones are found, and what must not matter does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.interval import effect_until, infer, lift_of
from chuquan.report.impact import Estimate
from chuquan.simulate.panels import Effect, PanelWorld, plant

SDID = SyntheticDifferenceInDifferences()
WORLD = PanelWorld(n_donors=20, n_before=60, n_after=20, effect=Effect("step", 3.0))


def test_a_planted_step_is_found_and_told_in_every_unit():
    truth = plant(WORLD, np.random.default_rng(21))
    found = infer(truth.panel, SDID)
    assert found.effect.low < truth.mean_effect < found.effect.high
    assert found.effect.low > 0
    assert found.p_value < 0.01
    assert found.rank_p_value == 1 / 21
    assert found.total.value == pytest.approx(20 * found.effect.value)
    counterfactual = found.counterfactual[60:].mean()
    assert found.lift.value == pytest.approx(found.effect.value / counterfactual)
    assert len(found.places) == 1
    assert found.places[0].effect == found.effect


def test_p_value_and_interval_say_the_same():
    for seed in range(20):
        world = replace(WORLD, effect=Effect("step", 0.8))
        found = infer(plant(world, np.random.default_rng(seed)).panel, SDID)
        assert found.is_clear == (found.p_value < 0.05)


def test_the_order_of_donors_changes_nothing():
    panel = plant(WORLD, np.random.default_rng(2)).panel
    order = np.random.default_rng(3).permutation(len(panel.values))
    mixed = replace(
        panel,
        values=panel.values[order],
        starts=panel.starts[order],
        place_ids=tuple(panel.place_ids[k] for k in order),
    )
    one, other = infer(panel, SDID), infer(mixed, SDID)
    assert other.effect.value == pytest.approx(one.effect.value, rel=1e-6)
    assert other.standard_error == pytest.approx(one.standard_error, rel=1e-6)


@pytest.mark.parametrize("estimator", [SDID, DifferenceInDifferences()])
def test_a_constant_added_to_all_places_changes_nothing(estimator):
    panel = plant(WORLD, np.random.default_rng(4)).panel
    one = infer(panel, estimator)
    other = infer(replace(panel, values=panel.values + 1000.0), estimator)
    assert other.effect.value == pytest.approx(one.effect.value, rel=1e-5)
    assert other.standard_error == pytest.approx(one.standard_error, rel=1e-5)


def test_another_unit_scales_all():
    panel = plant(WORLD, np.random.default_rng(5)).panel
    one, other = infer(panel, SDID), infer(replace(panel, values=panel.values * 1e4), SDID)
    assert other.effect.high == pytest.approx(1e4 * one.effect.high, rel=1e-5)
    assert other.lift.low == pytest.approx(one.lift.low, rel=1e-5)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-4)


def test_staggered_places_are_joined_by_treated_cells():
    world = replace(WORLD, starts=(0, 0, 8))
    truth = plant(world, np.random.default_rng(6))
    found = infer(truth.panel, SDID)
    first, later = (cohort.fit.mean_effect for cohort in found.cohorts)
    assert found.effect.value == pytest.approx((40 * first + 12 * later) / 52)
    assert found.total.value == pytest.approx(52 * found.effect.value)
    assert [place.start for place in found.places] == [60, 60, 68]
    assert found.effect.low < truth.mean_effect < found.effect.high


def test_places_that_share_every_wave_are_no_second_witness():
    """Two treated places with one and the same series are as uncertain as one."""
    panel = plant(replace(WORLD, starts=(0, 4)), np.random.default_rng(7)).panel
    values = panel.values.copy()
    values[1] = values[0]
    twins = replace(panel, values=values)
    keep = np.arange(len(values)) != 1
    alone = replace(
        panel,
        values=values[keep],
        starts=panel.starts[keep],
        place_ids=tuple(np.array(panel.place_ids)[keep]),
    )
    assert infer(twins, SDID).standard_error > 0.9 * infer(alone, SDID).standard_error


def test_the_band_holds_most_single_periods():
    inside = []
    for seed in range(30):
        truth = plant(WORLD, np.random.default_rng([8, seed]))
        found = infer(truth.panel, SDID)
        without = truth.panel.values[0] - truth.effect[0]
        inside.append((found.low <= without) & (without <= found.high))
    assert 0.92 < np.mean(inside) < 0.98


def test_an_effect_until_the_last_period_is_the_effect():
    found = infer(plant(WORLD, np.random.default_rng(9)).panel, SyntheticControl())
    whole = effect_until(found, 80)
    assert whole.value == pytest.approx(found.effect.value)
    assert whole.low == pytest.approx(found.effect.low)
    half = effect_until(found, 70)
    assert half.high - half.low > 0.9 * (whole.high - whole.low)


def test_lift_is_told_against_the_counterfactual_of_each_end():
    lift = lift_of(Estimate(20.0, 10.0, 30.0), observed=120.0)
    assert (lift.value, lift.low, lift.high) == pytest.approx((0.2, 10 / 110, 30 / 90))
    assert np.isnan(lift_of(Estimate(130.0, 120.0, 140.0), observed=120.0).value)


def test_without_donors_or_treated_places_it_refuses():
    panel = plant(WORLD, np.random.default_rng(10)).panel
    few = replace(
        panel, values=panel.values[:4], starts=panel.starts[:4], place_ids=panel.place_ids[:4]
    )
    with pytest.raises(RefusalError, match="3 places to compare with"):
        infer(few, SDID)
    nobody = replace(
        panel, values=panel.values[1:], starts=panel.starts[1:], place_ids=panel.place_ids[1:]
    )
    with pytest.raises(RefusalError, match="no place whose start"):
        infer(nobody, SDID)


@pytest.mark.slow
def test_intervals_cover_and_false_alarms_are_rare():
    """A coarse guard; the benchmark measures it on 1,000 panels of five kinds."""
    world = replace(WORLD, effect=Effect("none"))
    found = [
        infer(plant(world, np.random.default_rng([11, seed])).panel, SDID).is_clear
        for seed in range(200)
    ]
    assert np.mean(found) < 0.1
