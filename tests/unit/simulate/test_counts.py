"""Simulated worlds keep the truth they claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chuquan.simulate.counts import MIN_SPACING_DAYS, WIDE, simulate

SMALL = replace(WIDE, n_series=300, n_waves=150, shock_share=0.05)


@pytest.fixture(scope="module")
def world():
    return simulate(SMALL, 1)


def test_the_same_seed_gives_the_same_world(world):
    again, other = simulate(SMALL, 1), simulate(SMALL, 2)
    np.testing.assert_array_equal(world.counts, again.counts)
    assert (world.counts != other.counts).any()


def test_waves_are_as_many_as_asked_for_and_keep_their_distance(world):
    waves = world.waves
    assert waves.series.size == SMALL.n_waves
    for series in np.unique(waves.series):
        onsets = np.sort(waves.onset[waves.series == series])
        assert (np.diff(onsets) >= MIN_SPACING_DAYS).all()
    assert (waves.end >= waves.onset).all()
    assert ((waves.peak_sd >= 3) & (waves.peak_sd <= 30)).all()
    assert 0.3 < waves.is_strong.mean() < 0.7


def test_counts_follow_the_mean_outside_waves_and_exceed_it_inside(world):
    inside = np.zeros(world.counts.shape, dtype=bool)
    for series, onset, end in zip(
        world.waves.series, world.waves.onset, world.waves.end, strict=True
    ):
        inside[series, onset : end + 30] = True
    outside = world.counts[~inside].sum() / world.mean[~inside].sum()
    assert outside == pytest.approx(1.0, abs=0.02)
    assert world.counts[inside].sum() > 1.1 * world.mean[inside].sum()


def test_days_that_were_not_looked_at_have_no_mentions(world):
    dark = (world.exposure == 0)[world.source]
    assert dark.any()
    assert world.counts[dark].sum() == 0


def test_shocks_are_real_but_not_recorded(world):
    looked_at = world.recorded > 0
    np.testing.assert_array_equal(looked_at, world.exposure > 0)
    ratio = world.exposure[looked_at] / world.recorded[looked_at]
    assert set(np.unique(ratio > 1)) == {False, True}
    assert (ratio > 1).mean() == pytest.approx(0.05, abs=0.02)
    assert ratio[ratio > 1].min() >= 1.5


def test_counts_are_as_overdispersed_as_they_say(world):
    inside = np.zeros(world.counts.shape, dtype=bool)
    for series, onset in zip(world.waves.series, world.waves.onset, strict=True):
        inside[series, onset : onset + 60] = True
    free = ~inside & (world.mean > 0)
    spread = ((world.counts - world.mean) ** 2 - world.mean)[free].sum()
    wanted = (world.dispersion[:, None] * world.mean**2)[free].sum()
    assert spread == pytest.approx(wanted, rel=0.15)
