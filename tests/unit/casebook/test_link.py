"""Links: an event gets the wave that names it, and no other's."""

from __future__ import annotations

from datetime import date

import polars as pl
from casebook_made_up import breakout, report

from chuquan.casebook.link import link
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import EVENTS

GAZETTEER = Gazetteer.load()


def events(*rows):
    names = ("name", "lever", "place_id", "start", "end")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    frame = frame.with_columns(
        event_id=pl.format("{}:{}", "name", "start"), source=pl.lit("made up")
    )
    return EVENTS.validate(frame)


def linked(table, *breakouts):
    made = report(breakouts)
    return {e.case.name: e.case for e in link(table, breakouts, made, GAZETTEER)}


CONCERT = ("周杰伦演唱会上海站", "concert", "310000", date(2023, 10, 12), date(2023, 10, 15))


def wave(onset, image="上海 周杰伦演唱会", place="310000", lever="concert", terms=()):
    return breakout(place, onset, lever, image=image, terms=terms)


def test_a_wave_that_names_the_event_is_its_own():
    case = linked(events(CONCERT), wave(date(2023, 10, 10)))["周杰伦演唱会上海站"]
    assert (case.breakout_id, case.lag_days) == ("310000-20231010", -2.0)
    assert case.image == "上海 周杰伦演唱会"


def test_a_wave_of_another_singer_is_not():
    case = linked(events(CONCERT), wave(date(2023, 10, 10), "上海 华晨宇演唱会"))
    assert case["周杰伦演唱会上海站"].breakout_id is None


def test_a_wave_of_the_kind_alone_counts_only_nearby():
    near = linked(events(CONCERT), wave(date(2023, 10, 8), "上海 演唱会"))
    early = linked(events(CONCERT), wave(date(2023, 9, 20), "上海 演唱会"))
    assert near["周杰伦演唱会上海站"].breakout_id is not None
    assert early["周杰伦演唱会上海站"].breakout_id is None


def test_tickets_are_spoken_of_weeks_before():
    case = linked(events(CONCERT), wave(date(2023, 9, 10)))["周杰伦演唱会上海站"]
    assert case.breakout_id is not None


def test_a_wave_after_it_or_elsewhere_is_not_its_own():
    late = linked(events(CONCERT), wave(date(2023, 10, 30)))
    elsewhere = linked(events(CONCERT), wave(date(2023, 10, 12), place="120000"))
    assert late["周杰伦演唱会上海站"].breakout_id is None
    assert elsewhere["周杰伦演唱会上海站"].breakout_id is None


def test_a_county_shares_its_city_and_a_province_needs_the_name():
    row = ("牡丹灯会", "event", "510600", date(2023, 3, 1), date(2023, 3, 5))
    county = linked(events(row), wave(date(2023, 3, 1), "广汉市 牡丹灯会", "510681", "event"))
    province = linked(events(row), wave(date(2023, 3, 1), "四川 灯会", "510000", "event"))
    assert county["牡丹灯会"].breakout_id is not None
    assert province["牡丹灯会"].breakout_id is None


def test_words_that_two_events_of_a_place_share_name_neither():
    table = events(
        ("乌镇戏剧节", "culture", "330483", date(2023, 10, 19), date(2023, 10, 29)),
        ("互联网大会乌镇", "event", "330483", date(2023, 11, 8), date(2023, 11, 10)),
    )
    found = linked(table, wave(date(2023, 10, 19), "桐乡市 乌镇", "330483", "event"))
    assert all(case.breakout_id is None for case in found.values())


def test_a_wave_of_two_events_that_it_names_is_marked_as_shared():
    table = events(
        ("周杰伦演唱会首场", "concert", "310000", date(2023, 10, 12), date(2023, 10, 12)),
        ("林俊杰演唱会", "concert", "310000", date(2023, 10, 13), date(2023, 10, 13)),
    )
    both = wave(date(2023, 10, 11), "上海 周杰伦 林俊杰")
    found = linked(table, both)
    assert all(case.is_shared for case in found.values())


def test_a_wave_of_the_kind_goes_to_one_event_only():
    table = events(
        ("甲演唱会", "concert", "310000", date(2023, 10, 12), date(2023, 10, 12)),
        ("乙演唱会", "concert", "310000", date(2023, 10, 13), date(2023, 10, 13)),
    )
    found = linked(table, wave(date(2023, 10, 11), "上海 演唱会"))
    assert sum(case.breakout_id is not None for case in found.values()) == 1


def test_events_that_the_report_cannot_judge_are_left_out():
    before = ("早先演唱会", "concert", "310000", date(2020, 5, 1), date(2020, 5, 1))
    after = ("后来演唱会", "concert", "310000", date(2024, 5, 1), date(2024, 5, 1))
    nowhere = ("线上演唱会", "concert", None, date(2023, 5, 1), date(2023, 5, 1))
    assert linked(events(before, after, nowhere), wave(date(2023, 5, 1))) == {}


def test_order_of_events_does_not_matter():
    table = events(CONCERT, ("车展", "event", "310000", date(2023, 10, 11), date(2023, 10, 20)))
    one = link(table, [wave(date(2023, 10, 10))], report([]), GAZETTEER)
    other = link(table.reverse(), [wave(date(2023, 10, 10))], report([]), GAZETTEER)
    assert one == other
