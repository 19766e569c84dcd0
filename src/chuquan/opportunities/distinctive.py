"""What is unmistakably a place's: themes over-represented there against all other places.

Themes are ranked by the lower end of the 90% interval of their log-odds: what every place claims
(博物馆, 美食) has odds like everywhere however often it is said, and a lone coincidence has an
interval so wide that its lower end is low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

import numpy as np
import polars as pl

from chuquan.digest.lexicon import synonyms
from chuquan.digest.tally import IMAGE_SHARE
from chuquan.drivers.evidence import choose_mentions
from chuquan.drivers.roles import PlaceNames
from chuquan.opportunities.assets.known import assets_of
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.lift import PRIOR_SHAPE, Lift, lift
from chuquan.opportunities.said import Sides, count_said, image_mentions, images
from chuquan.opportunities.themes import Meaning, Themes, is_part_of, themes_of_images
from chuquan.report import Asset, Distinctive, Evidence

ASSET_SHAPE: Final = 0.13
ASSET_RATE: Final = 0.0004
"""Gamma of the lift of what a list says that the place has: fitted to the 179 assets that were
listed by 2022-06-30 for places with image mentions by then (``benchmarks/distinctive.py``). Three in
four of them were not spoken of; who is, is so of its own place."""

LEAST_MENTIONS: Final = 2.0
"""A word of a single mention is no theme; an asset of one is told."""

N_EVIDENCE: Final = 3
_A_DESIGNATION: Final = 5  # what so many places are (国家历史文化名城) is no treasure of one
_SAME_MENTIONS: Final = 0.8
_LEAST_ALIKE: Final = 3.0  # two words that stand together once or twice may do so by chance


def distinctive(corpus: Corpus, place_id: str, n: int = 20) -> tuple[Distinctive, ...]:
    """Rank a place's themes by how clearly they are its own.

    Parameters
    ----------
    corpus : Corpus
    place_id : str
    n : int
        At most so many.

    Returns
    -------
    tuple of Distinctive
        Clearest first: by the lower end of the interval of the log-odds. Of image mentions only; a
        theme is a word, several that mean one, or an asset with all names that people call it by.
    """
    sides = Sides.of(place_id, corpus.gazetteer)
    meanings = _meanings(corpus, place_id, sides)
    words = Themes(place_id, corpus.gazetteer).words_of(meanings)
    said = count_said(corpus.digest, sides, words, corpus.reference)
    assets = {m.key: m.asset for m in reversed(list(meanings.values())) if m.asset is not None}
    is_asset = pl.col("theme").is_in(list(assets))
    said = said.filter(is_asset | (pl.col("n") >= LEAST_MENTIONS))
    if said.is_empty():
        return ()
    told = _ranked(said, assets)
    own = sides.own_rows(images(corpus.digest.terms)).filter(pl.col("term").is_in(list(words)))
    own = own.with_columns(theme=pl.col("term").replace_strict(words))
    chosen = _each_once(told, own, assets)[:n]
    texts = _texts(corpus, sides, own.filter(pl.col("theme").is_in([r["theme"] for r in chosen])))
    return tuple(_result(row, own, assets.get(row["theme"]), texts) for row in chosen)


def untold(corpus: Corpus, place_id: str) -> tuple[Distinctive, ...]:
    """Return what lists say that a place has and no mention of it names: treasures nobody tells of.

    Parameters
    ----------
    corpus : Corpus
    place_id : str

    Returns
    -------
    tuple of Distinctive
        With ``n`` zero and the interval that is left of what is known of listed assets before
        anybody speaks of one; in the order of the lists. An asset of which a word is said, if not
        its name, is not among them, nor are works, nor what many places are (historic cities).
    """
    sides = Sides.of(place_id, corpus.gazetteer)
    own = sides.own_rows(corpus.digest.terms)
    spoken = set(own["term"].unique())
    names = PlaceNames(corpus.gazetteer).of(place_id)
    held_by = Counter(name for name, _ in {(a.name, a.place_id) for a in corpus.assets})
    silent = [
        asset
        for asset in assets_of(corpus, place_id)
        if asset.kind != "work"
        and held_by[asset.name] < _A_DESIGNATION
        and not any(_may_name(word, asset) for word in spoken if word not in names)
    ]
    if not silent:
        return ()
    n_own = image_mentions(corpus.digest, sides)
    n_all = float(images(corpus.digest.attention)["n"].sum())
    words = {name.lower(): a.name for a in silent for name in (a.name, *a.names)}
    other = sides.other_rows(images(corpus.digest.terms)).filter(pl.col("term").is_in(list(words)))
    counts = dict(
        other.group_by(pl.col("term").replace_strict(words)).agg(pl.col("n").sum()).iter_rows()
    )
    n_other = np.array([float(counts.get(a.name, 0.0)) for a in silent])
    share = (n_other + 0.5) / max(n_all, 1.0)
    found = lift(
        np.zeros(len(silent)),
        share * max(n_own, 1e-6),
        n_other,
        share_elsewhere=share,
        prior_shape=ASSET_SHAPE,
        prior_rate=ASSET_RATE,
    )
    return tuple(
        Distinctive(
            name=asset.name,
            terms=(),
            log_odds=round(float(found.log_odds[i]), 3),
            log_odds_interval=(round(float(found.low[i]), 3), round(float(found.high[i]), 3)),
            n=0.0,
            n_elsewhere=float(n_other[i]),
            share=0.0,
            asset=asset,
        )
        for i, asset in enumerate(silent)
    )


def _may_name(word: str, asset: Asset) -> bool:
    names = [name.lower() for name in (asset.name, *asset.names)]
    return any(word == name or (len(word) >= 2 and word in name) or name in word for name in names)


def _meanings(corpus: Corpus, place_id: str, sides: Sides) -> dict[str, Meaning]:
    """Return what each word of the place's images means, the most said first.

    Words that mean no image are left out, unless an asset is called by them.
    """
    own = sides.own_rows(images(corpus.digest.terms))
    said = own.group_by("term").agg(pl.col("n").sum())
    words = said.sort("n", "term", descending=[True, False])["term"].to_list()
    themes = Themes(place_id, corpus.gazetteer, assets_of(corpus, place_id))
    meant = {word: themes.of(word) for word in words}
    known = {word: meaning for word, meaning in meant.items() if meaning is not None}
    terms = [d.terms for d in (corpus.digest, corpus.reference) if d is not None]
    shown = themes_of_images(terms, {w: m.key for w, m in known.items()})
    return {w: m for w, m in known.items() if m.asset is not None or m.key in shown}


def _ranked(said: pl.DataFrame, assets: Mapping[str, Asset]) -> list[dict[str, Any]]:
    """Return the themes with their log-odds, highest lower end first."""
    is_asset = np.array([theme in assets for theme in said["theme"]])
    found: Lift = lift(
        said["n"].to_numpy(),
        said["expected"].to_numpy(),
        said["n_elsewhere"].to_numpy(),
        share_elsewhere=said["share_elsewhere"].to_numpy(),
        wave=said["wave"].to_numpy(),
        wave_elsewhere=said["wave_elsewhere"].to_numpy(),
        prior_shape=np.where(is_asset, ASSET_SHAPE, PRIOR_SHAPE),
        prior_rate=np.where(is_asset, ASSET_RATE, PRIOR_SHAPE),
    )
    told = said.with_columns(
        log_odds=pl.Series(found.log_odds), low=pl.Series(found.low), high=pl.Series(found.high)
    )
    order = ["low", "n", "theme"]
    return told.sort(order, descending=[True, True, False]).to_dicts()


def _each_once(
    rows: list[dict[str, Any]], own: pl.DataFrame, assets: Mapping[str, Asset]
) -> list[dict[str, Any]]:
    """Return the themes without those that are another one over again.

    One is where a name is another's with more said (故宫博物院 after 故宫), or stands in the same
    mentions as far as a digest can say: as often, on the same days, in the same sources.
    """
    profiles = {
        str(theme[0]): dict(
            zip(zip(days["source"], days["day"], strict=True), days["n"], strict=True)
        )
        for theme, days in own.group_by("theme", "source", "day")
        .agg(pl.col("n").sum())
        .partition_by("theme", as_dict=True)
        .items()
    }
    kept: list[dict[str, Any]] = []
    for row in rows:
        theme = row["theme"]
        twin = next((k for k in kept if _is_again(theme, k["theme"], profiles, assets)), None)
        if twin is None:
            kept.append({**row, "with": [], "whole": ""})
        elif theme not in assets:
            twin["with"].append(theme)
            if twin["theme"] in theme and _stand_together(profiles[theme], profiles[twin["theme"]]):
                twin["whole"] = theme
    return kept


def _is_again(
    theme: str,
    kept: str,
    profiles: Mapping[str, Mapping[Any, float]],
    assets: Mapping[str, Asset],
) -> bool:
    if theme not in assets and is_part_of(theme, _plain(kept)):
        return True
    return _stand_together(profiles[theme], profiles[kept])


def _plain(theme: str) -> str:
    return theme.partition(":")[2] or theme


def _stand_together(a: Mapping[Any, float], b: Mapping[Any, float]) -> bool:
    n_a, n_b = sum(a.values()), sum(b.values())
    if min(n_a, n_b) < _LEAST_ALIKE:
        return False
    shared = sum(min(n, b.get(day, 0.0)) for day, n in a.items())
    return shared >= _SAME_MENTIONS * max(n_a, n_b)


def _result(
    row: Mapping[str, Any],
    own: pl.DataFrame,
    asset: Asset | None,
    texts: Mapping[str, tuple[Evidence, ...]],
) -> Distinctive:
    rows = own.filter(theme=row["theme"])
    by_word = rows.group_by("term").agg(pl.col("n").sum()).sort("n", "term", descending=[True, False])
    words = by_word["term"].to_list()
    levers = rows.drop_nulls("lever").group_by("lever").agg(pl.col("n").sum())
    name = _shown(words, row["whole"])
    n, n_elsewhere = float(row["n"]), float(row["n_elsewhere"])
    return Distinctive(
        name=name,
        terms=tuple(words),
        log_odds=round(row["log_odds"], 3),
        log_odds_interval=(round(row["low"], 3), round(row["high"], 3)),
        n=n,
        n_elsewhere=n_elsewhere,
        share=round(n / (n + n_elsewhere), 4),
        n_days=row["n_days"],
        n_waves=row["n_waves"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        levers=dict(levers.sort("n", "lever", descending=[True, False]).iter_rows()),
        asset=asset,
        beside=tuple(_plain(theme) for theme in row["with"] if theme != name),
        evidence=texts.get(row["theme"], ()) or _counts(rows),
    )


def _shown(words: list[str], whole: str) -> str:
    """Return the name to show: of several words that mean one their common name, else the first.

    A longer name that stands in the same mentions is the whole name (大唐不夜城 for 大唐).
    """
    common = synonyms().get(words[0], words[0])
    alike = [word for word in words if synonyms().get(word, word) == common]
    if len(alike) > 1:
        return common
    return whole or words[0]


def _counts(rows: pl.DataFrame) -> tuple[Evidence, ...]:
    """Return the most said words by source, with counts and the last day, where no texts are."""
    said = (
        rows.group_by("term", "source")
        .agg(pl.col("n").sum(), day=pl.col("day").max())
        .sort("n", "term", "source", descending=[True, False, False])
        .head(N_EVIDENCE)
    )
    total = float(rows["n"].sum())
    return tuple(
        Evidence(
            weight=round(n / total, 4),
            term=term,
            n=n,
            source=source,
            observed_at=datetime.combine(day, time(), tzinfo=UTC),
        )
        for term, source, n, day in said.select("term", "source", "n", "day").iter_rows()
    )


def _texts(
    corpus: Corpus, sides: Sides, own: pl.DataFrame
) -> dict[str, tuple[Evidence, ...]]:
    """Return the mentions that say each theme most clearly, where texts are there."""
    if corpus.classified is None:
        return {}
    mentions = sides.own_rows(corpus.classified).filter(kind="image")
    mentions = mentions.select(
        "source", "observed_at", "text", "url", IMAGE_SHARE.alias("weight")
    ).with_columns(low=pl.col("text").str.to_lowercase())
    out = {}
    for (theme,), rows in own.partition_by("theme", as_dict=True).items():
        words = rows["term"].unique().sort().to_list()
        held = mentions.filter(pl.col("low").str.contains_any(words)).sort("observed_at", "text")
        out[str(theme)] = choose_mentions(held, words, N_EVIDENCE)
    return out
