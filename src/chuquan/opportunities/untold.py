"""Treasures that nobody tells of: what lists say that a place has, and no mention of it names."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import polars as pl

from chuquan.drivers.roles import PlaceNames
from chuquan.opportunities.assets.known import assets_of
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.lift import ASSET_RATE, ASSET_SHAPE, UNSEEN, lift
from chuquan.opportunities.said import Sides, image_mentions, images
from chuquan.report import Asset, Distinctive

_A_DESIGNATION: Final = 5  # what so many places are (国家历史文化名城) is no treasure of one


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
    names = PlaceNames.load(corpus.gazetteer).of(place_id)
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
    share = (n_other + UNSEEN) / max(n_all, 1.0)
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
