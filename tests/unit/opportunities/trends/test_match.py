"""Themes and places are matched, with reasons, like cases and evidence; thin data are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from trends_made_up import BOSHAN, HARBIN, SHANDONG, START, ZIBO, asset, corpus_of

from chuquan.errors import RefusalError, UserError
from chuquan.opportunities.trends.like_cases import like_cases
from chuquan.opportunities.trends.match import places_of, themes_of
from chuquan.report import Breakout, Trend

ROWS = [
    (ZIBO, 90, "image", "烧烤", 6),
    (HARBIN, 20, "image", "烧烤", 1),
    (HARBIN, 90, "image", "冰雪", 9),
    (SHANDONG, 60, "image", "烧烤", 2),
]


def breakout(place_id, image, onset, **more):
    """Return a past breakout."""
    at = datetime(onset.year, onset.month, onset.day, tzinfo=UTC)
    return Breakout(
        breakout_id=f"{place_id}-{onset:%Y%m%d}", place_id=place_id, place_name="某地", image=image,
        onset=at, peak=at, end=at, phase="ended", n_excess=20.0, rate_ratio=5.0, half_life_days=3.0,
        half_life_days_interval=(1.0, 6.0), evidence=(), q_value=0.01, kind="image",
        kind_shares={"image": 1.0}, lever="social", lever_shares={"social": 1.0},
        sources=("weibo",), first_source="weibo", **more,
    )  # fmt: skip


def test_places_are_ranked_for_a_theme():
    corpus = corpus_of(ROWS, assets=(asset(BOSHAN, "博山烧烤城"),))
    past = (breakout(ZIBO, "烧烤", date(2023, 2, 1)), breakout(HARBIN, "冰雪", date(2023, 2, 2)))
    corpus = replace(corpus, report=msgspec.structs.replace(corpus.report, breakouts=past))
    best, *others = places_of(corpus, "烧烤", 5)
    assert (best.place_id, best.rank, best.trend_id) == (ZIBO, 1, None)
    assert best.place_name_en == "Zibo"
    assert [m.rank for m in others] == [2, 3, 4, 5]
    low, high = best.score_interval
    assert low < best.score < high
    assert {"mentions", "asset"} <= {r.kind for r in best.reasons}
    assert best.reasons[0].n == 6.0
    assert best.asset.name == "博山烧烤城"
    assert best.like_cases[0].image == "烧烤"
    assert best.like_cases[0].similarity > best.like_cases[-1].similarity
    assert best.evidence[0].term == "烧烤"
    assert best.evidence[0].n == 6.0


def test_what_rises_is_ranked_for_a_place():
    day = START
    trends = [
        Trend(trend_id=f"{t}-1", theme=t, terms=(t,), first_day=day, last_day=day, n=9.0,
              expected=1.0, rate_ratio=9.0, q_value=0.01, window_days=4.0,
              window_days_interval=(2.0, 9.0))
        for t in ("烧烤", "冰雪")
    ]  # fmt: skip
    corpus = corpus_of(ROWS)
    assert [m.theme for m in themes_of(corpus, HARBIN, trends)] == ["冰雪"]  # one is chance
    first = themes_of(corpus, BOSHAN, trends)[0]
    assert (first.theme, first.place_id, first.trend_id) == ("烧烤", ZIBO, "烧烤-1")
    assert (first.window_days, first.window_days_interval) == (4.0, (2.0, 9.0))
    # With nothing that rises, all themes are ranked; a province may be asked about, too. What
    # nothing but its size speaks for is left out.
    assert {m.theme for m in themes_of(corpus, HARBIN, ())} == {"冰雪"}
    assert {m.theme for m in themes_of(corpus, SHANDONG, ())} == {"烧烤"}


def test_what_is_said_of_a_word_says_nothing_of_the_name_that_it_is_a_piece_of():
    piece = Trend(trend_id="t", theme="烧烤", terms=("烧烤",), name="烧烤之夜", about="work",
                  first_day=START, last_day=START, n=9.0, expected=1.0, rate_ratio=9.0,
                  q_value=0.01)  # fmt: skip
    corpus = corpus_of(ROWS)
    assert themes_of(corpus, ZIBO, [piece]) == ()
    there = msgspec.structs.replace(piece, places={ZIBO: 2.0})
    assert [m.theme for m in themes_of(corpus, ZIBO, [there])] == ["烧烤"]


def test_a_place_that_is_asked_about_is_told_however_it_ranks():
    corpus = corpus_of(ROWS)
    assert places_of(corpus, "冰雪", 2, also=ZIBO)[:2] == places_of(corpus, "冰雪", 2)
    last = places_of(corpus, "冰雪", 1, also=BOSHAN)[-1]
    assert last.place_id == ZIBO
    assert last.rank > 1
    assert len(places_of(corpus, "冰雪", 3, also=HARBIN)) == 3


def test_several_words_do_not_drown_the_rarer_one():
    rows = [
        *ROWS,
        (HARBIN, 90, "image", "王源", 1),
        *[(ZIBO, d, "image", "烧烤", 9) for d in range(80)],
    ]
    found = {m.place_id: m.score for m in places_of(corpus_of(rows), "烧烤、王源", 3)}
    assert found[HARBIN] > 0.1


def test_what_nobody_speaks_of_is_refused():
    corpus = corpus_of(ROWS)
    with pytest.raises(RefusalError, match="nothing is said of 没有这个"):
        places_of(corpus, "没有这个")
    with pytest.raises(UserError, match="no theme"):
        places_of(corpus, " ")
    with pytest.raises(RefusalError, match="not in China"):
        themes_of(corpus, "geonames:2988507", ())
    with pytest.raises(RefusalError, match="nothing is said of 810000"):
        themes_of(corpus, "810000", ())


def test_a_breakout_to_come_is_no_like_case():
    past = [breakout(ZIBO, "烧烤", date(2023, 2, 1)), breakout(ZIBO, "烧烤", date(2024, 2, 1)),
            breakout(ZIBO, "烧烤", date(2023, 1, 1), outlook=None)]  # fmt: skip
    found = like_cases(past, {"烧烤"}, "social", 1e6, {ZIBO: 1e6}, as_of=date(2023, 3, 1))
    assert [c.onset for c in found] == [date(2023, 1, 1), date(2023, 2, 1)]
    assert found[0].similarity == pytest.approx(1.0)


def test_a_theme_told_as_a_crisis_there_is_no_opportunity():
    rows = [*ROWS, (SHANDONG, 80, "crisis", "烧烤", 9), (ZIBO, 92, "crisis", "烧烤", 9)]
    corpus = corpus_of(rows)
    best = next(m for m in places_of(corpus, "烧烤", 5) if m.place_id == ZIBO)
    assert best.crisis_share == 0.6
    assert best.is_of_crisis
    assert "烧烤" not in {m.theme for m in themes_of(corpus, ZIBO, ())}
    calm = next(m for m in places_of(corpus_of(ROWS), "烧烤", 5) if m.place_id == ZIBO)
    assert calm.crisis_share == 0.0
