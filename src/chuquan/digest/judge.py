"""What located mentions are about: their texts, and what earlier days taught, judged together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.digest.classify import CELLS, mask_place, work_odds
from chuquan.digest.memory import (
    F32,
    F64,
    HOURS,
    I32,
    I64,
    N_CELLS,
    N_FEATURES,
    PLACE_HALF_LIVES,
    U8,
    WORD_HALF_LIVES,
    Past,
    empty_store,
)
from chuquan.digest.terms import cut_terms
from chuquan.digest.walk import Heads, Mentions, walk
from chuquan.digest.works import named_works
from chuquan.linear import TimedModel
from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights

_HOUR_MS: Final = 3_600_000
JUDGED: Final = ("place_id", "observed_at", "text", "day", "city", "masked")
"""Columns that judging needs."""

_CELL: Final = {cell: i for i, cell in enumerate(CELLS)}


@dataclass(frozen=True)
class Prepared:
    """Located mentions, cut and dated.

    Attributes
    ----------
    rows : polars.DataFrame, shape (mention,)
        As of :func:`chuquan.digest.tally.locate`, with ``day`` (on the place's own clock), ``city``
        (the place that remembers: a county's city, or the place itself) and ``masked`` (the text
        without its place's name).
    words : polars.DataFrame
        Columns ``row`` (position in ``rows``) and ``term``; see
        :func:`chuquan.digest.terms.cut_terms`. The title of a known work that is set in the place
        is one, whole.
    """

    rows: pl.DataFrame
    words: pl.DataFrame


@dataclass(frozen=True)
class Earlier:
    """What digests of earlier days hold, as the walk reads it.

    Attributes
    ----------
    places : polars.DataFrame
        Columns ``hour, city, cell, n``.
    words : polars.DataFrame
        Columns ``day, term, cell, n``.
    """

    places: pl.DataFrame
    words: pl.DataFrame

    @classmethod
    def of(cls, attention: pl.DataFrame, terms: pl.DataFrame, gazetteer: Gazetteer) -> Earlier:
        """Return what the tables of a digest teach; see :mod:`chuquan.digest.memory`.

        The counts of terms are of unsealed digests; a sealed one has forgotten its rare words.
        """
        places = _with_city(attention.filter(pl.col("n") > 0), gazetteer)
        places = places.with_columns(_cell_number(), hour=_hour_number("hour"))
        words = terms.with_columns(_cell_number())
        return cls(
            places.group_by("hour", "city", "cell").agg(pl.col("n").sum()).sort("hour"),
            words.group_by("day", "term", "cell").agg(pl.col("n").sum()).sort("day"),
        )


def prepare(located: pl.DataFrame, gazetteer: Gazetteer) -> Prepared:
    """Cut and date located mentions.

    Parameters
    ----------
    located : polars.DataFrame, shape (mention,)
        With columns ``place_id, observed_at, text, start, end``.
    gazetteer : Gazetteer
    """
    texts, start, end = located["text"], located["start"], located["end"]
    rows = _with_city(add_local_day(located, gazetteer), gazetteer).with_columns(
        mask_place(texts, start, end).alias("masked")
    )
    words = cut_terms(mask_place(texts, start, end, mask=" "))
    titles = named_works(texts, located["place_id"], located["observed_at"])
    return Prepared(rows, pl.concat([words, titles]).unique(maintain_order=True))


def judge(
    prepared: Prepared,
    weights: Weights,
    earlier: Earlier | None = None,
    *,
    learns: NDArray[np.bool_] | None = None,
) -> U8:
    """Share each mention out over :data:`~chuquan.digest.classify.CELLS`, in sixteenths.

    Parameters
    ----------
    prepared : Prepared
    weights : Weights
        A kind or lever model without context weights judges by the text alone.
    earlier : Earlier, optional
        What was said before these mentions; what of it is not before a mention's own hour, or of
        its words not before its own day, is not known to it.
    learns : bool, shape (mention,), optional
        Which mentions count as said; all by default. The others are judged and change nothing.

    Returns
    -------
    uint8, shape (mention, cell)
        Rows sum to 16. The order of the mentions does not matter.
    """
    units, _ = _walk(prepared, weights, earlier, learns)
    return units


def context_features(
    prepared: Prepared, weights: Weights, learns: NDArray[np.bool_] | None = None
) -> F32:
    """Return what earlier days teach about each mention, shape (mention, feature), for training.

    Parameters
    ----------
    prepared, learns
        As of :func:`judge`.
    weights : Weights
        They say what the mentions that are learnt from are about.
    """
    _, features = _walk(prepared, weights, None, learns, keeps_features=True)
    return features


def beside(archive: Prepared, titles: Prepared) -> tuple[Prepared, NDArray[np.bool_]]:
    """Return an archive's mentions with single titles behind them, and which are the archive's.

    A title of which only the day is known is judged at the hour in which the archive first saw it
    that day or, where it did not, as the first of its day.
    """
    n = archive.rows.height
    key = ["text", "city", "day"]
    seen = archive.rows.group_by(key).agg(pl.col("observed_at").min().alias("first_seen"))
    begin = pl.col("observed_at").min().over("day").dt.truncate("1h")
    of_day = archive.rows.select("day", begin.alias("begin")).unique("day")
    known = (
        titles.rows.join(seen, on=key, how="left", maintain_order="left")
        .join(of_day, on="day", how="left", maintain_order="left")
        .with_columns(pl.coalesce("first_seen", "begin", "observed_at").alias("observed_at"))
    )
    rows = pl.concat([part.select(JUDGED) for part in (archive.rows, known)])
    words = pl.concat([archive.words, titles.words.with_columns(pl.col("row") + n)])
    return Prepared(rows, words), np.arange(rows.height) < n


def _walk(
    prepared: Prepared,
    weights: Weights,
    earlier: Earlier | None,
    learns: NDArray[np.bool_] | None,
    *,
    keeps_features: bool = False,
) -> tuple[U8, F32]:
    rows, words = prepared.rows, prepared.words
    kind, lever = weights["kind"], weights["lever"]
    n = rows.height
    none = pl.Series([], dtype=pl.String)
    past = (none, none) if earlier is None else (earlier.places["city"], earlier.words["term"])
    (city, past_city), n_cities = _keys(rows["city"], past[0])
    (term, past_term), n_terms = _keys(words["term"], past[1])
    hour, day = rows.select(_hour_number("observed_at"), pl.col("day").to_physical())
    order = np.lexsort((day.to_numpy(), hour.to_numpy()))
    uses, ends = _in_order(words["row"].to_numpy(), term, order)
    odds = work_odds(rows["text"], rows["place_id"], rows["observed_at"])
    mentions = Mentions(
        hour.to_numpy()[order],
        day.to_numpy()[order],
        city[order],
        uses,
        ends,
        (np.ones(n, dtype=np.bool_) if learns is None else learns)[order],
        kind.chosen(rows["observed_at"])[order],
        lever.chosen(rows["observed_at"])[order],
        _by_class(kind, KINDS, kind.scores(rows["masked"], rows["observed_at"]))[order],
        _by_class(lever, LEVERS, lever.scores(rows["masked"], rows["observed_at"]))[order],
        odds[order] if len(odds) else odds,
    )
    features = np.zeros((n if keeps_features else 0, N_FEATURES), dtype=np.float32)
    units = walk(
        mentions,
        _heads(kind, lever),
        empty_store(n_cities, PLACE_HALF_LIVES, HOURS),
        empty_store(n_terms, WORD_HALF_LIVES),
        _past(None if earlier is None else earlier.places, past_city, "hour"),
        _past(None if earlier is None else earlier.words, past_term, "day"),
        features,
    )
    back = np.empty_like(order)
    back[order] = np.arange(n)
    return units[back], features[back] if keeps_features else features


def _keys(*columns: pl.Series) -> tuple[list[I32], int]:
    """Give each value of some columns a number, the same one in all of them."""
    values = pl.concat([c.unique() for c in columns]).unique().alias("value")
    numbers = pl.DataFrame([values]).with_row_index("key")
    keys = [
        pl.DataFrame([c.alias("value")])
        .join(numbers, on="value", how="left", maintain_order="left")["key"]
        .cast(pl.Int32)
        .to_numpy()
        for c in columns
    ]
    return keys, numbers.height


def _in_order(row: NDArray[np.uint32], term: I32, order: I64) -> tuple[I32, I64]:
    """Lay the words out as the mentions come."""
    position = np.empty(order.size, dtype=np.int64)
    position[order] = np.arange(order.size)
    at = position[row]
    ends = np.zeros(order.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(at, minlength=order.size), out=ends[1:])
    return term[np.argsort(at, kind="stable")], ends


def _by_class(model: TimedModel, classes: Sequence[str], scores: F32) -> F32:
    return np.ascontiguousarray(scores[:, [model.classes.index(c) for c in classes]])


def _heads(kind: TimedModel, lever: TimedModel) -> Heads:
    parts: list[F64] = []
    for timed, classes in ((kind, KINDS), (lever, LEVERS)):
        columns = [timed.classes.index(c) for c in classes]
        stacked = np.zeros((len(timed.models), N_FEATURES, len(classes)))
        for i, (_, _, model) in enumerate(timed.models):
            if model.context.size:
                stacked[i] = model.context[:, columns]
        parts.append(stacked)
    warmth = [np.array([m.temperature for _, _, m in timed.models]) for timed in (kind, lever)]
    return Heads(parts[0], parts[1], warmth[0], warmth[1])


def _past(table: pl.DataFrame | None, key: I32, time: str) -> Past:
    if table is None:
        empty = np.zeros(0, dtype=np.int32)
        return Past(empty, empty, np.zeros((0, N_CELLS)))
    at = table[time].to_physical().to_numpy()
    order = np.lexsort((key, at))
    at, key = at[order], key[order]
    begins = np.ones(at.size, dtype=np.bool_)
    begins[1:] = (at[1:] != at[:-1]) | (key[1:] != key[:-1])
    cells = np.zeros((int(begins.sum()), N_CELLS))
    cell = table["cell"].to_numpy()[order]
    np.add.at(cells, (np.cumsum(begins) - 1, cell), table["n"].to_numpy()[order])
    return Past(at[begins], key[begins], cells)


def _hour_number(time: str) -> pl.Expr:
    return (pl.col(time).dt.timestamp("ms") // _HOUR_MS).cast(pl.Int32)


def _cell_number() -> pl.Expr:
    image = pl.col("kind") == "image"
    return (
        pl.when(image)
        .then(pl.col("lever").replace_strict({v: _CELL["image", v] for v in LEVERS}, default=None))
        .otherwise(
            pl.col("kind").replace_strict(
                {k: _CELL[k, None] for k in KINDS if k != "image"}, default=None
            )
        )
        .cast(pl.Int32)
        .alias("cell")
    )


def _with_city(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Add ``city``: of a county the place above it, of any other place itself."""
    counties = gazetteer.frame.filter(pl.col("level") == "county").select(
        "place_id", pl.col("parent_id").alias("above")
    )
    return (
        frame.join(counties, on="place_id", how="left", maintain_order="left")
        .with_columns(city=pl.coalesce("above", "place_id"))
        .drop("above")
    )
