"""A place's channels beside those of waves that lasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chuquan.breakouts.series import CALENDAR
from chuquan.opportunities.chains.place import names
from chuquan.opportunities.corpus import Corpus
from chuquan.places.above import counted_above
from chuquan.report import Breakout, ChannelMix, ChannelShare

LEAST_WAVES: Final = 8
"""Waves that lasted, and waves that did not, are told of from so many each."""

LEAST_OWN: Final = 20.0
"""A place's own mix is told of from so many images."""

LASTING_DAYS: Final = 5.0
"""A wave lasts whose half-life is at least this long, or the median where that is longer."""

_N_DRAWS: Final = 2_000
_SEED: Final = 20_240_630
_FIVE: Final = (5.0, 95.0)


@dataclass(frozen=True)
class _Wave:
    half_life: float
    rates: dict[str, float]
    """Excess over what was looked at, by source that was looked at."""


def channels(corpus: Corpus, place_id: str) -> ChannelMix | None:
    """Compare a place's channels with those of waves that lasted.

    Each source's images are divided by what was looked at of it (its new items of those days), so
    that a long list is no strong channel; the rates are shared out over the sources that were
    looked at all the time. Every wave counts the same, whatever its size.

    Parameters
    ----------
    corpus : Corpus
        Its digest and the breakouts of its report.
    place_id : str

    Returns
    -------
    ChannelMix or None
        None where fewer than two sources, too few images of the place or too few waves are known.
    """
    looked_at = _looked_at(corpus)
    waves = _waves(corpus.report.breakouts, looked_at)
    own = _own(corpus, place_id, looked_at)
    sources = _compared(sorted(set(own.columns) - {"week"}), waves)
    if sources is None:
        return None
    own = own.filter(pl.all_horizontal(pl.col(s).struct.field("looked_at") > 0 for s in sources))
    if _n_images(own, sources) < LEAST_OWN:
        return None
    kept = [w for w in waves if set(sources) <= set(w.rates)]
    limit = max(LASTING_DAYS, float(np.median([w.half_life for w in kept])))
    is_lasting = np.array([w.half_life >= limit for w in kept])
    shares = np.array([_shares([w.rates[s] for s in sources]) for w in kept])
    draw = np.random.default_rng(_SEED)
    groups = [_mean_shares(shares[mask], draw) for mask in (is_lasting, ~is_lasting)]
    mine = _own_shares(own, sources, draw)
    name, name_en = names(corpus.gazetteer, place_id)
    return ChannelMix(
        place_id=place_id,
        place_name=name,
        place_name_en=name_en,
        shares=tuple(
            ChannelShare(
                source=source,
                own=mine[0][i],
                own_interval=mine[1][i],
                lasting=groups[0][0][i],
                lasting_interval=groups[0][1][i],
                brief=groups[1][0][i],
                brief_interval=groups[1][1][i],
            )
            for i, source in enumerate(sources)
        ),
        n_own=_n_images(own, sources),
        first_day=min(own["week"].to_list()),
        n_lasting=int(is_lasting.sum()),
        n_brief=int((~is_lasting).sum()),
        lasting_days=limit,
    )


def _looked_at(corpus: Corpus) -> pl.DataFrame:
    day = pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date().alias("day")
    coverage = corpus.digest.coverage.with_columns(day).filter(pl.col("day") <= corpus.as_of)
    return coverage.group_by("source", "day").agg(pl.col("n_new").sum()).filter(pl.col("n_new") > 0)


def _waves(breakouts: Sequence[Breakout], looked_at: pl.DataFrame) -> list[_Wave]:
    by_source = {
        source: dict(zip(rows["day"].to_list(), rows["n_new"].to_list(), strict=True))
        for (source,), rows in looked_at.group_by("source")
    }
    out = []
    for one in breakouts:
        if one.kind != "image" or one.half_life_days is None or not one.path:
            continue
        last = (one.end or one.peak).date()
        days = [
            one.onset.date() + timedelta(days=i) for i in range((last - one.onset.date()).days + 1)
        ]
        excess = {onset.source: max(onset.n_excess, 0.0) for onset in one.path}
        rates = {}
        for source, n_new in by_source.items():
            seen = sum(n_new.get(day, 0) for day in days)
            # A source that missed days of a wave missed some of it, and says nothing of the mix.
            if seen and all(day in n_new for day in days):
                rates[source] = excess.get(source, 0.0) / seen
        if sum(rates.values()) > 0:
            out.append(_Wave(one.half_life_days, rates))
    return out


