"""Whether a rise draws people: what its mentions are told as, located or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64, I64
from chuquan.linear import TimedModel
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.ground import CRISIS, IMAGE, Ground
from chuquan.opportunities.trends.spoken import words_of
from chuquan.report import Lever
from chuquan.weights import Weights

MOST_TEXTS: Final = 40
"""So many mentions of a rise are read; the classifier tells as much from them as from all."""

FEWEST_LOCATED: Final = 2.0
"""Fewer located mentions do not say by which lever a rise could be ridden."""

LISTED: Final = 4.0
"""Mentions that a word list's word for or against a theme is worth: by judgement."""


@lru_cache(maxsize=1)
def _kind_model() -> TimedModel:
    return Weights.load()["kind"]


def image_shares(
    corpus: Corpus, ground: Ground, themes: Sequence[int], onsets: Sequence[date]
) -> F64:
    """Return how far each rise is an image, shape (rise,); the rest is crisis and daily business.

    Mentions that name a place are told by the digest; of the others the classifier reads some, and
    without their texts the word alone. The word lists have a say.

    Parameters
    ----------
    corpus : Corpus
    ground : Ground
    themes : sequence of int, shape (rise,)
    onsets : sequence of datetime.date, shape (rise,)
    """
    out = np.zeros(len(themes))
    for i, (theme, onset) in enumerate(zip(themes, onsets, strict=True)):
        words = words_of(ground.spoken.themes[theme])
        image, n = _told_by_digest(corpus, words, onset)
        read = _read(corpus, ground, theme, onset)
        listed = float(ground.kind[theme] == IMAGE)
        weight = LISTED if ground.kind[theme] in {IMAGE, CRISIS} else 0.0
        out[i] = (image + read.sum() + weight * listed) / (n + read.size + weight)
    return out


def _told_by_digest(corpus: Corpus, words: Sequence[str], onset: date) -> tuple[float, float]:
    rows = _since(corpus, words, onset)
    return float(rows.filter(kind="image")["n"].sum()), float(rows["n"].sum())


def _since(corpus: Corpus, words: Sequence[str], onset: date) -> pl.DataFrame:
    return corpus.digest.terms.filter(
        pl.col("day").is_between(onset, corpus.as_of), pl.col("term").is_in(list(words))
    )


def _read(corpus: Corpus, ground: Ground, theme: int, onset: date) -> F64:
    """Return how likely an image each of some of a rise's mentions is, by the classifier."""
    texts = texts_of(corpus, ground, theme, onset)
    if texts is None:
        texts = pl.Series("text", [ground.spoken.themes[theme]])
    texts = texts.unique(maintain_order=True).head(MOST_TEXTS)
    model = _kind_model()
    at = pl.Series("at", [corpus.as_of] * len(texts), dtype=pl.Date).cast(pl.Datetime("us", "UTC"))
    told = model.probabilities(texts, at)
    out: F64 = told[:, model.classes.index("image")].astype(np.float64)
    return out


def texts_of(corpus: Corpus, ground: Ground, theme: int, onset: date) -> pl.Series | None:
    """Return the texts that hold a theme since a day; None where there are none, only counts."""
    rows = rows_of(corpus, ground, theme, onset)
    if rows is None or corpus.mentions is None:
        return None
    return corpus.mentions["text"].gather(rows)


def rows_of(corpus: Corpus, ground: Ground, theme: int, onset: date) -> I64 | None:
    """Return the rows of mentions that hold a theme since a day, earliest day first."""
    if ground.beside is None:
        return None
    first, last = ground.spoken.day_of(onset), ground.spoken.day_of(corpus.as_of)
    return ground.beside.row[ground.beside.mentions_of(theme, first, last)]


def lever_of(corpus: Corpus, ground: Ground, theme: int, onset: date) -> Lever | None:
    """Return the lever of most of a rise's located mentions; by the word lists where few are."""
    rows = _since(corpus, words_of(ground.spoken.themes[theme]), onset).drop_nulls("lever")
    if rows["n"].sum() < FEWEST_LOCATED:
        lever: Lever | None = ground.lever[theme]
        return lever
    most = (
        rows.group_by("lever").agg(pl.col("n").sum()).sort("n", "lever", descending=[True, False])
    )
    first: Lever = most["lever"][0]
    return first


def places_named(
    corpus: Corpus, ground: Ground, theme: int, onset: date, most: int = 8
) -> dict[str, float]:
    """Return the places that a rise's mentions name, with mentions, most first."""
    rows = _since(corpus, words_of(ground.spoken.themes[theme]), onset)
    by_place = rows.group_by("place_id").agg(pl.col("n").sum())
    top = by_place.sort("n", "place_id", descending=[True, False]).head(most)
    return dict(top.iter_rows())
