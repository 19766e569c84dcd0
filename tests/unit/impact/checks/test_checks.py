"""Checks: each passes a clean world, and fails the world that it is there for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chuquan.impact.checks.alternatives import (
    _compare,
    check_conformal,
    check_estimators,
    difference_p_value,
)
from chuquan.impact.checks.before import (
    check_earlier_start,
    check_fit,
    check_history,
    check_trend,
)
from chuquan.impact.checks.believe import believe, is_trusted, sort_checks
from chuquan.impact.checks.cut import cut
from chuquan.impact.checks.donors import check_leave_one_out, check_ranks
from chuquan.impact.checks.limits import MUST_HOLD
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.interval import infer
from chuquan.impact.panel import NEVER, Panel
from chuquan.report.impact import Check, Estimate
from chuquan.simulate.panels import Effect, PanelWorld, plant

SDID, DID = SyntheticDifferenceInDifferences(), DifferenceInDifferences()
WORLD = PanelWorld(n_donors=24, n_before=80, n_after=20, effect=Effect("step", 3.0))


def panel_of(seed: int, **changes: object) -> Panel:
    return plant(replace(WORLD, **changes), np.random.default_rng(seed)).panel


def test_a_clean_world_passes_all():
    panel = panel_of(1)
    found = believe(panel, SDID, infer(panel, SDID), (SyntheticControl(), DID))
    assert {check.name for check in found.checks} == {
        "history",
        "fit_before",
        "pre_trend",
        "placebo_time",
        "leave_one_out",
        "window",
        "placebo_space",
        "estimators_agree",
        "conformal",
    }
    assert is_trusted(found.checks)
    assert [other.name for other in found.by_estimator] == [
        "synthetic_control",
        "difference_in_differences",
    ]
    assert [other.name for other in found.by_window] == ["history_half", "window_half"]


def test_a_short_history_fails():
    assert check_history(panel_of(2, n_before=15)).outcome == "failed"
    assert check_history(panel_of(2)).outcome == "passed"


def test_a_place_that_swings_on_its_own_fits_badly():
    panel = panel_of(3)
    values = panel.values.copy()
    values[0] += 25 * np.sin(np.arange(panel.n_periods) / 5)
    assert check_fit(infer(replace(panel, values=values), SDID)).outcome == "failed"
    assert check_fit(infer(panel, SDID)).outcome == "passed"


def test_a_drift_before_the_start_is_seen_where_donors_cannot_follow():
    panel = panel_of(4, drift=15.0)
    assert check_trend(infer(panel, DID)).outcome == "failed"
    assert check_trend(infer(panel_of(4), DID)).outcome == "passed"


def test_an_effect_that_began_earlier_is_seen_at_the_invented_start():
    panel = panel_of(5)
    values = panel.values.copy()
    values[0, 60:] += 6.0
    early = check_earlier_start(replace(panel, values=values), SDID)
    assert early.outcome == "failed"
    assert early.figures["effect"] == pytest.approx(6.0, abs=2.0)
    assert check_earlier_start(panel, SDID).outcome == "passed"


def test_one_donor_that_carries_the_answer_is_named():
    panel = panel_of(6, effect=Effect("none"))
    values = panel.values.copy()
    swing = 10 * np.sin(np.arange(panel.n_periods) / 6)
    values[0] += swing
    values[7] += swing
    values[7, 80:] -= 12.0
    panel = replace(panel, values=values)
    estimator = SyntheticControl(intercept=True)
    found = check_leave_one_out(panel, estimator, infer(panel, estimator))
    assert found.outcome == "failed"
    assert found.names == ("donor7",)
    assert found.figures["lowest"] < found.figures["highest"]


def test_ranks_cannot_be_asked_of_few_donors():
    assert check_ranks(infer(panel_of(7, n_donors=10), SDID)).outcome == "not_possible"
    assert check_ranks(infer(panel_of(7), SDID)).outcome == "passed"


def test_another_answer_fails_by_more_than_chance_and_more_than_a_bit():
    one = infer(panel_of(8), SDID)
    half = one.effect.high - one.effect.value

    def beside(shift: float, chance: float) -> Check:
        value = one.effect.value + shift * half
        strays = chance * half * np.random.default_rng(1).standard_normal(24)
        other = replace(
            one,
            effect=Estimate(value, value - half, value + half),
            placebo_effects=one.placebo_effects + strays,
        )
        return _compare("window", one, {"history_half": other})

    assert beside(1.0, 0.1).outcome == "failed"
    assert beside(1.0, 0.1).names == ("history_half",)
    assert beside(1.0, 2.0).outcome == "passed"
    assert beside(0.3, 0.01).outcome == "passed"
    assert _compare("window", one, {}).outcome == "not_possible"


def test_the_same_answer_differs_by_nothing():
    found = infer(panel_of(9), SDID)
    assert difference_p_value(found, found) == 1.0


def test_estimators_disagree_where_a_drift_is_taken_for_an_effect():
    panel = panel_of(10)
    values = panel.values + np.outer(np.linspace(-1, 1, 25), np.arange(100)) * 0.3
    values[0] += 0.3 * np.arange(100)
    panel = replace(panel, values=values)
    found, told = check_estimators(panel, (DID,), infer(panel, SDID))
    assert len(told) == 1
    assert found.figures["difference_in_differences"] == told[0].effect.value


def test_conformal_inference_agrees_with_a_clear_effect():
    assert check_conformal(infer(panel_of(11), SDID)).outcome == "passed"


def test_failures_come_first_and_only_some_destroy_trust():
    checks = sort_checks(
        [
            Check("history", "passed"),
            Check("conformal", "failed"),
            Check("window", "failed"),
            Check("displacement", "noted"),
        ]
    )
    assert [check.name for check in checks] == ["window", "conformal", "displacement", "history"]
    assert not is_trusted(checks)
    assert is_trusted([Check("conformal", "failed")])
    assert "conformal" not in MUST_HOLD


def test_places_that_start_after_a_cut_are_no_donors():
    panel = panel_of(12, starts=(0, 15))
    short = cut(panel, 10, 90)
    assert short.place_ids[0] == "treated0"
    assert "treated1" not in short.place_ids
    assert short.starts[0] == 70
    assert set(short.starts[1:]) == {NEVER}
    assert short.n_periods == len(short.first_days) == 80
