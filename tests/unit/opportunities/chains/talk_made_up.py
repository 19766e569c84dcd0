"""A small corpus of invented mentions: a theme, what goes along with it, and much else."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import polars as pl

from chuquan.digest.store import Digest
from chuquan.opportunities.corpus import Corpus
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report
from chuquan.tables import ATTENTION, COVERAGE, MENTIONS, TERMS

FIRST = date(2023, 1, 1)
AS_OF = date(2023, 12, 31)
_SYLLABLES = (
    "东南西北红黄蓝绿金木水火土天地玄宇宙洪荒日月盈昃"
    "辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨"
)


def filler(i: int) -> str:
    """Return some characters that are alike for no two numbers, most probably."""
    draw = random.Random(i)
    return "".join(draw.choice(_SYLLABLES) for _ in range(8))


def mentions(texts, sources=("weibo",)) -> pl.DataFrame:
    """Return a table of mentions, one each 17 days after the other, round and round the year."""
    start = datetime(FIRST.year, 1, 1, 4, tzinfo=UTC)
    rows = [
        {
            "source": sources[i % len(sources)],
            "item_id": str(i),
            "observed_at": start + timedelta(days=(17 * i) % 360),
            "seen_at": start + timedelta(days=(17 * i) % 360),
            "text": text,
        }
        for i, text in enumerate(texts)
    ]
    columns = dict(list(MENTIONS.columns.items())[:5])
    return MENTIONS.validate(pl.DataFrame(rows, schema=columns))


def talk(with_core=(), elsewhere=(), n_core=40, n_elsewhere=2_000, core="汉服") -> list[str]:
    """Return texts; ``with_core`` and ``elsewhere`` are pairs of a word and how many hold it."""
    inside = [f"{filler(i)}{core}" for i in range(n_core)]
    outside = [filler(10_000 + i) for i in range(n_elsewhere)]
    at = 0
    for word, n in with_core:
        for _ in range(n):
            inside[at % n_core] += word
            at += 1
    at = 0
    for word, n in elsewhere:
        for _ in range(n):
            outside[at % n_elsewhere] += word
            at += 1
    return inside + outside


def corpus(texts=None, **tables) -> Corpus:
    """Return a corpus of texts, or of the tables of a digest."""
    made = Digest(
        attention=tables.get("attention", ATTENTION.empty()),
        terms=tables.get("terms", TERMS.empty()),
        coverage=tables.get("coverage", COVERAGE.empty()),
    )
    report = Report(
        chuquan_version="0",
        period=(FIRST, AS_OF),
        false_discovery_rate=0.1,
        breakouts=tables.get("breakouts", ()),
    )
    table = texts if isinstance(texts, pl.DataFrame) or texts is None else mentions(texts)
    return Corpus(
        digest=made,
        gazetteer=Gazetteer.load(),
        first_day=FIRST,
        as_of=AS_OF,
        report=report,
        mentions=table,
        classified=tables.get("classified"),
    )
