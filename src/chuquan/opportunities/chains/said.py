"""What was said: each text of a corpus once, those that hold a theme, and what else they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.breakouts.series import CALENDAR
from chuquan.digest.lexicon import lexicon
from chuquan.digest.tally import IMAGE_SHARE
from chuquan.opportunities.chains.stories import stories
from chuquan.opportunities.corpus import Corpus
from chuquan.places.above import counted_above

MOST_MENTIONS: Final = 6_000
"""Of a core that more mentions hold, so many are looked at: those whose texts come first by hash,
whatever their order."""


def once(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return each text of a source once, when it was first said.

    Returns
    -------
    polars.DataFrame
        Columns ``at`` (position), ``row`` (in ``mentions``), ``source``, ``observed_at``, ``url``,
        ``written`` and ``text``, in lower case; by time, whatever the order of the mentions.
    """
    rows = mentions.select("source", "observed_at", "url", written="text").with_row_index("row")
    said = rows.sort("observed_at", "source", "written", maintain_order=True)
    said = said.unique(["source", "written"], keep="first", maintain_order=True)
    return said.with_columns(text=pl.col("written").str.to_lowercase()).with_row_index("at")


def holding(said: pl.DataFrame, terms: Sequence[str], places: Iterable[str] = ()) -> pl.Series:
    """Return which texts hold one of some words outside of the names of places.

    Parameters
    ----------
    said : polars.DataFrame
        As of :func:`once`.
    terms : sequence of str
        In lower case.
    places : iterable of str
        Names of places; those that hold a word (牡丹江) do not speak of it.
    """
    text, words = said["text"], list(terms)
    is_held = text.str.contains_any(words)
    longer = [n for n in places if n not in words and any(w in n for w in words)]
    if longer and is_held.any():
        rest = text.filter(is_held).str.replace_many(dict.fromkeys(longer, " "), leftmost=True)
        is_held = is_held.scatter(is_held.arg_true(), rest.str.contains_any(words))
    return is_held


def place_names(corpus: Corpus) -> list[str]:
    """Return all names of places, longest first."""
    names = corpus.gazetteer.frame["names"].explode().drop_nulls().str.to_lowercase().unique()
    return sorted(names.to_list(), key=lambda n: (-len(n), n))


@dataclass(frozen=True)
class Core:
    """The mentions that hold a theme.

    Attributes
    ----------
    mentions : polars.DataFrame, shape (mention,)
        Those that tell of no crisis, as of :func:`once`, by time; and ``day``, ``story``,
        ``is_here`` (whether it names the place) and ``image`` (probability; null for a mention of
        no place).
    at : numpy.ndarray
        Positions of all mentions that hold it, also of those that are not in ``mentions``.
    n_crisis : int
        Mentions that hold it and tell of a crisis.
    """

    mentions: pl.DataFrame
    at: NDArray[np.int64]
    n_crisis: int

    @property
    def n_stories(self) -> int:
        """Stories that the mentions tell."""
        return self.mentions["story"].n_unique()


def core_of(
    corpus: Corpus, said: pl.DataFrame, terms: Sequence[str], place_id: str | None = None
) -> Core:
    """Return the mentions that hold one of a theme's words.

    Parameters
    ----------
    corpus : Corpus
    said : polars.DataFrame
        As of :func:`once`.
    terms : sequence of str
        In lower case.
    place_id : str, optional
        Which mentions ``is_here`` marks: those of it, and of what lies in it.
    """
    held = said.filter(holding(said, terms, place_names(corpus)))
    kinds = kinds_of(corpus, held["row"], place_id)
    held = held.join(kinds, on="row", how="left", maintain_order="left").with_columns(
        day=pl.col("observed_at").dt.convert_time_zone(CALENDAR).dt.date(),
        is_here=pl.col("is_here").fill_null(value=False),
        is_crisis=pl.col("is_crisis").fill_null(value=False) | _tells_of_crisis(terms),
    )
    calm = held.filter(~pl.col("is_crisis")).drop("is_crisis")
    n_crisis = held.height - calm.height
    if calm.height > MOST_MENTIONS:
        calm = calm.sort(pl.col("text").hash(seed=0), "source").head(MOST_MENTIONS).sort("at")
    numbers = stories(calm["text"].to_list(), calm["day"].to_list(), terms)
    calm = calm.with_columns(pl.Series("story", numbers, dtype=pl.Int64))
    return Core(calm, held["at"].to_numpy().astype(np.int64), n_crisis)


def is_of_crisis(corpus: Corpus, said: pl.DataFrame) -> pl.Series:
    """Return which texts tell of a crisis: by what was judged of their place, or by a word."""
    known = kinds_of(corpus, said["row"], None)
    rows = said.join(known, on="row", how="left", maintain_order="left")
    either = pl.col("is_crisis").fill_null(value=False) | _tells_of_crisis(())
    return rows.select(is_crisis=either)["is_crisis"]


