"""Cases: what a breakout teaches, and what it does not."""

from __future__ import annotations

import math
from datetime import date, timedelta

import msgspec
import pytest
from casebook_made_up import breakout, report, under_way

from chuquan.casebook.cases import case_of, image_breakouts
from chuquan.places.gazetteer import Gazetteer

GAZETTEER = Gazetteer.load()


def test_breakouts_abroad_and_those_that_are_no_image_do_not_teach():
    home = [breakout("310000"), breakout("410300")]
    abroad = breakout("geonames:2988507", image="巴黎 时装周")
    crisis = msgspec.structs.replace(breakout("110000"), kind="crisis", lever=None)
    found = image_breakouts(report([*home, abroad, crisis]), GAZETTEER)
    assert [b.place_id for b in found] == ["310000", "410300"]


def test_order_of_breakouts_does_not_matter():
    some = [breakout("310000"), breakout("410300"), breakout("370300")]
    assert image_breakouts(report(some), GAZETTEER) == image_breakouts(
        report(some[::-1]), GAZETTEER
    )


def test_a_wave_that_has_ended_is_known_without_error():
    case = case_of(breakout(n_excess=21.0), GAZETTEER)
    assert (case.n_excess, case.n_excess_error, case.rise_days) == (21.0, 0.0, 3.0)


def test_a_wave_under_way_holds_what_is_to_come_with_its_error():
    case = case_of(under_way(), GAZETTEER)
    assert case.n_excess == 30.0
    assert case.n_excess_error == pytest.approx(math.log(44 / 24) / (2 * 1.2815515655446004))


def test_a_wave_under_way_without_an_outlook_tells_no_total():
    assert case_of(under_way(with_outlook=False), GAZETTEER).n_excess is None


def test_a_rising_wave_tells_no_rise():
    rising = msgspec.structs.replace(under_way(), phase="rising")
    assert case_of(rising, GAZETTEER).rise_days is None


def test_a_half_life_as_wide_as_its_prior_says_nothing():
    wide = breakout(half_life_days=1.6, half_life_days_interval=(0.26, 9.8))
    assert case_of(wide, GAZETTEER).half_life is None


def test_a_half_life_is_more_than_its_posterior_once_the_prior_is_out():
    """The posterior is drawn to the prior's 1.6 days; what the wave itself says lies beyond."""
    seen = case_of(
        breakout(half_life_days=5.0, half_life_days_interval=(2.0, 12.5)), GAZETTEER
    ).half_life
    assert seen is not None
    assert seen.log > math.log(5.0)
    assert seen.error > math.log(12.5 / 2.0) / (2 * 1.645)


def test_a_sharp_half_life_is_hardly_changed():
    seen = case_of(
        breakout(half_life_days=2.0, half_life_days_interval=(1.8, 2.2)), GAZETTEER
    ).half_life
    assert seen is not None
    assert seen.log == pytest.approx(math.log(2.0), abs=0.01)


def test_peak_before_onset_never_gives_a_rise_below_zero():
    made = breakout(onset=date(2023, 4, 8))
    early = msgspec.structs.replace(made, peak=made.onset - timedelta(hours=3))
    assert case_of(early, GAZETTEER).rise_days == 0.0
