"""What is unmistakably a place's: themes over-represented there against all other places.

Themes are ranked by the lower end of the 90% interval of their log-odds: what every place claims
(博物馆, 美食) has odds like everywhere however often it is said, and a lone coincidence has an
interval so wide that its lower end is low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from chuquan.digest.lexicon import synonyms
from chuquan.drivers.roles import is_title
from chuquan.opportunities.assets.known import assets_of
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.lift import ASSET_RATE, ASSET_SHAPE, PRIOR_SHAPE, Lift, lift
from chuquan.opportunities.said import Sides, count_said, images
from chuquan.opportunities.themes import Meaning, Themes, is_part_of, pieces_of, themes_of_images
from chuquan.opportunities.witnesses import counts_as_evidence, mentions_as_evidence
from chuquan.report import Asset, Distinctive, Evidence

LEAST_MENTIONS: Final = 2.0
"""A word of a single mention is no theme; an asset of one is told."""

LEAST_TOLD: Final = 10
"""So many themes are told, though few of them be clear."""

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
    counted = count_themes(corpus, place_id)
    if counted.said.is_empty():
        return ()
    own = _own_words(corpus, counted)
    rows = _each_once(_ranked(counted), own, counted.assets)
    # What may be chance is told only where little is clear.
    chosen = [row for i, row in enumerate(rows[:n]) if row["low"] > 0 or i < LEAST_TOLD]
    kept = own.filter(pl.col("theme").is_in([row["theme"] for row in chosen]))
    texts = mentions_as_evidence(corpus, counted.sides, kept)
    return tuple(_result(row, own, counted.assets.get(row["theme"]), texts) for row in chosen)


@dataclass(frozen=True)
class Counted:
    """The themes of a place, counted here and elsewhere.

    Attributes
    ----------
    sides : Sides
    words : dict of str to str
        Word to theme.
    assets : dict of str to Asset
        Theme to what a list says that the place has of it.
    said : polars.DataFrame
        As of :func:`chuquan.opportunities.said.count_said`.
    """

    sides: Sides
    words: dict[str, str]
    assets: dict[str, Asset]
    said: pl.DataFrame


def count_themes(corpus: Corpus, place_id: str) -> Counted:
    """Count what may be a place's own: themes of two mentions, assets of one."""
    sides = Sides.of(place_id, corpus.gazetteer)
    listed = assets_of(corpus, place_id)
    themes = Themes(place_id, corpus.gazetteer, listed)
    meanings = _meanings(corpus, sides, themes, listed)
    words = themes.words_of(meanings)
    said = count_said(corpus.digest, sides, words, corpus.reference)
    # The asset of a theme of several is the one whose word is said most.
    assets = {m.key: m.asset for m in reversed(list(meanings.values())) if m.asset is not None}
    is_asset = pl.col("theme").is_in(list(assets))
    enough = said.filter(is_asset | (pl.col("n") >= LEAST_MENTIONS))
    return Counted(sides, words, assets, enough)


def lift_of(counted: Counted) -> Lift:
    """Return how far the place stands out with each of its themes, in the order of ``said``."""
    said = counted.said
    is_asset = np.array([theme in counted.assets for theme in said["theme"]], dtype=bool)
    return lift(
        said["n"].to_numpy(),
        said["expected"].to_numpy(),
        said["n_elsewhere"].to_numpy(),
        share_elsewhere=said["share_elsewhere"].to_numpy(),
        wave=said["wave"].to_numpy(),
        wave_elsewhere=said["wave_elsewhere"].to_numpy(),
        prior_shape=np.where(is_asset, ASSET_SHAPE, PRIOR_SHAPE),
        prior_rate=np.where(is_asset, ASSET_RATE, PRIOR_SHAPE),
    )


def _own_words(corpus: Corpus, counted: Counted) -> pl.DataFrame:
    """Return the place's rows of table ``terms`` that hold its themes, with ``theme``."""
    own = counted.sides.own_rows(images(corpus.digest.terms))
    own = own.filter(pl.col("term").is_in(list(counted.words)))
    return own.with_columns(theme=pl.col("term").replace_strict(counted.words))


