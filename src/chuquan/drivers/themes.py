"""What an image is: the terms that set a wave apart from the place's past and from all places.

Source: Monroe, Colaresi and Quinn 2008, Fightin' words, eqs. 16 and 22 (weighted log-odds with an
informative Dirichlet prior). The background is what was said of the place before the wave together
with what was said of all places before it ended; nothing later enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from chuquan.breakouts.episodes import Episode
from chuquan.digest.lexicon import Role, synonyms
from chuquan.places.gazetteer import Gazetteer

PRIOR_MENTIONS = 500.0
"""The prior is worth so many term uses, shared out as all places use them."""

_PAST_WEIGHT = 4.0  # the place's own past says more about what is new than other places do
_N_CANDIDATES = 40
_N_WORDS = 8
_MOSTLY = 0.8


@dataclass(frozen=True)
class Candidate:
    """What may name a theme.

    Attributes
    ----------
    name : str
        A word, or the name that several words of the wave share (冰雪 for 冰雪大世界 and 冰雕).
    z : float
        How many standard errors its log-odds lie above the background.
    n : float
        In how many mentions of the wave it stands; for several words their sum.
    words : tuple of str
        The words of the wave that count for it, the most frequent first, eight at most.
    role : {'never', 'joined', 'theme', 'person'}
        See :func:`chuquan.drivers.roles.role_of`.
    """

    name: str
    z: float
    n: float
    words: tuple[str, ...]
    role: Role = "theme"


@dataclass(frozen=True)
class WaveTerms:
    """The words that set one wave apart.

    Attributes
    ----------
    ranked : list of (term, z, n)
        Highest z first: how many standard errors the term's log-odds lie above the background, and
        in how many mentions of the wave it stands.
    candidates : list of Candidate
        The same with synonyms counted as one, and more of them.
    """

    ranked: list[tuple[str, float, float]] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


def rank_terms(
    episodes: Sequence[Episode],
    terms: pl.DataFrame,
    *,
    of_places: pl.DataFrame | None = None,
    n_terms: int = 12,
) -> list[WaveTerms]:
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
    list of WaveTerms, shape (episode,)
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
    wave = _keep_members_terms(_said_in(asked, own), episodes)
    uses = _uses(asked, wave, own, terms)
    out = [WaveTerms() for _ in episodes]
    for episode, term, z, n in _scored(uses).select("episode", "term", "z", "wave").iter_rows():
        if len(out[episode].ranked) < n_terms:
            out[episode].ranked.append((term, z, n))
    _add_candidates(uses, out)
    return out


def _add_candidates(uses: pl.DataFrame, out: list[WaveTerms]) -> None:
    means = synonyms()
    named = pl.DataFrame(
        {"term": list(means), "name": list(means.values())},
        schema={"term": pl.String, "name": pl.String},
    )
    pooled = (
        uses.join(named, on="term", how="left")
        .with_columns(pl.coalesce("name", "term").alias("name"))
        .sort("episode", "name", "wave", "term", descending=[False, False, True, False])
        .group_by("episode", "name", maintain_order=True)
        .agg(
            pl.col("wave", "past", "everywhere").sum(),
            pl.col("wave_uses", "past_uses", "all_uses").first(),
            words=pl.col("term"),
            most=pl.col("wave").first(),
        )
        .rename({"name": "term"})
    )
    columns = ("episode", "term", "z", "wave", "words", "most")
    for episode, name, z, n, words, most in _scored(pooled).select(columns).iter_rows():
        # One word that does nearly all of it is what people say: 冰雕 where nothing else is.
        shown = words[0] if name not in words and most >= _MOSTLY * n else name
        if len(out[episode].candidates) < _N_CANDIDATES:
            out[episode].candidates.append(Candidate(shown, z, n, tuple(words[:_N_WORDS])))


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


# A place of a hundred waves has a hundred thousand rows: joined with each of them they would fill
# the memory. So a wave's rows are looked up where they stand, and sums up to a day run along.


def _said_in(asked: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return how often each wave used each term: columns ``episode, term, wave``."""
    groups = asked.select("place_id", "kind").unique(maintain_order=True).with_row_index("group")
    rows = own.join(groups, on=["place_id", "kind"]).select("group", "day", "term", "n")
    rows = rows.sort("group", "day")
    waves = asked.join(groups, on=["place_id", "kind"], maintain_order="left")
    step = 1 + max(_largest(rows["day"]), _largest(asked["last"]))
    keys = rows["group"].to_numpy().astype(np.int64) * step + rows["day"].to_numpy()
    group = waves["group"].to_numpy().astype(np.int64) * step
    begin = np.searchsorted(keys, group + waves["first"].to_numpy())
    length = np.searchsorted(keys, group + waves["last"].to_numpy(), side="right") - begin
    # Row by row: where the wave's rows begin, and how far in this one is.
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    said: pl.DataFrame = rows.select("term", "n")[np.repeat(begin, length) + within]
    episode = pl.Series("episode", np.repeat(waves["episode"].to_numpy(), length))
    said = said.with_columns(episode)
    return said.group_by("episode", "term").agg(wave=pl.col("n").sum())


