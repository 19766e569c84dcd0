"""No sentence where the data are thin: each limit decides on its own."""

from __future__ import annotations

import msgspec
import pytest
from briefs_made_up import make_impact
from conftest import make_breakout, make_report

from chuquan.faces.briefs import thin
from chuquan.report import Estimate, Evidence

REPORT = make_report(2, 0, 0)  # at a false discovery rate of 0.1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"n_excess": 40.0, "q_value": 0.01}, False),
        ({"n_excess": 9.9, "q_value": 0.01}, True),
        ({"n_excess": 40.0, "q_value": 0.11}, True),
        ({"n_excess": float("nan"), "q_value": 0.01}, True),
        ({"n_excess": 40.0, "q_value": float("nan")}, True),
    ],
)
def test_a_small_or_unsure_wave_is_thin(changes, expected):
    assert thin.is_thin(make_breakout(1, **changes), REPORT) is expected


@pytest.mark.parametrize(
    ("days", "interval", "expected"),
    [(5.0, (3.0, 8.0), True), (5.0, (1.0, 8.0), False), (5.0, None, False), (None, None, False),
     (5.0, (0.0, 8.0), False)],
)  # fmt: skip
def test_a_half_life_is_told_where_its_interval_is_narrow(days, interval, expected):
    wave = make_breakout(1, half_life_days=days, half_life_days_interval=interval)
    assert thin.has_half_life(wave) is expected


def test_a_lever_is_told_where_it_made_half_of_a_wave_that_is_large_enough():
    shares = {"screen": 0.3, "social": 0.6, "event": 0.1}
    assert thin.leading_lever(make_breakout(1, lever_shares=shares, n_excess=20.0)) == "social"
    assert thin.leading_lever(make_breakout(1, lever_shares=shares, n_excess=14.0)) is None
    even = {"screen": 0.4, "social": 0.4, "event": 0.2}
    assert thin.leading_lever(make_breakout(1, lever_shares=even, n_excess=90.0)) is None


def test_a_ratio_to_almost_nothing_is_not_told():
    assert thin.has_times(make_breakout(1, n_excess=70.0, rate_ratio=8.0))
    assert not thin.has_times(make_breakout(1, n_excess=70.0, rate_ratio=800.0))
    assert not thin.has_times(make_breakout(1, n_excess=70.0, rate_ratio=1.0))


def test_a_term_is_told_where_three_mentions_hold_it():
    terms = tuple(Evidence(9.0, term=t, n=n) for t, n in (("a", 3.0), ("b", 2.9), ("c", None)))
    assert [t.term for t in thin.told_terms(make_breakout(1, terms=terms))] == ["a"]


def test_a_source_follows_surely_where_its_lead_is_clear_of_zero():
    wave = make_breakout(1)
    assert thin.clear_follower(wave) is wave.path[1]
    unsure = msgspec.structs.replace(wave.path[1], lead_hours_interval=(0.0, 9.0))
    assert thin.clear_follower(msgspec.structs.replace(wave, path=(wave.path[0], unsure))) is None
    assert thin.clear_follower(msgspec.structs.replace(wave, path=wave.path[:1])) is None


def test_an_impact_is_told_where_it_is_trusted_and_clear_of_zero():
    assert thin.is_told(make_impact("visits", is_trusted=True))
    assert not thin.is_told(make_impact("visits", is_trusted=False))
    unclear = msgspec.structs.replace(
        make_impact("visits", is_trusted=True), effect=Estimate(1.0, -1.0, 3.0)
    )
    assert not thin.is_told(unclear)
