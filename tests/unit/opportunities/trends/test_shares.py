"""Shares of places add up, rise with mentions, and know nothing of later days."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trends_made_up import BEIJING, BOSHAN, HARBIN, SHANDONG, ZIBO, asset, corpus_of

from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.shares import LEARNED, Levels, shares_of, weigh

PLACES = st.sampled_from([ZIBO, BOSHAN, HARBIN, SHANDONG, BEIJING])
WORDS = st.sampled_from(["烧烤", "烧烤店", "音乐节", "汉服", "温泉"])
ROWS = st.lists(
    st.tuples(PLACES, st.integers(0, 119), st.just("image"), WORDS, st.integers(1, 5)),
    min_size=1,
    max_size=12,
)


def shares_by(rows, words=("烧烤",), day=100, **more):
    """Return ground, candidates and shares as of a day index of the made-up world."""
    ground = Ground.of(corpus_of(rows, **more))
    candidates = np.arange(ground.spoken.homes.n_prefectures)
    as_of = day - (ground.spoken.first_day - corpus_of().first_day).days
    return ground, shares_of(ground, words, as_of, candidates)


@settings(deadline=None, max_examples=20)
@given(ROWS)
def test_parts_add_up_to_shares_that_sum_to_one(rows):
    _, shares = shares_by(rows)
    assert shares.mean.sum() == pytest.approx(1.0)
    assert all((part >= 0).all() for part in shares.parts.values())
    low, high = shares.interval(5)
    assert 0.0 <= low <= high <= 1.0


@settings(deadline=None, max_examples=15)
@given(ROWS, st.integers(1, 19), st.randoms(use_true_random=False))
def test_later_rows_and_the_order_of_rows_change_nothing(rows, later, random):
    shuffled = [*rows, (HARBIN, 100 + later, "image", "烧烤", 9), (ZIBO, 101, "image", "温泉", 9)]
    random.shuffle(shuffled)
    _, again = shares_by([r for r in shuffled if r[1] <= 100] or rows, day=100)
    _, more = shares_by(shuffled)
    if any(r[1] <= 100 for r in rows):
        np.testing.assert_allclose(more.mean, again.mean)


@settings(deadline=None, max_examples=15)
@given(ROWS, st.integers(0, 100), st.integers(1, 9))
def test_more_mentions_with_the_place_never_lower_its_rank(rows, day, n):
    ground, before = shares_by(rows)
    _, after = shares_by([*rows, (ZIBO, day, "image", "烧烤", n)])
    zibo = ground.spoken.homes.row[ZIBO]
    rank = [int((shares.mean > shares.mean[zibo]).sum()) for shares in (before, after)]
    assert rank[1] <= rank[0]


def test_a_recent_mention_weighs_more_than_an_old_one():
    ground, shares = shares_by([(ZIBO, 1, "image", "烧烤", 1), (HARBIN, 99, "image", "烧烤", 1)])
    row = ground.spoken.homes.row
    assert shares.mean[row[HARBIN]] > shares.mean[row[ZIBO]]


def test_an_asset_speaks_for_its_place_from_the_day_it_is_listed():
    rows = [(BEIJING, 1, "image", "汉服", 1)]
    known = asset(BOSHAN, "博山温泉", since=date(2023, 2, 1))
    ground, early = shares_by(rows, ("温泉",), day=10, assets=(known,))
    _, late = shares_by(rows, ("温泉",), day=60, assets=(known,))
    zibo = ground.spoken.homes.row[ZIBO]
    assert early.parts["asset"][zibo] == 0.0
    assert late.parts["asset"][zibo] > 0.0
    assert late.mean[zibo] > early.mean[zibo]


def test_a_province_shares_its_mentions_out_over_its_places():
    ground, shares = shares_by([(SHANDONG, 90, "image", "烧烤", 5)])
    homes = ground.spoken.homes
    inside = homes.province == homes.row[SHANDONG]
    given_ = shares.parts["province"]
    assert given_[inside].sum() > 0.2
    assert given_[~inside].sum() == 0.0


def test_words_that_go_along_speak_for_a_place():
    listed = [("weibo", day, "淄博 烧烤 小饼") for day in range(50, 60)]
    rows = [(HARBIN, 70, "image", "小饼", 3), (BEIJING, 70, "image", "汉服", 1)]
    ground, shares = shares_by(rows, listed=listed)
    row = ground.spoken.homes.row
    assert shares.parts["alike"][row[HARBIN]] > 0.0
    assert shares.parts["alike"][row[BEIJING]] == 0.0


def test_the_hierarchy_is_the_one_of_the_docstring():
    """A slow twin: every level lends its concentration to the next."""
    ground, _ = shares_by([(ZIBO, 1, "image", "烧烤", 1)])
    homes = ground.spoken.homes
    rng = np.random.default_rng(1)
    n = len(homes.place_ids)
    own = rng.gamma(0.1, 1.0, n)
    levels = Levels(own, own * 0.5, *rng.gamma(0.1, 1.0, (5, n)), people=homes.people)
    candidates = np.arange(homes.n_prefectures)
    s = LEARNED
    share = homes.people[candidates] / homes.people[candidates].sum()
    for counts, strength in ((levels.everything, s.people), (levels.lever, s.lever)):
        share = (counts[candidates] + strength * share) / (counts[candidates].sum() + strength)
    said = s.of_province * (levels.own + levels.alike)
    province = np.zeros(candidates.size)
    for i in candidates:
        if homes.province[i] >= 0:
            inside = share[homes.province == homes.province[i]].sum()
            province[i] = said[homes.province[i]] * share[i] / inside
    share = (province + s.province * share) / (province.sum() + s.province)
    theme = levels.own + s.inside * levels.inside
    for counts, strength in ((levels.asset, s.asset), (levels.alike, s.alike), (theme, s.own)):
        share = (counts[candidates] + strength * share) / (counts[candidates].sum() + strength)
    np.testing.assert_allclose(weigh(levels, ground, candidates).mean, share)
