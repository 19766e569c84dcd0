"""What a place's next wave may be about: a distribution over themes that knows no later day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trends_made_up import BEIJING, HARBIN, SHANDONG, ZIBO, asset, corpus_of

from chuquan.opportunities.trends.ground import CRISIS, IMAGE, PERSON, Ground, listed_kind
from chuquan.opportunities.trends.leanings import (
    ODDS,
    PARTS,
    STRENGTH,
    everywhere,
    lean,
    parts_of,
    ranks,
)

WORDS = st.sampled_from(["烧烤", "音乐节", "汉服", "温泉", "火灾"])
ROWS = st.lists(
    st.tuples(st.sampled_from([ZIBO, HARBIN, SHANDONG, BEIJING]), st.integers(0, 100),
              st.just("image"), WORDS, st.integers(1, 5)),
    min_size=1, max_size=12,
)  # fmt: skip


def leaning(rows, *, listed=(), day=100, place=ZIBO, **more):
    """Return how a place leans, by theme."""
    ground = Ground.of(corpus_of(rows, listed, **more))
    as_of = day - (ground.spoken.first_day - corpus_of().first_day).days
    score = lean(ground, ground.spoken.homes.row[place], everywhere(ground, as_of))
    return dict(zip(ground.spoken.themes, score.tolist(), strict=True))


@settings(deadline=None, max_examples=20)
@given(ROWS, st.integers(1, 19))
def test_a_distribution_that_later_rows_do_not_change(rows, later):
    before = leaning(rows)
    assert sum(before.values()) == pytest.approx(1.0)
    more = [*rows, (ZIBO, 100 + later, "image", "汉服", 50), (ZIBO, 110, "image", "麻辣烫", 50)]
    after = leaning(more, listed=[("weibo", 115, "麻辣烫 汉服")])
    assert after["麻辣烫"] == 0.0
    for theme, score in before.items():
        assert after[theme] == pytest.approx(score)


@settings(deadline=None, max_examples=20)
@given(ROWS, st.integers(0, 100), st.integers(1, 9))
def test_more_mentions_with_the_place_never_lower_a_themes_rank(rows, day, n):
    rows = [*rows, (BEIJING, 3, "image", "烧烤", 1)]
    before, after = leaning(rows), leaning([*rows, (ZIBO, day, "image", "烧烤", n)])
    place = [sum(v > found["烧烤"] for v in found.values()) for found in (before, after)]
    assert place[1] <= place[0]


def test_the_mixture_is_the_sum_of_its_parts_times_the_odds_of_the_lists():
    rows = [
        (ZIBO, 90, "image", "烧烤", 3),
        (ZIBO, 95, "crisis", "火灾", 9),
        (SHANDONG, 20, "image", "汉服", 2),
    ]
    listed = [("weibo", 99, "烧烤 汉服"), ("weibo", 98, "烧烤 汉服")]
    corpus = corpus_of(rows, listed, assets=(asset(ZIBO, "周村古商城"),))
    ground = Ground.of(corpus)
    around = everywhere(ground, 90)
    home = ground.spoken.homes.row[ZIBO]
    parts = parts_of(ground, home, around)
    assert parts.shape == (len(PARTS), len(ground.spoken.themes)) == (len(STRENGTH), parts.shape[1])
    wanted = np.zeros(parts.shape[1])
    for part, strength in zip(parts, STRENGTH, strict=True):
        for i, value in enumerate(part):
            wanted[i] += strength * value * np.exp(ODDS[ground.kind[i]])
    np.testing.assert_allclose(lean(ground, home, around), wanted / wanted.sum())


def test_a_fire_is_no_opportunity():
    rows = [(ZIBO, day, kind, word, 5) for day in (80, 90) for kind, word in
            (("image", "烧烤"), ("crisis", "火灾"))]  # fmt: skip
    found = leaning(rows)
    assert found["烧烤"] > 10 * found["火灾"]


def test_what_stands_in_the_name_of_an_asset_speaks_for_a_theme():
    rows = [(HARBIN, 90, "image", "温泉", 1), (HARBIN, 90, "image", "汉服", 1)]
    assert leaning(rows)["温泉"] == pytest.approx(leaning(rows)["汉服"], rel=0.5)
    owned = leaning(rows, assets=(asset(ZIBO, "博山温泉"),))
    assert owned["温泉"] > owned["汉服"]


def test_lists_tell_what_a_theme_is():
    assert listed_kind("火灾") == CRISIS
    assert listed_kind("汉服") == IMAGE
    ground = Ground.of(corpus_of([(ZIBO, 1, "image", "赵丽颖", 1), (ZIBO, 1, "image", "烧烤", 1)]))
    kind = dict(zip(ground.spoken.themes, ground.kind.tolist(), strict=True))
    assert kind["赵丽颖"] == PERSON


def test_equal_scores_share_the_best_rank():
    assert ranks(np.array([0.1, 0.5, 0.5, 0.0])).tolist() == [3, 1, 1, 4]
