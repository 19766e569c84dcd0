"""What strangers wrote is shown as text, of bounded length, and calculates nowhere."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.briefs.show import LONGEST, shown
from chuquan.faces.cells import defused


@given(st.text())
def test_what_is_shown_is_one_line_without_controls_and_not_long(text):
    said = shown(text)
    assert len(said) <= LONGEST
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} or c in "\n\r\u202e" for c in said)


@given(st.text(alphabet="淄博烧烤abc", min_size=1, max_size=LONGEST))
def test_a_short_plain_text_is_shown_as_it_is(text):
    assert shown(text) == text


@pytest.mark.parametrize("n", [LONGEST + 1, 5 * LONGEST, 100_000])
def test_a_long_text_is_cut_and_an_ellipsis_says_so(n):
    said = shown("长" * n)
    assert len(said) == LONGEST
    assert said.endswith("长…")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", " ="])
def test_what_would_begin_a_formula_is_defused(sign):
    assert defused(f"{sign}1+1") == f"'{sign.strip()}1+1"


@given(st.text(alphabet="淄博abc0(", max_size=9))
def test_other_texts_are_left_alone(text):
    assert defused(text) == text
