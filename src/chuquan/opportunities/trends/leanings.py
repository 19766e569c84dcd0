"""Which theme a place's next wave will be about: a mixture of what is said there and everywhere.

Each part gives every theme some mentions: what the place has been spoken of with, of late and at
this season, what stands for it, what the place has, what its province, all places and all mentions
speak of now. The mixture is a Dirichlet's mean (mentions against concentrations); on top, what the
word lists say of a theme shifts its odds: fires and verdicts are no opportunity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, I64
from chuquan.opportunities.trends.beside import along_with
from chuquan.opportunities.trends.fading_counts import Fading, faded
from chuquan.opportunities.trends.ground import Ground, themes_in
from chuquan.opportunities.trends.spoken import is_known_by

PARTS: Final = (
    "week",
    "rising",
    "rising in talk",
    "season rising",
    "year",
    "month",
    "season",
    "alike",
    "asset",
    "province",
    "everywhere",
    "everywhere of late",
    "everywhere in season",
    "talk",
    "any",
)
"""What each part is, see :func:`parts_of`."""

STRENGTH: Final = (
    1.86, 0.14, 0.086, 0.98, 0.056, 0.71, 0.61, 0.092, 0.385, 5.9, 1.0, 12.6, 5.1, 6.6, 21.3,
)  # fmt: skip
"""Mentions that each part is worth; learned, see ``benchmarks/learn_discover.py``."""

ODDS: Final = (-1.5, 1.9, -3.3, 0.0)
"""Log odds that a theme gains by what the word lists say of it, as ``ground.OTHER`` and so on."""

_WEEK = Fading(7.0, 1.0)
_MONTH = Fading(30.0, 0.5)
_HALF_YEAR = Fading(180.0, 0.5)
_YEAR = Fading(365.0, 0.5)
_SEASON = 5.0
_LATE = Fading(14.0, 0.5)
_TALK_DAYS = 28
_FLOOR = 1e-5
_MOST = 20.0


@dataclass(frozen=True, eq=False)
class Everywhere:
    """What all places and all mentions speak of on a day, each of shape (theme,)."""

    as_of: int
    is_known: NDArray[np.bool_]
    places: F64
    places_late: F64
    places_season: F64
    talk_late: F64
    rise: F64
    talk_rise: F64


def everywhere(ground: Ground, as_of: int) -> Everywhere:
    """Gather what all places and all mentions speak of on a day."""
    spoken, n = ground.spoken, len(ground.spoken.themes)
    rows = spoken.located
    pair = rows.theme * len(spoken.homes.place_ids) + rows.home
    pairs, at = np.unique(pair, return_inverse=True)
    of = pairs // len(spoken.homes.place_ids)

    def over_places(fading: Fading) -> F64:
        own = faded(at, rows.day, rows.n, pairs.size, as_of, fading)
        return np.bincount(of, own, n).astype(np.float64)

    places, late = over_places(_YEAR), over_places(_LATE)
    season = over_places(_YEAR._replace(season=_SEASON)) - places
    talk = spoken.talk
    is_late = (talk.day <= as_of) & (talk.day > as_of - _TALK_DAYS)
    talk_late = np.bincount(talk.theme[is_late], talk.n[is_late], n).astype(np.float64)
    return Everywhere(
        as_of,
        is_known_by(rows, as_of) | is_known_by(talk, as_of),
        places=_share(places),
        places_late=_share(late),
        places_season=_share(season),
        talk_late=_share(talk_late),
        rise=_rise(late, places),
        talk_rise=_rise(talk_late, ground.n_talk(as_of)),
    )


def _share(counts: F64) -> F64:
    out: F64 = counts / max(float(counts.sum()), 1e-9)
    return out


def _rise(late: F64, usual: F64) -> F64:
    out: F64 = np.minimum((_share(late) + _FLOOR) / (_share(usual) + _FLOOR), _MOST)
    return out


def parts_of(ground: Ground, home: int, around: Everywhere) -> F64:
    """Return what each part gives each theme, shape (part, theme); zero for themes not yet known.

    ``week``, ``month``, ``year``: faded mentions of the place; ``season``: what this season of past
    years adds; ``rising``: the year's, times how much more all places speak of the theme of late
    than usually, and so in all talk; ``alike``: by words that stand for it; ``asset``: it is in the
    name of what the place has. The others are shares that sum to one over themes.
    """
    spoken, n, as_of = ground.spoken, len(ground.spoken.themes), around.as_of
    rows = spoken.located
    own = rows.home == home
    theme, day, count = rows.theme[own], rows.day[own], rows.n[own]

    def said(fading: Fading) -> F64:
        return faded(theme, day, count, n, as_of, fading)

    year = said(_YEAR)
    season = (said(_YEAR._replace(season=_SEASON)) - year) / _SEASON
    near = np.zeros(n)
    if ground.beside is not None:
        near = along_with(ground.beside, said(_HALF_YEAR), ground.n_talk(as_of), as_of)
    parts = np.stack(
        [
            said(_WEEK),
            year * around.rise,
            year * around.talk_rise,
            season * around.rise,
            year,
            said(_MONTH),
            season,
            near,
            _assets(ground, home, as_of),
            _share(_province(ground, home, as_of)),
            around.places,
            around.places_late,
            around.places_season,
            around.talk_late,
            _share(around.is_known.astype(np.float64)),
        ]
    )
    out: F64 = parts * around.is_known
    return out


def _assets(ground: Ground, home: int, as_of: int) -> F64:
    day = ground.spoken.date_of(as_of)
    names = [
        name for h in ground.holdings if h.home == home and h.is_known(day) for name in h.names
    ]
    out = np.zeros(len(ground.spoken.themes))
    out[list(themes_in(names, ground.spoken))] = 1.0
    return out


def _province(ground: Ground, home: int, as_of: int) -> F64:
    """Return what a place's province, and the other places in it, are spoken of with."""
    homes, rows = ground.spoken.homes, ground.spoken.located
    n = len(ground.spoken.themes)
    if home >= homes.n_prefectures or homes.province[home] < 0:
        return np.zeros(n)
    province = int(homes.province[home])
    inside = np.zeros(len(homes.place_ids), dtype=np.bool_)
    inside[: homes.n_prefectures] = homes.province == province
    inside[province], inside[home] = True, False
    near = inside[rows.home]
    return faded(rows.theme[near], rows.day[near], rows.n[near], n, as_of, _HALF_YEAR)


def lean(
    ground: Ground,
    home: int,
    around: Everywhere,
    strength: tuple[float, ...] = STRENGTH,
    odds: tuple[float, ...] = ODDS,
) -> F64:
    """Return the probability that a place's next wave is about each theme, shape (theme,).

    Zero for themes that stand in no mention yet.
    """
    weight = np.asarray(strength) @ parts_of(ground, home, around)
    weight = weight * np.exp(np.asarray(odds))[ground.kind]
    out: F64 = weight / max(float(weight.sum()), 1e-300)
    return out


def ranks(score: F64) -> I64:
    """Return the rank of each value, 1 for the greatest; ties share the best."""
    order = np.sort(-score)
    out: I64 = np.searchsorted(order, -score, side="left") + 1
    return out
