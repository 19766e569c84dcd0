"""What an image is: the terms that set a wave apart from the place's past and from all places.

Source: Monroe, Colaresi and Quinn 2008, Fightin' words, eqs. 16 and 22 (weighted log-odds with an
informative Dirichlet prior). The background is what was said of the place before the wave together
with what was said of all places before it ended; nothing later enters.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np
import polars as pl

from chuquan.breakouts.episodes import Episode
from chuquan.places.gazetteer import Gazetteer

PRIOR_MENTIONS = 500.0
"""The prior is worth so many term uses, shared out as all places use them."""

_PAST_WEIGHT = 4.0  # the place's own past says more about what is new than other places do
_SECOND = 0.5
_TOGETHER = 0.5
_MAX_WORDS = 2


def theme_terms(
    episodes: Sequence[Episode],
    terms: pl.DataFrame,
    *,
    of_places: pl.DataFrame | None = None,
    n_terms: int = 12,
) -> list[list[tuple[str, float, float]]]:
    """Rank the terms that set each episode apart.

    Parameters
    ----------
    episodes : sequence of Episode, shape (episode,)
    terms : polars.DataFrame
        Columns ``source, place_id, day`` (index), ``kind, lever, term, n``, counties rolled up to
        their cities.
    of_places : polars.DataFrame, optional
        The same for the waves' own places, where more counts for them; see
        :func:`with_provinces`. What all places say is always taken from ``terms``.

    Returns
    -------
    list, shape (episode,)
        For each, ``(term, z, n)``, highest z first: how many standard errors the term's log-odds
        lie above the background, and in how many mentions of the wave it stands.
    """
    if not episodes:
        return []
    asked = pl.DataFrame(
        {
            "episode": np.arange(len(episodes), dtype=np.int64),
            "place_id": [e.place_id for e in episodes],
            "kind": [e.kind for e in episodes],
            "first": [e.onset_day for e in episodes],
            "last": [e.last_day for e in episodes],
        },
        schema_overrides={"place_id": pl.String, "kind": pl.String},
    )
    own = terms if of_places is None else of_places
    wave = (
        asked.join(own, on=["place_id", "kind"])
        .filter(pl.col("day").is_between("first", "last"))
        .group_by("episode", "term")
        .agg(wave=pl.col("n").sum())
    )
    wave = _keep_members_terms(wave, episodes)
    past = (
        asked.join(own.rename({"kind": "_kind"}), on="place_id")
        .filter(pl.col("day") < pl.col("first"))
        .group_by("episode", "term")
        .agg(past=pl.col("n").sum())
    )
    scored = _log_odds(asked, wave, past, terms)
    ranked = scored.sort(["episode", "z", "wave", "term"], descending=[False, True, True, False])
    out: list[list[tuple[str, float, float]]] = [[] for _ in episodes]
    for episode, term, z, n in ranked.select("episode", "term", "z", "wave").iter_rows():
        if len(out[episode]) < n_terms:
            out[episode].append((term, float(z), float(n)))
    return out


def with_provinces(
    episodes: Sequence[Episode], terms: pl.DataFrame, gazetteer: Gazetteer
) -> pl.DataFrame:
    """Let the terms of cities and districts count for their province, too, where it has a wave.

    Such a wave is one of the whole province (concerts in several of its cities), and its theme is
    told in mentions that name the cities.

    Parameters
    ----------
    episodes : sequence of Episode
    terms : polars.DataFrame
        Counties rolled up to their cities.
    gazetteer : Gazetteer
    """
    frame = gazetteer.frame
    waves = {e.place_id for e in episodes if not e.is_through_terms}
    provinces = frame.filter(pl.col("level") == "province", pl.col("place_id").is_in(waves))
    below = frame.filter(pl.col("parent_id").is_in(provinces["place_id"].implode()))
    parts = terms.join(below.select("place_id", "parent_id"), on="place_id")
    parts = parts.with_columns(place_id=pl.col("parent_id")).select(terms.columns)
    return pl.concat([terms, parts])


def _keep_members_terms(wave: pl.DataFrame, episodes: Sequence[Episode]) -> pl.DataFrame:
    # A theme in a big city is told by its own terms: the place's other mentions are not its.
    through = [i for i, e in enumerate(episodes) if e.is_through_terms]
    own = pl.DataFrame(
        [(i, m.term) for i in through for m in episodes[i].members],
        schema={"episode": pl.Int64, "term": pl.String},
        orient="row",
    ).unique()
    is_through = pl.col("episode").is_in(through)
    themes = wave.filter(is_through).join(own, on=["episode", "term"], how="semi")
    return pl.concat([wave.filter(~is_through), themes])


def _log_odds(
    asked: pl.DataFrame, wave: pl.DataFrame, past: pl.DataFrame, terms: pl.DataFrame
) -> pl.DataFrame:
    # Uses of a term by all places up to a wave's end: a running sum, looked up by day.
    daily = terms.group_by("term", "day").agg(pl.col("n").sum()).sort("day")
    running = daily.with_columns(everywhere=pl.col("n").cum_sum().over("term"))
    total = terms.group_by("day").agg(pl.col("n").sum()).sort("day")
    total = total.with_columns(all_uses=pl.col("n").cum_sum())
    ends = asked.select("episode", "last").with_columns(pl.col("last").cast(pl.Int32))
    candidates = wave.join(ends, on="episode").sort("last")
    joined = candidates.join_asof(
        running.select("term", "everywhere", pl.col("day").cast(pl.Int32)),
        left_on="last",
        right_on="day",
        by="term",
        check_sortedness=False,
    ).join_asof(
        total.select("all_uses", pl.col("day").cast(pl.Int32)), left_on="last", right_on="day"
    )
    joined = joined.join(past, on=["episode", "term"], how="left").with_columns(
        pl.col("past").fill_null(0.0)
    )
    sums = wave.group_by("episode").agg(wave_uses=pl.col("wave").sum())
    past_sums = past.group_by("episode").agg(past_uses=pl.col("past").sum())
    joined = joined.join(sums, on="episode").join(past_sums, on="episode", how="left")
    a = PRIOR_MENTIONS * pl.col("everywhere") / pl.col("all_uses")
    y, n_y = pl.col("wave"), pl.col("wave_uses")
    b = _PAST_WEIGHT * pl.col("past") + (pl.col("everywhere") - pl.col("wave")).clip(0)
    n_b = _PAST_WEIGHT * pl.col("past_uses").fill_null(0.0) + pl.col("all_uses") - n_y
    log_odds = ((y + a) / (n_y + PRIOR_MENTIONS - y - a).clip(1e-9)).log() - (
        (b + a) / (n_b + PRIOR_MENTIONS - b - a).clip(1e-9)
    ).log()
    z = log_odds / (1 / (y + a) + 1 / (b + a)).sqrt()
    return joined.with_columns(z=z).filter(pl.col("z") > 0)


def name_image(
    place: str,
    ranked: Sequence[tuple[str, float, float]],
    other_places: Container[str] = (),
    texts: Sequence[str] = (),
) -> str:
    """Name an image: the place, and the terms that set it apart.

    Parameters
    ----------
    place : str
        The place's name.
    ranked : sequence of (term, z, n)
        From :func:`theme_terms`.
    other_places : container of str
        From :func:`place_names`.
    texts : sequence of str
        Mentions of the wave, where they are there: words that stand side by side in them are
        joined to a phrase, in their order.
    """
    words = _choose([r for r in ranked if r[0] not in other_places])
    if texts:
        words = _phrases(words, texts)
    return " ".join([place, *words])


def place_names(gazetteer: Gazetteer) -> frozenset[str]:
    """Return the names of countries, provinces and cities, lower-cased.

    A theme is what is said of a place, not another place that is named along with it.
    """
    frame = gazetteer.frame.filter(pl.col("level").is_in(["country", "province", "city"]))
    return frozenset(frame["names"].explode().str.to_lowercase().drop_nulls())


def _choose(ranked: Sequence[tuple[str, float, float]]) -> list[str]:
    # A word in a single mention names no theme while another one stands in several.
    several = [r for r in ranked if r[2] >= 2] or list(ranked)
    if not several:
        return []
    words = [several[0][0]]
    for term, z, _ in several[1:]:
        if len(words) == _MAX_WORDS:
            break
        is_part = any(term in word or word in term for word in words)
        if z >= _SECOND * several[0][1] and not is_part:
            words.append(term)
    return words


def _phrases(words: list[str], texts: Sequence[str]) -> list[str]:
    out = list(words)
    for first in words:
        for second in words:
            if first == second or first not in out or second not in out:
                continue
            both = [t for t in texts if first in t and second in t]
            joined = [t for t in both if first + second in t]
            if len(joined) >= 2 and len(joined) >= _TOGETHER * len(both):
                out[out.index(first)] = first + second
                out.remove(second)
    return out
