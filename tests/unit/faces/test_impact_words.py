"""Every code of a closed list has its words in both languages, and no two share them."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import msgspec
import pytest
from conftest import make_breakout
from impacts_made_up import all_impacts, make_impact, make_staggered

from chuquan.faces import impact_words as iw
from chuquan.faces.words import Words
from chuquan.impact.money.multipliers import load_multipliers
from chuquan.report import PlaceImpact
from chuquan.report.impact import Design, EstimatorName, ExclusionReason, PeriodLength

WORDS = {lang: Words(lang) for lang in ("zh", "en")}
MULTIPLIERS = {a for e in ("visits", "concert") for a in load_multipliers(f"example:{e}").items}


def assert_in_language(text: str, lang: str) -> None:
    has_chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
    assert has_chinese == (lang == "zh"), text
    assert "%(" not in text


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize(
    ("codes", "say"),
    [
        (get_args(EstimatorName), iw.estimator_name),
        (get_args(ExclusionReason), iw.exclusion_reason),
        (get_args(PeriodLength), iw.a_period),
        (get_args(PeriodLength), lambda code, words: iw.periods(3, code, words)),
        (sorted({a.name for a in MULTIPLIERS}), iw.assumption_name),
        (sorted({a.unit for a in MULTIPLIERS}), iw.assumption_unit),
    ],
)
def test_closed_lists_are_told(lang, codes, say):
    told = [say(code, WORDS[lang]) for code in codes]
    for text in told:
        assert_in_language(text, lang)
    assert len(set(told)) == len(codes)


@pytest.mark.parametrize("lang", WORDS)
def test_every_design_says_what_it_compares_with(lang):
    told = {
        iw.design_sentence(msgspec.structs.replace(make_impact(), design=design), WORDS[lang])
        for design in get_args(Design)
    }
    assert len(told) == len(get_args(Design))
    for text in told:
        assert_in_language(text, lang)


def test_an_unknown_name_stays_as_it_is():
    for words in WORDS.values():
        assert iw.metric_name("牛肉面销量", words) == "牛肉面销量"
        assert iw.window_name("to_june", make_impact(), words) == "to_june"
    assert iw.window_name("15", make_impact(), WORDS["en"]) == "first 15 days"


def test_places_are_named_in_the_readers_language():
    assert iw.where(make_impact(), WORDS["zh"]) == "淄博"
    assert iw.where(make_impact(), WORDS["en"]) == "Zibo 淄博"
    assert iw.where(make_staggered(), WORDS["en"]) == "5 places"


def test_without_places_the_breakout_names_them():
    bare = make_impact(places=())
    assert iw.where(bare, WORDS["zh"], make_breakout(2)) == "天水"
    assert iw.where(bare, WORDS["zh"]) == bare.impact_id


def test_title_tells_the_origin():
    assert iw.title(make_staggered(), WORDS["zh"]) == "5 个地区 · 过夜游客（来自港澳台）"


def test_a_metric_without_a_name_is_told_by_its_unit():
    assert iw.title(make_impact(metric="value"), WORDS["zh"]) == "淄博 · 人次"


def test_hostile_names_lose_their_control_characters():
    place = PlaceImpact("1", "淄\x1b[31m博\u202e", date(2023, 1, 1), *[make_impact().effect] * 3)
    assert "\x1b" not in iw.title(make_impact(places=(place,)), WORDS["zh"])
    assert all(iw.title(impact, WORDS["en"]) for impact in all_impacts())
