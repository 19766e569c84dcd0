"""The half-life says what it knows, no more; the phase follows the last day looked at."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from chuquan.breakouts.fading import forms, posterior
from chuquan.breakouts.fading.half_life import half_life
from chuquan.breakouts.fading.learn import Episode, fit_prior
from chuquan.breakouts.fading.phase import phase
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, log_normal_prior

QUIET = 0.5


def curve(form: int, half_life: float, n_days: int) -> np.ndarray:
    """Compute a form the slow way, one day at a time, straight from its definition."""
    values = []
    for t in range(n_days):
        x = t / half_life
        if form == 0:
            values.append(0.5**x)
        elif form in (1, 2):
            values.append((1 + (2 ** (1 / form) - 1) * x) ** -form)
        else:
            share, ratio = ((0.6, 6.0), (0.85, 12.0))[form - 3]

            def height(u: float, share: float = share, ratio: float = ratio) -> float:
                return share * 2**-u + (1 - share) * 2 ** (-u / ratio)

            # Where the whole has halved, on a fine ruler.
            ruler = np.linspace(0, 12, 120_001)
            unit = float(ruler[np.argmin([abs(height(u) - 0.5) for u in ruler])])
            values.append(height(x * unit))
    return np.array(values)


def wave(
    rng: np.random.Generator, form: int, half_life: float, *, n_days: int, top: float, c: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    expected = np.full(n_days, rng.uniform(0.05, 3.0))
    shape = forms.curves()[_row(form, half_life), :n_days]
    mean = expected + top * shape
    return rng.poisson(rng.gamma(1 / c, mean * c)).astype(float), expected, np.ones(n_days)


def _row(form: int, half_life: float) -> int:
    cell = int(np.abs(np.log(forms.HALF_LIVES / half_life)).argmin())
    return form * len(forms.HALF_LIVES) + cell


def exact(half_life: float, n_days: int = 20, top: float = 400.0) -> tuple[np.ndarray, ...]:
    expected = np.full(n_days, QUIET)
    return expected + top * 0.5 ** (np.arange(n_days) / half_life), expected, np.ones(n_days)


def test_every_form_starts_at_one_halves_at_its_half_life_and_never_rises():
    curves = forms.curves().reshape(len(forms.FORMS), len(forms.HALF_LIVES), forms.MAX_DAYS)
    assert np.allclose(curves[:, :, 0], 1.0)
    assert (np.diff(curves, axis=2) <= 0).all()
    for whole in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        cell = int(np.abs(forms.HALF_LIVES - whole).argmin())
        assert forms.HALF_LIVES[cell] == pytest.approx(whole)
        assert np.allclose(curves[:, cell, int(whole)], 0.5, atol=1e-9)


@pytest.mark.parametrize("form", range(5))
def test_forms_agree_with_the_slow_twin(form):
    fast = forms.curves()[_row(form, 4.0), :6]
    assert np.allclose(fast, curve(form, 4.0, 6), atol=1e-4)


def test_posterior_agrees_with_the_slow_twin():
    """Plain loops, scipy's negative binomial and a fine amplitude ruler give the same cells."""
    rng = np.random.default_rng(7)
    n, expected, exposure = wave(rng, 0, 3.0, n_days=8, top=30.0, c=0.3)
    exposure[3] = 0.4
    seen = posterior.observe(n, expected, exposure)
    assert seen is not None
    fast = posterior.weigh(seen).marginal() + DEFAULT_PRIOR.log_weights()
    fast -= posterior.log_sum(fast)
    start = math.log((n[0] - expected[0]) / exposure[0])
    amplitudes = np.linspace(start - 6, start + 6, 151)
    slow = np.empty_like(fast)
    chance = forms.log_chance_of_peak(np.arange(len(n))).reshape(fast.shape)
    log_prior = DEFAULT_PRIOR.log_weights()
    curves = forms.curves()
    for f, h, d in itertools.product(*(range(k) for k in fast.shape)):
        r = 1 / forms.DISPERSIONS[d]
        shape = curves[f * len(forms.HALF_LIVES) + h, : len(n)]
        total = 0.0
        for a in amplitudes:
            mean = expected + np.exp(a) * exposure * shape
            log_lik = nbinom.logpmf(n, r, r / (r + mean)).sum() - 0.5 * (a - start) ** 2
            total += math.exp(log_lik)
        slow[f, h, d] = math.log(total) + log_prior[f, h, d] - chance[f, h, d]
    slow -= np.log(np.exp(slow - slow.max()).sum()) + slow.max()
    assert np.exp(fast).sum() == pytest.approx(1.0)
    assert np.abs(np.exp(fast) - np.exp(slow)).sum() < 0.05


