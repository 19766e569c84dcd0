"""The window of a rise: when half of what is to come has passed."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.breakouts.fading.forecast import HORIZON_DAYS
from chuquan.breakouts.fading.forms import curves
from chuquan.opportunities.trends.window import half_passed, learn_fading, window_days


@pytest.mark.parametrize("gone", [0, 3, 20])
def test_half_of_what_is_to_come_has_passed_by_then(gone):
    for curve, days in zip(curves()[:, gone + 1 :], half_passed(gone), strict=True):
        whole = int(days)
        part = curve[:whole].sum() + (days - whole) * (curve[whole] if whole < curve.size else 0.0)
        assert part == pytest.approx(curve.sum() / 2.0, rel=1e-6)


def faded(half_life, n_days, height=200.0):
    """Return counts of a wave that fades exponentially, and what is usual and looked at."""
    n = np.round(height * 0.5 ** (np.arange(n_days) / half_life)) + 1.0
    return n, np.ones(n_days), np.ones(n_days)


def test_a_slow_rise_stays_open_for_longer():
    fast, slow = (window_days(*faded(half_life, 8)) for half_life in (1.0, 12.0))
    assert fast[0] <= fast[1] <= fast[2]
    assert slow[1] > 2.0 * fast[1]


def test_a_rise_too_small_to_say_has_the_window_of_all():
    small = window_days(np.array([2.0, 1.0]), np.ones(2), np.ones(2))
    assert small is not None
    assert small[2] > 2.0 * small[0]


def test_of_a_rise_long_past_its_peak_nothing_is_said():
    assert window_days(*faded(5.0, HORIZON_DAYS + 2)) is None


def test_past_rises_teach_how_rises_fade():
    prior = learn_fading([faded(1.0, 12) for _ in range(40)])
    small = np.array([2.0]), np.ones(1), np.ones(1)
    assert window_days(*small, prior)[1] < window_days(*small)[1]
