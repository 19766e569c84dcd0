"""Every kind of answer in a report finds who tells it."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from answers_made_up import with_answers
from conftest import make_report
from creators_made_up import make_choice

from chuquan.faces.answers_told import KINDS, TELLERS, answers
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Casebook, Discovery


def test_plans_come_first_and_each_kind_is_found():
    day = date(2024, 5, 1)
    book = Casebook(first_day=day, last_day=day, n_breakouts=0, n_events=0, responses=())
    found = Discovery(discovery_id="place:410300", as_of=day, first_day=day)
    report = make_report(1, 0, 0).with_creators(make_choice()).with_discovery(found)
    report = type(report).from_json(report.to_json())
    assert [a.kind for a in answers(report)] == ["discovery", "creators"]
    assert [a.answer_id for a in answers(report, "creators")] == ["汉服:20000"]
    assert answers(make_report(1, 0, 0)) == ()
    from msgspec.structs import replace  # noqa: PLC0415

    assert [a.kind for a in answers(replace(report, casebook=book))][-1] == "casebook"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_choice_is_told_by_its_sections(lang):
    (answer,) = answers(make_report(1, 0, 0).with_creators(make_choice()))
    assert answer.told(Words(lang))[0].sentences


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_of_a_report_is_told(lang):
    for answer in answers(with_answers(make_report(1, 0, 0))):
        sections = answer.told(Words(lang))
        assert sections[0].title
        assert "%(" not in str(sections)


@pytest.mark.parametrize("kind", KINDS)
def test_every_teller_is_there(kind):
    assert callable(import_module(TELLERS[kind]).told)
