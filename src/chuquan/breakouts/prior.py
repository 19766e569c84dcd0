"""What to expect of a cell before it has any history, from what was known before its first day.

A place is expected to be spoken of as often as the mean place of its level; a term of a place as
often as the place is, times the share of all mentions that hold the term. Whatever happens later
changes neither, so that a stream and a batch agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64, I64
from chuquan.places.gazetteer import Gazetteer

WARM_UP_DAYS = 28
"""A source's first days, from which first rates are taken, and in which nothing is tested."""

_UNSEEN = 0.5
"""A term that was never seen counts as half a mention."""

_GROUP = ("source", "facet", "kind", "lever", "direct", "level")


def prior_rates(
    names: pl.DataFrame,
    counts: pl.DataFrame,
    terms: pl.DataFrame,
    exposure: F64,
    *,
    row: Mapping[str, int],
    gazetteer: Gazetteer,
) -> F64:
    """Return the prior rate of each cell, mentions in a day of usual exposure, shape (cell,).

    Parameters
    ----------
    names : polars.DataFrame, one row a cell
        Columns ``cell, source, place_id, facet, kind, lever, term, direct``.
    counts : polars.DataFrame, one row an event
        Columns ``cell, day, n``, sorted.
    terms : polars.DataFrame
        Table ``terms`` with ``day`` as day index, counties rolled up to their cities.
    exposure : float64, shape (source, day)
    row : mapping of source to row of ``exposure``
    gazetteer : Gazetteer
    """
    first = counts.group_by("cell").agg(pl.col("day").min())
    seen = np.cumsum(exposure, axis=1)
    n_days = exposure.shape[1]
    source = names["source"].replace_strict(row, return_dtype=pl.Int64).to_numpy()
    # A source's first weeks are served by their own means: nothing is tested there.
    cells = names.join(first, on="cell", maintain_order="left").with_columns(
        known_from=(first_looked_at(exposure) + WARM_UP_DAYS)[source]
    )
    as_of = pl.max_horizontal("day", "known_from").cast(pl.Int32)
    cells = cells.with_columns(as_of=as_of)
    until = np.minimum(cells["as_of"].to_numpy(), n_days) - 1
    looked = np.maximum(seen[source, until], 1e-9)
    cells = cells.with_columns(looked=pl.Series(looked))
    watched = cells.filter(pl.col("facet") != "term")
    places = _place_rates(watched, counts, gazetteer)
    worded = cells.filter(pl.col("facet") == "term")
    rates = pl.concat([places, _term_rates(worded, watched, counts, terms)])
    out = cells.select("cell").join(rates, on="cell", maintain_order="left")
    rates_of: F64 = np.maximum(out["rate"].to_numpy(), 1e-9)
    return rates_of


def first_looked_at(exposure: F64) -> I64:
    """Return the first day on which each source was looked at, shape (source,).

    Parameters
    ----------
    exposure : float64, shape (source, day)
        Zero on days that were not looked at; a source that never was begins after the last day.
    """
    is_seen = exposure > 0
    out: I64 = np.where(is_seen.any(axis=1), is_seen.argmax(axis=1), exposure.shape[1])
    return out


def _place_rates(watched: pl.DataFrame, counts: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    levels = _region_level(gazetteer)
    n_places = levels.group_by("level").len("n_places")
    named = watched.join(levels, on="place_id", how="left")
    totals = (
        counts.join(named.select("cell", *_GROUP), on="cell")
        .group_by(*_GROUP, "day")
        .agg(pl.col("n").sum())
    )
    known = _before(named.select("cell", "as_of", *_GROUP), totals, _GROUP)
    rate = pl.col("known") / pl.col("looked") / pl.col("n_places")
    return (
        named.join(known, on="cell").join(n_places, on="level").select("cell", rate.alias("rate"))
    )


def _term_rates(
    worded: pl.DataFrame, watched: pl.DataFrame, counts: pl.DataFrame, terms: pl.DataFrame
) -> pl.DataFrame:
    place_cell = watched.filter(~pl.col("direct") & pl.col("lever").is_null())
    home = ("source", "place_id", "kind")
    of_place = counts.join(place_cell.select("cell", *home), on="cell").drop("cell")
    place = _before(worded.select("cell", "as_of", *home), of_place, home)
    both = pl.concat(
        [terms.with_columns(kind=pl.lit(None, dtype=pl.String)), terms.filter(kind="image")]
    )
    word = ("source", "kind", "term")
    uses = both.group_by(*word, "day").agg(pl.col("n").sum())
    term = _before(worded.select("cell", "as_of", *word), uses, word)
    # Mentions of all places, counties rolled up like their words. Provinces, whose words are not,
    # come on top: a share is at worst half of what it is, which a few days of history outweigh.
    group = ("source", "kind")
    everywhere = of_place.group_by(*group, "day").agg(pl.col("n").sum())
    total = _before(worded.select("cell", "as_of", *group), everywhere, group)
    share = (pl.col("uses") + _UNSEEN) / (pl.col("total") + 1.0)
    rate = (pl.col("place") + _UNSEEN) / pl.col("looked") * share.clip(0.0, 1.0)
    return (
        worded.join(place.rename({"known": "place"}), on="cell")
        .join(term.rename({"known": "uses"}), on="cell")
        .join(total.rename({"known": "total"}), on="cell")
        .select("cell", rate.alias("rate"))
    )


def _before(asked: pl.DataFrame, events: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return ``cell, known``: what ``events`` sum to for a cell's keys before its ``as_of``."""
    names = list(keys)
    running = (
        events.sort("day")
        .with_columns(known=pl.col("n").cum_sum().over(names))
        .group_by(*names, "day")
        .agg(pl.col("known").max())
        .with_columns(key=_key(names), day=pl.col("day").cast(pl.Int32))
        .sort("day")
    )
    return (
        asked.with_columns(key=_key(names))
        .sort("as_of")
        .join_asof(
            running.select("key", "day", "known"),
            left_on="as_of",
            right_on="day",
            by="key",
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .select("cell", pl.col("known").fill_null(0.0))
    )


def _key(names: list[str]) -> pl.Expr:
    return pl.concat_str(
        [pl.col(name).cast(pl.String).fill_null("") for name in names], separator="\x1f"
    )


def _region_level(gazetteer: Gazetteer) -> pl.DataFrame:
    # A city of the world is not expected to be spoken of as often as a Chinese one in a Chinese
    # source: the two are groups of their own.
    abroad = pl.when(pl.col("place_id").str.contains(":")).then(pl.lit("abroad "))
    return gazetteer.frame.select(
        "place_id", level=pl.concat_str(abroad.otherwise(pl.lit("")), pl.col("level"))
    )
