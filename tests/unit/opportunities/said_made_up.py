"""A small world of mentions, counted: places, words, days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from chuquan.digest.store import Digest
from chuquan.opportunities.corpus import Corpus
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, Report
from chuquan.tables import ATTENTION, COVERAGE, TERMS

FIRST = date(2023, 1, 1)
LUOYANG, KAIFENG, XIAN, HENAN = "410300", "410200", "610100", "410000"

Said = tuple[str, str, int, float]
"""Place, word, day from 0, mentions."""


def digest_of(
    said: Sequence[Said],
    exposure: dict[str, float],
    *,
    n_days: int = 400,
    kind: str = "image",
    source: str = "weibo",
) -> Digest:
    """Return a digest in which places have so many image mentions, and words stand in them."""
    lever = "culture" if kind == "image" else None
    terms = pl.DataFrame(
        [
            (source, place, FIRST + timedelta(days=day), kind, lever, word, n)
            for place, word, day, n in said
        ],
        schema=dict(TERMS.columns),
        orient="row",
    )
    noon = datetime.combine(FIRST, time(4), tzinfo=UTC)
    attention = pl.DataFrame(
        [(source, place, noon, "image", "culture", n, 0.0) for place, n in exposure.items()],
        schema=dict(ATTENTION.columns),
        orient="row",
    )
    hours = [noon, noon + timedelta(days=n_days - 1)]
    coverage = COVERAGE.validate(
        pl.DataFrame(
            {
                "source": [source] * 2,
                "hour": hours,
                "n_snapshots": [1, 1],
                "n_items": [500, 500],
                "n_new": [500, 500],
                "status": ["ok", "ok"],
            }
        )
    )
    return Digest(attention=ATTENTION.add([attention]), terms=TERMS.add([terms]), coverage=coverage)


def corpus_of(
    digest: Digest, assets: Sequence[Asset] = (), reference: Digest | None = None
) -> Corpus:
    """Return a corpus of a digest."""
    last = FIRST + timedelta(days=399)
    return Corpus(
        digest=digest,
        gazetteer=Gazetteer.load(),
        first_day=FIRST,
        as_of=last,
        report=Report(period=(FIRST, last), false_discovery_rate=0.15, breakouts=()),
        assets=tuple(assets),
        reference=reference,
    )


def asset(name: str, *names: str, place_id: str = LUOYANG, kind: str = "heritage") -> Asset:
    """Return an asset of a made-up list."""
    return Asset(place_id=place_id, name=name, kind=kind, names=names, source="a list, 2020")  # type: ignore[arg-type]
