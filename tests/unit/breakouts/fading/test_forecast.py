"""What is still to come of a wave: honest about what it does not know."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from chuquan.breakouts.fading import forecast, forms, posterior
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR


def drawn(
    rng: np.random.Generator, n_days: int = forecast.HORIZON_DAYS + 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    prior = DEFAULT_PRIOR
    form = int(rng.choice(len(forms.FORMS), p=prior.forms))
    cell = int(rng.choice(len(forms.HALF_LIVES), p=prior.half_lives))
    c = float(rng.choice(forms.DISPERSIONS, p=prior.dispersions))
    top = float(np.exp(rng.normal(3.0, 0.8)))
    expected = np.full(n_days, rng.uniform(0.05, 2.0))
    mean = expected + top * forms.curves()[form * len(forms.HALF_LIVES) + cell, :n_days]
    return rng.poisson(rng.gamma(1 / c, mean * c)).astype(float), expected, np.ones(n_days)


def test_eight_of_ten_waves_stay_within_the_interval():
    rng = np.random.default_rng(8)
    inside = []
    for _ in range(400):
        n, mu, x = drawn(rng)
        if n.argmax() != 0:
            continue
        told = forecast.forecast(n[:4], mu[:4], x[:4], expected_later=mu[4:], exposure_later=x[4:])
        if told is None:
            continue
        came = (n[4:] - mu[4:]).sum()
        inside.append(told.n_remaining[0] - 0.5 <= came <= told.n_remaining[2] + 0.5)
    assert len(inside) > 150
    assert 0.74 <= np.mean(inside) <= 0.88


def test_a_slow_wave_has_more_to_come_than_a_fast_one():
    expected, exposure = np.full(6, 0.5), np.ones(6)
    remaining = [
        forecast.forecast(0.5 + 50 * 0.5 ** (np.arange(6) / h), expected, exposure).n_remaining[1]
        for h in (0.5, 2.0, 8.0)
    ]
    assert remaining == sorted(remaining)
    assert remaining[-1] > 4 * remaining[0]


def test_more_days_seen_narrow_it():
    n = 0.5 + 60 * 0.5 ** (np.arange(20) / 5.0)

    def width(k: int) -> float:
        told = forecast.forecast(n[:k], np.full(k, 0.5), np.ones(k))
        return told.n_remaining[2] - told.n_remaining[0]

    assert width(2) > width(6) > width(12)


def test_it_reaches_to_its_horizon_day_by_day():
    told = forecast.forecast([30.0, 12.0, 9.0], [1.0] * 3, [1.0] * 3)
    assert told is not None
    assert told.days.shape == (forecast.HORIZON_DAYS - 2, 3)
    assert (np.diff(told.days, axis=1) >= 0).all()
    low, median, high = told.n_remaining
    assert low <= median <= high


def test_the_same_days_give_the_same_forecast():
    one = forecast.forecast([30.0, 12.0, 9.0], [1.0] * 3, [1.0] * 3)
    two = forecast.forecast([30.0, 12.0, 9.0], [1.0] * 3, [1.0] * 3)
    assert one.n_remaining == two.n_remaining


@pytest.mark.parametrize(
    ("n", "expected", "exposure"),
    [
        ([50.0], [1.0], [1.0]),
        ([50.0, 20.0], [1.0, 1.0], [1.0, 0.0]),
        ([2.0, 1.0], [0.5, 0.5], [1.0, 1.0]),
        ([5.0] * 40, [0.5] * 40, [1.0] * 40),
    ],
    ids=["peak only", "outage since", "few mentions", "long over"],
)
def test_thin_data_give_none(n, expected, exposure):
    assert forecast.forecast(n, expected, exposure) is None


def test_days_to_come_must_fit_together():
    with pytest.raises(ValueError, match="days to come"):
        forecast.forecast([30.0, 9.0], [1.0] * 2, [1.0] * 2, expected_later=[1.0, 1.0, 1.0])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 40.0), st.sampled_from(forms.DISPERSIONS.tolist()))
def test_the_density_agrees_with_the_slow_twin(n, mean, c):
    fast = float(forecast.log_density(np.array(float(n)), np.array(mean), c))
    assert fast == pytest.approx(nbinom.logpmf(n, 1 / c, 1 / (1 + c * mean)), abs=1e-6)


def test_the_loss_agrees_with_the_slow_twin():
    """Cell by cell, weight by weight."""
    seen = posterior.observe([20.0, 9.0, 7.0], [1.0] * 3, [1.0, 0.5, 1.0])
    later, came, mu, x = np.array([3, 5]), np.array([4.0, 2.0]), np.ones(2), np.array([1.0, 0.7])
    fast = forecast.log_loss(seen, DEFAULT_PRIOR, posterior.Observed(came, mu, x, later))
    cells = posterior.weigh(seen)
    weights = np.exp(cells.log_posterior(DEFAULT_PRIOR))
    density = np.zeros(2)
    for shape, d, node in np.ndindex(*weights.shape):
        height = np.exp(cells.amplitude[shape, d, node])
        r = 1 / forms.DISPERSIONS[d]
        mean = height * forms.curves()[shape, later] * x + mu
        density += weights[shape, d, node] * nbinom.pmf(came, r, r / (r + mean))
    assert fast == pytest.approx(-np.log(density))
