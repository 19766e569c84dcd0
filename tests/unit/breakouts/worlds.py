"""Small worlds with known waves, as digests: what is found in them needs no classifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from chuquan import pipeline
from chuquan.digest.store import Digest
from chuquan.report import Breakout, Report
from chuquan.tables import ATTENTION, COVERAGE, TERMS

FIRST_DAY = date(2023, 1, 2)
CHINA = ZoneInfo("Asia/Shanghai")
BEIJING, SHANGHAI, ZIBO, ZHANGDIAN = "110000", "310000", "370300", "370303"
SHANDONG, HARBIN, TIANSHUI, CHENGDU = "370000", "230100", "620500", "510100"
PARIS, NEW_YORK = "geonames:2988507", "geonames:5128581"

WORDS = (
    "地铁",
    "天气",
    "学校",
    "交通",
    "会议",
    "小区",
    "球员",
    "企业",
    "高温",
    "司机",
    "毕业",
    "车站",
)
RATES = {BEIJING: 6.0, SHANGHAI: 4.0, CHENGDU: 3.0, HARBIN: 0.4, ZIBO: 0.3, TIANSHUI: 0.1}
RATES |= {SHANDONG: 0.5, "330100": 2.0, "320100": 1.0, "420100": 1.5, "610100": 1.0, "500000": 2.0}


@dataclass
class World:
    """Mentions of places over some days in one or more sources, all planted.

    Parameters
    ----------
    n_days : int
    n_elsewhere : int
        New items a day of each source that name no place.
    sources : tuple of str
    outage : range
        Days on which no source was looked at.
    looked_at : mapping of str to range
        Days on which a source was looked at; all by default.
    """

    n_days: int = 200
    seed: int = 1
    n_elsewhere: int = 300
    sources: tuple[str, ...] = ("weibo",)
    outage: range = range(0)
    looked_at: dict[str, range] = field(default_factory=dict)
    rows: list[tuple[str, str, int, int, str, str | None, tuple[str, ...]]] = field(
        default_factory=list
    )

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)

    def day(self, index: int) -> date:
        return FIRST_DAY + timedelta(days=index)

    def mention(
        self,
        place_id: str,
        day: int,
        n: int = 1,
        *,
        kind: str = "image",
        lever: str | None = None,
        words: Sequence[str] = (),
        hour: int = 12,
        source: str | None = None,
    ) -> Self:
        """Add ``n`` mentions at an hour of Shanghai's clock."""
        lever = (lever or "social") if kind == "image" else None
        row = (source or self.sources[0], place_id, day, hour, kind, lever, tuple(words))
        self.rows += [row] * n
        return self

    def background(
        self,
        rates: dict[str, float] | None = None,
        source: str | None = None,
        days: range | None = None,
    ) -> Self:
        """Add what is always said: any kind, any word, Poisson counts."""
        kinds = np.array(["image", "crisis", "affairs"])
        for place_id, rate in (rates or RATES).items():
            for day in days or range(self.n_days):
                n = int(self.rng.poisson(rate))
                for _ in range(n):
                    self.mention(
                        place_id,
                        day,
                        kind=str(self.rng.choice(kinds, p=[0.3, 0.3, 0.4])),
                        lever=str(self.rng.choice(["social", "sport", "culture", "nature"])),
                        words=self.rng.choice(WORDS, 2, replace=False).tolist(),
                        hour=int(self.rng.integers(8, 22)),
                        source=source,
                    )
        return self

    def wave(
        self,
        place_id: str,
        day: int,
        counts: Sequence[int],
        *words: str,
        kind: str = "image",
        lever: str | None = None,
        hour: int = 9,
        source: str | None = None,
    ) -> Self:
        """Plant a wave: so many mentions on the days from ``day`` on, each with the words."""
        for i, n in enumerate(counts):
            self.mention(
                place_id, day + i, n, kind=kind, lever=lever, words=words, hour=hour, source=source
            )
        return self

    def digest(self, *, scale: Sequence[float] = ()) -> Digest:
        """Count; ``scale`` is the length of the list by day against the usual one."""
        looked = [r for r in self.rows if self._is_looked_at(r[0], r[2])]
        frame = pl.DataFrame(
            looked,
            schema=["source", "place_id", "index", "clock", "kind", "lever", "words"],
            orient="row",
            schema_overrides={"lever": pl.String, "words": pl.List(pl.String)},
        ).with_columns(day=pl.lit(FIRST_DAY) + pl.duration(days="index"))
        hour = pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours="clock")
        frame = frame.with_columns(
            hour=hour.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC"),
            n=pl.lit(1.0),
            heat=pl.lit(0.0),
        )
        words = (
            frame.explode("words").rename({"words": "term"}).filter(pl.col("term").is_not_null())
        )
        return Digest(
            attention=ATTENTION.add([frame.select(list(ATTENTION.columns))]),
            terms=TERMS.add([words.select(list(TERMS.columns))]),
            coverage=self._coverage(frame, scale),
            n_located=frame.height,
        )

    def _is_looked_at(self, source: str, day: int) -> bool:
        return day not in self.outage and day in self.looked_at.get(source, range(self.n_days))

    def _coverage(self, frame: pl.DataFrame, scale: Sequence[float]) -> pl.DataFrame:
        located = frame.group_by("source", "index").len().iter_rows()
        n_of = {(source, day): n for source, day, n in located}
        rows = []
        for source in self.sources:
            for day in range(self.n_days):
                if not self._is_looked_at(source, day):
                    continue
                n = int(self.n_elsewhere * (scale[day] if len(scale) else 1.0))
                n += n_of.get((source, day), 0)
                midnight = datetime.combine(self.day(day), time(), CHINA).astimezone(UTC)
                for hour, part in enumerate(np.full(24, n // 24) + (np.arange(24) < n % 24)):
                    new = int(part)
                    rows.append((source, midnight + timedelta(hours=hour), 1, new, new, "ok"))
        return COVERAGE.validate(pl.DataFrame(rows, schema=list(COVERAGE.columns), orient="row"))


def before(digest: Digest, day: int) -> Digest:
    """Return the digest as it was known when a day began in Shanghai."""
    first = FIRST_DAY + timedelta(days=day)
    now = datetime.combine(first, time(), CHINA).astimezone(UTC)
    return Digest(
        attention=digest.attention.filter(pl.col("hour") < now),
        terms=digest.terms.filter(pl.col("day") < first),
        coverage=digest.coverage.filter(pl.col("hour") < now),
    )


def busy_world() -> World:
    """Return a world with all sorts of waves; the days are those of the tests' names."""
    world = World().background()
    world.wave(ZIBO, 95, [4, 9, 14, 12, 8, 5, 3, 2, 1, 1], "烧烤", "专列", lever="social")
    world.wave(HARBIN, 150, [6, 12, 10, 7, 4, 2, 1], "冰雪", lever="event", hour=7)
    world.wave(TIANSHUI, 120, [5, 9, 6, 3, 1], "暴雨", kind="crisis")
    # In a city that is always spoken of, a theme that only its word shows.
    world.wave(BEIJING, 170, [3, 5, 4, 3, 2], "环球影城", lever="culture")
    return world


@lru_cache(maxsize=1)
def busy_report() -> Report:
    """Return what is found in the busy world."""
    return pipeline.find(busy_world().digest())


def wave_of(place_id: str, first: int, last: int, found: Report | None = None) -> Breakout:
    """Return the one wave of a place that begins between two days."""
    world = World()
    (one,) = [
        b
        for b in (found or busy_report()).breakouts
        if b.place_id == place_id and world.day(first) <= b.onset.date() <= world.day(last)
    ]
    return one
