"""Episodes: causal, one a wave, deaf to outages, false as often as asked for."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chuquan.breakouts.cells import cells_from_counts
from chuquan.breakouts.discover import discover
from chuquan.breakouts.expected import expected
from chuquan.breakouts.scan import score
from chuquan.errors import ConfigError
from chuquan.simulate.counts import WIDE, simulate

N_DAYS = 200
KNOWN_AT_DETECTION = ["cell", "onset_day", "detected_day", "score", "p_value", "q_value"]


def find(counts, exposure, *args, **options):
    source = np.zeros(len(counts), np.int32)
    cells = cells_from_counts(counts, source, np.full(len(counts), 0.2))
    return discover(cells, score(cells, exposure), exposure, *args, **options)


def noise(seed, n_cells=40, rate=0.2):
    return np.random.default_rng(seed).poisson(rate, (n_cells, N_DAYS)).astype(float)


def always(n_days=N_DAYS):
    return np.ones((1, n_days))


def test_a_wave_is_one_episode_with_its_onset_and_peak():
    counts = noise(0)
    counts[7, 98:100] = 0
    counts[7, 100:110] += [6, 9, 14, 12, 8, 6, 5, 4, 3, 3]
    found = find(counts, always()).filter(pl.col("cell") == 7)
    assert found.height == 1
    row = found.row(0, named=True)
    assert row["onset_day"] == 100
    assert row["detected_day"] <= 101
    assert row["peak_day"] == 102
    assert 106 <= row["end_day"] <= 112
    assert row["n_excess"] == pytest.approx(row["n"] - row["expected"])
    assert row["n"] == counts[7, 100 : row["last_day"] + 1].sum()
    assert 0 < row["expected"] < 8


def test_a_wave_at_the_end_of_the_data_is_open():
    counts = noise(1)
    counts[3, -3:] += 12
    row = find(counts, always()).filter(pl.col("cell") == 3).row(0, named=True)
    assert row["end_day"] is None
    assert row["last_day"] == N_DAYS - 1


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(30, N_DAYS), st.sampled_from(["trailing", "daily", "strict"])
)
def test_streaming_equals_batch(seed, until, mode):
    """What was detected before a day is the same whether or not later days are given."""
    rng = np.random.default_rng(seed)
    counts = noise(seed)
    for cell, day in zip(rng.integers(0, 40, 12), rng.integers(30, N_DAYS - 6, 12), strict=True):
        counts[cell, day : day + 6] += rng.poisson(5, 6)
    exposure = always()
    exposure[0, rng.integers(0, N_DAYS) :][:15] = 0
    counts *= exposure
    whole = find(counts, exposure, mode=mode)
    prefix = find(counts[:, :until], exposure[:, :until], mode=mode)
    known = whole.filter(pl.col("detected_day") < until)
    assert_frame_equal(
        prefix.select(KNOWN_AT_DETECTION), known.select(KNOWN_AT_DETECTION), rel_tol=1e-4
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_an_outage_neither_starts_nor_ends_an_episode(seed, length):
    """Days that were not looked at, put into the midst of a wave, only move what follows."""
    counts = noise(seed)
    counts[5, 100:112] += 8
    plain = find(counts, always()).filter(pl.col("cell") == 5)
    exposure = np.insert(always(), np.full(length, 106), 0.0, axis=1)
    gap = np.insert(counts, np.full(length, 106), 0.0, axis=1)
    found = find(gap, exposure)
    inside = (found["detected_day"] >= 106) & (found["detected_day"] < 106 + length)
    assert not inside.any()
    assert not found["end_day"].is_between(106, 106 + length - 1).any()
    before, after = plain.row(0, named=True), found.filter(pl.col("cell") == 5).row(0, named=True)
    assert (after["onset_day"], after["detected_day"]) == (
        before["onset_day"],
        before["detected_day"],
    )
    assert after["last_day"] >= 111 + length


def test_mentions_without_exposure_open_nothing():
    counts, exposure = noise(2), always()
    exposure[0, 100:103] = 0
    counts[:, 100:103] = 30
    assert not find(counts, exposure)["onset_day"].is_between(100, 102).any()


def test_a_lower_rate_finds_no_more_and_keeps_q_below_it():
    counts = noise(3)
    for cell in range(20):
        counts[cell, 60 + 5 * cell] += cell
    strict, loose = (find(counts, always(), rate) for rate in (0.01, 0.3))
    assert 0 < strict.height < loose.height
    assert strict["q_value"].max() <= 0.01
    assert loose["q_value"].max() <= 0.3


def test_the_order_of_cells_does_not_matter():
    counts = noise(4)
    counts[3, 80:90] += 5
    counts[30, 81:85] += 7
    there, back = find(counts, always()), find(counts[::-1].copy(), always())
    back = back.with_columns(cell=39 - pl.col("cell"))
    keys = ["detected_day", "cell"]
    assert_frame_equal(there.sort(keys), back.sort(keys))


def test_episodes_of_a_cell_never_overlap():
    world = simulate(WIDE.__class__(**{**WIDE.__dict__, "n_series": 300, "n_waves": 150}), 3)
    prior = world.counts[:, :28].mean(axis=1) + 0.05
    cells = cells_from_counts(world.counts, world.source, prior)
    found = discover(cells, score(cells, world.recorded), world.recorded).sort("cell", "onset_day")
    same = found["cell"].diff() == 0
    gap = found["onset_day"] - found["last_day"].shift(1)
    assert found.height > 80
    assert (gap.filter(same) > 0).all()


@pytest.mark.parametrize("mode", ["trailing", "strict"])
def test_the_share_of_false_episodes_is_what_was_asked_for(mode):
    """On 2,500 simulated series with waves, at a nominal 10%."""
    world = simulate(WIDE.__class__(**{**WIDE.__dict__, "n_series": 2500, "n_waves": 700}), 8)
    prior = world.counts[:, :28].mean(axis=1) + 0.05
    cells = cells_from_counts(world.counts, world.source, prior)
    scores = score(cells, world.recorded)
    found = discover(cells, scores, world.recorded, 0.1, mode=mode, warmup_days=60)
    is_wave = np.zeros(world.counts.shape, dtype=bool)
    for series, onset, end in zip(
        world.waves.series, world.waves.onset, world.waves.end, strict=True
    ):
        is_wave[series, onset : end + 8] = True
    is_true = is_wave[found["cell"].to_numpy(), found["detected_day"].to_numpy()]
    assert (~is_true).mean() < 0.15
    assert is_true.sum() > 0.45 * 700


def test_expected_of_a_day_is_the_mean_it_was_scored_by():
    counts = noise(6, rate=1.5)
    cells = cells_from_counts(counts, np.zeros(40, np.int32), np.full(40, 1.0))
    scores = score(cells, always(), 3)
    mean, offsets = expected(cells, always(), cells.cell, cells.day, cells.day, first_weekday=3)
    np.testing.assert_array_equal(offsets, np.arange(len(cells.day) + 1))
    np.testing.assert_allclose(mean, scores.mean, rtol=1e-6)


def test_expected_is_frozen_at_the_onset():
    """A wave's own counts do not raise what is expected of it."""
    counts = np.ones((1, N_DAYS))
    loud = counts.copy()
    loud[0, 100:] = 50
    window = {"cell": [0], "first_day": [90], "last_day": [140], "frozen_at": np.array([100])}
    means = [
        expected(cells_from_counts(c, np.zeros(1, np.int32), np.ones(1)), always(), **window)[0]
        for c in (counts, loud)
    ]
    np.testing.assert_array_equal(means[0], means[1])
    assert means[0].shape == (51,)


def test_faults_of_the_options_are_named_together():
    with pytest.raises(ConfigError, match=r"false_discovery_rate = 2.*'x'.*close_days = 0"):
        find(noise(0), always(), 2, 0, mode="x")


def test_no_events_make_no_episodes():
    assert find(np.zeros((3, N_DAYS)), always()).height == 0
