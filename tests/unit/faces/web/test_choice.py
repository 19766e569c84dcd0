"""Filters: what they let through, and what they say of what they cannot read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.web.choice import LONGEST_TEXT, Choice, options
from chuquan.faces.words import Words

WORDS = Words("en")


def test_without_filters_everything_passes_in_the_report_s_order(shown):
    """An empty address is no filter."""
    assert Choice.of({}, shown, WORDS).among(shown) == list(shown.report.breakouts)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"kind": "image"}, lambda b: b.kind == "image"),
        ({"kind": "image,crisis"}, lambda b: b.kind in {"image", "crisis"}),
        ({"lever": "sport"}, lambda b: b.lever == "sport"),
        ({"year": "2023"}, lambda b: b.onset.year == 2023),
        ({"least": "50"}, lambda b: b.n_excess >= 50),
        ({"region": "370000"}, lambda b: b.place_id.startswith("37")),
        ({"region": "abroad"}, lambda b: not b.place_id.isdigit()),
        ({"region": "china"}, lambda b: b.place_id.isdigit()),
        ({"q": "ZIBO"}, lambda b: b.place_name_en == "Zibo"),
        (
            {"q": "演唱会"},
            lambda b: "演唱会" in b.image or any(t.term == "演唱会" for t in b.terms),
        ),
    ],
)
def test_filter_lets_through_what_it_names(shown, query, holds):
    """Each filter against the obvious one."""
    found = Choice.of(query, shown, WORDS).among(shown)
    assert found == [b for b in shown.report.breakouts if holds(b)]
    assert found


@pytest.mark.parametrize("name", ["kind", "lever", "year", "region", "least"])
@pytest.mark.parametrize("value", ["nonsense", "-1", "nan", "inf", "<b>", "image;crisis"])
def test_what_cannot_be_read_is_left_out_and_said(shown, name, value):
    """One sentence a mistake, with what is allowed."""
    choice = Choice.of({name: value}, shown, WORDS)
    assert choice == Choice()
    (said,) = choice.wrong
    assert "allowed" in said


def test_filters_survive_the_way_through_an_address(shown):
    """What query() writes, of() reads."""
    query = {"kind": "image,crisis", "lever": "sport", "region": "370000", "year": "2023",
             "least": "12.5", "q": "烧烤"}  # fmt: skip
    choice = Choice.of(query, shown, WORDS)
    assert choice.query() == query
    assert Choice.of(choice.query(), shown, WORDS) == choice


@given(text=st.text(max_size=300))
def test_any_text_is_one_line_of_bounded_length(text):
    """Nothing that is looked for can flood the page."""
    assert len(Choice.of({"q": text}, _NOBODY, WORDS).text) <= LONGEST_TEXT


def test_field_keeps_a_choice_of_several():
    """A form that offers one of several does not lose two that came by the address."""
    assert options(("a", "b"), ("a", "b"), str.upper)[0] == ("a,b", "A + B")
    assert options(("a", "b"), ("a",)) == [("a", "a"), ("b", "b")]


_NOBODY = SimpleNamespace(places={}, report=SimpleNamespace(breakouts=()))
