"""Which channel led: order, sign and interval of the lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.drivers.path import Onset, leads

START = datetime(2024, 1, 5, 8, tzinfo=UTC)


def onset(source: str, hours: float, per_hour: float = 1.0) -> Onset:
    return Onset(source, START + timedelta(hours=hours), per_hour, 10.0)


def test_the_first_source_leads_by_nothing_and_the_others_come_after_it() -> None:
    (first, lead, interval), (second, later, _) = leads([onset("weibo", 30), onset("douyin", 6)])
    assert (first.source, lead, interval) == ("douyin", 0.0, (0.0, 0.0))
    assert (second.source, later) == ("weibo", 24.0)


def test_a_source_alone_leads_and_none_has_no_path() -> None:
    assert [lead for _, lead, _ in leads([onset("weibo", 0)])] == [0.0]
    assert leads([]) == []


@given(st.floats(0, 200), st.floats(0.05, 20), st.floats(0.05, 20))
def test_the_interval_is_that_of_two_waits(lead: float, first: float, second: float) -> None:
    """The difference of two exponential waits: its quantiles are known in closed form."""
    _, (_, _, (low, high)) = leads([onset("a", 0, first), onset("b", lead + 1e-3, second)])

    def quantile(level: float) -> float:
        # wait[a] - wait[b]: above 0 with probability second / (first + second).
        above = second / (first + second)
        if level > 1 - above:
            return -np.log((1 - level) / above) / first
        return np.log(level / (1 - above)) / second

    scale = 1 / first + 1 / second
    assert low == pytest.approx(lead + quantile(0.05), abs=0.1 * scale + 0.2)
    assert high == pytest.approx(lead + quantile(0.95), abs=0.25 * scale + 0.2)
    assert low <= high


def test_a_source_of_few_mentions_has_a_wide_interval() -> None:
    def width(per_hour: float) -> float:
        low, high = leads([onset("a", 0, 5.0), onset("b", 12, per_hour)])[1][2]
        return high - low

    assert width(0.1) > 5 * width(5.0)


def test_the_same_onsets_always_have_the_same_path() -> None:
    onsets = [onset("b", 5), onset("a", 0), onset("c", 5)]
    assert leads(onsets) == leads(onsets[::-1])
    assert [o.source for o, _, _ in leads(onsets)] == ["a", "b", "c"]
