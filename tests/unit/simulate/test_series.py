"""Simulated single series: their truth is what was planted."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.impact.holidays import holiday_days
from chuquan.simulate.series import WORLDS, series_truth


@pytest.mark.parametrize("world", WORLDS)
def test_a_seed_gives_one_series_and_its_truth(world):
    one, two = series_truth(world, 3), series_truth(world, 3)
    assert np.array_equal(one.values, two.values)
    assert len(one.values) == len(one.days) == len(one.without)
    assert 14 <= len(one.values) - one.n_before <= 60
    assert (one.without > 0).all()
    assert np.array_equal(one.values[: one.n_before], one.without[: one.n_before])
    assert (one.mean_effect == 0.0) == (world in {"none", "season_holiday"})


def test_worlds_differ_by_seed():
    assert not np.array_equal(
        series_truth("none", 1).values[:100], series_truth("none", 2).values[:100]
    )


def test_a_seasonal_world_has_a_great_holiday_in_its_window():
    for seed in range(8):
        truth = series_truth("season_holiday", seed)
        window = truth.days[truth.n_before :]
        names = set(holiday_days(window[0], window[-1])["holiday"])
        assert names & {"spring_festival", "national_day"}