def _meanings(
    corpus: Corpus, sides: Sides, themes: Themes, listed: Sequence[Asset]
) -> dict[str, Meaning]:
    """Return what each word of the place's images means, the most said first.

    Words that mean no image are left out, unless an asset is called by them.
    """
    own = sides.own_rows(images(corpus.digest.terms))
    said = own.group_by("term").agg(pl.col("n").sum())
    words = said.sort("n", "term", descending=[True, False])["term"].to_list()
    meant = {word: themes.of(word) for word in words}
    # A word by which an asset is called as it stands (陶瓷) is no piece of another's name.
    called = {w for w, m in meant.items() if m is not None and m.asset is not None}
    pieces = {w: asset for w, asset in pieces_of(listed).items() if w in meant and w not in called}
    elsewhere = set(
        sides.other_rows(corpus.digest.terms.filter(pl.col("term").is_in(list(pieces))))["term"]
    )
    for word, asset in pieces.items():
        if word not in elsewhere and themes.may_mean(word):
            meant[word] = themes.of(asset.name)
    known = {word: meaning for word, meaning in meant.items() if meaning is not None}
    terms = [d.terms for d in (corpus.digest, corpus.reference) if d is not None]
    shown = themes_of_images(terms, {w: m.key for w, m in known.items()})
    return {w: m for w, m in known.items() if m.asset is not None or m.key in shown}


def _ranked(counted: Counted) -> list[dict[str, Any]]:
    """Return the themes with their log-odds, highest lower end first."""
    found = lift_of(counted)
    told = counted.said.with_columns(
        log_odds=pl.Series(found.log_odds), low=pl.Series(found.low), high=pl.Series(found.high)
    )
    order = ["low", "n", "theme"]
    return told.sort(order, descending=[True, True, False]).to_dicts()


def _each_once(
    rows: list[dict[str, Any]], own: pl.DataFrame, assets: Mapping[str, Asset]
) -> list[dict[str, Any]]:
    """Return the themes without those that are another one over again.

    One is where a name is another's with more said (故宫博物院 after 故宫), where it stands in the
    same mentions as far as a digest can say (as often, on the same days, in the same sources), or
    where it is said on the days of a work alone, as what is in the work.
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
    if _is_work(kept, assets) and not _is_work(theme, assets):
        return _stands_beside(profiles[theme], profiles[kept])
    return _stand_together(profiles[theme], profiles[kept])


def _is_work(theme: str, assets: Mapping[str, Asset]) -> bool:
    return assets[theme].kind == "work" if theme in assets else is_title(theme)


def _stands_beside(theme: Mapping[Any, float], work: Mapping[Any, float]) -> bool:
    """Return whether a theme is said on a work's days only: its parts, props and trailers are its.

    A digest does not say which words stand in the same mentions, but no more of them can than the
    smaller count of each day and source.
    """
    return sum(min(n, work.get(day, 0.0)) for day, n in theme.items()) >= sum(theme.values())


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
    by_word = (
        rows.group_by("term").agg(pl.col("n").sum()).sort("n", "term", descending=[True, False])
    )
    words = by_word["term"].to_list()
    levers = rows.drop_nulls("lever").group_by("lever").agg(pl.col("n").sum())
    name = _shown(words, row["whole"], asset)
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
        evidence=texts.get(row["theme"], ()) or counts_as_evidence(rows),
    )


def _shown(words: list[str], whole: str, asset: Asset | None) -> str:
    """Return the name to show: of several words that mean one their common name, else the first.

    A longer name that stands in the same mentions is the whole name (大唐不夜城 for 大唐).
    """
    common = synonyms().get(words[0], words[0])
    alike = [word for word in words if synonyms().get(word, word) == common]
    if len(alike) > 1:
        return common
    if asset is not None and words[0] not in {name.lower() for name in (asset.name, *asset.names)}:
        return asset.name  # told by a piece of its name
    return whole or words[0]
