"""The digest as one would put it together: pyahocorasick, jieba, scikit-learn and a Counter.

It looks for the same strings and fills the same two tables, and does less: every name is the place
(no model of its context, no telling of namesakes apart, no Latin names), nothing is remembered of
earlier days, and days are UTC's.
"""

from __future__ import annotations

import logging
from collections import Counter

import ahocorasick
import jieba
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from chuquan.places.patterns import Patterns

MASK = "〇"
Hit = tuple[int, str, str]  # which mention, its masked text, the place


class Peer:
    """Loaded and trained once; then digests any number of mentions."""

    def __init__(self, labels: pl.DataFrame) -> None:
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self.names = ahocorasick.Automaton()
        for text, place_id in Patterns.load().frame.select("text", "default_id").iter_rows():
            self.names.add_word(text, (len(text), place_id))
        self.names.make_automaton()
        titles = labels.filter(pl.col("is_place") == 1)
        masked = [
            title.replace(place, MASK, 1)
            for title, place in titles.select("title", "place").iter_rows()
        ]
        titles = titles.with_columns(text=pl.Series(masked))
        images = titles.filter(pl.col("lever").str.len_chars() > 0)
        self.kind = _fit(titles["text"], titles["kind"])
        self.lever = _fit(images["text"], images["lever"])

    def places(self, texts: list[str]) -> list[Hit]:
        """Find names, leftmost and longest first; stops among the strings mean no place."""
        hits = []
        for row, text in enumerate(texts):
            for last, (length, place_id) in self.names.iter_long(text):
                if place_id is not None and not place_id.startswith("iso:"):
                    masked = text[: last - length + 1] + MASK + text[last + 1 :]
                    hits.append((row, masked, place_id))
        return hits

    def classify(self, hits: list[Hit]) -> tuple[list[list[float]], list[list[float]]]:
        """Return the probabilities of kind and of lever."""
        texts = [text for _, text, _ in hits]
        return self.kind.predict_proba(texts).tolist(), self.lever.predict_proba(texts).tolist()

    def attention(
        self,
        hits: list[Hit],
        hours: list[str],
        probabilities: tuple[list[list[float]], list[list[float]]],
    ) -> Counter[tuple[str, ...]]:
        """Count mentions by place, hour, kind and lever."""
        kinds, levers = self.kind.classes_.tolist(), self.lever.classes_.tolist()
        n: Counter[tuple[str, ...]] = Counter()
        for (row, _, place_id), p_kind, p_lever in zip(hits, *probabilities, strict=True):
            for kind, p in zip(kinds, p_kind, strict=True):
                if kind != "image":
                    n[place_id, hours[row], kind, ""] += p
                    continue
                for lever, q in zip(levers, p_lever, strict=True):
                    n[place_id, hours[row], kind, lever] += p * q
        return n

    def words(self, hits: list[Hit]) -> list[set[str]]:
        """Cut into words of two characters and more that are no numbers."""
        return [
            {w for w in jieba.cut(text.replace(MASK, " ")) if len(w) > 1 and not w.isdigit()}
            for _, text, _ in hits
        ]

    def terms(
        self,
        hits: list[Hit],
        days: list[str],
        probabilities: tuple[list[list[float]], object],
        words: list[set[str]],
    ) -> Counter[tuple[str, ...]]:
        """Count words by place, day and most probable kind."""
        kinds = self.kind.classes_.tolist()
        n: Counter[tuple[str, ...]] = Counter()
        for (row, _, place_id), p, own in zip(hits, probabilities[0], words, strict=True):
            kind = kinds[p.index(max(p))]
            for word in own:
                n[place_id, days[row], kind, word] += 1
        return n


def _fit(texts: pl.Series, labels: pl.Series) -> Pipeline:
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=400)
    return make_pipeline(grams, model).fit(texts.to_list(), labels.to_list())
