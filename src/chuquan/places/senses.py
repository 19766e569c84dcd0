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
    spans = spans.with_columns(_touching().alias("before"))
    # One text may say a name a thousand times: what counts is the name and what touches it.
    uses = spans.select(USE).unique(maintain_order=True)
    facts = patterns.frame.select("pattern", "default_id", "n_candidates", "is_word")
    best = _best(_supported(uses, patterns, ancestors, facts), facts)
    defaults = facts.select("pattern", "default_id")
    return (
        spans.join(best, on=USE, how="left", maintain_order="left")
        .join(defaults, on="pattern", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("supported_id", "default_id").alias("place_id"),
            pl.col("support").fill_null(NONE),
        )
        .drop("supported_id", "default_id", "before")
    )


USE = ["row", "pattern", "before"]
NOTHING = -1


def _touching() -> pl.Expr:
    """Return the pattern that ends where this one starts, in the same text."""
    same_text = pl.col("row").shift(1) == pl.col("row")
    touches = same_text & (pl.col("end").shift(1) == pl.col("start"))
    return pl.when(touches).then(pl.col("pattern").shift(1).cast(pl.Int64)).otherwise(NOTHING)


def _best(supported: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    judged = supported.join(facts.select("pattern", "default_id"), on="pattern").with_columns(
        _rank_of("place_id").alias("level"),
        _rank_of("default_id").alias("default_level"),
        (pl.col("place_id") == pl.col("default_id")).fill_null(value=False).alias("is_default"),
    )
    # A candidate below the level of the default one (海南 in Qinghai) needs its parent before it.
    too_low = (
        pl.col("default_id").is_not_null()
        & ~pl.col("is_default")
        & (pl.col("level") < pl.col("default_level"))
        & (pl.col("support") < ADJACENT)
    )
    order = ["support", "is_default", "level", "place_id"]
    return (
        judged.filter(~too_low)
        .sort([*USE, *order], descending=[False] * 3 + [True, True, True, False])
        .unique(USE, keep="first", maintain_order=True)
        .select(*USE, pl.col("place_id").alias("supported_id"), "support")
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
    uses: pl.DataFrame, patterns: Patterns, ancestors: pl.DataFrame, facts: pl.DataFrame
) -> pl.DataFrame:
    several = uses.filter(pl.col("pattern").n_unique().over("row") > 1)
    named = several.join(patterns.candidates, on="pattern")
    above = named.join(ancestors.filter(pl.col("ancestor_id") != "iso:CN"), on="place_id")
    other = named.select(
        "row",
        pl.col("place_id").alias("ancestor_id"),
        pl.col("pattern").alias("other"),
        pl.col("before").alias("other_before"),
    )
    pairs = above.join(other, on=["row", "ancestor_id"]).filter(
        pl.col("pattern") != pl.col("other")
    )
    right_before = pl.col("other").cast(pl.Int64) == pl.col("before")
    down = pairs.select(
        *USE,
        "place_id",
        pl.when(right_before).then(ADJACENT).otherwise(LINEAGE).alias("support"),
    )
    up = pairs.select(
        "row",
        pl.col("other").alias("pattern"),
        pl.col("other_before").alias("before"),
        pl.col("ancestor_id").alias("place_id"),
        pl.lit(LINEAGE).alias("support"),
    )
    supports = pl.concat([down, up, _siblings(above, facts)])
    return supports.group_by(*USE, "place_id").agg(pl.col("support").max())


def _siblings(above: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    clear = facts.filter((pl.col("n_candidates") == 1) & ~pl.col("is_word"))
    is_county = _rank_of("place_id") == 1
    by_parent = above.filter(is_county & ~pl.col("ancestor_id").str.starts_with("iso:"))
    witness = by_parent.join(clear, on="pattern", how="semi").select(
        "row", "ancestor_id", pl.col("pattern").alias("other")
    )
    return (
        by_parent.join(witness, on=["row", "ancestor_id"])
        .filter(pl.col("pattern") != pl.col("other"))
        .select(*USE, "place_id", pl.lit(SIBLING).alias("support"))
    )
