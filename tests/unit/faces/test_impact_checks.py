"""Every check and every outcome has one sentence of its own in both languages, with its figures."""

from __future__ import annotations

import itertools
import re
from typing import get_args

import pytest
from impacts_made_up import CHECKS, FIGURES, make_events, make_impact

from chuquan.faces.impact_checks import check_name, check_sentence, outcome_name
from chuquan.faces.words import Words
from chuquan.report import Check

WORDS = {lang: Words(lang) for lang in ("zh", "en")}
OUTCOMES = get_args(Check.__annotations__["outcome"]) or ()
if not OUTCOMES:  # annotations are strings
    OUTCOMES = ("passed", "failed", "noted", "not_possible")


@pytest.mark.parametrize("lang", WORDS)
def test_every_check_and_outcome_has_a_sentence_of_its_own(lang):
    told = {}
    for name, outcome in itertools.product(CHECKS, OUTCOMES):
        text = check_sentence(Check(name, outcome), WORDS[lang])
        has_chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
        assert has_chinese == (lang == "zh"), text
        assert text.endswith("。" if lang == "zh" else ".")
        assert "(" not in text
        told[name, outcome] = text
    assert len(set(told.values())) == len(told)


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("name", CHECKS)
def test_figures_stand_inside_the_sentence(lang, name):
    value, limit = FIGURES[name]
    words = WORDS[lang]
    bare = check_sentence(Check(name, "failed"), words)
    text = check_sentence(Check(name, "failed", value, limit), words)
    assert len(text) > len(bare)
    assert text.startswith(bare.rstrip(".。"))
    assert re.search(r"\d", text)
    assert (words.gettext("limit %(limit)s").split("%")[0] in text) == (limit is not None)


@pytest.mark.parametrize("lang", WORDS)
def test_names_of_checks_and_outcomes_are_told(lang):
    told = [check_name(name, WORDS[lang]) for name in CHECKS]
    told += [outcome_name(outcome, WORDS[lang]) for outcome in OUTCOMES]
    assert len(set(told)) == len(CHECKS) + len(OUTCOMES)


def test_what_it_would_have_needed_is_told_where_a_check_is_not_possible():
    check = Check("placebo_time", "not_possible", 3.0, 8.0)
    assert "3, where at least 8 are needed" in check_sentence(check, WORDS["en"])


def test_invented_starts_are_counted_where_the_check_counts_them():
    check = Check("placebo_time", "noted", 0.87, 0.95, figures={"starts": 15.0, "widened": 1.4})
    text = check_sentence(check, WORDS["en"])
    assert "of 15 invented starts 87% lay within their interval, 95% should" in text


def test_random_draws_are_counted_where_the_check_counts_them():
    figures = {"sets": 200.0, "coverage_of_days": 0.94}
    check = Check("shuffled_events", "failed", 0.14, 0.1, figures)
    text = check_sentence(check, WORDS["en"])
    assert "of 200 random draws 14% showed an effect, at most 10% may" in text
    assert check_sentence(
        Check("shuffled_events", "not_possible", 0.0, 0.1), WORDS["en"]
    ) == check_sentence(Check("shuffled_events", "not_possible"), WORDS["en"])


def test_places_and_events_are_named_not_coded():
    text = check_sentence(
        Check("leave_one_out", "failed", 0.6, 0.5, names=("370100",)), WORDS["en"], make_impact()
    )
    assert "this concerns: Jinan" in text
    text = check_sentence(
        Check("shuffled_events", "failed", names=("e0",)), WORDS["zh"], make_events()
    )
    assert "演唱会 1" in text
    text = check_sentence(
        Check("estimators_agree", "noted", names=("synthetic_control",)), WORDS["zh"], make_impact()
    )
    assert "合成控制" in text


def test_many_names_are_cut():
    names = tuple(f"place {k}" for k in range(40))
    text = check_sentence(Check("donor_waves", "noted", 40.0, names=names), WORDS["en"])
    assert "and 34 more" in text


def test_a_figure_that_is_no_number_is_left_out():
    bare = check_sentence(Check("fit_before", "failed"), WORDS["en"])
    assert check_sentence(Check("fit_before", "failed", float("nan")), WORDS["en"]) == bare
