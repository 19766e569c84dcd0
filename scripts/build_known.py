"""Make the shipped counts: a digest of five public archives of hot lists, and its breakouts.

python scripts/build_known.py FOLDER   (weibo, zhihu, douyin, bilibili and kuaishou as Parquet)

Counts and single words only: a word enters a place when two of its mentions hold it.
"""

from __future__ import annotations

import lzma
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl

from chuquan import pipeline
from chuquan.discovering import DiscoveryQuestion, gather
from chuquan.opportunities.shipped import (
    REPORT_FILE,
    TRENDS_FILE,
    packed_trends,
    shipped_folder,
)
from chuquan.opportunities.trends.rising import rising

ORIGINS = (
    (
        "Counts and single words from the Weibo hot-search archive "
        "justjavac/weibo-trending-hot-search (MIT licence), 2020-11-24 to 2024-06-30"
    ),
    "Zhihu's hot questions, lonnyzhang423/zhihu-hot-hub (MIT licence), 2021-01-12 to 2024-06-30",
    (
        "the hot lists of Douyin, Bilibili and Kuaishou, cxyfreedom/website-hot-hub "
        "(MIT licence), 2023-10-25 to 2024-06-30"
    ),
)
SOURCES = ("bilibili", "douyin", "kuaishou", "weibo", "zhihu")


TALK_DAYS = 200
"""The words of all mentions are kept for the last days only: they are four fifths of the bytes."""

TALK_MENTIONS = 10
"""A word is kept in them when so many mentions of those days hold it."""


def _late(talk: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("day")
    late = talk.filter(day > day.max() - pl.duration(days=TALK_DAYS))
    return late.filter(pl.col("n").sum().over("term") >= TALK_MENTIONS)


def write_trends(paths: list[Path]) -> None:
    """Find what rises on the last day in the mentions themselves: counts do not know names."""
    trends = rising(gather(paths, DiscoveryQuestion()))
    (shipped_folder() / TRENDS_FILE).write_bytes(packed_trends(trends))


def main(folder: str) -> int:
    """Digest the archives into the package's data, and find their breakouts."""
    paths = [Path(folder) / f"{source}.parquet" for source in SOURCES]
    made = pipeline.digest(paths, origin="; ".join(ORIGINS))
    made = replace(made, talk=_late(made.talk))
    target = shipped_folder()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    pipeline.save_digest(made, target / "digest")
    # What is written is what is found in: the counts come back as Float32.
    report = pipeline.find(pipeline.load_digest(target / "digest"))
    (target / REPORT_FILE).write_bytes(lzma.compress(report.to_json(), preset=9))
    write_trends(paths)
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"{target}: {size:,} bytes, {len(report.breakouts):,} breakouts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
