"""Which of the places that share a name a text means: what else it names decides.

A candidate is supported when the text also names something it belongs to (河北 for 涿州), something
that belongs to it, or a sibling that no other place can be (房山, 顺义 beside 朝阳).
"""

from __future__ import annotations

import polars as pl

from chuquan.places.patterns import Patterns

NONE, SIBLING, LINEAGE, ADJACENT = range(4)
"""Degrees of support: nothing; a sibling; an ancestor or descendant; the ancestor right before."""


def choose_senses(spans: pl.DataFrame, patterns: Patterns, ancestors: pl.DataFrame) -> pl.DataFrame:
    """Return ``spans`` with the place that each means.

    Parameters
    ----------
    spans : polars.DataFrame
        From :func:`chuquan.places.match.find_spans`.
    patterns : Patterns
    ancestors : polars.DataFrame
        ``place_id, ancestor_id``; of the gazetteer.

    Returns
    -------
    polars.DataFrame
        The input's rows and order, with ``place_id`` (null where several places are equally
        likely) and ``support`` (one of the degrees of this module).
    """
    spans = spans.with_row_index("span")
    facts = patterns.frame.select("pattern", "default_id", "n_candidates", "is_word", "rank")
    supported = _supported(spans, patterns, ancestors, facts)
    # A candidate below the level of the default one (海南 in Qinghai) needs its parent before it.
    lower = (
        pl.col("default_id").is_not_null()
        & (pl.col("place_id") != pl.col("default_id"))
        & (pl.col("level") < pl.col("rank_default"))
        & (pl.col("support") < ADJACENT)
    )
    best = (
        supported.join(spans.select("span", "pattern").join(facts, on="pattern"), on="span")
        .with_columns(
            _rank_of("place_id").alias("level"), _rank_of("default_id").alias("rank_default")
        )
        .filter(~lower.fill_null(value=False))
        .with_columns((pl.col("place_id") == pl.col("default_id")).alias("is_default"))
        .sort(
            "span",
            "support",
            "is_default",
            "level",
            "place_id",
            descending=[False, True, True, True, False],
            nulls_last=True,
        )
        .unique("span", keep="first", maintain_order=True)
        .select("span", pl.col("place_id").alias("supported_id"), "support")
    )
    defaults = facts.select("pattern", "default_id")
    return (
        spans.join(best, on="span", how="left", maintain_order="left")
        .join(defaults, on="pattern", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("supported_id", "default_id").alias("place_id"),
            pl.col("support").fill_null(NONE),
        )
        .drop("supported_id", "default_id", "span")
    )


def _rank_of(column: str) -> pl.Expr:
    code = pl.col(column)
    return (
        pl.when(code.str.ends_with("0000"))
        .then(3)
        .when(code.str.ends_with("00"))
        .then(2)
        .otherwise(1)
    )


def _supported(
    spans: pl.DataFrame, patterns: Patterns, ancestors: pl.DataFrame, facts: pl.DataFrame
) -> pl.DataFrame:
    several = spans.filter(pl.len().over("row") > 1)
    named = several.join(patterns.candidates, on="pattern").select(
        "row", "span", "start", "end", "place_id", "pattern"
    )
    above = named.join(ancestors.filter(pl.col("ancestor_id") != "iso:CN"), on="place_id")
    pairs = above.join(
        named.select(
            "row",
            pl.col("place_id").alias("ancestor_id"),
            pl.col("span").alias("other"),
            pl.col("end").alias("other_end"),
        ),
        on=["row", "ancestor_id"],
    ).filter(pl.col("span") != pl.col("other"))
    down = pairs.select(
        "span",
        "place_id",
        pl.when(pl.col("other_end") == pl.col("start"))
        .then(ADJACENT)
        .otherwise(LINEAGE)
        .alias("support"),
    )
    up = pairs.select(
        pl.col("other").alias("span"),
        pl.col("ancestor_id").alias("place_id"),
        pl.lit(LINEAGE).alias("support"),
    )
    return (
        pl.concat([down, up, _siblings(above, facts)])
        .group_by("span", "place_id")
        .agg(pl.col("support").max())
    )


def _siblings(above: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    clear = facts.filter((pl.col("n_candidates") == 1) & ~pl.col("is_word"))
    is_county = _rank_of("place_id") == 1
    by_parent = above.filter(is_county & ~pl.col("ancestor_id").str.starts_with("iso:"))
    witness = by_parent.join(clear, on="pattern", how="semi").select(
        "row", "ancestor_id", pl.col("span").alias("other")
    )
    return (
        by_parent.join(witness, on=["row", "ancestor_id"])
        .filter(pl.col("span") != pl.col("other"))
        .select("span", "place_id", pl.lit(SIBLING).alias("support"))
    )