def test_the_chance_of_the_peak_agrees_with_the_slow_twin():
    """Drawing the days many times picks day 0 as often as the quadrature says."""
    rng = np.random.default_rng(11)
    days = np.array([0, 1, 2, 5, 6, 7])
    fast = np.exp(forms.log_chance_of_peak(days))
    for form, days_to_half, d in ((0, 1.0, 0), (0, 8.0, 1), (1, 2.0, 2), (3, 16.0, 0), (4, 0.5, 2)):
        row = _row(form, days_to_half)
        shape = 1 / (forms.DISPERSIONS[d] + 0.05)
        drawn = rng.gamma(shape, forms.curves()[row, days] / shape, size=(20_000, len(days)))
        assert fast[row, d] == pytest.approx((drawn.argmax(axis=1) == 0).mean(), abs=0.02)


def test_a_peak_alone_is_certain():
    assert np.allclose(forms.log_chance_of_peak(np.array([0])), 0.0)


def test_intervals_hold_the_truth_nine_times_in_ten():
    """Waves drawn from the prior, the greatest day taken for the peak as in real counts.

    The 90% interval covers about 90%, and the median is as often above the truth as below.
    """
    rng = np.random.default_rng(20230409)
    prior = DEFAULT_PRIOR
    step = math.log(forms.HALF_LIVES[1] / forms.HALF_LIVES[0])
    held, below = [], []
    for _ in range(800):
        form = int(rng.choice(len(forms.FORMS), p=prior.forms))
        cell = rng.choice(forms.HALF_LIVES, p=prior.half_lives)
        n, expected, exposure = wave(
            rng,
            form,
            float(cell),
            n_days=int(rng.integers(5, 30)),
            top=float(np.exp(rng.normal(3.0, 1.0))),
            c=float(rng.choice(forms.DISPERSIONS, p=prior.dispersions)),
        )
        peak = int(n.argmax())
        found = half_life(n[peak:], expected[peak:], exposure[peak:])
        if found is None:
            continue
        truth = cell * math.exp(rng.uniform(-0.5, 0.5) * step)  # anywhere in its cell
        held.append(found.interval[0] <= truth <= found.interval[1])
        below.append(truth < found.days)
    assert len(held) > 500
    assert 0.85 <= np.mean(held) <= 0.95
    assert 0.43 <= np.mean(below) <= 0.57


@pytest.mark.parametrize("truth", [1.0, 2.0, 5.0, 11.0])
def test_a_plain_wave_gives_its_half_life_back(truth):
    found = half_life(*exact(truth))
    assert found is not None
    assert found.days == pytest.approx(truth, rel=0.25)
    assert found.interval[0] < truth < found.interval[1]


def test_a_slower_wave_has_a_longer_half_life():
    days = [half_life(*exact(h)).days for h in (0.5, 1, 2, 4, 8, 16)]
    assert days == sorted(days)
    assert len(set(days)) == len(days)


def test_more_days_seen_narrow_the_interval():
    n, expected, exposure = exact(5.0, n_days=25)

    def width(k):
        low, high = half_life(n[:k], expected[:k], exposure[:k]).interval
        return math.log(high / low)

    assert width(3) > width(8) > width(25)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 100.0), st.integers(0, 1000))
def test_the_unit_of_exposure_does_not_matter(scale, seed):
    """Exposure is relative: its unit only rescales the amplitude."""
    n, expected, exposure = wave(np.random.default_rng(seed), 0, 4.0, n_days=9, top=40.0, c=0.05)
    one = half_life(n, expected, exposure)
    other = half_life(n, expected, exposure * scale)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.days == pytest.approx(other.days, rel=1e-6)


def test_a_wave_ten_times_as_large_fades_as_fast():
    """Where counting noise is small, the size of a wave does not change its half-life."""
    n, expected, exposure = exact(4.0, top=2_000.0)
    one = half_life(n, expected, exposure)
    ten = half_life(n * 10, expected * 10, exposure)
    assert ten.days == pytest.approx(one.days, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e3))
def test_an_outage_says_nothing(n_then, expected_then):
    n, expected, exposure = exact(3.0, n_days=10)
    exposure[4] = 0.0
    before = half_life(n, expected, exposure)
    n[4], expected[4] = n_then, expected_then
    assert half_life(n, expected, exposure) == before


