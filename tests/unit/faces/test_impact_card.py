"""A card has the pictures of its design, and nothing that the impact does not hold."""

from __future__ import annotations

import pytest
from impacts_made_up import (
    make_events,
    make_impact,
    make_single,
    make_staggered,
    make_untrusted,
)

from chuquan.faces.impact_card import impact_card
from chuquan.faces.words import LANGUAGES, Words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("impact", "classes"),
    [
        (make_impact(), ["impact", "placebo"]),
        (make_staggered(), ["impact", "placebo"]),
        (make_single(), ["impact", "placebo"]),
        (make_single(placebos=()), ["impact"]),
        (make_events(), ["profile", "events"]),
    ],
)
def test_pictures_follow_the_design(impact, classes, lang):
    card = impact_card(impact, Words(lang), "a")
    assert [p.drawing.split('"')[1] for p in card.pictures] == classes
    assert all(p.finding and p.title for p in card.pictures)
    assert all(p.finding.rstrip("。.")[:20] in p.drawing for p in card.pictures)


def test_spending_comes_with_its_assumptions_or_not_at_all():
    words = Words("en")
    assert impact_card(make_impact(), words, "a").assumptions is not None
    bare = impact_card(make_untrusted(), words, "a")
    assert bare.spending == ()
    assert bare.assumptions is None
