"""Trends and matches are told in both languages, with escaped pictures and what they cannot say."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from chuquan.faces.match_told import matches_told
from chuquan.faces.trend_told import trends_told
from chuquan.faces.words import Words
from chuquan.report import Asset, Discovery, Evidence, LikeCase, Match, Reason, Trend

DAY = date(2023, 4, 12)


def trend(theme="烧烤", **more):
    """Return a trend of ten days."""
    days = tuple((DAY - timedelta(days=9 - i), float(i), 1.0) for i in range(10))
    given = {
        "trend_id": theme, "theme": theme, "terms": (theme, "小饼"), "n": 45.0, "expected": 4.0,
        "first_day": DAY - timedelta(days=4), "last_day": DAY, "rate_ratio": 11.0, "q_value": 0.004,
        "lever": "social", "sources": ("weibo",), "days": days, "window_days": 4.0,
        "window_days_interval": (2.0, 9.0),
        "evidence": (Evidence(1.0, text="淄博烧烤", source="weibo"),),
    }  # fmt: skip
    return Trend(**{**given, **more})


def match(**more):
    """Return a match of barbecue and Zibo."""
    given = {
        "theme": "烧烤", "trend_id": "烧烤", "place_id": "370300", "place_name": "淄博",
        "place_name_en": "Zibo", "score": 0.3, "score_interval": (0.1, 0.5), "rank": 1,
        "reasons": (Reason(kind="mentions", weight=2.0, term="烧烤", n=12.0),),
    }  # fmt: skip
    return Match(**{**given, **more})


def discovery(**more):
    """Return the answer for Zibo."""
    given = {
        "discovery_id": "place:370300", "as_of": DAY, "first_day": DAY, "place_id": "370300",
        "place_name": "淄博", "place_name_en": "Zibo", "trends": (trend(),), "matches": (match(),),
    }  # fmt: skip
    return Discovery(**{**given, **more})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_trends_are_told_with_figures_windows_and_pictures(lang):
    told = trends_told(discovery(), Words(lang))
    assert told.key == "trends"
    assert "烧烤" in told.sentences[0]
    assert any("80%" in s for s in told.sentences)
    assert told.tables[0].rows[0][0] == "烧烤"
    assert len(told.tables[0].rows[0]) == len(told.tables[0].header)
    drawn = ET.fromstring(told.pictures[0].svg)
    assert drawn.attrib["role"] == "img"
    assert "45" in told.pictures[0].finding


def test_names_of_others_are_escaped_in_pictures_and_cut_in_tables():
    bad = '<script>alert("x")</script>' + "长" * 300
    told = trends_told(discovery(trends=(trend(bad),)), Words("en"))
    assert "<script" not in told.pictures[0].svg
    ET.fromstring(told.pictures[0].svg)
    assert max(len(cell) for cell in told.tables[0].rows[0]) < 100


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_trend_and_no_match_are_said_in_words(lang):
    words = Words(lang)
    empty = discovery(trends=(), matches=())
    assert len(trends_told(empty, words).sentences) == 1
    assert trends_told(empty, words).tables == ()
    assert len(matches_told(empty, words).sentences) == 1
    assert matches_told(empty, words).tables == ()


def test_a_match_is_told_by_its_reasons_and_its_like_cases():
    case = LikeCase(
        breakout_id="a", place_name="淄博", image="烧烤", onset=DAY, n_excess=140.0,
        half_life_days=5.0, lever="social", similarity=0.9,
    )  # fmt: skip
    asset = Asset(place_id="370300", name="周村古商城", kind="scenic", source="list")
    reasons = [
        Reason(kind=kind, weight=1.0, term="烧烤", n=3.0, asset=asset)
        for kind in ("mentions", "season", "alike", "asset", "province", "capacity", "prior")
    ]
    reasons.append(Reason(kind="lever", weight=0.5, term="social"))
    found = [match(reasons=(r,), like_cases=(case,), asset=asset) for r in reasons]
    for lang in ("zh", "en"):
        told = matches_told(discovery(matches=tuple(found)), Words(lang))
        assert len({row[4] for row in told.tables[0].rows}) == len(reasons)
        assert told.tables[1].key == "like-cases"
        assert all(len(row) == len(t.header) for t in told.tables for row in t.rows)


def test_for_a_theme_places_are_told_by_their_names():
    asked = discovery(discovery_id="theme:烧烤", place_id=None, place_name="", theme="烧烤")
    assert matches_told(asked, Words("en")).tables[0].rows[0][1] == "Zibo"
    assert matches_told(asked, Words("zh")).tables[0].rows[0][1] == "淄博"


def test_a_match_by_likeness_alone_is_warned_of():
    alike = match(reasons=(Reason(kind="alike", weight=1.0, term="小饼", n=2.0),))
    assert matches_told(discovery(matches=(alike,)), Words("en")).warnings
    assert not matches_told(discovery(), Words("en")).warnings


def test_the_greatest_day_told_lies_in_the_rise():
    before = (DAY - timedelta(days=20), 99.0, 1.0)
    risen = trend(days=(before, *trend().days))
    told = trends_told(discovery(trends=(risen,)), Words("en"))
    assert "99" not in told.pictures[0].finding
    assert "12 Apr 2023 with 9" in told.pictures[0].finding


def test_persons_and_works_are_told_as_what_they_are():
    work = trend("凤行", name="与凤行", about="work", lever="screen")
    person = trend("赵丽颖", about="person", lever=None)
    told = trends_told(discovery(trends=(trend(), work, person)), Words("zh"))
    assert "烧烤" in told.sentences[0]
    assert "与凤行" not in told.sentences[0]
    assert any("《与凤行》、赵丽颖" in s for s in told.sentences)
    assert [row[1] for row in told.tables[0].rows] == ["话题", "作品", "人物"]
    assert len(told.pictures) == 1


def test_without_mentions_there_is_no_table_of_them():
    counted = trend(evidence=(Evidence(45.0, term="烧烤", n=45.0),))
    told = trends_told(discovery(trends=(counted,)), Words("zh"))
    assert [table.key for table in told.tables] == ["trends"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_that_rises_fits_that_is_said(lang):
    told = matches_told(discovery(matches=()), Words(lang))
    assert ("淄博" if lang == "zh" else "Zibo") in told.sentences[0]
    assert told.tables == ()
    assert told.notes == ()


def test_what_is_true_of_any_theme_is_no_reason_beside_the_place_s_own():
    reasons = (
        Reason(kind="mentions", weight=2.0, term="烧烤", n=12.0),
        Reason(kind="prior", weight=0.4, n=309.0),
    )
    told = matches_told(discovery(matches=(match(reasons=reasons),)), Words("zh"))
    assert "309" not in told.sentences[0]


def test_a_place_and_a_theme_are_told_by_how_the_place_stands_among_all():
    other = match(place_id="130200", place_name="唐山", place_name_en="Tangshan")
    asked = discovery(theme="烧烤", matches=(other, match(rank=7)))
    told = matches_told(asked, Words("zh"))
    assert "淄博" in told.sentences[0]
    assert "第 7 位" in told.sentences[0]
    assert told.sentences[1].startswith("唐山")
    assert told.tables[0].header[1] == Words("zh").gettext("Place")


def test_a_match_is_called_as_its_trend():
    risen = trend("凤行", name="与凤行", about="work")
    found = match(theme="凤行", trend_id="凤行")
    told = matches_told(discovery(trends=(risen,), matches=(found,)), Words("zh"))
    assert told.sentences[0].startswith("《与凤行》")


def test_a_place_of_crisis_is_warned_of_and_not_told_as_an_opportunity():
    bad = match(place_id="130200", place_name="唐山", place_name_en="Tangshan", crisis_share=0.9)
    told = matches_told(discovery(place_id=None, theme="烧烤", matches=(bad, match())), Words("zh"))
    assert "唐山" in told.warnings[0]
    assert all("唐山" not in s for s in told.sentences)
    assert "负面" in told.tables[0].rows[0][4]
