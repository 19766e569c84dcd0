"""A small made-up world: a year of mentions of a few places and themes, two sources."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl

from chuquan.digest.store import Digest
from chuquan.digest.talk import tally_talk
from chuquan.opportunities.corpus import Corpus
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Report
from chuquan.tables import ATTENTION, COVERAGE, MENTIONS, TERMS

START = date(2023, 1, 1)
N_DAYS = 120
GAZETTEER = Gazetteer.load()
ZIBO, BOSHAN, HARBIN, SHANDONG, BEIJING = "370300", "370304", "230100", "370000", "110000"


def terms_of(rows):
    """Return a table of terms from (place_id, day index, kind, term, n)."""
    return TERMS.validate(
        pl.DataFrame(
            [
                ("weibo", place, START + timedelta(days=day), kind,
                 "social" if kind == "image" else None, term, float(n))
                for place, day, kind, term, n in rows
            ],
            schema=TERMS.columns, orient="row",
        )
    )  # fmt: skip


def attention_of(terms):
    """Return attention that holds one mention for each term."""
    hour = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return ATTENTION.add(
        [terms.select("source", "place_id", hour.alias("hour"), "kind", "lever", "n",
                      heat=pl.lit(0.0))]
    )  # fmt: skip


def mentions_of(listed):
    """Return a table of mentions from (source, day index, text)."""
    at = [
        datetime(START.year, START.month, START.day, 4, tzinfo=UTC) + timedelta(days=day)
        for _, day, _ in listed
    ]
    return MENTIONS.validate(
        pl.DataFrame(
            {
                "source": pl.Series([source for source, _, _ in listed], dtype=pl.String),
                "item_id": pl.Series([str(i) for i in range(len(listed))], dtype=pl.String),
                "observed_at": pl.Series(at, dtype=pl.Datetime("us", "UTC")),
                "seen_at": pl.Series(at, dtype=pl.Datetime("us", "UTC")),
                "text": pl.Series([text for _, _, text in listed], dtype=pl.String),
            }
        )
    )


def coverage_of(n_days=N_DAYS, sources=("weibo", "zhihu"), n_new=200):
    """Return coverage of every day."""
    return COVERAGE.validate(
        pl.DataFrame(
            [
                (source, datetime(2023, 1, 1, 4, tzinfo=UTC) + timedelta(days=day), 24, 50, n_new,
                 "ok")
                for source in sources
                for day in range(n_days)
            ],
            schema=COVERAGE.columns, orient="row",
        )
    )  # fmt: skip


def corpus_of(rows=(), listed=(), *, day=N_DAYS - 1, assets=(), has_mentions=True):
    """Return a corpus of located words and of all mentions, as of a day index."""
    terms = terms_of(rows)
    mentions = mentions_of(listed)
    digest = Digest(
        attention_of(terms), TERMS.add([terms]), coverage_of(), talk=tally_talk(mentions),
        has_talk=True,
    )  # fmt: skip
    as_of = START + timedelta(days=day)
    return Corpus(
        digest=digest,
        gazetteer=GAZETTEER,
        first_day=START,
        as_of=as_of,
        report=Report(
            chuquan_version="0", period=(START, as_of), false_discovery_rate=0.1, breakouts=(),
            places=(), sources=(), n_mentions=0.0, n_located=0.0,
        ),
        assets=assets,
        mentions=mentions if has_mentions else None,
    )  # fmt: skip


def asset(place_id, name, **more):
    """Return an asset."""
    return Asset(place_id=place_id, name=name, kind="scenic", source="made up", **more)