def _compared(own: Sequence[str], waves: Sequence[_Wave]) -> tuple[str, ...] | None:
    """Return the most sources that enough waves of both sorts were seen in; None for under two."""
    for n in range(len(own), 1, -1):
        found = []
        for sources in combinations(own, n):
            kept = [w.half_life for w in waves if set(sources) <= set(w.rates)]
            kept = [h for h in kept if h is not None]
            if not kept:
                continue
            limit = max(LASTING_DAYS, float(np.median(kept)))
            n_lasting = sum(h >= limit for h in kept)
            if min(n_lasting, len(kept) - n_lasting) >= LEAST_WAVES:
                found.append((-len(kept), sources))
        if found:
            return min(found)[1]
    return None


def _own(corpus: Corpus, place_id: str, looked_at: pl.DataFrame) -> pl.DataFrame:
    """Return images and items of each week: column ``week`` and a struct ``n, looked_at`` each."""
    day = pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date().alias("day")
    images = corpus.digest.attention.filter(kind="image").select("source", "place_id", day, "n")
    near = images.filter(pl.col("day") <= corpus.as_of)
    every = pl.concat([near, counted_above(near, corpus.gazetteer)])
    here = (
        every.filter(pl.col("place_id") == place_id)
        .group_by("source", "day")
        .agg(pl.col("n").sum())
    )
    weeks = (
        looked_at.join(here, on=["source", "day"], how="left")
        .group_by("source", week=pl.col("day").dt.truncate("1w"))
        .agg(pl.col("n").fill_null(0.0).sum(), looked_at=pl.col("n_new").sum())
    )
    sources = weeks["source"].unique().sort().to_list()
    out = weeks.select("week").unique().sort("week")
    for source in sources:
        rows = weeks.filter(source=source).select("week", pl.struct("n", "looked_at").alias(source))
        out = out.join(rows, on="week", how="left")
    return out.sort("week")


def _n_images(own: pl.DataFrame, sources: Sequence[str]) -> float:
    return float(sum(own[s].struct.field("n").sum() for s in sources)) if own.height else 0.0


def _shares(rates: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    rates = np.asarray(rates, dtype=np.float64)
    total = rates.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = np.full_like(rates, np.nan)
    np.divide(rates, total, out=shares, where=total > 0)
    return shares


_Told = tuple[list[float], list[tuple[float, float]]]


def _mean_shares(shares: NDArray[np.float64], draw: np.random.Generator) -> _Told:
    shares = shares[np.isfinite(shares).all(axis=1)]
    picked = draw.integers(0, len(shares), size=(_N_DRAWS, len(shares)))
    return _told(shares.mean(axis=0), shares[picked].mean(axis=1))


def _own_shares(own: pl.DataFrame, sources: Sequence[str], draw: np.random.Generator) -> _Told:
    """Return the place's own shares; weeks are drawn again, for images of a wave come together."""
    n, seen = (
        np.array([own[s].struct.field(field).to_numpy() for s in sources], dtype=np.float64).T
        for field in ("n", "looked_at")
    )
    picked = draw.integers(0, len(n), size=(_N_DRAWS, len(n)))
    draws = _shares(n[picked].sum(axis=1) / seen[picked].sum(axis=1))
    return _told(_shares(n.sum(axis=0) / seen.sum(axis=0)), draws[np.isfinite(draws).all(axis=1)])


def _told(mean: NDArray[np.float64], draws: NDArray[np.float64]) -> _Told:
    low, high = np.percentile(draws, _FIVE, axis=0)
    return [float(v) for v in mean], [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
