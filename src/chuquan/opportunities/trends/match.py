"""Which places a theme fits, and which themes a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from chuquan.breakouts.cells import I64
from chuquan.errors import RefusalError, UserError
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.leanings import everywhere, lean, ranks
from chuquan.opportunities.trends.like_cases import like_cases
from chuquan.opportunities.trends.reasons import asset_of, crisis_share, evidence_of, reasons_of
from chuquan.opportunities.trends.shares import Shares, shares_of
from chuquan.opportunities.trends.spoken import name_of, words_of_theme
from chuquan.report import Match, Trend

FEWEST_TOGETHER: Final = 2.0
"""Fewer mentions of a rise with a place are chance."""


def places_of(
    corpus: Corpus, theme: str, n: int = 20, *, trend: Trend | None = None,
    ground: Ground | None = None, also: str | None = None,
) -> tuple[Match, ...]:  # fmt: skip
    """Rank all prefectures for a theme, whose moment it is.

    Ranked are 333 prefectures of the mainland, the four municipalities, Hong Kong and Macau; a
    county counts for its prefecture, and what names a province alone for all places in it.

    Parameters
    ----------
    corpus : Corpus
    theme : str
        A word, or several; see :func:`words_of_theme`.
    n : int
        The best so many.
    trend : Trend, optional
        The theme's own, where it rises: the matches tell its window.
    ground : Ground, optional
        Of the corpus, where it was laid out before.
    also : str, optional
        A place that is told, too, after the best, however it ranks; a county as its prefecture.

    Raises
    ------
    UserError
        If no word is given.
    RefusalError
        If no word of the theme stands in any mention or asset: then all places are alike but for
        their size, and a ranking would be one of size.
    """
    words = words_of_theme(theme)
    if not words:
        raise UserError("no theme", allowed="a word, such as 汉服", todo="name the theme")
    ground = ground or Ground.of(corpus)
    as_of = ground.spoken.day_of(corpus.as_of)
    candidates = np.arange(ground.spoken.homes.n_prefectures)
    _check_known(ground, words, as_of)
    asked = _Asked(corpus, ground, as_of)
    shares = shares_of(ground, words, as_of, candidates)
    order = np.argsort(-shares.mean, kind="stable")[:n]
    rank = ranks(shares.mean)
    home = dict(ground.spoken.homes.table(corpus.gazetteer).iter_rows()).get(also) if also else None
    if home is not None and home < candidates.size and home not in order:
        order = np.append(order, home)
    return tuple(asked.match(words, shares, int(i), int(rank[i]), trend) for i in order)


def themes_of(
    corpus: Corpus, place_id: str, trends: Sequence[Trend], n: int = 20, *,
    ground: Ground | None = None,
) -> tuple[Match, ...]:  # fmt: skip
    """Rank what rises by how well it fits a place, which could ride it this week.

    Parameters
    ----------
    corpus : Corpus
    place_id : str
        A county is asked about as its prefecture.
    trends : sequence of Trend
        What rises; with none, all themes that stand in any mention are ranked.
    n : int
    ground : Ground, optional

    Returns
    -------
    tuple of Match
        Best first; ``rank`` is that among all themes, ``score`` the place's share of the theme. A
        theme for which nothing of the place itself speaks, only its size, its province or its
        levers, is left out, and so is one that the place is spoken of with as a crisis.

    Raises
    ------
    RefusalError
        If the place is none of China, or is in no mention at all.
    """
    ground = ground or Ground.of(corpus)
    spoken = ground.spoken
    home = dict(spoken.homes.table(corpus.gazetteer).iter_rows()).get(place_id)
    as_of = spoken.day_of(corpus.as_of)
    if home is None or not ((spoken.any_home == home) & (spoken.any_day <= as_of)).any():
        raise RefusalError(
            f"nothing is said of {place_id}" if home is not None else f"{place_id} is not in China",
            where="themes for a place",
            allowed="a place of China that mentions name",
            todo="give more mentions, or name another place",
        )
    score = lean(ground, home, everywhere(ground, as_of))
    rank = ranks(score)
    chosen: list[tuple[int, str, Trend | None]]
    if trends:
        chosen = [(_best(ground, t, rank), t.theme, t) for t in trends]
    else:
        best = np.argsort(-score, kind="stable")[:n]
        chosen = [(int(rank[i]), spoken.themes[i], None) for i in best if score[i] > 0]
    candidates = np.arange(spoken.homes.n_prefectures)
    if home >= candidates.size:
        candidates = np.append(candidates, home)
    at = int(np.flatnonzero(candidates == home)[0])
    asked = _Asked(corpus, ground, as_of)
    place = spoken.homes.place_ids[home]
    pieces = {trend.theme for trend in trends if trend.name}
    matches = (
        asked.match((theme,), shares_of(ground, (theme,), as_of, candidates), at, i, trend)
        for i, theme, trend in sorted(chosen, key=lambda c: (c[0], c[1]))
        if _may_fit(trend, place)
    )
    own = (m for m in matches if m.has_own_reason or m.theme in pieces)
    return tuple(islice((m for m in own if not m.is_of_crisis), n))


def _may_fit(trend: Trend | None, place_id: str) -> bool:
    """Return whether a trend may be a place's.

    What was said there of a word says nothing of the name that it is a piece of (玫瑰 of
    玫瑰的故事): of such only the rise's own mentions count.
    """
    if trend is None or not trend.name:
        return True
    return trend.places.get(place_id, 0.0) >= FEWEST_TOGETHER


def _best(ground: Ground, trend: Trend, rank: I64) -> int:
    numbers = [ground.spoken.number.get(name_of(word)) for word in (trend.theme, *trend.terms)]
    return min((int(rank[i]) for i in numbers if i is not None), default=rank.size)


def _check_known(ground: Ground, words: Sequence[str], as_of: int) -> None:
    said = ground.n_talk(as_of)
    day = ground.spoken.date_of(as_of)
    names = [name_of(word) for word in words]
    is_said = any(said[ground.numbers_of(name)].sum() > 0 for name in names)
    is_owned = any(
        name in owned.lower()
        for holding in ground.holdings
        if holding.is_known(day)
        for owned in holding.names
        for name in names
    )
    if not is_said and not is_owned:
        raise RefusalError(
            f"nothing is said of {'、'.join(words)}, and no place has it in a list of assets",
            where="places for a theme",
            allowed="a word that mentions or assets hold, and that is no place's name",
            todo="try a broader word (冰雪 for 冰雪大世界), or give more mentions",
        )


@dataclass(frozen=True, eq=False)
class _Asked:
    """What every match of one question shares."""

    corpus: Corpus
    ground: Ground
    as_of: int

    def match(
        self, words: Sequence[str], shares: Shares, at: int, rank: int, trend: Trend | None
    ) -> Match:
        ground, corpus, as_of = self.ground, self.corpus, self.as_of
        homes, home = ground.spoken.homes, int(shares.candidates[at])
        place_id = homes.place_ids[home]
        names = frozenset(name_of(word) for word in words)
        levers = [ground.lever[i] for i in map(ground.spoken.number.get, names) if i is not None]
        lever = next((str(v) for v in levers if v is not None), trend.lever if trend else None)
        people_of = dict(zip(homes.place_ids, homes.people.tolist(), strict=True))
        return Match(
            theme=" ".join(words),
            trend_id=trend.trend_id if trend else None,
            place_id=place_id,
            place_name=corpus.gazetteer.name(place_id),
            place_name_en=corpus.gazetteer.name_en(place_id),
            score=float(shares.mean[at]),
            score_interval=shares.interval(at),
            rank=rank,
            crisis_share=round(crisis_share(corpus, ground, home, words, as_of), 3),
            reasons=reasons_of(ground, shares, at, words, as_of),
            asset=asset_of(ground, home, words, as_of),
            window_days=trend.window_days if trend else None,
            window_days_interval=trend.window_days_interval if trend else None,
            like_cases=like_cases(
                corpus.report.breakouts,
                names,
                lever,
                people_of[place_id],
                people_of,
                as_of=corpus.as_of,
            ),
            evidence=evidence_of(corpus, ground, home, words, as_of),
        )
