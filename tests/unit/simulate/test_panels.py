"""Worlds of panels: what is planted is there, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from chuquan.simulate.panels import SCENARIOS, Effect, PanelWorld, plant, scenario


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_effect_is_all_that_a_planted_panel_has_more(name):
    world = scenario(name, np.random.default_rng(1))
    with_it = plant(world, np.random.default_rng(2))
    without = plant(replace(world, effect=Effect()), np.random.default_rng(2))
    n_treated = len(world.starts)
    difference = with_it.panel.values - without.panel.values
    assert difference[:n_treated] == pytest.approx(with_it.effect, abs=1e-9)
    assert not difference[n_treated:].any()
    assert list(with_it.panel.starts[:n_treated]) == [world.n_before + k for k in world.starts]


def test_a_breakout_halves_towards_its_plateau():
    course = Effect("breakout", 8.0, half_life=3.0, plateau=0.25).course(40)
    assert course[0] == 8.0
    assert course[3] - 2.0 == pytest.approx(3.0)
    assert course[-1] == pytest.approx(2.0, abs=0.01)


def test_the_mean_effect_is_over_treated_cells():
    world = PanelWorld(n_before=10, n_after=10, starts=(0, 5), effect=Effect("step", 2.0))
    assert plant(world, np.random.default_rng(3)).mean_effect == pytest.approx(2.0)


@pytest.mark.parametrize("period", ["day", "month"])
def test_periods_follow_each_other_without_a_gap(period):
    panel = plant(PanelWorld(period=period), np.random.default_rng(4)).panel
    for last, first in zip(panel.last_days, panel.first_days[1:], strict=False):
        assert first == last + timedelta(days=1)
    assert panel.last_days[-1] == date(2025, 12, 31)


def test_noise_has_its_size_and_memory():
    world = PanelWorld(n_donors=200, n_before=400, n_factors=0, noise_memory=0.5)
    truth = plant(world, np.random.default_rng(5))
    left = truth.panel.values - truth.panel.values.mean(axis=1, keepdims=True)
    assert np.median(left.std(axis=1) / truth.noise_sizes) == pytest.approx(1.0, abs=0.05)
    memory = (left[:, 1:] * left[:, :-1]).mean() / (left**2).mean()
    assert memory == pytest.approx(0.5, abs=0.05)


def test_an_unknown_scenario_is_named():
    with pytest.raises(ValueError, match="'flood' is none of"):
        scenario("flood", np.random.default_rng(6))
