"""Effects of events: only what can be trusted, of a lever that something says."""

from __future__ import annotations

import msgspec
import pytest
from casebook_made_up import breakout, report
from impacts_made_up import make_events

from chuquan.casebook.concerts import effects_by_lever, lever_of_events


def named(impact, name):
    events = tuple(msgspec.structs.replace(e, name=name) for e in impact.events)
    return msgspec.structs.replace(impact, events=events)


def test_an_impact_of_concerts_is_told_with_its_interval():
    impact = named(make_events(is_trusted=True), "某某演唱会")
    told, ids = effects_by_lever(report([], impacts=(impact,)))["concert"]
    assert ids == (impact.impact_id,)
    assert told.value == pytest.approx(impact.lift.value)
    assert impact.lift.low < told.interval[0] < told.value < told.interval[1] < impact.lift.high
    assert told.n == len(impact.events)
    assert told.spread is not None
    assert told.spread[1] - told.spread[0] > 0


def test_what_cannot_be_trusted_is_not_told():
    impact = named(make_events(is_trusted=False), "某某演唱会")
    assert effects_by_lever(report([], impacts=(impact,))) == {}


def test_events_that_nothing_names_have_the_lever_that_is_said_or_none():
    impact = named(make_events(is_trusted=True), "2023-05-01")
    made = report([], impacts=(impact,))
    assert effects_by_lever(made) == {}
    assert list(effects_by_lever(made, "concert")) == ["concert"]


def test_a_breakout_says_the_lever():
    wave = breakout(lever="sport")
    impact = named(make_events(is_trusted=True, breakout_id=wave.breakout_id), "x")
    assert list(effects_by_lever(report([wave], impacts=(impact,)))) == ["sport"]


def test_two_impacts_are_taken_together():
    one = named(make_events(is_trusted=True), "演唱会")
    two = msgspec.structs.replace(one, impact_id="other")
    alone, _ = effects_by_lever(report([], impacts=(one,)))["concert"]
    both, _ = effects_by_lever(report([], impacts=(one, two)))["concert"]
    assert both.value == pytest.approx(alone.value)
    assert both.interval[1] - both.interval[0] < alone.interval[1] - alone.interval[0]


def test_most_names_decide():
    impact = make_events()
    assert lever_of_events(named(impact, "城市马拉松")) == "sport"
    assert lever_of_events(named(impact, "2023-01-01")) is None
