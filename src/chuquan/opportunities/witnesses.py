"""The evidence of a theme: mentions that hold it or, where no texts are, its words with counts."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final

import polars as pl

from chuquan.digest.tally import IMAGE_SHARE
from chuquan.drivers.evidence import choose_mentions
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.said import Sides
from chuquan.report import Evidence

N_EVIDENCE: Final = 3


def counts_as_evidence(rows: pl.DataFrame) -> tuple[Evidence, ...]:
    """Return the most said words by source, with counts and the last day, where no texts are."""
    said = (
        rows.group_by("term", "source")
        .agg(pl.col("n").sum(), day=pl.col("day").max())
        .sort("n", "term", "source", descending=[True, False, False])
        .head(N_EVIDENCE)
    )
    total = float(rows["n"].sum())
    return tuple(
        Evidence(
            weight=round(n / total, 4),
            term=term,
            n=n,
            source=source,
            observed_at=datetime.combine(day, time(), tzinfo=UTC),
        )
        for term, source, n, day in said.select("term", "source", "n", "day").iter_rows()
    )


def mentions_as_evidence(
    corpus: Corpus, sides: Sides, own: pl.DataFrame
) -> dict[str, tuple[Evidence, ...]]:
    """Return the mentions that say each theme most clearly, where texts are there."""
    if corpus.classified is None:
        return {}
    mentions = sides.own_rows(corpus.classified).filter(kind="image")
    mentions = mentions.select(
        "source", "observed_at", "text", "url", IMAGE_SHARE.alias("weight")
    ).with_columns(low=pl.col("text").str.to_lowercase())
    out = {}
    for (theme,), rows in own.partition_by("theme", as_dict=True).items():
        words = rows["term"].unique().sort().to_list()
        held = mentions.filter(pl.col("low").str.contains_any(words)).sort("observed_at", "text")
        out[str(theme)] = choose_mentions(held, words, N_EVIDENCE)
    return out
