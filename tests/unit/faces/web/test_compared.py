"""What stands side by side, and one clear message for each thing that is wrong."""

from __future__ import annotations

from chuquan.faces.web.compared import MOST, asked_ids, compared
from chuquan.faces.words import Words

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
