"""What rises over all mentions is found, told with its window, and knows no later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import numpy as np
import pytest
from trends_made_up import BEIJING, N_DAYS, START, ZIBO, corpus_of

from chuquan.errors import RefusalError
from chuquan.opportunities.trends.rising import FALSE_DISCOVERY_RATE, of_theme, rising
from chuquan.tables import TALK

USUAL = ("咖啡 奶茶", "汉服 牡丹", "音乐节", "烧烤 啤酒", "雪糕", "温泉", "火灾 火灾现场")


def world(planted=("烧烤 小饼",), *, onset=110, rate=12, seed=3):
    """Return a year of chatter in two sources with words that rise at its end."""
    rng = np.random.default_rng(seed)
    listed = []
    for day in range(N_DAYS):
        for source in ("weibo", "zhihu"):
            for text in USUAL:
                listed += [(source, day, text)] * int(rng.poisson(0.6))
        if day >= onset:
            for text in planted:
                listed += [("weibo", day, f"{text} {i}") for i in range(int(rng.poisson(rate)))]
    return listed


def test_a_planted_rise_is_found_and_told():
    rows = [(ZIBO, day, "image", "烧烤", 4) for day in range(110, N_DAYS)]
    trends = rising(corpus_of(rows, world()))
    assert trends[0].theme == "烧烤"
    trend = trends[0]
    assert "小饼" in trend.terms
    assert abs((trend.first_day - START).days - 110) <= 3  # a run may begin in the chatter before
    assert trend.last_day == START + timedelta(days=N_DAYS - 1)
    assert trend.n > 3 * trend.expected
    assert trend.rate_ratio > 3
    assert 0.0 <= trend.q_value <= FALSE_DISCOVERY_RATE
    assert trend.lever == "social"
    assert trend.sources == ("weibo",)
    assert trend.places == {ZIBO: 40.0}
    low, high = trend.window_days_interval
    assert 0 < low <= trend.window_days <= high
    assert all("烧烤" in e.text for e in trend.evidence)
    assert sum(n for day, n, _ in trend.days if day >= trend.first_day) == trend.n


def test_later_days_change_nothing():
    listed = world()
    early = [row for row in listed if row[1] <= 113]
    whole = corpus_of((), listed, day=113)
    assert rising(whole) == rising(corpus_of((), early, day=113))
    assert rising(whole) != ()


def test_the_order_of_mentions_changes_no_count():
    listed = world()
    one, other = (rising(corpus_of((), rows)) for rows in (listed, listed[::-1]))
    assert [replace_evidence(t) for t in one] == [replace_evidence(t) for t in other]


def replace_evidence(trend):
    """Return a trend without the mentions behind it, whose order is that of the input."""
    return msgspec.structs.replace(trend, evidence=())


def test_chatter_without_a_rise_is_no_trend():
    assert rising(corpus_of((), world(()))) == ()


def test_a_fire_is_left_out():
    rows = [(BEIJING, day, "crisis", "火灾", 12) for day in range(110, N_DAYS)]
    assert [t.theme for t in rising(corpus_of(rows, world(("火灾",))))] == []


def test_one_theme_may_be_asked_for():
    corpus = corpus_of((), world(("烧烤", "汉服节")))
    assert {t.theme for t in rising(corpus)} == {"烧烤", "汉服"}
    assert [t.theme for t in rising(corpus, "汉服")] == ["汉服"]
    assert rising(corpus, "麻辣烫") == ()


def test_from_a_digest_alone_the_words_are_the_evidence():
    trends = rising(corpus_of((), world(), has_mentions=False))
    assert trends[0].theme in {"烧烤", "小饼"}
    assert trends[0].evidence[0].term == trends[0].theme


def test_a_digest_that_did_not_count_all_words_is_refused():
    corpus = corpus_of((), world())
    bare = replace(corpus.digest, talk=TALK.empty(), has_talk=False)
    with pytest.raises(RefusalError, match="--no-talk"):
        rising(replace(corpus, digest=bare))


def test_from_counts_pieces_of_one_name_are_one_trend():
    trends = rising(corpus_of((), world(("小饼 大葱",)), has_mentions=False))
    assert set(trends[0].terms) == {"小饼", "大葱"}


def test_what_is_told_of_a_death_is_left_out():
    assert rising(corpus_of((), world(("汉服 讣告",)))) == ()


def test_a_series_comes_after_what_a_place_could_ride_and_is_called_by_its_name():
    trends = rising(corpus_of((), world(("烧烤", "追剧 花间令"))))
    assert trends[0].theme == "烧烤"
    assert trends[0].is_rideable
    assert {t.about for t in trends[1:]} == {"work"}
    assert not any(t.is_rideable for t in trends[1:])


def test_trends_of_a_theme_hold_its_word():
    trends = rising(corpus_of((), world(("烧烤", "汉服节"))))
    assert [t.theme for t in of_theme(trends, "汉服")] == ["汉服"]
    assert of_theme(trends, "麻辣烫") == ()
