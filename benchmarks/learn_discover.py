"""Learn how much each level counts when themes and places are matched, from waves without labels.

    python benchmarks/learn_discover.py ../shared/data

Waves: three mentions or more within seven days of one place (a prefecture) that are told as images
and hold one theme, after three weeks without; from 2021-02 on. Those of a place within 14 days of
any of its labelled image episodes are left out, so that no labelled wave is learned from. What kind
a mention is was told by the shipped classifier; this chooses the waves and nothing else. Each wave
of a place weighs one, however many themes it has. What is printed stands in
``opportunities/trends``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from discover_cases import Case, labelled_images, read_all
from numpy.typing import NDArray
from scipy.optimize import minimize

from chuquan.opportunities.trends import leanings, shares
from chuquan.opportunities.trends.ground import CRISIS, Ground, listed_kind
from chuquan.opportunities.trends.spoken import name_of

F64 = NDArray[np.float64]
FIRST_DAY = date(2021, 2, 1)
WAVE_DAYS, QUIET_DAYS, MIN_MENTIONS = 7, 21, 3
AROUND = timedelta(days=14)
KNOWN_BEFORE_DAYS = 8
RIDGE = 1e-3


@dataclass(frozen=True)
class Wave:
    """A theme that a place was suddenly spoken of with."""

    home: int
    theme: str
    onset: date
    weight: float = 1.0


def find_waves(
    terms: pl.DataFrame, ground: Ground, labelled: list[Case], homes: pl.DataFrame
) -> list[Wave]:
    """Return the waves without labels; those of one place and three days share a weight of one."""
    spoken = ground.spoken
    daily = (
        terms.filter(kind="image")
        .join(homes, on="place_id")
        .with_columns(theme=pl.col("term").map_elements(name_of, return_dtype=pl.String))
        .filter(
            pl.col("home") < spoken.homes.n_prefectures, pl.col("theme").is_in(list(spoken.number))
        )
        .group_by("home", "theme", "day")
        .agg(pl.col("n").sum())
        .sort("home", "theme", "day")
    )
    found = [
        Wave(home, theme, onset)
        for (home, theme), rows in daily.group_by(["home", "theme"], maintain_order=True)
        if listed_kind(theme) != CRISIS
        for onset in _onsets(rows["day"].to_list(), rows["n"].to_list())
        if onset >= FIRST_DAY and not _is_labelled(home, onset, labelled)
    ]
    found.sort(key=lambda w: (w.home, w.onset, w.theme))
    number, groups = 0, []
    for i, wave in enumerate(found):
        near = (
            i
            and found[i - 1].home == wave.home
            and wave.onset - found[i - 1].onset <= timedelta(days=3)
        )
        number += not near
        groups.append(number)
    _, at, size = np.unique(groups, return_inverse=True, return_counts=True)
    return [Wave(w.home, w.theme, w.onset, 1.0 / size[g]) for w, g in zip(found, at, strict=True)]


def _onsets(days: list[date], n: list[float]) -> list[date]:
    out: list[date] = []
    for i, day in enumerate(days):
        if out and (day - out[-1]).days <= QUIET_DAYS:
            continue
        if (
            sum(m for d, m in zip(days[i:], n[i:], strict=True) if (d - day).days < WAVE_DAYS)
            >= MIN_MENTIONS
        ):
            out.append(day)
    return out


def _is_labelled(home: int, day: date, labelled: list[Case]) -> bool:
    return any(c.home == home and c.start - AROUND <= day <= c.end + AROUND for c in labelled)


def learn_shares(ground: Ground, waves: list[Wave]) -> shares.Strength:
    """Maximise the likelihood of the waves' places, given their themes."""
    candidates = np.arange(ground.spoken.homes.n_prefectures)
    levels = [shares.levels_of(ground, w.theme, as_of(ground, w)) for w in waves]
    weight = np.array([w.weight for w in waves])

    def loss(x: F64) -> float:
        strength = shares.Strength(*np.exp(x))
        likely = [
            shares.weigh(level, ground, candidates, strength).mean[w.home]
            for level, w in zip(levels, waves, strict=True)
        ]
        return float(-(weight * np.log(likely)).sum() / weight.sum() + RIDGE * (x**2).sum())

    start = np.log(np.array(shares.LEARNED))
    found = minimize(
        loss, start, method="L-BFGS-B", bounds=[(-6.0, 8.0)] * start.size, options={"maxiter": 15}
    )
    print(f"log likelihood of a place {-found.fun:.3f}", file=sys.stderr)
    return shares.Strength(*np.exp(found.x).round(3).tolist())


def learn_leanings(ground: Ground, waves: list[Wave]) -> tuple[F64, F64]:
    """Maximise the likelihood of the waves' themes, given their places."""
    kinds = len(leanings.ODDS)
    own, sums, kind, weight = [], [], [], []
    for wave in waves:
        number, around = (
            ground.spoken.number[wave.theme],
            leanings.everywhere(ground, as_of(ground, wave)),
        )
        if around.is_known[number]:
            parts = leanings.parts_of(ground, wave.home, around)
            own.append(parts[:, number])
            sums.append([[part[ground.kind == k].sum() for k in range(kinds)] for part in parts])
            kind.append(ground.kind[number])
            weight.append(wave.weight)
    part, total, is_of, w = np.array(own), np.array(sums), np.array(kind), np.array(weight)
    n = len(leanings.PARTS)

    def loss(x: F64) -> float:
        strength, odds = np.exp(x[:n]), np.append(x[n:], 0.0)
        norm = np.einsum("ipk,p,k->i", total, strength, np.exp(odds))
        likely = np.log(part @ strength + 1e-30) + odds[is_of] - np.log(norm)
        return float(-(w * likely).sum() / w.sum() + RIDGE * (x**2).sum())

    start = np.append(np.log(leanings.STRENGTH), leanings.ODDS[:-1])
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(-8.0, 9.0)] * start.size)
    print(f"log likelihood of a theme {-found.fun:.3f}, {len(own)} waves", file=sys.stderr)
    return np.exp(found.x[:n]).round(3), np.append(found.x[n:], 0.0).round(3)


def as_of(ground: Ground, wave: Wave) -> int:
    """Return the last day that is looked at."""
    return ground.spoken.day_of(wave.onset) - KNOWN_BEFORE_DAYS


def main(folder: Path) -> None:
    made, ground, gazetteer = read_all(folder)
    homes = ground.spoken.homes.table(gazetteer)
    waves = find_waves(made.terms, ground, labelled_images(folder, ground, gazetteer), homes)
    print(f"{len(waves)} themes in {sum(w.weight for w in waves):.0f} waves", file=sys.stderr)
    print(learn_shares(ground, waves))
    strength, odds = learn_leanings(ground, waves)
    print(dict(zip(leanings.PARTS, strength.tolist(), strict=True)), odds.tolist())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
