"""A question is whole or refused, with all its faults named at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chuquan.errors import ConfigError
from chuquan.question import OutcomeOptions, Question, TreatedPlace

ZIBO = TreatedPlace("淄博", date(2023, 4, 8))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (Question(breakout="370300-1", report=Path("report.json")), "breakout"),
        (Question(starts=(ZIBO,)), "starts"),
        (Question(events=Path("events.csv"), place="高雄"), "events"),
    ],
)
def test_one_of_three_is_asked(question, kind):
    assert question.kind == kind


def test_all_faults_are_told_together():
    with pytest.raises(ConfigError) as raised:
        Question(
            breakout="x",
            starts=(ZIBO, ZIBO),
            place="淄博",
            end=date(2023, 1, 1),
            holidays="China",
        )
    found = raised.value.found
    for part in (
        "both a breakout and places",
        "without the report",
        "without its start",
        "'淄博' twice",
        "after the end 2023-01-01",
        "'China'",
    ):
        assert part in found


def test_nothing_asked_is_refused_with_an_example():
    with pytest.raises(ConfigError, match="nothing to ask for") as raised:
        Question()
    assert "--start 2023-04-08" in raised.value.todo


def test_options_default_to_what_the_file_says():
    assert OutcomeOptions() == OutcomeOptions({}, "", "", "")
