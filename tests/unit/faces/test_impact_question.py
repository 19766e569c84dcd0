"""Options become one question; all their faults are told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chuquan.errors import ConfigError
from chuquan.faces.impact_question import Asked, understand
from chuquan.question import OutcomeOptions, TreatedPlace

DAY, LATER = date(2023, 4, 8), date(2023, 12, 30)


@pytest.fixture
def file(tmp_path) -> Path:
    made = tmp_path / "visits.csv"
    made.write_text("x", "utf-8")
    return made


def fault(*outcomes, **options) -> str:
    with pytest.raises(ConfigError) as raised:
        understand(Asked(outcomes=outcomes, **options))
    return raised.value.found


def test_pairs_of_place_and_start(file):
    question, options = understand(Asked([file], places=["淄博", "哈尔滨"], starts=[DAY, LATER]))
    assert question.starts == (TreatedPlace("淄博", DAY), TreatedPlace("哈尔滨", LATER))
    assert question.holidays == "CN"
    assert options == OutcomeOptions()


def test_one_start_serves_several_places(file):
    question, _ = understand(Asked([file], places=["芝加哥", "Portland"], starts=[DAY]))
    assert [t.start for t in question.starts] == [DAY, DAY]


def test_starts_from_a_file(file, tmp_path):
    starts = tmp_path / "starts.csv"
    starts.write_text("\ufeffplace,start\n淄博,2023-04-08\n天水,2024-03-13\n", "utf-8")
    question, _ = understand(Asked([file], starts_file=starts))
    assert question.starts[1] == TreatedPlace("天水", date(2024, 3, 13))


def test_breakout_and_events(file):
    question, _ = understand(Asked([file], breakout="370300-20230409", report=file))
    assert question.kind == "breakout"
    question, _ = understand(Asked([file], events=file, places=["高雄"], holidays="tw"))
    assert (question.kind, question.place, question.holidays) == ("events", "高雄", "TW")


def test_reading_options_and_no_holidays(file):
    question, options = understand(
        Asked(
            [file],
            places=["淄博"],
            starts=[DAY],
            holidays="none",
            columns=["value=客流量", "start = 日期"],
            unit="人次",
            period="month",
            encoding="gb18030",
            multipliers="example:visits",
            plain={"metric": "visits", "origin": "港澳台"},
        )
    )
    assert options == OutcomeOptions(
        {"value": "客流量", "start": " 日期"}, "人次", "month", "gb18030"
    )
    assert (question.metric, question.origin, question.holidays) == ("visits", "港澳台", "")


def test_all_faults_stand_in_one_error(tmp_path):
    found = fault(
        tmp_path / "none.csv",
        breakout="x",
        places=["淄博"],
        columns=["value", "unit=a", "unit=b"],
        period="fortnight",
        encoding="utf-99",
        multipliers=str(tmp_path / "m.toml"),
        holidays="China",
    )
    for part in (
        "OUTCOMES: there is no file",
        "--multipliers: there is no file",
        "--column 'value' is not ROLE=NAME",
        "--column unit twice",
        "--period 'fortnight'",
        "--encoding 'utf-99'",
        "--place or --start beside --breakout",
        "without the report",
        "'CHINA'",
    ):
        assert part in found


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "nothing to ask for"),
        ({"places": ["a"]}, "--place without --start"),
        ({"starts": [DAY]}, "--start without --place"),
        ({"places": ["a", "b", "c"], "starts": [DAY, LATER]}, "3 times --place and 2 times"),
        ({"places": ["a", "a"], "starts": [DAY]}, "'a' twice"),
        ({"places": ["a"], "starts": [LATER], "end": DAY}, "after the end"),
    ],
)
def test_each_misfit_is_named(file, options, said):
    assert said in fault(file, **options)


def test_events_take_no_start_and_one_place(file):
    found = fault(file, events=file, starts=[DAY], places=["a", "b"])
    assert "--start beside --events" in found
    assert "several places with --events" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("city,day\n", "no column place and start"),
        ("place,start\n", "holds no row"),
        ("place,start\n淄博,8 April\n", "starts.csv:2: '8 April' is no day"),
        ("place,start\n,2023-04-08\n", "starts.csv:2: no place"),
        ("place,start\n淄博\n", "starts.csv:2: '' is no day"),
    ],
)
def test_faults_of_a_file_of_starts_name_their_line(file, tmp_path, text, said):
    starts = tmp_path / "starts.csv"
    starts.write_text(text, "utf-8")
    found = fault(file, starts_file=starts)
    assert said in found
    assert "nothing to ask for" not in found


def test_a_file_of_starts_beside_places_or_missing(file, tmp_path):
    found = fault(file, starts_file=tmp_path / "none.csv", places=["a"])
    assert "--starts beside --place" in found
    assert "--starts: there is no file" in found
