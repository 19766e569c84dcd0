"""The lift: a slow twin, and what more mentions here and elsewhere must do to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from chuquan.opportunities.lift import CLUSTERING, UNSEEN, lift

COUNTS = st.floats(0, 200)
MEANS = st.floats(0.01, 50)


def one(n: float, expected: float, elsewhere: float, **more: float) -> tuple[float, float, float]:
    share = more.pop("share", 1e-4)
    found = lift(
        np.array([n]),
        np.array([expected]),
        np.array([elsewhere]),
        share_elsewhere=np.array([share]),
        **more,
    )
    return float(found.low[0]), float(found.log_odds[0]), float(found.high[0])


def slow_quantile(q: float, n: float, expected: float, elsewhere: float, wave: float) -> float:
    """Integrate the posterior of the lift over a fine grid of rates, one after the other."""
    damp = wave**-CLUSTERING
    shape = elsewhere + UNSEEN
    at = (np.arange(400) + 0.5) / 400
    rates = stats.gamma.ppf(at, shape) / shape * expected * damp
    y = n * damp
    likely = np.array(
        [
            integrate.quad(
                lambda x, e=e: np.exp(-x - x * e) * (x * e) ** y, 0, np.inf, epsabs=1e-300
            )[0]
            for e in rates
        ]
    )
    weight = likely / likely.sum()
    low, high = -16.0, 16.0
    for _ in range(60):
        middle = (low + high) / 2
        below = (weight * stats.gamma.cdf(np.exp(middle) * (1 + rates), 1 + y)).sum()
        low, high = (middle, high) if below < q else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize(
    ("n", "expected", "elsewhere", "wave"),
    [(0, 1.0, 40, 1), (2, 0.01, 0, 1), (20, 3.0, 60, 1), (30, 0.5, 9, 12), (7, 7.0, 200, 1)],
)
def test_twin_that_integrates_says_the_same(n, expected, elsewhere, wave):
    found = one(n, expected, elsewhere, wave=float(wave), share=1e-9)
    slow = [slow_quantile(q, n, expected, elsewhere, wave) for q in (0.05, 0.5, 0.95)]
    assert found == pytest.approx(slow, abs=0.06)


@settings(deadline=None, max_examples=60)
@given(COUNTS, MEANS, COUNTS)
def test_interval_holds_the_estimate(n, expected, elsewhere):
    low, middle, high = one(n, expected, elsewhere)
    assert low <= middle <= high


@settings(deadline=None, max_examples=60)
@given(COUNTS, MEANS, COUNTS, st.floats(1, 50))
def test_more_mentions_here_raise_all_of_it(n, expected, elsewhere, more):
    raised = np.subtract(one(n + more, expected, elsewhere), one(n, expected, elsewhere))
    # The rate elsewhere is a sum over nodes: between two of them a quantile may stand still.
    assert np.all(raised > -0.01)
    assert raised.sum() > 0


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.floats(1, 1000), st.floats(0, 100), st.floats(1, 50))
def test_more_mentions_elsewhere_lower_it(n, exposure_ratio, elsewhere, more):
    def of(b: float) -> float:
        return one(n, (b + UNSEEN) / exposure_ratio, b)[1]

    assert of(elsewhere + more) < of(elsewhere) + 1e-9


@settings(deadline=None, max_examples=30)
@given(st.floats(5, 100), st.floats(0.5, 20), st.floats(5, 100))
def test_ten_times_the_mentions_are_surer(n, expected, elsewhere):
    low, _, high = one(n, expected, elsewhere)
    low10, _, high10 = one(10 * n, 10 * expected, 10 * elsewhere)
    assert high10 - low10 < high - low


def test_a_wave_counts_for_less_than_as_many_mentions_apart():
    apart, wave = one(30, 1.0, 50), one(30, 1.0, 50, wave=30.0)
    assert wave[0] < apart[0]
    assert wave[2] - wave[0] > apart[2] - apart[0]


def test_neither_what_all_claim_nor_a_coincidence_is_clear():
    assert one(400, 400.0, 9000)[0] < 0 < one(20, 0.4, 9)[0]
    assert one(2, 0.01, 0)[0] < 0


def test_a_theme_of_nearly_all_mentions_has_finite_odds():
    assert np.isfinite(one(90, 2.0, 40, share=0.4)).all()
