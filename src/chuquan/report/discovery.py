"""What a place could break out with next, and whose moment a theme is."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from chuquan.report.asset import Asset
from chuquan.report.breakout import Evidence, Lever
from chuquan.report.chain import Chain, ChannelMix, Partner

Interval = tuple[float, float]

About = Literal["theme", "person", "work", "word"]
"""What a rise is: a theme, a person, a work (a series, a film), or a word that says too little."""

OWN_REASONS = frozenset({"mentions", "season", "alike", "asset"})
"""Reasons that are a place's own; its size, its province and its levers say nothing of a theme."""

_LEAST_OWN = 0.1
_LEAST_MENTIONS = 2.0
_MOST_CRISIS = 0.5


class Distinctive(msgspec.Struct, frozen=True, kw_only=True):
    """A theme that is unmistakably a place's: over-represented there against all other places.

    Attributes
    ----------
    name : str
        As it is shown: the asset's name, or the word that stands for the theme.
    terms : tuple of str
        Words that were counted as one, the most said first; none where nobody says any.
    log_odds : float
        Of the theme in image mentions of the place against those of all other places; posterior
        median, with an informative prior (see :mod:`chuquan.opportunities.lift`). Zero: as
        everywhere.
    log_odds_interval : tuple of float
        90% interval. Themes whose lower end is above zero are clearly the place's own.
    n, n_elsewhere : float
        Mentions that hold it: of the place, and of all other places. A mention that holds two of
        its words counts for both.
    share : float
        The place's share of all mentions that hold it.
    n_days, n_waves : int
        Days on which the place was spoken of with it, and four-week stretches with such days.
    first_day, last_day : date or None
        First and last day on which a mention of the place held it.
    levers : dict of str to float
        Mentions by lever, most first.
    asset : Asset or None
        What the place has of it, where a list says so.
    beside : tuple of str
        Other words that say the same or stand in the same mentions; not counted.
    evidence : tuple of Evidence
        Mentions or, from a digest, terms with counts, source and last day; ``weight`` is then their
        share of the theme's mentions.
    """

    name: str
    terms: tuple[str, ...]
    log_odds: float
    log_odds_interval: Interval
    n: float
    n_elsewhere: float
    share: float
    n_days: int = 0
    n_waves: int = 0
    first_day: date | None = None
    last_day: date | None = None
    levers: dict[str, float] = {}
    asset: Asset | None = None
    beside: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether all of the interval lies above what all other places say of it."""
        return self.log_odds_interval[0] > 0


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """A theme that people talk about more than they used to, of any place or none.

    Attributes
    ----------
    trend_id : str
        The theme and the day of onset.
    terms : tuple of str
        Words counted as one, the strongest first.
    name : str
        What it is called in its mentions (与凤行, of which the word that was counted is a piece);
        empty where that is the theme itself, or nothing but counts is there.
    about : str
        What it is: ``theme``, ``person``, ``work``, or a ``word`` that says too little.
    first_day, last_day : date
        Of the rise, both included; ``last_day`` is the last day looked at while it lasts.
    n, expected : float
        Mentions in those days, and what was to be expected.
    rate_ratio : float
        ``n`` over ``expected``.
    q_value : float
        Share of false ones among trends at least as clear.
    lever : str or None
        What most of its located mentions are told by; None where none is located.
    sources : tuple of str
        The first first.
    places : dict of str to float
        Places that its mentions name, with mentions, most first.
    days : tuple of (date, float, float)
        Day, mentions, expected mentions.
    window_days, window_days_interval
        Days from now until half of the excess that is still to come will have passed; median and
        80% interval, from like trends of the past.
    evidence : tuple of Evidence
    """

    trend_id: str
    theme: str
    terms: tuple[str, ...]
    first_day: date
    last_day: date
    n: float
    expected: float
    rate_ratio: float
    q_value: float
    name: str = ""
    about: About = "theme"
    lever: Lever | None = None
    sources: tuple[str, ...] = ()
    places: dict[str, float] = {}
    days: tuple[tuple[date, float, float], ...] = ()
    window_days: float | None = None
    window_days_interval: Interval | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def label(self) -> str:
        """What it is called."""
        return self.name or self.theme

    @property
    def is_rideable(self) -> bool:
        """Whether it is a theme of which is known by which lever a place could ride it."""
        return self.about == "theme" and self.lever is not None


ReasonKind = Literal[
    "mentions", "season", "alike", "asset", "province", "lever", "capacity", "prior"
]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a theme fits a place, with the part of the score that it gives.

    Attributes
    ----------
    kind : str
        ``mentions``: it is spoken of with the place already; ``asset``: the place has it;
        ``alike``: the place is spoken of with what goes along with the theme; ``lever``: the place
        often breaks out by this lever; ``season``: it comes at this time of the year;
        ``capacity``: the place can take the people; ``prior``: the place is spoken of much at all.
    weight : float
        Its part of the log of the place's score over the median place's.
    term : str
        The word that carries it, where one does.
    n : float or None
        Mentions behind it.
    """

    kind: ReasonKind
    weight: float
    term: str = ""
    n: float | None = None
    asset: Asset | None = None


