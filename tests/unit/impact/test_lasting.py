"""How long an effect lasted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.interval import infer
from chuquan.impact.lasting import fit_half_life, how_long, share_left
from chuquan.simulate.panels import Effect, PanelWorld, plant

SDID = SyntheticDifferenceInDifferences()
WORLD = PanelWorld(
    n_donors=24, n_before=90, n_after=40, effect=Effect("breakout", 10.0, half_life=5.0)
)


def test_an_exact_course_gives_its_half_life():
    course = Effect("breakout", 6.0, half_life=4.0, plateau=0.3).course(40)
    noise = 1e-3 * np.random.default_rng(1).standard_normal(40)
    half_life, (low, high) = fit_half_life(course + noise, 0.0)
    assert half_life == pytest.approx(4.0, rel=0.06)
    assert high is not None
    assert low < 4.0 < high


def test_a_loss_fades_like_a_gain():
    course = -Effect("breakout", 6.0, half_life=4.0).course(40)
    noise = 0.1 * np.random.default_rng(2).standard_normal(40)
    assert fit_half_life(course + noise, 0.0)[0] == pytest.approx(4.0, rel=0.3)


@pytest.mark.parametrize(
    "effect", [np.full(30, 5.0), np.linspace(1, 9, 30), np.array([3.0, 2.0, 1.0])]
)
def test_what_does_not_fade_or_is_too_short_has_no_half_life(effect):
    noise = 0.5 * np.random.default_rng(3).standard_normal(len(effect))
    assert fit_half_life(effect + noise, 0.0) is None


def test_a_fall_that_has_not_ended_has_no_upper_end():
    noise = 0.3 * np.random.default_rng(4).standard_normal(20)
    told = fit_half_life(np.linspace(9, 5, 20) + noise, 0.0)
    assert told is not None
    assert told[1][1] is None


def test_months_are_told_in_days():
    panel = plant(replace(WORLD, period="month"), np.random.default_rng(5)).panel
    told = how_long(panel, infer(panel, SDID))
    assert told.half_life_days_interval[0] < 5 * 30.4 < told.half_life_days_interval[1]


def test_a_breakout_is_told_whole():
    panel = plant(WORLD, np.random.default_rng(6)).panel
    found = infer(panel, SDID)
    told = how_long(panel, found)
    low, high = told.half_life_days_interval
    assert low < 5.0 < high
    share = share_left(found.cohorts[0])
    assert share == told.share_left
    assert share.low < share.value < share.high < 1.0
    assert panel.first_days[90] < told.last_clear_day <= panel.last_days[-1]


def test_where_there_is_no_effect_nothing_is_clear():
    dates = []
    for seed in range(20):
        panel = plant(replace(WORLD, effect=Effect()), np.random.default_rng([7, seed])).panel
        dates.append(how_long(panel, infer(panel, SDID)).last_clear_day)
    assert sum(day is not None for day in dates) <= 3
