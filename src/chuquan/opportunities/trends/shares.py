"""How a theme's next mentions share out over places: a hierarchy of Dirichlet distributions.

Each level backs off to the next, as if so many mentions (its concentration) had been shared out by
what the next one says: mentions of the theme with a place; mentions of words that stand for it;
what a place has of it; mentions of its province; mentions of the theme's lever; all mentions;
people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import betaincinv

from chuquan.breakouts.cells import F64, I64
from chuquan.opportunities.trends.beside import alike
from chuquan.opportunities.trends.fading_counts import Fading, faded
from chuquan.opportunities.trends.ground import Ground, listed_lever
from chuquan.opportunities.trends.spoken import Homes, name_of
from chuquan.report import ReasonKind

INTERVAL: Final = (0.05, 0.95)


class Strength(NamedTuple):
    """How much each level counts; learned, see ``benchmarks/learn_discover.py``.

    Attributes
    ----------
    own, alike, asset, province, lever, people : float
        Concentrations: so many (faded) mentions each level lends from the next.
    of_province : float
        Weight of a mention that names the theme and a province, for the places in it.
    inside : float
        Weight of a mention of a longer word that holds the theme (烧烤店 for 烧烤).
    """

    own: float
    alike: float
    asset: float
    province: float
    lever: float
    people: float
    of_province: float
    inside: float


LEARNED: Final = Strength(
    own=1.7,
    alike=33.0,
    asset=0.3,
    province=2.7,
    lever=29.0,
    people=1.0,
    of_province=0.37,
    inside=0.44,
)

MENTIONS: Final = Fading(half_life_days=180.0, power=0.5, season=1.0)
ALL_MENTIONS: Final = Fading(half_life_days=180.0, power=0.5)
"""Chosen among nine settings by the likelihood of waves without labels; it is flat about them."""


@dataclass(frozen=True, eq=False)
class Levels:
    """What is known of a theme, level by level, before the levels are weighed.

    Attributes
    ----------
    own, inside, alike, asset, lever, everything, people : float64, shape (home,)
        Faded mentions; assets are counted, people are people.
    off_season : float64, shape (home,)
        ``own`` without what the season adds.
    """

    own: F64
    off_season: F64
    inside: F64
    alike: F64
    asset: F64
    lever: F64
    everything: F64
    people: F64


@dataclass(frozen=True, eq=False)
class Shares:
    """How a theme's next mentions share out.

    Attributes
    ----------
    candidates : int64, shape (candidate,)
        Rows of the homes.
    parts : dict of str to float64, shape (candidate,)
        Parts of the shares by reason; they add up to :attr:`mean`.
    weight : float
        Concentration of the posterior: what its intervals rest on.
    """

    candidates: I64
    parts: dict[ReasonKind, F64]
    weight: float

    @property
    def mean(self) -> F64:
        """Return the posterior mean of each candidate's share."""
        out: F64 = np.sum(list(self.parts.values()), axis=0)
        return out

    def interval(self, at: int) -> tuple[float, float]:
        """Return the 90% interval of one candidate's share, by its Beta marginal."""
        mean = float(np.clip(self.mean[at], 1e-12, 1.0 - 1e-12))
        a, b = mean * self.weight, (1.0 - mean) * self.weight
        low, high = (round(float(betaincinv(a, b, q)), 6) for q in INTERVAL)
        return low, high


def levels_of(ground: Ground, theme: str, as_of: int) -> Levels:
    """Gather what was known of a theme on a day, level by level."""
    spoken, n = ground.spoken, len(ground.spoken.homes.place_ids)
    numbers = ground.numbers_of(theme)
    number = spoken.number.get(theme, -1)
    inside = numbers[numbers != number]
    own = np.array([number] if number >= 0 else [], dtype=np.int64)
    near, share = np.empty(0, dtype=np.int64), np.empty(0)
    if ground.beside is not None and number >= 0:
        near, share = alike(ground.beside, number, ground.n_talk(as_of), as_of)
    plain = MENTIONS._replace(season=0.0)
    return Levels(
        own=_sum(ground, own, np.ones(own.size), as_of, MENTIONS),
        off_season=_sum(ground, own, np.ones(own.size), as_of, plain),
        inside=_sum(ground, inside, np.ones(inside.size), as_of, MENTIONS),
        alike=_sum(ground, near, share, as_of, MENTIONS),
        asset=_assets(ground, theme, as_of, n),
        lever=_lever(ground, theme, as_of, n),
        everything=faded(spoken.any_home, spoken.any_day, spoken.any_n, n, as_of, ALL_MENTIONS),
        people=spoken.homes.people,
    )


