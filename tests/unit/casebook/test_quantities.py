"""Quantities: more cases count for more, none leaves the whole, and order never shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.casebook.quantities import SCALES, Amounts, Chances
from chuquan.simulate.casebooks import casebook_world

CELL = ("social", "large", "all")


def world(seed=1, n=60):
    return casebook_world(seed, n_cases=n, n_events=n, apart=0.5)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1_000))
def test_order_of_cases_never_matters(seed):
    made = world(seed, 15)
    order = np.random.default_rng(seed).permutation(15)
    one = Amounts.of("n_excess", made.cases).tell(CELL)
    other = Amounts.of("n_excess", [made.cases[i] for i in order]).tell(CELL)
    assert other.value == pytest.approx(one.value, rel=1e-6)
    assert other.interval == pytest.approx(one.interval, rel=1e-6)
    assert other.weight == pytest.approx(one.weight, rel=1e-6)


def test_weight_rises_and_interval_narrows_with_more_cases_on_average():
    weights, widths = [], []
    for n in (15, 60, 240):
        told = [Amounts.of("n_excess", world(s, n).cases).tell(CELL) for s in range(8)]
        weights.append(np.mean([q.weight for q in told]))
        widths.append(np.mean([np.log(q.interval[1] / q.interval[0]) for q in told]))
    assert weights == sorted(weights)
    assert widths == sorted(widths, reverse=True)


def test_a_cell_without_cases_is_told_from_the_whole_and_wide():
    cases = [c for c in world().cases if c.lever != "screen"]
    made = Amounts.of("n_excess", cases)
    empty, full, whole = (made.tell((lever, "all", "all")) for lever in ("screen", "social", "all"))
    assert (empty.n, empty.own, empty.weight) == (0, None, 0.0)
    assert empty.interval[0] < whole.value < empty.interval[1]
    assert np.ptp(np.log(empty.interval)) > np.ptp(np.log(full.interval))


def test_a_new_case_is_less_sure_than_the_value():
    told = Amounts.of("half_life_days", world().cases).tell(CELL)
    assert told.spread is not None
    assert told.spread[0] < told.interval[0] < told.interval[1] < told.spread[1]


def test_values_never_fall_below_what_can_be():
    told = Amounts.of("rise_days", world().cases).tell(CELL)
    assert told.spread is not None
    assert min(told.value, told.interval[0], told.spread[0]) >= 0.0


def test_the_scale_goes_there_and_back():
    for scale in SCALES.values():
        assert float(scale.back(scale.log(7.0))) == pytest.approx(7.0)


def test_all_and_its_own_cases_are_nearly_one():
    told = Amounts.of("n_excess", world(n=240).cases).tell(("all", "all", "all"))
    assert told.weight > 0.95
    assert told.own == pytest.approx(told.value, rel=0.2)


def test_chances_lie_between_own_and_whole():
    keys = [(("concert", "large", "unknown"), i < 6) for i in range(8)]
    keys += [(("sport", "large", "unknown"), i < 4) for i in range(40)]
    made = Chances.of(keys)
    told = made.tell(("concert", "large", "all"))
    whole = made.tell(("all", "all", "all"))
    assert (told.n, told.own) == (8, 0.75)
    assert whole.value < told.value < 0.75
    assert 0.0 < told.weight < 1.0


def test_a_chance_of_a_lever_without_events_is_wide():
    made = Chances.of([(("sport", "large", "unknown"), i < 4) for i in range(40)])
    told = made.tell(("screen", "all", "all"))
    assert told.n == 0
    assert told.own is None
    assert np.ptp(told.interval) > np.ptp(made.tell(("sport", "all", "all")).interval)
