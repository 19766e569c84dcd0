"""Labelled titles as mentions: what a model for kind and lever is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

import numpy as np
import polars as pl

from chuquan.digest.judge import Prepared, beside, context_features, prepare
from chuquan.digest.memory import F32
from chuquan.errors import LabelError
from chuquan.linear import LABEL_ZONE
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights


@dataclass(frozen=True)
class Examples:
    """Labelled titles that speak of their place.

    Attributes
    ----------
    rows : polars.DataFrame, shape (title,)
        Columns ``date, kind, lever`` (null for none) and ``masked``.
    context : float32, shape (title, feature) or (0, 0)
        What was said before, where an archive of mentions tells; see
        :mod:`chuquan.digest.memory`.
    """

    rows: pl.DataFrame
    context: F32

    def filter(self, keep: pl.Series) -> Examples:
        """Return the titles where ``keep`` is true, shape (title,) of Boolean."""
        context = self.context[keep.to_numpy()] if self.context.size else self.context
        return Examples(self.rows.filter(keep), context)


def label_mentions(labels: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Return the labelled titles that speak of their place, as located mentions.

    Parameters
    ----------
    labels : polars.DataFrame
        Columns ``date, place, title, is_place, kind, lever``.
    gazetteer : Gazetteer

    Returns
    -------
    polars.DataFrame
        The rows whose ``is_place`` is 1, with ``place_id, observed_at, text, start, end`` as of
        :func:`chuquan.digest.tally.locate`; an empty lever is null. Observed at noon of the date.
        The place is the one that the title means, as far as rules can tell, or else the first of
        that name.

    Raises
    ------
    LabelError
        If a kind or lever is not allowed, or a kind is missing.
    """
    rows = labels.filter(pl.col("is_place").cast(pl.Int8) == 1).with_columns(
        pl.col("lever").replace("", None)
    )
    _check(rows)
    noon = pl.col("date").dt.combine(time(12)).dt.replace_time_zone(LABEL_ZONE)
    begin = [title.find(place) for title, place in rows.select("title", "place").iter_rows()]
    start = pl.Series("start", [max(at, 0) for at in begin], dtype=pl.UInt32)
    return rows.with_columns(
        noon.dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC")).alias("observed_at"),
        pl.col("title").alias("text"),
        start,
        (start + pl.col("place").str.len_chars()).alias("end"),
        _place_ids(rows, gazetteer),
    )


def _check(rows: pl.DataFrame) -> None:
    for column, allowed in (("kind", KINDS), ("lever", LEVERS)):
        is_known = pl.col(column).is_in(list(allowed))
        # Only an image has a lever, but every mention of a place has a kind.
        bad = rows.filter(~is_known.fill_null(value=column == "lever"))[column]
        if len(bad):
            found = sorted(set(bad.fill_null("none")))
            raise LabelError(
                f"unknown {column}: {', '.join(found)}",
                where="labels",
                allowed=", ".join(allowed),
                todo="mend the labels",
            )


def _place_ids(rows: pl.DataFrame, gazetteer: Gazetteer) -> pl.Series:
    bearers = {name: gazetteer.find(name) for name in rows["place"].unique()}
    chosen = [next(iter(bearers[name]), "") for name in rows["place"]]
    found = Resolver.load(None).resolve(rows["title"])
    for row, place_id in found.select("row", "place_id").iter_rows():
        if {place_id, *gazetteer.parents(place_id)} & set(bearers[rows["place"][row]]):
            chosen[row] = place_id
    return pl.Series("place_id", chosen, dtype=pl.String)


def examples(labels: pl.DataFrame, gazetteer: Gazetteer) -> Examples:
    """Return labelled titles without context; see :func:`with_context`."""
    rows = prepare(label_mentions(labels, gazetteer), gazetteer).rows
    return Examples(rows, np.zeros((0, 0), dtype=np.float32))


def with_context(
    labels: pl.DataFrame, archive: Prepared, weights: Weights, gazetteer: Gazetteer
) -> Examples:
    """Return labelled titles with what the mentions of an archive had taught before them.

    Parameters
    ----------
    labels : polars.DataFrame
        As of :func:`label_mentions`.
    archive : Prepared
        Mentions that count as said.
    weights : Weights
        They say what the archive's mentions are about. Models that know the labels of a time must
        not judge that time, or context would look surer than it is.
    gazetteer : Gazetteer
    """
    probes = prepare(label_mentions(labels, gazetteer), gazetteer)
    both, is_archive = beside(archive, probes)
    context = context_features(both, weights, is_archive)[~is_archive]
    return Examples(probes.rows, context)
