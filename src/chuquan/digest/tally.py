"""Mentions to counts: the one place where texts go in and none comes out."""

from __future__ import annotations

from typing import Final

import polars as pl

from chuquan.digest.classify import CELLS
from chuquan.digest.judge import Earlier, judge, prepare
from chuquan.digest.naming import narrow_to_name
from chuquan.digest.shares import UNITS, top_cells
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.tables import ATTENTION, LEVERS, TERMS
from chuquan.weights import Weights

HEAT_STEP: Final = 2**-8
"""Heat is counted in steps of 1/256: binary fractions add without rounding, so that digests merge
to the same bits in any order (up to an hour's heat of 10**12, beyond any list)."""


def locate(mentions: pl.DataFrame, resolver: Resolver) -> pl.DataFrame:
    """Join mentions with the places they mean.

    Parameters
    ----------
    mentions : polars.DataFrame
        Table ``mentions``.
    resolver : Resolver

    Returns
    -------
    polars.DataFrame
        One row a (mention, place): columns ``row, source, place_id, observed_at, text, heat, url,
        start, end, confidence``, in the order of the mentions. Mentions of no place are absent.
        Characters ``[start, end)`` are the place's own name; see
        :func:`chuquan.digest.naming.narrow_to_name`.
    """
    resolved = resolver.resolve(mentions["text"], mentions["observed_at"])
    rows = mentions.select("source", "observed_at", "text", "heat", "url").with_row_index("row")
    located = resolved.join(rows, on="row", how="left", maintain_order="left")
    return narrow_to_name(located, resolver.gazetteer)


def classify_located(
    located: pl.DataFrame,
    weights: Weights,
    gazetteer: Gazetteer,
    earlier: Earlier | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Share each located mention out over kinds and levers, and cut it into words.

    Parameters
    ----------
    located : polars.DataFrame, shape (mention,)
        As of :func:`locate`.
    weights : Weights
    gazetteer : Gazetteer
        Knows the places' time zones, and what a county belongs to.
    earlier : Earlier, optional
        What digests of earlier days teach; see :mod:`chuquan.digest.memory`.

    Returns
    -------
    classified : polars.DataFrame, shape (mention,)
        ``located`` with ``day``, the place's own calendar day; one column a cell of the cube
        (``image/culture``, ..., ``crisis``, ``affairs``), rows summing to one, in sixteenths;
        ``kind`` and, for an image, ``lever``: the most probable ones.
    words : polars.DataFrame
        Columns ``row`` (position in ``classified``) and ``term``.
    """
    prepared = prepare(located, gazetteer)
    units = judge(prepared, weights, earlier)
    columns = [
        pl.Series(cell_name(kind, lever), units[:, i] / UNITS)
        for i, (kind, lever) in enumerate(CELLS)
    ]
    top = pl.Series("cell", top_cells(units))
    classified = (
        prepared.rows.drop("city", "masked")
        .with_columns(columns)
        .with_columns(
            kind=top.replace_strict(dict(enumerate(k for k, _ in CELLS)), return_dtype=pl.String),
            lever=top.replace_strict(dict(enumerate(v for _, v in CELLS)), return_dtype=pl.String),
        )
    )
    return classified, prepared.words


def cell_name(kind: str, lever: str | None) -> str:
    """Return the column name of one cell of the cube."""
    return f"{kind}/{lever}" if lever else kind


IMAGE_SHARE: Final = pl.sum_horizontal(*(cell_name("image", lever) for lever in LEVERS))
"""How much of a classified mention is an image, whatever its lever."""


def tally_attention(classified: pl.DataFrame) -> pl.DataFrame:
    """Sum classified mentions to the table ``attention``.

    Parameters
    ----------
    classified : polars.DataFrame
        As of :func:`classify_located`. A mention without heat, or with one below zero, adds none.

    Returns
    -------
    polars.DataFrame
        One row a key, sorted; the order of the mentions does not matter.
    """
    heat = pl.col("heat")
    steps = pl.when(heat.is_finite() & (heat > 0)).then((heat / HEAT_STEP).round()).otherwise(0.0)
    hourly = classified.with_columns(
        hour=pl.col("observed_at").dt.truncate("1h"), heat=steps * HEAT_STEP
    )
    parts = [
        hourly.filter(pl.col(cell_name(kind, lever)) > 0).select(
            "source",
            "place_id",
            "hour",
            pl.lit(kind).alias("kind"),
            pl.lit(lever, dtype=pl.String).alias("lever"),
            pl.col(cell_name(kind, lever)).alias("n"),
            (pl.col("heat") * pl.col(cell_name(kind, lever))).alias("heat"),
        )
        for kind, lever in CELLS
    ]
    return ATTENTION.add(parts)


def tally_terms(classified: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Sum the words of classified mentions to the table ``terms``.

    A word of a mention counts once, under the mention's most probable kind and lever, on the
    place's own calendar day. The place's name is no term of the place; the title of a work that is
    set there is one, whole.

    Parameters
    ----------
    classified, words : polars.DataFrame
        As of :func:`classify_located`.

    Returns
    -------
    polars.DataFrame
        One row a key, sorted; the order of the mentions does not matter.
    """
    keys = ["source", "place_id", "day", "kind", "lever"]
    said = classified.select(pl.col(keys).gather(words["row"]))
    return TERMS.add([said.select(*keys, words["term"], n=pl.lit(1.0))])
