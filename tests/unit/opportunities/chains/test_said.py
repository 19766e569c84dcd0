"""What texts hold: the longest word, no names of places, sources weighed as in the core."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from talk_made_up import corpus, filler, mentions, talk

from chuquan.opportunities.chains.said import core_of, elsewhere, holding, once, words_in


def held(texts, words, hiding=()):
    found = words_in(pl.Series(texts, dtype=pl.String), words, hiding)
    return {(at, found.words[w]) for at, w in found.pairs.iter_rows()}


def test_the_longest_word_counts_and_hidden_letters_do_not():
    assert held(["马面裙好看", "一碗面条"], ["面条", "马面裙", "面裙"]) == {
        (0, "马面裙"),
        (1, "面条"),
    }
    assert held(["草莓音乐节"], ["草莓"], ["草莓音乐节"]) == set()
    assert held([], ["面条"]) == set()
    assert held(["面条"], []) == set()


def test_a_word_counts_once_a_text():
    assert held(["面条面条"], ["面条"]) == {(0, "面条")}


def test_names_of_places_do_not_speak_of_a_theme():
    said = once(mentions(["牡丹江下雨", "牡丹开了", "牡丹江的牡丹开了", "别的"]))
    found = dict(zip(said["written"], holding(said, ["牡丹"], ["牡丹江市", "牡丹江"]), strict=True))
    assert found == {"牡丹江下雨": False, "牡丹开了": True, "牡丹江的牡丹开了": True, "别的": False}


def test_a_text_of_a_source_counts_once():
    said = once(mentions(["穿汉服", "穿汉服", "别的"]))
    assert said["written"].to_list().count("穿汉服") == 1


def test_crises_are_left_out_and_counted():
    found = core_of(corpus(), once(mentions(["穿汉服滑雪", "穿汉服女子遇车祸身亡"])), ["汉服"])
    assert found.mentions["written"].to_list() == ["穿汉服滑雪"]
    assert found.n_crisis == 1
    assert len(found.at) == 2


@given(st.data())
def test_elsewhere_is_the_rate_of_each_source_weighed_as_in_the_core(data):
    n = data.draw(st.integers(2, 30))
    source = np.array(data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    is_core = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    pairs = sorted(data.draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, 3)))))
    at = np.array([a for a, _ in pairs], dtype=np.int64)
    word = np.array([w for _, w in pairs], dtype=np.int64)
    found = elsewhere(source, is_core, at, word, 4)
    rates = np.zeros(4)
    shares = {s: 0 for s in range(3) if ((source == s) & ~is_core).any()}
    for s in shares:
        shares[s] = int(((source == s) & is_core).sum())
    if not sum(shares.values()):
        assert found.n_holding.tolist() == [0, 0, 0, 0]
        return
    for s, k in shares.items():
        others = [i for i in range(n) if source[i] == s and not is_core[i]]
        for w in range(4):
            share = sum((i, w) in set(pairs) for i in others) / len(others)
            rates[w] += k / sum(shares.values()) * share
    np.testing.assert_allclose(found.n_holding / found.n, rates, atol=1e-12)


def test_no_text_is_lost_by_order():
    texts = talk(with_core=[("写真", 5)], n_elsewhere=50)
    one = core_of(corpus(), once(mentions(texts)), ["汉服"]).mentions
    table = mentions(texts)
    other = core_of(corpus(), once(table.sample(fraction=1.0, shuffle=True, seed=3)), ["汉服"])
    assert one.drop("row").equals(other.mentions.drop("row"))
    assert filler(1) != filler(2)
