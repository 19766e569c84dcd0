"""The labelled image breakouts of the backtest, and all that was said, laid out once."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
from figures import ROOT

from chuquan import pipeline
from chuquan.digest.store import Digest
from chuquan.digest.works import works
from chuquan.opportunities.assets.shipped import shipped_assets
from chuquan.opportunities.trends.beside import lay_side_by_side
from chuquan.opportunities.trends.ground import Ground, held
from chuquan.opportunities.trends.spoken import lay_out
from chuquan.places.gazetteer import Gazetteer

SOURCES = ("weibo", "zhihu", "douyin", "bilibili", "kuaishou")
WORDS = ROOT / "benchmarks" / "data" / "themes_of_episodes.csv"


@dataclass(frozen=True)
class Case:
    """A labelled image breakout, with the words that a strategist would have typed before."""

    episode_id: str
    home: int
    start: date
    end: date
    theme: str
    words: tuple[str, ...]


def read_all(folder: Path) -> tuple[Digest, Ground, Gazetteer]:
    """Read all sources and lay them out; which day is looked at is said later."""
    reading = pipeline.read([folder / "mentions" / f"{name}.parquet" for name in SOURCES])
    made, _ = pipeline.digest_reading(reading, talk=True)
    made = replace(made, terms=_without_works_to_come(made.terms))
    gazetteer = Gazetteer.load()
    spoken = lay_out(made, gazetteer)
    beside = lay_side_by_side(reading.mentions, spoken)
    # What has no date may have been known later: it counts for users, and for no test.
    assets = [asset for asset in shipped_assets() if asset.since is not None]
    return made, Ground(spoken, beside, held(assets, spoken, gazetteer)), gazetteer


def _without_works_to_come(terms: pl.DataFrame) -> pl.DataFrame:
    # The list of works was written with today's knowledge: before its release none is a term.
    released = works().select(pl.col("work").str.to_lowercase().alias("term"), "since")
    listed = terms.join(released.unique("term"), on="term", how="left", maintain_order="left")
    is_known = pl.col("since").is_null() | (pl.col("since") <= pl.col("day"))
    return listed.filter(is_known).drop("since")


def labelled_images(folder: Path, ground: Ground, gazetteer: Gazetteer) -> list[Case]:
    """Return the labelled image breakouts; one of a county is its city's."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    # Identifiers begin with the sign of a comment, too.
    table = csv.DictReader(line for line in lines if not line.startswith("# "))
    words = {row["episode_id"]: tuple(row["words"].split("|")) for row in table}
    home = dict(ground.spoken.homes.table(gazetteer).iter_rows())
    labels = pl.read_csv(folder / "labels" / "episodes.csv", infer_schema=False)
    return [
        Case(
            row["id"],
            home[row["place_code"].ljust(6, "0")],
            date.fromisoformat(row["start"]),
            date.fromisoformat(row["end"]),
            row["theme"],
            words[row["id"]],
        )
        for row in labels.filter(kind="image").iter_rows(named=True)
    ]
