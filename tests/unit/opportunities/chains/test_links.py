"""Links: counts of standing together against a slow twin that looks at every text."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from talk_made_up import corpus, mentions, talk

from chuquan.opportunities.chains.links import MOST_LINKS, find_links, stand
from chuquan.opportunities.chains.said import core_of, once
from chuquan.opportunities.chains.units import listed_units

WORDS = ("写真", "妆造", "啤酒", "民宿", "文创")


def standing(texts):
    said = once(mentions(texts))
    core = core_of(corpus(), said, ["汉服"])
    return said, core, stand(said, core, listed_units(["汉服"]), ["汉服"])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.integers(1, 9)), max_size=4))
def test_counts_are_those_of_looking_at_every_text(held):
    said, core, found = standing(talk(held, held, n_elsewhere=300))
    texts = said["text"].to_list()
    for i, unit in enumerate(found.units):
        holding = [any(word in text for word in unit.words) for text in texts]
        assert found.n_alone[i] == sum(holding)
        inside = [h and "汉服" in text for h, text in zip(holding, texts, strict=True)]
        assert found.n_mentions[i] == sum(inside)
    assert core.mentions.height == 40


def test_no_more_links_than_are_shown_and_the_clearest_first():
    words = ["写真", "妆造", "啤酒", "民宿", "文创", "火锅", "露营", "滑雪", "婚礼", "博物馆"]
    words += ["咖啡", "奶茶", "高铁", "温泉", "骑马", "旗袍", "门票", "烧烤"]
    links = find_links(standing(talk([(w, 6) for w in words]))[2])
    first = [one for one in links if one.depth == 1]
    assert len(first) <= MOST_LINKS[0]
    assert [one.z for one in first] == sorted((one.z for one in first), reverse=True)
    assert len({one.unit for one in links}) == len(links)
    assert np.isfinite([one.log_odds for one in links]).all()
