"""The mix of a wave: shares and intervals that hold, cuts where it changed and nowhere else."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from chuquan.drivers.mix import (
    CORRELATION,
    FALSE_CUTS,
    MIN_CHANGE,
    MIN_MENTIONS,
    effective_number,
    exact_interval,
    mixture,
    stretches,
)

COUNTS = st.integers(1, 12).flatmap(
    lambda n_days: st.lists(
        st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=n_days, max_size=n_days
    )
)


def by_day(rows: list[list[int]], usual: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    n = np.array(rows, dtype=float).T
    return n, np.full(n.shape, usual)


@given(COUNTS)
def test_shares_sum_to_one_and_lie_in_their_intervals(rows: list[list[int]]) -> None:
    told = mixture(*by_day(rows))
    if told.n_excess > 0:
        assert told.shares.sum() == pytest.approx(1.0)
    for low, share, high in zip(told.low, told.shares, told.high, strict=True):
        assert 0.0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1.0


@given(COUNTS)
def test_stretches_follow_each_other_and_keep_every_day(rows: list[list[int]]) -> None:
    n, expected = by_day(rows)
    told = stretches(n, expected)
    assert len(told) <= 3
    if told:
        assert (told[0].start, told[-1].stop) == (0, n.shape[1])
        assert all(a.stop == b.start for a, b in pairwise(told))
        assert all(m.is_enough for m in told)


class Slow:
    """The gain of cuts by the formula as it is written down, one stretch after the other."""

    def __init__(self, n: np.ndarray, expected: np.ndarray) -> None:
        self.n, self.expected = n, expected
        self.days = [d for d in range(n.shape[1]) if n[:, d].sum() > 0]

    def parts(self, a: int, b: int) -> np.ndarray:
        return np.maximum((self.n - self.expected)[:, a:b].sum(axis=1), 0.0)

    def fit(self, a: int, b: int) -> float:
        parts = self.parts(a, b)
        return float(sum(p * np.log(p / parts.sum()) for p in parts if p > 0))

    def gain(self, cuts: list[int]) -> float:
        """Return what cuts bring above what they must; minus infinity where they may not be."""
        bounds = [0, *cuts, self.n.shape[1]]
        spans = list(pairwise(bounds))
        for a, b in spans:
            seen = self.n[:, a:b].sum()
            if seen <= 0 or self.parts(a, b).sum() ** 2 < MIN_MENTIONS * seen:
                return -np.inf
        shares = [self.parts(a, b) / self.parts(a, b).sum() for a, b in spans]
        if any(np.abs(one - other).max() < MIN_CHANGE for one, other in pairwise(shares)):
            return -np.inf
        whole = self.n.shape[1]
        temper = self.parts(0, whole).sum() / self.n.sum()
        rise = sum(self.fit(a, b) for a, b in spans) - self.fit(0, whole)
        return rise * temper - len(cuts) * float(np.log(max(len(self.days) - 1, 1) / FALSE_CUTS))

    def best(self) -> float:
        later = [d for d in self.days if d > 0]
        every = [list(c) for k in (1, 2) for c in combinations(later, k)]
        return max([0.0, *map(self.gain, every)])


@settings(deadline=None)
@given(COUNTS.filter(lambda rows: len(rows) >= 3), st.integers(1, 30), st.sampled_from([0.0, 0.3]))
def test_cuts_are_the_best_of_all_cuts(rows: list[list[int]], scale: int, usual: float) -> None:
    rows = [[scale * x if i < len(rows) // 2 else x for x in row] for i, row in enumerate(rows)]
    n, expected = by_day(rows, usual)
    told = stretches(n, expected)
    if told:
        slow, cuts = Slow(n, expected), [m.start for m in told][1:]
        found = slow.gain(cuts) if cuts else 0.0
        assert found == pytest.approx(slow.best(), abs=1e-6)


def test_a_change_is_dated_to_its_day() -> None:
    n = np.zeros((3, 12))
    n[1, :4], n[0, 4:] = 8.0, 6.0
    first, second = stretches(n, np.zeros_like(n))
    assert (first.stop, second.start) == (4, 4)
    assert first.shares.tolist() == [0.0, 1.0, 0.0]
    assert second.shares.tolist() == [1.0, 0.0, 0.0]


def test_two_changes_are_found_where_one_would_not_do() -> None:
    n = np.zeros((3, 15))
    n[1, :5], n[0, 5:10], n[1, 10:] = 7.0, 7.0, 7.0
    assert [m.start for m in stretches(n, np.zeros_like(n))] == [0, 5, 10]


def test_a_stretch_begins_on_a_day_with_mentions() -> None:
    n = np.zeros((2, 20))
    n[0, :4], n[1, 12:] = 8.0, 8.0
    assert [m.start for m in stretches(n, np.zeros_like(n))] == [0, 12]


def test_of_a_few_mentions_nothing_is_said() -> None:
    n = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert stretches(n, np.zeros_like(n)) == []
    assert stretches(np.zeros((3, 4)), np.ones((3, 4))) == []


def test_what_the_baseline_expects_is_no_part_of_a_wave() -> None:
    n, expected = np.full((3, 6), 5.0), np.full((3, 6), 5.0)
    n[0] += 4.0
    told = mixture(n, expected)
    assert told.shares.tolist() == [1.0, 0.0, 0.0]
    assert told.n_effective < effective_number(told.n_excess), "noise of the baseline is counted"


def test_intervals_are_those_of_the_exact_binomial() -> None:
    low, high = exact_interval(np.array([0.3, 0.0, 1.0]), 10.0)
    assert low[0] == pytest.approx(beta.ppf(0.05, 3, 8))
    assert high[0] == pytest.approx(beta.ppf(0.95, 4, 7))
    assert (low[1], high[2]) == (0.0, 1.0)
    assert (high[1], low[2]) == (pytest.approx(1 - 0.05**0.1), pytest.approx(0.05**0.1))


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_more_mentions_of_one_wave_say_more_but_never_more_than_the_bound(a: float, b: float):
    few, many = sorted((a, b))
    assert effective_number(few) <= effective_number(many) + 1e-9
    assert effective_number(many) <= 1 / CORRELATION + 1e-9
    assert effective_number(many) <= many