def _tells_of_crisis(terms: Sequence[str]) -> pl.Expr:
    words = lexicon().filter(pl.col("kind") == "crisis")["term"].str.to_lowercase().to_list()
    # Cold, snow and heat are what some images live by, and no scandal.
    harmless = _WEATHER | set(terms)
    return pl.col("text").str.contains_any([w for w in words if w not in harmless])


_WEATHER: Final = frozenset({"高温", "寒潮", "暴雪", "冰雹", "预警", "红色预警", "橙色预警"})


def kinds_of(corpus: Corpus, rows: pl.Series, place_id: str | None) -> pl.DataFrame:
    """Return what is known of mentions that name a place.

    Returns
    -------
    polars.DataFrame
        Columns ``row``, ``image`` (probability), ``is_crisis`` and ``is_here``; a mention that
        names no place is not among them.
    """
    located = corpus.classified
    if located is None:
        return pl.DataFrame(
            schema={
                "row": pl.UInt32,
                "image": pl.Float64,
                "is_crisis": pl.Boolean,
                "is_here": pl.Boolean,
            }
        )
    known = located.filter(pl.col("row").is_in(rows.implode())).select(
        "row", "place_id", "kind", IMAGE_SHARE.cast(pl.Float64).alias("image")
    )
    is_here = pl.col("place_id") == place_id if place_id else pl.lit(value=False)
    every = pl.concat([known, counted_above(known, corpus.gazetteer)])
    return every.group_by("row").agg(
        pl.col("image").max(),
        is_crisis=(pl.col("kind") == "crisis").all(),
        is_here=is_here.any(),
    )


@dataclass(frozen=True)
class Held:
    """Which words which texts hold.

    Attributes
    ----------
    words : tuple of str
    pairs : polars.DataFrame
        Columns ``at`` (position in the texts) and ``word`` (position in ``words``), unique.
    """

    words: tuple[str, ...]
    pairs: pl.DataFrame


def words_in(texts: pl.Series, words: Sequence[str], hiding: Sequence[str] = ()) -> Held:
    """Return which of some words each text holds: the longest where several begin (马面裙, no 面).

    Parameters
    ----------
    texts : polars.Series of String, shape (text,)
        In lower case.
    words : sequence of str
        In lower case.
    hiding : sequence of str
        Other words, whose letters count for no word.
    """
    known = tuple(dict.fromkeys(w for w in words if w))
    if not known or texts.is_empty():
        return Held(known, pl.DataFrame(schema={"at": pl.UInt32, "word": pl.UInt32}))
    # Leftmost takes the word that is listed first.
    patterns = sorted({*known, *hiding}, key=lambda w: (-len(w), w))
    some = pl.DataFrame({"at": pl.arange(0, len(texts), eager=True, dtype=pl.UInt32), "t": texts})
    found = (
        some.filter(texts.str.contains_any(list(known)))
        .select("at", pl.col("t").str.extract_many(patterns, leftmost=True))
        .explode("t")
    )
    number = pl.DataFrame(
        {
            "t": pl.Series(known, dtype=pl.String),
            "word": pl.arange(0, len(known), eager=True, dtype=pl.UInt32),
        }
    )
    return Held(known, found.join(number, on="t").select("at", "word").unique())


@dataclass(frozen=True)
class Elsewhere:
    """How often words stand where a core does not.

    Attributes
    ----------
    n_holding : numpy.ndarray, shape (word,)
        Mentions that hold each, as many as there would be if every source had the core's share.
    n : float
        All such mentions.
    """

    n_holding: NDArray[np.float64]
    n: float


def elsewhere(
    source: NDArray[np.int64],
    is_core: NDArray[np.bool_],
    at: NDArray[np.int64],
    word: NDArray[np.int64],
    n_words: int,
) -> Elsewhere:
    """Count words where a core does not stand, with each source's share as in the core.

    What one source likes to talk about (make-up on a video platform) would otherwise go along with
    every theme that the source likes, too.

    Parameters
    ----------
    source : numpy.ndarray, shape (text,)
        Number of each text's source.
    is_core : numpy.ndarray, shape (text,)
    at, word : numpy.ndarray, shape (pair,)
        Which text holds which word, each pair once.
    n_words : int
    """
    n_sources = int(source.max(initial=0)) + 1
    n_other = np.bincount(source[~is_core], minlength=n_sources).astype(float)
    share = np.bincount(source[is_core], minlength=n_sources) * (n_other > 0.0)
    if share.sum() == 0.0:
        return Elsewhere(np.zeros(n_words), 1.0)
    share = share / share.sum()
    is_other = ~is_core[at]
    cells = np.bincount(
        source[at[is_other]] * n_words + word[is_other], minlength=n_sources * n_words
    ).reshape(n_sources, n_words)
    weight = np.divide(share, n_other, out=np.zeros(n_sources), where=n_other > 0.0)
    # As many mentions as would tell the rate with the same variance.
    n = 1.0 / float((share * weight).sum())
    return Elsewhere((weight[:, None] * cells).sum(axis=0) * n, n)
