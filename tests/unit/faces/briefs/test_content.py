"""Sentences are rows of runs, and what is put into a message keeps its pointer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.briefs.content import Ref, Run, Sentence, joined, told

REF = Ref("table", "row", "column")
PART = st.text(alphabet="ab %(){}", max_size=5).map(lambda t: t.replace("%", "%%"))


@given(PART, PART, st.text(max_size=8), st.text(max_size=8))
def test_a_told_message_reads_as_gettext_would_write_it(before, between, one, two):
    message = f"{before}%(one)s{between}%(two)d%(one)s"
    sentence = told(message, {"one": Run(one, REF), "two": two})
    assert sentence.text == message.replace("%(two)d", "%(two)s") % {"one": one, "two": two}
    assert sentence.refs == (REF, REF)


def test_a_percent_sign_in_what_is_put_in_stays():
    assert told("%(a)s", {"a": "100%% %(b)s"}).text == "100%% %(b)s"


def test_a_placeholder_without_a_value_is_a_fault():
    with pytest.raises(KeyError):
        told("%(a)s", {})


def test_words_between_figures_are_one_run():
    runs = told("x %(a)s y %(b)s z", {"a": "1", "b": Run("2", REF)}).runs
    assert [run.text for run in runs] == ["x 1 y ", "2", " z"]


def test_parts_are_joined_with_a_separator_between_them():
    runs = joined(["a", Run("1", REF), (Run("b"), Run("2", REF))], ", ")
    assert Sentence(runs).text == "a, 1, b2"
    assert Sentence(runs).refs == (REF, REF)
