"""The story of an impact: failures first, the answer, then what is behind it."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from impacts_made_up import (
    all_impacts,
    make_events,
    make_impact,
    make_single,
    make_staggered,
    make_untrusted,
)

from chuquan.faces import impact_story as story
from chuquan.faces.words import LANGUAGES, Words
from chuquan.report import Estimate, Lasting

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("impact", "verdict"),
    [
        (make_impact(), "more"),
        (make_staggered(), "less"),
        (make_single(), "unclear"),
        (make_impact(p_value=0.2), "unclear"),
        (make_impact(effect=Estimate(5.0, -1.0, 11.0)), "unclear"),
        (make_impact(effect=Estimate(5.0, float("nan"), 11.0)), "unclear"),
    ],
)
def test_a_verdict_needs_both_interval_and_p_value(impact, verdict):
    assert story.verdict(impact) == verdict


def test_what_fails_is_said_with_its_figures_and_what_passes_is_not():
    failed = story.failures(make_untrusted(), ZH)
    assert failed[0].startswith("开始之前，推算的和实际的就对不上")
    assert "5.2" in failed[0]
    assert len(failed) == 3
    assert story.warning(make_untrusted(), ZH).startswith("先说清楚")
    assert story.failures(make_impact(), ZH) == []
    assert story.warning(make_impact(), ZH) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_design_has_a_headline_for_every_verdict(lang):
    words = Words(lang)
    lines = set()
    for impact in all_impacts():
        for sign, p in ((1, 0.001), (-1, 0.001), (1, 0.4)):
            effect = Estimate(sign * 5.0, sign * 5.0 - 1, sign * 5.0 + 1)
            changed = msgspec.structs.replace(impact, effect=effect, p_value=p)
            lines.add(story.headline(changed, words))
    assert all(lines)
    assert len(lines) == 3 * 4  # two of the five are told of one place and period


def test_facts_hold_the_answer_in_order():
    names = [name for name, _ in story.facts(make_impact(), EN)]
    assert names[:3] == [
        "Mean effect a day",
        "Against what would have come anyway",
        "Sum over 30 days",
    ]
    assert "The effect halves in" in names
    assert story.facts(make_staggered(), EN)[0][0] == "Mean effect a month and place"
    assert story.facts(make_events(), EN)[0][0] == "Mean effect of an event day"


@pytest.mark.parametrize(
    ("lasting", "said"),
    [
        (Lasting(None, None, None, None), "does not fade"),
        (Lasting(5.0, None, None, None), "about 5 days"),
        (Lasting(5.0, (3.0, None), None, None), "3 days or longer"),
        (Lasting(5.0, (3.0, 9.0), None, date(2023, 5, 4)), "3 days to 9 days"),
    ],
)
def test_how_long_it_lasted_is_told_as_far_as_it_is_known(lasting, said):
    facts = dict(story.facts(make_impact(lasting=lasting), EN))
    assert said in facts["The effect halves in"]
    assert ("Last clearly above" in facts) == (lasting.last_clear_day is not None)


def test_spending_is_told_with_ranges():
    impact = make_impact()
    facts = story.spending_facts(impact.spending, impact.unit, EN)
    assert all("95% interval" in fact for _, fact in facts)