def _largest(days: pl.Series) -> int:
    return int(days.max() or 0)  # type: ignore[arg-type]


def _running(rows: pl.DataFrame, by: Sequence[str], name: str) -> pl.DataFrame:
    """Return the running sum of ``n`` over the days: columns ``by``, ``day`` and ``name``."""
    daily = rows.group_by(*by, pl.col("day").cast(pl.Int32)).agg(pl.col("n").sum()).sort("day")
    running = pl.col("n").cum_sum()
    return daily.select(*by, "day", (running.over(by) if by else running).alias(name))


def _uses(
    asked: pl.DataFrame, wave: pl.DataFrame, own: pl.DataFrame, terms: pl.DataFrame
) -> pl.DataFrame:
    """Return how often each wave, the place's past and all places used each term of a wave."""
    days = asked.select(
        "episode",
        "place_id",
        pl.col("last").cast(pl.Int32),
        (pl.col("first") - 1).cast(pl.Int32).alias("before"),
    )
    uses = wave.join(days, on="episode")
    own = own.join(asked, on="place_id", how="semi")
    of_waves = own.join(uses, on=["place_id", "term"], how="semi")
    everywhere = terms.join(wave, on="term", how="semi")
    for rows, by, until, name in (
        (everywhere, ["term"], "last", "everywhere"),
        (terms, [], "last", "all_uses"),
        (of_waves, ["place_id", "term"], "before", "past"),
        (own, ["place_id"], "before", "past_uses"),
    ):
        uses = uses.sort(until).join_asof(
            _running(rows, by, name).rename({"day": until}),
            on=until,
            by=by or None,
            check_sortedness=False,
        )
    sums = wave.group_by("episode").agg(wave_uses=pl.col("wave").sum())
    return uses.join(sums, on="episode").with_columns(pl.col("past", "past_uses").fill_null(0.0))


def _scored(uses: pl.DataFrame) -> pl.DataFrame:
    """Add ``z`` and return what lies above the background, by episode and highest z first."""
    a = PRIOR_MENTIONS * pl.col("everywhere") / pl.col("all_uses")
    y, n_y = pl.col("wave"), pl.col("wave_uses")
    b = _PAST_WEIGHT * pl.col("past") + (pl.col("everywhere") - pl.col("wave")).clip(0)
    n_b = _PAST_WEIGHT * pl.col("past_uses") + pl.col("all_uses") - n_y
    log_odds = ((y + a) / (n_y + PRIOR_MENTIONS - y - a).clip(1e-9)).log() - (
        (b + a) / (n_b + PRIOR_MENTIONS - b - a).clip(1e-9)
    ).log()
    z = log_odds / (1 / (y + a) + 1 / (b + a)).sqrt()
    return (
        uses.with_columns(z=z)
        .filter(pl.col("z") > 0)
        .sort("episode", "z", "wave", "term", descending=[False, True, True, False])
    )
