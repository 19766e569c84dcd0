"""The casebook as a whole: what is told of which cells, and when nothing is."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from casebook_made_up import breakout, report, several

from chuquan.casebook.known import known_events
from chuquan.casebook.responses import MIN_CASES, casebook
from chuquan.casebook.shipped import rounded, shipped_casebook
from chuquan.errors import RefusalError
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report
from chuquan.tables import EVENTS, LEVERS

GAZETTEER = Gazetteer.load()


def events(attendance=None):
    row = {
        "event_id": "e1",
        "name": "事0大会",
        "lever": "social",
        "place_id": "370300",
        "start": date(2021, 3, 2),
        "source": "made up",
        "attendance": attendance,
    }
    other = {**row, "event_id": "e2", "name": "别的", "start": date(2022, 7, 1)}
    return EVENTS.validate(pl.DataFrame([row, other], schema_overrides={"attendance": pl.Float64}))


def test_every_lever_and_size_of_city_is_told_once_and_all_comes_first():
    made = casebook(report(several()))
    cells = [(r.lever, r.place_size, r.event_size) for r in made.responses]
    assert cells[0] == ("all", "all", "all")
    assert len(set(cells)) == len(cells) == (1 + len(LEVERS)) * 4
    assert {cell[2] for cell in cells} == {"all"}


def test_without_events_no_chance_is_told():
    made = casebook(report(several()))
    assert all(r.p_breakout is None for r in made.responses)


def test_events_give_chances_and_their_cases():
    made = casebook(report(several()), events())
    assert (made.n_events, made.n_events_out) == (2, 1)
    whole = made.response("all")
    assert whole is not None
    assert whole.p_breakout is not None
    assert (whole.p_breakout.n, whole.p_breakout.own) == (2, 0.5)


def test_sizes_of_events_are_told_apart_where_attendance_is_known():
    made = casebook(report(several()), events(50_000.0))
    large = made.response("all", "all", "large")
    assert large is not None
    assert large.n_excess.n == 1


def test_own_cases_of_a_cell_are_named():
    made = casebook(report(several()))
    concert = made.response("concert", "large")
    assert concert is not None
    assert concert.n_excess.n == len(concert.cases)
    assert all(i.startswith(("310000", "440100")) for i in concert.cases)


def test_order_of_breakouts_never_matters():
    assert casebook(report(several())) == casebook(report(several()[::-1]))


def test_too_few_breakouts_are_refused_with_what_would_help():
    some = [breakout("310000", date(2021, 1 + i, 1)) for i in range(MIN_CASES - 1)]
    with pytest.raises(RefusalError, match=f"{MIN_CASES - 1} image breakouts") as caught:
        casebook(report(some))
    assert "ships" in caught.value.todo


def test_a_casebook_survives_the_report():
    made = report(several(), casebook=casebook(report(several()), events()))
    assert Report.from_json(made.to_json()) == made


def test_the_shipped_casebook_is_whole():
    made = shipped_casebook()
    assert made.n_breakouts > 150
    assert made.n_events > 100
    for lever in ("all", *LEVERS):
        for size in ("all", "small", "middle", "large"):
            told = made.response(lever, size)
            assert told is not None
            assert told.p_breakout is not None
            assert 0.0 < told.p_breakout.value < 1.0
            assert told.n_excess.spread is not None
            assert told.n_excess.spread[0] >= made.min_mentions - 0.5


def test_rounding_keeps_four_digits():
    made = casebook(report(several()))
    whole, told = made.responses[0], rounded(made).responses[0]
    assert told.n_excess.value == pytest.approx(whole.n_excess.value, rel=1e-3)


def test_known_events_are_facts_of_places_that_there_are():
    frame = known_events()
    assert frame.height > 100
    assert not frame["event_id"].is_duplicated().any()
    assert all(place in GAZETTEER for place in frame["place_id"])
    assert (frame["start"] <= frame["end"]).all()
    assert frame["start"].is_between(date(2020, 11, 24), date(2024, 6, 30)).all()
    looked_up = frame["source"].str.starts_with("looked up")
    assert (frame["url"].is_not_null() == looked_up).all()
    assert frame.filter(pl.col("attendance").is_not_null())["url"].is_not_null().all()
