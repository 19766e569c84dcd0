"""What the tests of the digest share: the shipped gazetteer and weights, and a way from texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl
import pytest

from chuquan.digest.judge import Earlier
from chuquan.digest.store import Digest, fingerprint
from chuquan.digest.tally import classify_located, locate, tally_attention, tally_terms
from chuquan.places.gazetteer import Gazetteer
from chuquan.places.resolve import Resolver
from chuquan.tables import COVERAGE, MENTIONS
from chuquan.weights import Weights


@pytest.fixture(scope="session")
def weights() -> Weights:
    return Weights.load()


@pytest.fixture(scope="session")
def resolver(weights: Weights) -> Resolver:
    return Resolver.load(weights["place"])


@pytest.fixture(scope="session")
def gazetteer(resolver: Resolver) -> Gazetteer:
    return resolver.gazetteer


def to_mentions(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the table of mentions of rows that name at least ``text`` and ``observed_at``."""
    full = [
        {"source": "weibo", "item_id": row["text"], "seen_at": row["observed_at"], **row}
        for row in rows
    ]
    return MENTIONS.validate(pl.DataFrame(full, schema_overrides=MENTIONS.columns))


@pytest.fixture(scope="session")
def mentions_of() -> Callable[[Iterable[Mapping[str, Any]]], pl.DataFrame]:
    return lambda rows: to_mentions(rows) if (rows := list(rows)) else MENTIONS.empty()


@pytest.fixture(scope="session")
def classify_all(resolver: Resolver, weights: Weights) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def classify(mentions: pl.DataFrame) -> pl.DataFrame:
        return classify_located(locate(mentions, resolver), weights, resolver.gazetteer)[0]

    return classify


@pytest.fixture(scope="session")
def digest_of(resolver: Resolver, weights: Weights) -> Callable[..., Digest]:
    """Digest mentions as posts: an hour with a mention was looked at once for each of them."""

    def make(mentions: pl.DataFrame, after: Digest | None = None) -> Digest:
        gazetteer = resolver.gazetteer
        earlier = None if after is None else Earlier.of(after.attention, after.terms, gazetteer)
        located = locate(mentions, resolver)
        classified, words = classify_located(located, weights, gazetteer, earlier)
        coverage = mentions.select(
            "source",
            pl.col("observed_at").dt.truncate("1h").alias("hour"),
            n_snapshots=1,
            n_items=1,
            n_new=1,
            status=pl.lit("ok"),
        )
        return Digest(
            attention=tally_attention(classified),
            terms=tally_terms(classified, words),
            coverage=COVERAGE.add([COVERAGE.validate(coverage)]),
            inputs=(fingerprint(mentions),),
            weights="shipped",
            gazetteer=resolver.gazetteer.version,
            n_located=classified["row"].n_unique(),
        )

    return make
