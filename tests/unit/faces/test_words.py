"""Words: names, numbers and judgements."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import make_breakout
from hypothesis import given
from hypothesis import strategies as st

from chuquan.faces.words import LANGUAGES, Words, plain
from chuquan.report import SourceOnset
from chuquan.tables import KINDS, LEVERS

ZH, EN = Words("zh"), Words("en")


@given(st.text())
def test_plain_text_is_one_line_without_controls(text):
    clean = plain(text)
    assert plain(clean) == clean
    assert clean.isprintable() or not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in clean)
    clean.encode("utf-8")


def test_plain_text_loses_escape_sequences_and_bidi_overrides():
    assert plain("淄\x1b[31m博\u202e烧\n 烤\x00\ud800") == "淄[31m博烧 烤"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_of_the_report_has_a_word(lang):
    words = Words(lang)
    names = [words.kind(k) for k in KINDS] + [words.lever(name) for name in LEVERS]
    names += [words.phase(p) for p in ("rising", "peaking", "fading", "ended")]
    assert len(set(names)) == len(names)
    short = [words.short_kind(k) for k in KINDS] + [words.short_lever(name) for name in LEVERS]
    assert len(set(short)) == len(short)
    assert words.lever(None) == words.short_lever(None) == "—"


def test_unknown_language_is_refused_with_the_ones_there_are():
    with pytest.raises(ValueError, match="zh, en"):
        Words("fr")


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (0.04, "0"), (3.44, "3.4"), (9.96, "10"), (12.6, "13"), (1234.5, "1,234"),
     (float("nan"), "—")],
)  # fmt: skip
def test_counts_keep_a_decimal_only_where_it_says_something(value, told):
    assert EN.count(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0%"), (1e-9, "<0.1%"), (0.004, "0.4%"), (0.00997, "1%"), (0.081, "8%"), (1, "100%")],
)
def test_small_shares_never_read_as_zero(value, told):
    assert EN.share(value) == told


def test_what_was_to_be_expected_never_reads_as_nothing():
    assert [EN.expected(n) for n in (0.0, 0.01, 0.26, 12.4)] == ["0", "<0.1", "0.3", "12"]


def test_no_q_value_reads_as_zero():
    assert EN.q_value(0.0) == "<0.1%"
    assert EN.q_value(0.02) == "2%"


def test_the_chosen_rate_is_told_exactly():
    assert [EN.rate(r) for r in (0.1, 0.075, 0.001)] == ["10%", "7.5%", "0.1%"]


def test_times_of_next_to_nothing_expected_are_not_told_exactly():
    assert EN.times(100.0) == "100×"
    assert EN.times(644.0) == ">100×"
    assert EN.times(float("inf")) == ">100×"
    assert ZH.times(12.2) == "12 倍"


def test_lengths_change_unit_where_a_reader_would():
    assert [EN.days(d) for d in (0.5, 1, 1.52, 9.96, 12.4)] == [
        "12 hours", "1 day", "1.5 days", "10 days", "12 days",
    ]  # fmt: skip
    assert [EN.hours(h) for h in (1, 47, 48)] == ["1 hour", "47 hours", "2 days"]


def test_days_are_written_as_each_language_does():
    day = date(2023, 4, 9)
    assert (ZH.day(day), EN.day(day)) == ("2023年4月9日", "9 Apr 2023")
    assert ZH.day(None) == "—"


def test_a_half_life_that_the_data_cannot_tell_is_not_told():
    unknown = make_breakout(1, half_life_days=None, half_life_days_interval=None)
    assert EN.half_life(unknown) == "—"
    assert "cannot be said" in EN.half_life_sentence(unknown)
    bare = make_breakout(1, half_life_days=5.0, half_life_days_interval=None)
    assert "interval" not in EN.half_life_sentence(bare)
    known = make_breakout(1, half_life_days=5.0, half_life_days_interval=(3.0, 8.0))
    assert EN.half_life_sentence(known) == "about 5 days (90% interval: 3 days to 8 days)"


def test_certainty_falls_as_the_q_value_grows():
    words = [EN.certainty(q) for q in (1e-5, 0.005, 0.02, 0.07, 0.2)]
    assert len(set(words)) == 5
    assert words[-1] == "uncertain"


def test_theme_drops_the_place_that_leads_the_image():
    assert ZH.theme(make_breakout(0, image="淄博 烧烤")) == "烧烤"
    assert ZH.theme(make_breakout(0, image="淄博")) == "淄博"


@pytest.mark.parametrize("theme", ["丽江", "丽江 丽江", "Lijiang", "lijiang"])
def test_a_theme_that_is_the_place_is_not_told_twice(theme):
    here = {"place_name": "丽江", "place_name_en": "Lijiang"}
    assert ZH.image(make_breakout(0, image=theme, **here)) == "丽江"
    assert EN.image(make_breakout(0, image=theme, **here)) == "Lijiang 丽江"
    assert ZH.image(make_breakout(0, image="丽江 雪山", **here)) == "丽江 · 雪山"


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (EN, "sport 97%", "Sport 97%."),
        (EN, "It rose.", "It rose."),
        (ZH, "体育 97%", "体育 97%。"),
        (ZH, "没有回落！", "没有回落！"),
        (EN, "", ""),
    ],
)
def test_a_sentence_begins_and_ends_as_one(words, text, told):
    assert words.sentence(text) == told


def test_chinese_sentences_need_no_space_between():
    assert ZH.together(["甲。", "", "乙。"]) == "甲。乙。"
    assert EN.together(["A.", "", "B."]) == "A. B."


def test_place_is_told_in_both_languages_in_english_only():
    assert ZH.place(make_breakout(0)) == "淄博"
    assert EN.place(make_breakout(0)) == "Zibo 淄博"
    assert EN.place(make_breakout(0, place_name_en="")) == "淄博"


def test_the_first_source_has_no_lead():
    onset = make_breakout(1).path[0].onset
    assert EN.lead(SourceOnset("weibo", onset, 1.0, 0.0, (0.0, 0.0))) == "first"
    later = SourceOnset("zhihu", onset, 1.0, 12.0, (3.0, 60.0))
    assert EN.lead(later) == "12 hours later, 90% interval 3 hours to 2.5 days"
