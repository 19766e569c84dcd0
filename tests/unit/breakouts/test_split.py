"""Where waves begin and end within an episode, against a slow search over every cut."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.breakouts.split import (
    LEAD_DAYS,
    LEAD_MENTIONS,
    LEAD_SHARE,
    MIN_DAYS,
    MIN_LOG_RATIO,
    MIN_RATIO,
    ONSET_MENTIONS,
    ONSET_SHARE,
    OVERDISPERSION,
    first_day,
    half_day,
    last_day,
    waves_within,
)


def slow_cut(n: list[float], exposure: list[float]) -> int | None:
    """Try every cut up to the peak and keep the likeliest, one sum at a time."""
    peak = n.index(max(n))
    best, best_gain = None, 0.0

    def rate(first: int, stop: int) -> tuple[float, float]:
        return sum(n[first:stop]), sum(exposure[first:stop])

    def log_likelihood(y: float, e: float) -> float:
        return y * math.log((y + 1e-12) / max(e, 1e-12))

    def is_above(high: tuple[float, float], low: tuple[float, float]) -> bool:
        (y1, e1), (y0, e0) = high, low
        if e0 <= 0 or e1 <= 0:
            return False
        return (y1 + 0.5) * e0 >= MIN_RATIO * (y0 + 0.5) * e1

    for cut in range(MIN_DAYS, peak + 1):
        before, after = rate(0, cut), rate(cut, peak + 1)
        if exposure[cut] <= 0 or not is_above(after, before):
            continue
        just_before = rate(cut - 3, cut)
        if just_before[1] > 0 and not is_above(after, just_before):
            continue
        gain = log_likelihood(*before) + log_likelihood(*after)
        gain -= log_likelihood(*rate(0, peak + 1))
        gain /= 1.0 + OVERDISPERSION * sum(n[: peak + 1]) / (peak + 1)
        if gain > best_gain + 1e-9:
            best, best_gain = cut, gain
    return best if best_gain >= MIN_LOG_RATIO else None


def slow_waves(n: list[float], mean: list[float], exposure: list[float], least: float) -> list[int]:
    excess = [a - b for a, b in zip(n, mean, strict=True)]

    def begin_of(start: int) -> int:
        rest = excess[start:]
        enough = min(ONSET_MENTIONS, ONSET_SHARE * max(0.0, *rest, 0.0))
        ahead = [sum(max(x, 0.0) for x in rest[i : i + LEAD_DAYS]) for i in range(len(rest))]
        going = min(LEAD_MENTIONS, LEAD_SHARE * max(ahead))
        days = (i for i, x in enumerate(rest) if x >= enough and ahead[i] >= going - 1e-9)
        return start + next(days, 0)

    begins = [begin_of(0)]
    while True:
        cut = slow_cut(n[begins[-1] :], exposure[begins[-1] :])
        if cut is None:
            return begins
        at = begins[-1] + cut
        if sum(excess[begins[-1] : at]) >= least:
            begins.append(begin_of(at))
        else:
            begins[-1] = begin_of(at)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.0, 1.0, 1.0, 2.0, 5.0, 11.0, 40.0]),
            st.sampled_from([0.0, 1.0, 1.0, 1.0, 1.5]),
        ),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from([0.1, 0.7]),
)
def test_waves_are_those_of_a_slow_search(days: list[tuple[float, float]], usual: float) -> None:
    n = [count if exposure > 0 else 0.0 for count, exposure in days]
    exposure = [e for _, e in days]
    mean = [usual * e for e in exposure]
    found = waves_within(np.array(n), np.array(mean), np.array(exposure), 3.0)
    assert found == slow_waves(n, mean, exposure, 3.0)


def begins(n: list[float], exposure: list[float] | None = None) -> list[int]:
    looked = np.ones(len(n)) if exposure is None else np.array(exposure)
    return waves_within(np.array(n, dtype=float), 0.1 * looked, looked, 3.0)


def test_a_rise_to_its_peak_within_a_week_is_one_wave() -> None:
    assert begins([2, 3, 5, 9, 15, 30, 40, 20, 10, 4]) == [0]


def test_a_greater_wave_within_a_small_one_begins_its_own() -> None:
    assert begins([3, 2, 1, 1, 0, 1, 1, 0, 1, 1, 9, 20, 12, 6]) == [0, 10]


def test_a_single_mention_before_a_wave_is_cut_off_not_told() -> None:
    assert begins([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 12, 20, 8]) == [11]


def test_an_even_level_is_never_cut() -> None:
    assert begins([4, 5, 4, 6, 5, 4, 5, 6, 5, 4, 6, 5, 7]) == [0]


def test_a_wave_never_begins_on_a_day_that_nobody_looked_at() -> None:
    n = [3, 2, 1, 1, 2, 1, 1, 0, 0, 0, 9, 20, 12]
    exposure = [1.0] * 7 + [0.0] * 3 + [1.0] * 3
    assert begins(n, exposure) == [0, 10]


def test_a_lone_mention_stands_a_little_above_the_usual_and_may_begin_a_weak_wave() -> None:
    assert begins([1, 0, 1, 0, 0, 1, 2, 1]) == [0]


def test_a_lone_mention_days_before_a_strong_wave_is_not_its_first_day() -> None:
    assert begins([1, 0, 0, 1, 2, 2, 4, 2, 4]) == [3]


def test_twice_the_exposure_is_no_rise() -> None:
    n = [4, 5, 4, 5, 4, 5, 4, 5, 4, 9, 10, 8, 11]
    exposure = [1.0] * 9 + [2.2] * 4
    assert begins(n, exposure) == [0]


def test_the_first_day_holds_most_of_a_mention_or_much_of_a_weak_wave() -> None:
    assert first_day(np.array([0.3, 0.6, 1.2, 4.0])) == 2
    assert first_day(np.array([0.1, 0.3, 0.6])) == 1
    assert first_day(np.array([])) == 0
    assert first_day(np.array([-1.0, -0.5])) == 0


def test_a_wave_is_over_when_a_week_brings_less_than_a_tenth_of_its_best() -> None:
    wave = [10.0, 30.0, 20.0, 8.0, 4.0, 2.0]
    trickle = [0.0] * 12 + [1.0] + [0.0] * 9 + [1.0]
    assert last_day(np.array(wave + trickle)) < len(wave) + 7
    # The same trickle is much where the wave was weak.
    assert last_day(np.array([3.0, 2.0] + [0.0] * 6 + [1.0])) == 8
    assert last_day(np.array([])) == 0


@given(st.lists(st.floats(-2, 30), min_size=1, max_size=30))
def test_half_of_the_excess_is_seen_by_the_half_day_and_not_before(excess: list[float]) -> None:
    rises = np.maximum(np.array(excess), 0.0)
    day = half_day(np.array(excess))
    assert rises[: day + 1].sum() >= 0.5 * rises.sum() - 1e-9
    if day:
        assert rises[:day].sum() < 0.5 * rises.sum() + 1e-9


@pytest.mark.parametrize("n", [[5.0], [0.0], [0.0, 0.0, 3.0]])
def test_short_episodes_have_one_wave(n: list[float]) -> None:
    assert len(begins(n)) == 1
