"""What a brief is about is found or, with near names, refused."""

from __future__ import annotations

import pytest

from chuquan.errors import NotFoundError, UserError
from chuquan.faces.briefs.scope import choose, safe_name


def test_a_place_is_found_by_either_name_and_by_code(report):
    for name in ("淄博", "Zibo", "370300", "淄博市"):
        subject = choose(report, place=name)
        assert (subject.scope, subject.name) == ("place", "370300")
        assert {b.place_name for b in subject.breakouts} == {"淄博"}


def test_a_breakout_is_found_by_its_id(report):
    wanted = report.breakouts[3]
    assert choose(report, breakout=wanted.breakout_id).breakouts[0].place_id == wanted.place_id


def test_neither_is_the_whole_report_and_both_are_refused(report):
    assert choose(report).breakouts == report.breakouts
    with pytest.raises(UserError, match="both --place and --breakout"):
        choose(report, place="淄博", breakout="x")


def test_a_place_without_a_breakout_names_near_ones(report):
    with pytest.raises(NotFoundError, match="淄博") as caught:
        choose(report, place="淄川")
    assert caught.value.where == "brief --place"


def test_an_unknown_id_names_near_ones(report):
    wanted = report.breakouts[0].breakout_id
    with pytest.raises(NotFoundError, match=wanted):
        choose(report, breakout=wanted[:-1] + "x")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("geonames:1850147", "geonames-1850147"),
        ("../../etc/passwd", "etc-passwd"),
        ("淄博", "unnamed"),
    ],
)
def test_names_of_files_are_safe(text, name):
    assert safe_name(text) == name