class LikeCase(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a like case of the past; a breakout of the report where ``breakout_id``."""

    breakout_id: str
    place_name: str
    image: str
    onset: date
    n_excess: float
    half_life_days: float | None = None
    lever: Lever | None = None
    similarity: float = 0.0


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A trend (or a theme) and a place that could ride it.

    Attributes
    ----------
    score : float
        Posterior mean of the place's share of the theme's located mentions (0 to 1).
    score_interval : tuple of float
        90% interval.
    crisis_share : float
        How much of what is said of the place with the theme is told as a crisis.
    rank : int
        Among all prefectures (for a theme) or among all themes (for a place); 1 is best.
    window_days, window_days_interval
        As of the trend.
    """

    theme: str
    trend_id: str | None
    place_id: str
    place_name: str
    place_name_en: str = ""
    score: float
    score_interval: Interval | None = None
    rank: int
    crisis_share: float = 0.0
    reasons: tuple[Reason, ...] = ()
    asset: Asset | None = None
    window_days: float | None = None
    window_days_interval: Interval | None = None
    like_cases: tuple[LikeCase, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_of_crisis(self) -> bool:
        """Whether most of what is said of the place with the theme is told as a crisis."""
        return self.crisis_share > _MOST_CRISIS

    @property
    def has_own_reason(self) -> bool:
        """Whether something of the place itself speaks for it.

        Two mentions, or an asset, that give a tenth of the score or more.
        """
        own = sum(
            reason.weight
            for reason in self.reasons
            if reason.kind in OWN_REASONS
            and (reason.kind == "asset" or (reason.n or 0.0) >= _LEAST_MENTIONS)
        )
        return own > 0 and own >= _LEAST_OWN * sum(reason.weight for reason in self.reasons)


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one question: what a place could ride, or whose moment a theme is.

    Attributes
    ----------
    discovery_id : str
        ``place:410300`` or ``theme:汉服``.
    as_of : date
        Last day that was looked at.
    distinctive : tuple of Distinctive
        Of a place, clearest first.
    untold : tuple of Distinctive
        What lists say that the place has, and no mention of it names.
    trends : tuple of Trend
        What rises now; for a theme, the theme's own.
    matches : tuple of Match
        Best first.
    chains : tuple of Chain
        Of the theme, or of the place's clearest themes.
    """

    discovery_id: str
    as_of: date
    first_day: date
    place_id: str | None = None
    place_name: str = ""
    place_name_en: str = ""
    theme: str = ""
    n_mentions: float = 0.0
    sources: tuple[str, ...] = ()
    origin: str = ""
    distinctive: tuple[Distinctive, ...] = ()
    untold: tuple[Distinctive, ...] = ()
    trends: tuple[Trend, ...] = ()
    matches: tuple[Match, ...] = ()
    chains: tuple[Chain, ...] = ()
    partners: tuple[Partner, ...] = ()
    channels: ChannelMix | None = None
    assets: tuple[Asset, ...] = ()
    notes: tuple[str, ...] = ()
