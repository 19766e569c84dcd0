"""Why a theme fits a place: the parts of its score, with the word or asset behind each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from chuquan.breakouts.cells import I64
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.beside import alike
from chuquan.opportunities.trends.ground import CRISIS, Ground
from chuquan.opportunities.trends.shares import Shares
from chuquan.opportunities.trends.spoken import name_of, words_of
from chuquan.report import Asset, Evidence, Reason, ReasonKind

LEAST_PART = 0.01
"""Parts that give less of the score are not told."""


def reasons_of(
    ground: Ground, shares: Shares, at: int, words: Sequence[str], as_of: int
) -> tuple[Reason, ...]:
    """Return why a candidate has its share, the greatest part first.

    The log of its share over the median place's is shared out over the parts in proportion; a place
    below the median has nothing to share out.
    """
    mean = shares.mean
    usual = max(float(np.median(mean)), 1e-300)
    gain = max(math.log(max(float(mean[at]), 1e-300) / usual), 0.0)
    home, total = int(shares.candidates[at]), float(mean[at])
    out = []
    for kind, part in shares.parts.items():
        share = float(part[at]) / total if total > 0 else 0.0
        if share >= LEAST_PART:
            term, n, asset = _behind(ground, kind, home, words, as_of)
            if kind == "alike" and not term:
                continue  # only words of crises stand for it there
            weight = round(gain * share, 4)
            out.append(Reason(kind=kind, weight=weight, term=term, n=n, asset=asset))
    return tuple(sorted(out, key=lambda r: (-r.weight, r.kind)))


def asset_of(ground: Ground, home: int, words: Sequence[str], as_of: int) -> Asset | None:
    """Return what a place has of a theme; of several the first in the lists."""
    day = ground.spoken.date_of(as_of)
    for holding in ground.holdings:
        is_own = holding.home == home and holding.is_known(day)
        if is_own and any(name_of(w) in name.lower() for w in words for name in holding.names):
            return holding.asset
    return None


def _behind(
    ground: Ground, kind: ReasonKind, home: int, words: Sequence[str], as_of: int
) -> tuple[str, float | None, Asset | None]:
    spoken = ground.spoken
    own = np.concatenate([ground.numbers_of(name_of(w)) for w in words])
    if kind in {"mentions", "season"}:
        return name_of(words[0]), _said(ground, own, home, as_of), None
    if kind == "asset":
        return "", None, asset_of(ground, home, words, as_of)
    if kind == "province":
        province = int(spoken.homes.province[home]) if home < spoken.homes.n_prefectures else -1
        n = _said(ground, own, province, as_of) if province >= 0 else None
        return name_of(words[0]), n, None
    if kind == "alike":
        return *_nearest(ground, words, home, as_of), None
    if kind == "lever":
        levers = [ground.lever[i] for i in own if ground.lever[i] is not None]
        return (str(levers[0]) if levers else ""), None, None
    past = (spoken.any_home == home) & (spoken.any_day <= as_of)
    return "", float(spoken.any_n[past].sum()), None


def crisis_share(
    corpus: Corpus, ground: Ground, home: int, words: Sequence[str], as_of: int
) -> float:
    """Return how much of what a place is told with a theme is a crisis; 0 where nothing is."""
    inside = ground.spoken.homes.table(corpus.gazetteer).filter(home=home)["place_id"]
    rows = corpus.digest.terms.filter(
        pl.col("term").is_in(_spellings([name_of(word) for word in words])),
        pl.col("place_id").is_in(inside.implode()),
        pl.col("day") <= ground.spoken.date_of(as_of),
    )
    total = float(rows["n"].sum())
    return float(rows.filter(kind="crisis")["n"].sum()) / total if total > 0 else 0.0


def _said(ground: Ground, themes: I64, home: int, as_of: int) -> float:
    rows = ground.spoken.located
    total = 0.0
    for theme in themes:
        own = rows.of(int(theme))
        is_own = (rows.home[own] == home) & (rows.day[own] <= as_of)
        total += float(rows.n[own][is_own].sum())
    return total


def _nearest(
    ground: Ground, words: Sequence[str], home: int, as_of: int
) -> tuple[str, float | None]:
    # The word that stands for the theme and carries most at this place.
    best, carried, said = "", 0.0, None
    if ground.beside is None:
        return best, said
    for word in words:
        number = ground.spoken.number.get(name_of(word))
        if number is None:
            continue
        themes, shares = alike(ground.beside, number, ground.n_talk(as_of), as_of)
        for theme, share in zip(themes, shares, strict=True):
            if ground.kind[theme] == CRISIS:
                continue  # fights stand beside barbecue: no reason to ride it
            n = _said(ground, np.array([theme]), home, as_of)
            if n * share > carried:
                best, carried, said = ground.spoken.themes[int(theme)], n * float(share), n
    return best, said


def evidence_of(
    corpus: Corpus, ground: Ground, home: int, words: Sequence[str], as_of: int, *, n: int = 3
) -> tuple[Evidence, ...]:
    """Return mentions of the place that hold the theme, latest first; from a digest, the words."""
    names = [name_of(word) for word in words]
    if corpus.classified is None:
        return _words_as_evidence(ground, home, names, as_of, n)
    inside = ground.spoken.homes.table(corpus.gazetteer).filter(home=home)["place_id"]
    spellings = _spellings(names)
    rows = (
        corpus.classified.lazy()
        .filter(
            pl.col("place_id").is_in(inside.implode()),
            pl.col("day") <= ground.spoken.date_of(as_of),
            pl.col("text").str.to_lowercase().str.contains_any(spellings),
        )
        .unique("text", keep="first", maintain_order=True)
        .sort("observed_at", descending=True, maintain_order=True)
        .head(n)
        .collect()
    )
    image = [c for c in rows.columns if c.startswith("image/")]
    weight = rows.select(pl.sum_horizontal(image) if image else pl.lit(1.0)).to_series()
    return tuple(
        Evidence(round(float(w), 3), text=r["text"], source=r["source"],
                 observed_at=r["observed_at"], url=r["url"])
        for w, r in zip(weight, rows.iter_rows(named=True), strict=True)
    )  # fmt: skip


def _spellings(names: Sequence[str]) -> list[str]:
    return sorted({word for name in names for word in words_of(name)})


def _words_as_evidence(
    ground: Ground, home: int, names: Sequence[str], as_of: int, n: int
) -> tuple[Evidence, ...]:
    out = []
    for name in names:
        for number in ground.numbers_of(name):
            said = _said(ground, np.array([number]), home, as_of)
            if said > 0:
                out.append(Evidence(said, term=ground.spoken.themes[int(number)], n=said))
    return tuple(sorted(out, key=lambda e: (-e.weight, e.term or ""))[:n])