def test_an_outage_is_not_a_fall():
    """A wave that is cut off by an outage is not taken for one that ended."""
    n, expected, exposure = exact(6.0, n_days=14)
    n[5:] = 0
    exposure[5:] = 0
    out = half_life(n, expected, exposure)
    exposure[5:] = 1
    fallen = half_life(n, expected, exposure)
    assert out.interval[0] < 6.0 < out.interval[1]
    assert fallen.days < 0.7 * out.days


def test_half_exposure_is_not_a_fall():
    n, expected, exposure = exact(6.0, n_days=12)
    exposure[1:] = 0.5
    n[1:] *= 0.5
    expected[1:] *= 0.5
    assert half_life(n, expected, exposure).days == pytest.approx(6.0, rel=0.3)


@pytest.mark.parametrize(
    ("n", "expected", "exposure"),
    [
        ([], [], []),
        ([50.0], [1.0], [1.0]),
        ([50.0, 20.0], [1.0, 1.0], [1.0, 1.0]),
        ([50.0, 20.0, 9.0, 0.0], [1.0] * 4, [1.0, 1.0, 0.0, 0.0]),
        ([50.0, 20.0, 9.0, 4.0], [1.0] * 4, [0.0, 1.0, 1.0, 1.0]),
        ([3.0, 2.0, 1.0, 0.0], [0.5] * 4, [1.0] * 4),
        ([5.0, 20.0, 9.0, 4.0], [6.0] * 4, [1.0] * 4),
    ],
    ids=["nothing", "peak only", "one day", "outage", "peak unseen", "few mentions", "no excess"],
)
def test_thin_data_give_no_half_life(n, expected, exposure):
    assert half_life(n, expected, exposure) is None


@pytest.mark.parametrize("bad", [[9.0, -1.0, 2.0], [9.0, math.nan, 2.0], [9.0, 2.0]])
def test_damaged_counts_are_refused(bad):
    with pytest.raises(ValueError, match=r"n holds|differ in length"):
        half_life(bad, [1.0] * 3, [1.0] * 3)


def test_a_prior_is_learned_from_a_source():
    """EM finds the slow waves of a source whose waves are slow, and few data leave the base."""
    rng = np.random.default_rng(3)
    slow = [Episode(*wave(rng, 0, 8.0, n_days=25, top=60.0, c=0.05)) for _ in range(120)]
    learned = fit_prior(slow)
    within = (forms.HALF_LIVES > 5.5) & (forms.HALF_LIVES < 11.5)
    assert learned.half_lives[within].sum() > 0.75
    assert learned.dispersions[0] > DEFAULT_PRIOR.dispersions[0]
    for part in (learned.forms, learned.half_lives, learned.dispersions):
        assert part.sum() == pytest.approx(1.0)
    assert fit_prior([]) is DEFAULT_PRIOR
    thin = fit_prior(slow[:1])
    assert np.abs(thin.half_lives - DEFAULT_PRIOR.half_lives).sum() < 0.2


def test_a_learned_prior_speaks_where_data_are_few():
    n, expected, exposure = exact(8.0, n_days=3, top=8.0)
    fast = half_life(n, expected, exposure, log_normal_prior(1.0, 0.5))
    slow = half_life(n, expected, exposure, log_normal_prior(8.0, 0.5))
    assert fast.days < 3 < slow.days


@pytest.mark.parametrize(
    ("n", "is_closed", "expected_phase"),
    [
        ([9], False, "rising"),
        ([2, 5, 9], False, "rising"),
        ([2, 9, 8], False, "peaking"),
        ([2, 9, 3], False, "peaking"),
        ([2, 9, 9], False, "peaking"),
        ([2, 9, 5, 8], False, "peaking"),
        ([2, 9, 5, 3], False, "fading"),
        ([2, 9, 5, 3], True, "ended"),
        ([], True, "ended"),
        ([], False, "rising"),
    ],
)
def test_phase_of_a_wave(n, is_closed, expected_phase):
    ones = np.ones(len(n))
    assert phase(n, 0.1 * ones, ones, is_closed=is_closed) == expected_phase


def test_phase_speaks_of_the_last_day_looked_at():
    """Days of an outage are not a fall, and a half-read day is not one either."""
    assert phase([2, 5, 9, 0, 0], [0.1] * 5, [1, 1, 1, 0, 0], is_closed=False) == "rising"
    assert phase([2, 9, 9, 4.5], [0.0] * 4, [1, 1, 1, 0.5], is_closed=False) == "peaking"
    assert phase([2, 9, 0, 0, 0, 3], [0.0] * 6, [1, 1, 0, 0, 0, 1], is_closed=False) == ("fading")