def _sum(ground: Ground, themes: I64, weight: F64, as_of: int, fading: Fading) -> F64:
    rows = ground.spoken.located
    at = [np.arange(*rows.of(int(t)).indices(rows.n.size)) for t in themes]
    n_homes = len(ground.spoken.homes.place_ids)
    if not at:
        return np.zeros(n_homes)
    row = np.concatenate(at)
    n = rows.n[row] * np.repeat(weight, [a.size for a in at])
    return faded(rows.home[row], rows.day[row], n, n_homes, as_of, fading)


def _assets(ground: Ground, theme: str, as_of: int, n_homes: int) -> F64:
    out = np.zeros(n_homes)
    day = ground.spoken.date_of(as_of)
    for holding in ground.holdings:
        if holding.is_known(day) and any(theme in name.lower() for name in holding.names):
            out[holding.home] += 1.0
    return out


def _lever(ground: Ground, theme: str, as_of: int, n_homes: int) -> F64:
    # By the lists, whether anybody has spoken of the theme yet or not.
    lever = listed_lever(theme)
    if lever is None:
        return np.zeros(n_homes)
    is_of = (ground.lever == lever)[ground.spoken.located.theme]
    rows = ground.spoken.located
    return faded(rows.home[is_of], rows.day[is_of], rows.n[is_of], n_homes, as_of, ALL_MENTIONS)


def weigh(levels: Levels, ground: Ground, candidates: I64, strength: Strength = LEARNED) -> Shares:
    """Weigh the levels to shares.

    Parameters
    ----------
    levels : Levels
    ground : Ground
    candidates : int64, shape (candidate,)
        Rows of the homes among which the shares are taken.
    strength : Strength

    Returns
    -------
    Shares
    """
    s, homes = strength, ground.spoken.homes

    def level(counts: F64, concentration: float) -> tuple[F64, float]:
        total = float(counts.sum()) + concentration
        return counts / total, concentration / total

    people = levels.people[candidates] / levels.people[candidates].sum()
    everything, left = level(levels.everything[candidates], s.people)
    base = everything + left * people
    lever, left = level(levels.lever[candidates], s.lever)
    parts: dict[ReasonKind, F64] = {"lever": lever, "prior": left * base}
    base = lever + left * base
    province = _of_province(s.of_province * (levels.own + levels.alike), base, candidates, homes)
    given, left = level(province, s.province)
    parts = _back_off(parts, left, {"province": given})
    given, left = level(levels.asset[candidates], s.asset)
    parts = _back_off(parts, left, {"asset": given})
    given, left = level(levels.alike[candidates], s.alike)
    parts = _back_off(parts, left, {"alike": given})
    off_season = levels.off_season[candidates] + s.inside * levels.inside[candidates]
    season = levels.own[candidates] - levels.off_season[candidates]
    weight = float((off_season + season).sum()) + s.own
    spoken: dict[ReasonKind, F64] = {"mentions": off_season / weight, "season": season / weight}
    parts = _back_off(parts, s.own / weight, spoken)
    return Shares(candidates, parts, weight)


def _back_off(
    parts: dict[ReasonKind, F64], left: float, given: dict[ReasonKind, F64]
) -> dict[ReasonKind, F64]:
    return {**given, **{name: left * part for name, part in parts.items()}}


def _of_province(counts: F64, base: F64, candidates: I64, homes: Homes) -> F64:
    """Share the mentions of provinces out over their candidates, by what is known of these."""
    is_inside = candidates < homes.n_prefectures
    province = np.full(candidates.size, -1, dtype=np.int64)
    province[is_inside] = homes.province[candidates[is_inside]]
    is_inside = province >= 0
    within = np.bincount(province[is_inside], base[is_inside], len(homes.place_ids))
    out = np.zeros(candidates.size)
    at = province[is_inside]
    out[is_inside] = counts[at] * base[is_inside] / np.maximum(within[at], 1e-300)
    return out


def shares_of(
    ground: Ground, words: Sequence[str], as_of: int, candidates: I64, strength: Strength = LEARNED
) -> Shares:
    """Return how the next mentions of a theme share out over candidates.

    Parameters
    ----------
    ground : Ground
    words : sequence of str
        The theme; of several words that do not mean one the shares are the mean of each word's
        (演唱会 and a star), so that the rarer one is not drowned.
    as_of : int
        Nothing later is looked at.
    candidates : int64, shape (candidate,)
    strength : Strength
    """
    themes = tuple(dict.fromkeys(name_of(word) for word in words))
    each = [
        weigh(levels_of(ground, theme, as_of), ground, candidates, strength) for theme in themes
    ]
    parts: dict[ReasonKind, F64] = {
        reason: np.mean([shares.parts[reason] for shares in each], axis=0)
        for reason in each[0].parts
    }
    return Shares(candidates, parts, float(np.mean([shares.weight for shares in each])))
