"""Whether what was a place's own goes on being said of it, and of it rather than of others.

    python benchmarks/distinctive.py FOLDER [--development]

Themes of Chinese cities are ranked by what was said until a day; what is said in the year after
judges the first ten of each. The constants of ``opportunities/lift.py`` were chosen on mentions
before 2023-07 (``--development``); what is published is the year after.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from figures import publish, table
from numpy.typing import NDArray

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.digest.store import Digest
from chuquan.digest.until import days_of, until
from chuquan.drivers.themes import PRIOR_MENTIONS
from chuquan.opportunities import lift as lifts
from chuquan.opportunities.assets.shipped import shipped_assets
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.distinctive import Counted, count_themes, lift_of
from chuquan.opportunities.said import Sides, count_said, image_mentions
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report

F64 = NDArray[np.float64]
SPLIT = date(2023, 6, 30)
DEVELOPMENT = date(2022, 6, 30)
YEAR = timedelta(days=365)
FIRST = 10
LEAST = 15.0
"""Image mentions that a city needs before the day and after it."""

TIMES = 2.0
N_RESAMPLES = 2000
SEED = 20230701
MUNICIPALITIES = ("110000", "120000", "310000", "500000")


def most_said(counted: Counted) -> F64:
    return counted.said["n"].to_numpy()


def plain_log_odds(counted: Counted) -> F64:
    n, m, here, there = _counts(counted)
    return np.log((n + 0.5) / (here - n + 0.5).clip(0.5)) - np.log((m + 0.5) / (there - m + 0.5))


def dirichlet_z(counted: Counted) -> F64:
    n, m, here, there = _counts(counted)
    a = PRIOR_MENTIONS * (n + m) / (here + there)
    odds = np.log((n + a) / (here + PRIOR_MENTIONS - n - a).clip(1e-9))
    odds -= np.log((m + a) / (there + PRIOR_MENTIONS - m - a))
    return np.asarray(odds / np.sqrt(1 / (n + a) + 1 / (m + a)))


def lower_end(counted: Counted) -> F64:
    return lift_of(replace(counted, assets={})).low


def lower_end_with_lists(counted: Counted) -> F64:
    return lift_of(counted).low


def lower_end_without_waves(counted: Counted) -> F64:
    flat = counted.said.with_columns(wave=pl.lit(1.0), wave_elsewhere=pl.lit(1.0))
    return lift_of(replace(counted, assets={}, said=flat)).low


RANKINGS: dict[str, Callable[[Counted], F64]] = {
    "most mentioned": most_said,
    "log-odds, no prior": plain_log_odds,
    "log-odds over its error, Dirichlet prior": dirichlet_z,
    "lower end, every mention a witness": lower_end_without_waves,
    "lower end of the interval": lower_end,
    "the same with lists of assets (what `discover` does)": lower_end_with_lists,
}
OURS = "lower end of the interval"


def _counts(counted: Counted) -> tuple[F64, F64, float, float]:
    said = counted.said
    n, m = said["n"].to_numpy(), said["n_elsewhere"].to_numpy()
    share, expected = said["share_elsewhere"].to_numpy(), said["expected"].to_numpy()
    here = float(np.median(expected / share))
    there = float(np.median((m + lifts.UNSEEN) / share))
    return n, m, here, max(there, here)


@dataclass(frozen=True)
class Judged:
    """Of each place the share of the first themes that came again, and that stayed its own."""

    again: F64
    own: F64


def corpus_at(made: Digest, day: date, gazetteer: Gazetteer) -> Corpus:
    first, _ = days_of(made.coverage)
    empty = Report(
        period=(first, day), false_discovery_rate=Settings().false_discovery_rate, breakouts=()
    )
    assets = tuple(a for a in shipped_assets() if a.since is None or a.since <= day)
    return Corpus(
        digest=until(made, day),
        gazetteer=gazetteer,
        first_day=first,
        as_of=day,
        report=empty,
        assets=assets,
    )


def after(made: Digest, day: date) -> Digest:
    """Return the year after a day."""
    year = until(made, day + YEAR)
    calendar = pl.col("hour").dt.convert_time_zone("Asia/Shanghai").dt.date()
    return replace(
        year,
        attention=year.attention.filter(calendar > day),
        terms=year.terms.filter(pl.col("day") > day),
    )


def judge(made: Digest, day: date) -> tuple[dict[str, Judged], int]:
    gazetteer = Gazetteer.load()
    corpus, later = corpus_at(made, day, gazetteer), after(made, day)
    cities = gazetteer.frame.filter(
        (pl.col("level") == "city") | pl.col("place_id").is_in(MUNICIPALITIES),
        pl.col("place_id").str.contains("^[0-9]{6}$"),
    )["place_id"]
    shares: dict[str, list[tuple[float, float]]] = {name: [] for name in RANKINGS}
    for place_id in cities:
        sides = Sides.of(place_id, gazetteer)
        if min(image_mentions(d, sides) for d in (corpus.digest, later)) < LEAST:
            continue
        counted = count_themes(corpus, place_id)
        n_first = min(FIRST, counted.said.height // 2)  # of fewer, all rankings name the same
        if not n_first:
            continue
        told = count_said(later, sides, counted.words)
        own = told.filter(pl.col("n") >= TIMES * pl.col("expected"))["theme"]
        again, own = set(told["theme"]), set(own)
        themes = counted.said["theme"].to_numpy()
        for name, rank in RANKINGS.items():
            first = themes[np.argsort(-rank(counted), kind="stable")[:n_first]]
            shares[name].append(
                (np.mean([t in again for t in first]), np.mean([t in own for t in first]))
            )
    n = len(shares[OURS])
    return {name: Judged(*np.array(rows).T) for name, rows in shares.items()}, n


def _interval(values: F64) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, len(values), (N_RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.05, 0.95])
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--development", action="store_true")
    asked = parser.parse_args()
    reading = pipeline.read(sorted(asked.folder.glob("*.parquet")))
    made, _ = pipeline.digest_reading(reading)
    day = DEVELOPMENT if asked.development else SPLIT
    judged, n = judge(made, day)
    rows, figures = [], {}
    for name, found in judged.items():
        low, high = _interval(judged[OURS].own - found.own)
        more = "" if name == OURS else f"{low:+.3f} to {high:+.3f}"
        rows.append([name, f"{found.again.mean():.3f}", f"{found.own.mean():.3f}", more])
        figures[name] = {
            "again": round(float(found.again.mean()), 4),
            "own": round(float(found.own.mean()), 4),
            "ours_better_own_90": [round(low, 4), round(high, 4)],
        }
    header = (
        "ranking",
        "said again",
        "said again, at least twice as often as elsewhere",
        f"{OURS}: how much better (90%)",
    )
    text = (
        f"Of the first {FIRST} themes (the better half where there are fewer) of {n} Chinese "
        f"cities by what was said until {day}, how many were said of them in the year after "
        "(mean over cities; all rankings choose among the same themes):\n\n" + table(header, rows)
    )
    if asked.development:
        print(text)
        return
    command = "python benchmarks/distinctive.py ../shared/data/mentions"
    publish("distinctive", {"n_places": n, "rankings": figures}, text, command)


if __name__ == "__main__":
    main()
