"""What is told of a wave under way."""

from __future__ import annotations

from datetime import timedelta

from worlds import ZIBO, World, before, busy_report, busy_world, wave_of

from chuquan import pipeline
from chuquan.breakouts.fading.forecast import HORIZON_DAYS


def under_way():
    found = pipeline.find(before(busy_world().digest(), 101))
    return wave_of(ZIBO, 93, 97, found), found


def test_a_wave_under_way_has_an_outlook_day_by_day():
    wave, found = under_way()
    told = wave.outlook
    assert wave.end is None
    assert told is not None
    assert told.as_of == found.period[1]
    assert told.days[0].day == told.as_of + timedelta(days=1)
    assert told.days[-1].day == wave.peak.date() + timedelta(days=HORIZON_DAYS)
    assert all(d.low <= d.n_excess <= d.high for d in told.days)


def test_its_interval_holds_what_came():
    wave, _ = under_way()
    assert wave.outlook is not None
    came = sum([3, 2, 1, 1])  # the rest of the planted wave
    low, high = wave.outlook.n_remaining_interval
    assert low <= came <= high


def test_what_is_over_has_none():
    assert World().day(101) < busy_report().period[1]
    assert wave_of(ZIBO, 93, 97).outlook is None
