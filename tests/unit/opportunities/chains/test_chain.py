"""Chains: what stands together is linked, what stands everywhere is not, and order is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talk_made_up import corpus, filler, mentions, talk

from chuquan.opportunities.chains.chain import chain


def link(answer, term):
    return next((one for one in answer.links if term in (one.term, *one.terms)), None)


def test_what_stands_together_more_than_elsewhere_is_linked():
    texts = talk([("写真", 8), ("妆造", 6)], [("写真", 10), ("火锅", 60)])
    answer = chain(corpus(texts), "汉服")
    assert link(answer, "写真").role == "photograph"
    assert link(answer, "妆造").role == "wear"
    assert link(answer, "火锅") is None
    assert answer.n == 40
    for one in answer.links:
        assert one.log_odds_interval[0] < one.log_odds < one.log_odds_interval[1]
        assert one.evidence
        assert all("汉服" in e.text for e in one.evidence)


def test_a_word_that_stands_everywhere_is_no_link():
    texts = talk([("写真", 8)], [("写真", 400)])
    assert link(chain(corpus(texts), "汉服"), "写真") is None


@settings(max_examples=8, deadline=None)
@given(st.integers(5, 15), st.integers(1, 10))
def test_more_mentions_of_both_raise_the_link(n, more):
    few, many = (
        link(chain(corpus(talk([("写真", k)], [("写真", 10)])), "汉服"), "写真")
        for k in (n, n + more)
    )
    assert many.log_odds > few.log_odds
    assert many.n == few.n + more


def test_order_of_mentions_never_matters():
    table = mentions(talk([("写真", 8), ("妆造", 6), ("相册", 3)], [("写真", 9), ("相册", 9)]))
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=7)
    assert chain(corpus(table), "汉服") == chain(corpus(shuffled), "汉服")


def test_one_story_in_many_headlines_is_no_link():
    table = talk(n_core=30)
    start = mentions(table)
    story = mentions([f"汉服写真被拒{'啊' * i}" for i in range(6)])
    day = story["observed_at"].min()
    story = story.with_columns(observed_at=day, item_id="s" + story["item_id"])
    assert link(chain(corpus(start.vstack(story)), "汉服"), "写真") is None


def test_what_stands_with_a_link_hangs_on_it():
    texts = talk([("写真", 10)], [("写真", 20)])
    texts[0] += "相册"
    texts[1] += "相册"
    texts += [f"{filler(90_000 + i)}写真相册" for i in range(10)]
    found = link(chain(corpus(texts), "汉服"), "相册")
    assert (found.depth, found.parent) == (2, "写真")


def test_a_theme_that_hardly_anyone_tells_of_has_no_chain():
    assert chain(corpus(talk(n_core=5)), "汉服") is None
    assert chain(corpus(talk(n_core=5)), "") is None
    assert chain(corpus(talk(n_core=5)), "没有的东西") is None


def test_hostile_texts_do_no_harm():
    texts = talk([("写真", 8)], [("写真", 10)])
    texts += ["<script>汉服</script>", "汉服\x1b[31m\u202e", "(汉服.*+[", "汉服" * 500, "🏮汉服🏮"]
    assert link(chain(corpus(texts), "汉服"), "写真") is not None
    assert chain(corpus(texts), "(.*") is None


@pytest.mark.parametrize("place", ["410300", None])
def test_without_places_nothing_is_here(place):
    answer = chain(corpus(talk([("写真", 8)], [("写真", 10)])), "汉服", place)
    assert answer.n_here == (0.0 if place else None)
    assert answer.place_name == ("洛阳" if place else "") or answer.place_name.startswith("洛阳")
