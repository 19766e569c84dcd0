"""What stands side by side, and one clear message for each thing that is wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from conftest import BEIJING, make_breakout
from msgspec.structs import replace

from chuquan.faces.web.charts.aligned import aligned, aligned_share
from chuquan.faces.web.charts.drawing import Asked
from chuquan.faces.web.compared import MOST, asked_ids, compared
from chuquan.faces.web.shown import Shown
from chuquan.faces.words import Words
from chuquan.report import TimelineDay

WORDS = Words("en")


def test_places_stand_by_their_strongest_image(shown):
    """Not by a crisis, however large, where there is an image."""
    (column,), wrong = compared("370300", shown, WORDS)
    images = [b for b in shown.of_place("370300") if b.kind == "image"]
    assert column.breakout is max(images, key=lambda b: b.n_excess)
    assert column.place.place_id == "370300"
    assert wrong == []


def test_what_is_not_there_is_named(shown):
    """The rest stands all the same."""
    columns, wrong = compared("370300,nowhere,<b>", shown, WORDS)
    assert len(columns) == 1
    assert ["nowhere" in wrong[0], "<b>" in wrong[1]] == [True, True]


def test_more_than_five_are_cut_and_said(shown):
    """The first five are shown."""
    ids = [b.breakout_id for b in shown.report.breakouts[: MOST + 2]]
    columns, wrong = compared(",".join(ids), shown, WORDS)
    assert [c.asked for c in columns] == ids[:MOST]
    assert "At most 5" in wrong[-1]


def test_one_wave_does_not_stand_twice(shown):
    """Neither by its id twice nor by its place."""
    (place,), _ = compared("370300", shown, WORDS)
    columns, wrong = compared(f"370300,{place.breakout.breakout_id}", shown, WORDS)
    assert len(columns) == 1
    assert len(wrong) == 1


def test_ids_are_read_once_in_their_order():
    """Spaces and empty parts are nothing."""
    assert asked_ids(" a, b,,a ,c,") == ["a", "b", "c"]


def test_a_wave_s_height_is_its_own_not_that_of_one_that_follows(shown):
    """Zibo's of 8 April 2023 ends where the far greater one of the 26th begins."""
    first = date(2023, 4, 1)
    counts = [0.0] * 7 + [3.0, 6.0, 6.0, 6.0, 3.0, 1.0, 1.0, 1.0] + [40.0] * 5
    days = tuple(
        TimelineDay(first + timedelta(days=i), n=n, expected=0.0, image=n, crisis=0.0,
                    affairs=0.0, exposure=1.0)
        for i, n in enumerate(counts)
    )  # fmt: skip
    wave = make_breakout(
        timeline=days,
        onset=datetime(2023, 4, 8, 9, tzinfo=BEIJING),
        peak=datetime(2023, 4, 10, 9, tzinfo=BEIJING),
        end=datetime(2023, 4, 15, 9, tzinfo=BEIJING),
    )
    there = Shown(replace(shown.report, breakouts=(wave,)))
    query = {"ids": wave.breakout_id}
    share = aligned_share(Asked(there, WORDS, "light", query))
    assert share.finding.endswith("at its height on day 2, below half of it from day 5 on")
    assert [row["share"] for row in share.rows if row["day"] == 2] == [1.0]
    assert "at most 6 mentions" in aligned(Asked(there, WORDS, "light", query)).finding
