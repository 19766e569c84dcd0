"""What stands side by side is counted as one mention at a time would be."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from trends_made_up import GAZETTEER, corpus_of

from chuquan.digest.terms import cut_terms
from chuquan.opportunities.trends.beside import (
    MIN_ALIKE,
    MIN_TOGETHER,
    UNSEEN,
    alike,
    along_with,
    lay_side_by_side,
)
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.spoken import lay_out, name_of

TEXTS = (
    "烧烤 音乐节",
    "烧烤 啤酒",
    "汉服 牡丹",
    "冰雕 冰灯",
    "音乐节",
    "冰雪 雪雕",
    "烧烤 汉服 牡丹",
)
LISTED = st.lists(
    st.tuples(st.just("weibo"), st.integers(0, 30), st.sampled_from(TEXTS)), min_size=1, max_size=30
)


def themes_of(listed, spoken, as_of):
    """Return the themes of each mention up to a day."""
    return [
        {name_of(t) for t in cut_terms(pl.Series([text]))["term"]} & set(spoken.themes)
        for _, day, text in listed
        if day <= as_of
    ]


@settings(deadline=None, max_examples=40)
@given(LISTED, st.integers(0, 30))
def test_alike_is_what_one_mention_at_a_time_says(listed, as_of):
    corpus = corpus_of((), listed)
    spoken = lay_out(corpus.digest, GAZETTEER)
    beside = lay_side_by_side(corpus.mentions, spoken)
    ground = Ground(spoken, beside)
    shift = min(day for _, day, _ in listed)
    day = as_of - shift  # day 0 is the first one with a mention
    held = themes_of(listed, spoken, as_of)
    n = {t: sum(t in h for h in held) for t in spoken.themes}
    talk = ground.n_talk(day)
    weight = np.arange(1.0, len(spoken.themes) + 1.0)
    whole = along_with(beside, weight, talk, day)
    for number, theme in enumerate(spoken.themes):
        together = {
            t: sum(theme in h and t in h for h in held) for t in spoken.themes if t != theme
        }
        wanted = {
            t: c / (n[t] + UNSEEN)
            for t, c in together.items()
            if c >= MIN_TOGETHER and c / (n[t] + UNSEEN) >= MIN_ALIKE
        }
        # Two spellings of one theme in one mention are two words of talk, yet one mention.
        themes, shares = alike(beside, number, np.array([n[t] for t in spoken.themes]), day)
        found = {spoken.themes[t]: s for t, s in zip(themes, shares, strict=True)}
        assert found.keys() == wanted.keys()
        np.testing.assert_allclose(list(found.values()), [wanted[t] for t in found])
        each = {t: weight[spoken.number[t]] / (talk[spoken.number[t]] + UNSEEN) for t in together}
        expected = sum(c * each[t] for t, c in together.items())
        np.testing.assert_allclose(whole[number], expected, rtol=1e-5, atol=1e-5)


def test_mentions_of_a_theme_are_found_by_day():
    corpus = corpus_of((), [("weibo", 5, "烧烤 啤酒"), ("zhihu", 1, "烧烤"), ("weibo", 3, "汉服")])
    spoken = lay_out(corpus.digest, GAZETTEER)
    beside = lay_side_by_side(corpus.mentions, spoken)
    rows = beside.row[beside.mentions_of(spoken.number["烧烤"], 0, 2)]
    assert rows.tolist() == [1]
    assert corpus.mentions["text"][int(rows[0])] == "烧烤"
