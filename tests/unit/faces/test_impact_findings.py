"""Every rule of the audit is told in both languages, with the rows and the figures it gives."""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from impacts_made_up import make_findings

from chuquan.faces.impact_findings import finding_sentence, rows_of
from chuquan.faces.words import Words
from chuquan.report import Finding

WORDS = {lang: Words(lang) for lang in ("zh", "en")}
RULES = get_args(get_type_hints(Finding)["rule"])


def told(rule, figures, names=(), lang="en"):
    finding = Finding(rule, "v.csv", (2,), "visits", figures=figures, names=names)
    return finding_sentence(finding, WORDS[lang])


@pytest.mark.parametrize("lang", WORDS)
def test_every_rule_has_a_sentence_with_and_without_figures(lang):
    made = {f.rule: f for f in make_findings()}
    assert set(made) == set(RULES)
    sentences = [finding_sentence(f, WORDS[lang]) for f in made.values()]
    sentences += [told(rule, {}, lang=lang) for rule in RULES]
    for text in sentences:
        assert (re.search(r"[\u4e00-\u9fff]", text) is not None) == (lang == "zh"), text
        assert "%(" not in text


def test_published_traps_are_told_with_their_figures():
    """Tianshui's constant, the provinces' sum, the factor of ten, Dali's growth (cases)."""
    assert "568 to 582" in told("constant_ratio", {"low": 568, "high": 582, "ratio": 575, "n": 7})
    assert "448 million" in told("parts_exceed_whole", {"parts": 4.48e8, "whole": 2.74e8})
    assert "1.399 billion where about 139.9 million" in told(
        "factor_ten", {"value": 1.399e9, "expected": 1.399e8, "factor": 10}
    )
    dali = {"growth": 2.19, "others": 2.447, "n_others": 1}
    assert "219%" in told("below_everyone", dali, ("530000",))
    assert "the whole that it is a part of grew by 245%" in told(
        "below_everyone", dali, ("530000",)
    )
    assert "the slowest of the others" in told("below_everyone", dali)


def test_a_change_of_unit_is_told_by_what_is_known_of_it():
    assert "factor of 10,000;" in told("unit_change", {"factor": 1e-4})
    assert "from “visits” to “yuan”" in told("unit_change", {}, ("visits", "yuan"))
    text = told("unit_change", {"is_definition": 1.0}, ("", "overnight"), "zh")
    assert text == "中途换了统计口径：从“无”改为“overnight”。"


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        ((), "v.csv", "v.csv"),
        ((7,), "v.csv 第 7 行", "v.csv, line 7"),
        ((9, 3, 4, 5), "v.csv 第 3–5、9 行", "v.csv, lines 3–5, 9"),
        (
            tuple(range(2, 40, 3)),
            "v.csv 第 2、5、8、11、14、17、20、23 行等（另有 5 处）",
            "v.csv, lines 2, 5, 8, 11, 14, 17, 20, 23 and 5 more places",
        ),
    ],
)
def test_rows_are_named_as_a_person_would(rows, zh, en):
    finding = Finding("duplicate", "v.csv", rows, "visits")
    assert rows_of(finding, WORDS["zh"]) == zh
    assert rows_of(finding, WORDS["en"]) == en


@given(rows=st.lists(st.integers(1, 60), min_size=1, max_size=12))
def test_stretches_hold_exactly_the_rows(rows):
    text = rows_of(Finding("duplicate", "f", tuple(rows), "m"), WORDS["en"])
    held = set()
    for part in re.sub(r"^f, lines? | and .*", "", text).split(", "):
        first, _, last = part.partition("–")
        held |= set(range(int(first), int(last or first) + 1))
    assert held <= set(rows)
    assert held == set(rows) or "more places" in text


def test_placeholders_in_a_name_do_no_harm():
    assert "%(x)s" in told("unit_change", {}, ("%(x)s", "100%"))
