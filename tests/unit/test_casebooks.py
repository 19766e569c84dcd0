"""The way from a report and tables of events to a casebook."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from casebook_made_up import report, several

from chuquan.casebook.shipped import casebook_of, shipped_casebook
from chuquan.casebooks import make_casebook
from chuquan.errors import NotFoundError
from chuquan.report import Problem, Report


@pytest.fixture
def path(tmp_path) -> Path:
    file = tmp_path / "report.json"
    file.write_bytes(report(several()).to_json())
    return file


def table(tmp_path, text) -> Path:
    file = tmp_path / "events.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_users_events_count_and_the_known_ones_only_when_asked(path, tmp_path):
    events = table(
        tmp_path, "活动名称,类型,城市,日期,观众人数\n事0大会,社交,淄博,2021-03-02,12000\n"
    )
    alone = make_casebook(path, [events]).casebook
    both = make_casebook(path, [events], with_known=True).casebook
    assert alone is not None
    assert both is not None
    assert (alone.n_events, alone.n_events_out) == (1, 1)
    assert alone.events[0].attendance == 12_000
    assert both.n_events > alone.n_events


def test_a_report_of_ones_own_knows_no_events_unless_told(path):
    made = make_casebook(path).casebook
    assert made is not None
    assert made.n_events == 0


def test_rows_that_cannot_be_read_are_problems_of_the_report(path, tmp_path):
    events = table(
        tmp_path, "name,place,start,lever\na,淄博,2021-03-02,social\nb,淄博,someday,social\n"
    )
    made = make_casebook(path, [events])
    assert [p.line for p in made.problems] == [3]


def test_a_missing_table_is_told(path, tmp_path):
    with pytest.raises(NotFoundError):
        make_casebook(path, [tmp_path / "none.csv"])


def test_a_plan_draws_on_the_reports_casebook_or_the_shipped_one(path):
    made = make_casebook(path)
    assert casebook_of(made) is made.casebook
    assert casebook_of(None) is shipped_casebook()
    assert casebook_of(report([])) is shipped_casebook()


def test_an_event_of_no_known_place_is_a_problem_and_no_dud(path, tmp_path):
    """No wave could be linked to it: counted, it would make events of its kind look worse."""
    events = table(
        tmp_path,
        "name,place,start,类型\na,淄博,2021-03-02,社交\nb,哪儿也不是,2021-03-02,社交\nc,,2021-03-02,社交\n",
    )
    made = make_casebook(path, [events])
    assert made.casebook is not None
    assert made.casebook.n_events == 1
    assert [p.found.split(": ")[1] for p in made.problems] == [
        "no place is called '哪儿也不是'",
        "no place",
    ]


def test_faults_of_the_given_table_are_told_before_those_of_the_report(path, tmp_path):
    old = msgspec.structs.replace(Report.read(path), problems=(Problem(file="old", found="x"),))
    path.write_bytes(old.to_json())
    events = table(
        tmp_path, "name,place,start,lever\na,淄博,2021-03-02,social\nb,淄博,someday,social\n"
    )
    made = make_casebook(path, [events])
    assert [Path(p.file).name for p in made.problems] == ["events.csv", "old"]


def test_an_event_of_no_kind_is_a_problem(path, tmp_path):
    made = make_casebook(path, [table(tmp_path, "name,place,start\na,淄博,2021-03-02\n")])
    assert ["what kind of event" in p.found for p in made.problems] == [True]
