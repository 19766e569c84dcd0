"""What goes along with an image: the chain of its trades, partners, and its channels."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from chuquan.report.breakout import Evidence

LinkRole = Literal["do", "wear", "eat", "buy", "photograph", "stay", "see", "other"]


class ChainLink(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that people do, wear, eat, buy, photograph or stay in along with an image.

    Attributes
    ----------
    term : str
        The word that is said most for it.
    term_en : str
        What it is in English, where the list of trades knows it.
    terms : tuple of str
        Words counted as one, the most said first.
    parent : str
        The link (or the core) that it hangs on: the one it stands with most clearly.
    depth : int
        Steps from the core; 1 stands beside it.
    n : float
        Mentions that hold it together with the core (depth 1) or with its parent.
    n_alone : float
        All mentions that hold it.
    n_here : float or None
        Mentions of the asked place that hold it together with the core; None where none is asked.
    log_odds, log_odds_interval
        Of standing with the parent against standing elsewhere; 90% interval. Headlines of one story
        count once, and sources weigh as in the core.
    evidence : tuple of Evidence
        Mentions that hold both; ``weight`` is the same for all of a link. From a digest, the word
        with how often it was said on the days and at the places of the core.
    """

    term: str
    terms: tuple[str, ...] = ()
    role: LinkRole
    parent: str
    depth: int
    n: float
    n_alone: float
    log_odds: float
    log_odds_interval: tuple[float, float]
    evidence: tuple[Evidence, ...] = ()
    term_en: str = ""
    n_here: float | None = None


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """A chain from the core of an image outwards.

    Attributes
    ----------
    core : str
        The theme.
    terms : tuple of str
        Words counted as the core.
    place_id : str or None
        The place that ``n_here`` counts; the links are those of the theme, wherever it is told of.
    n : float
        Mentions that hold the core and tell of no crisis.
    n_stories : float
        Stories that they tell: the headlines of one story are alike and close in time.
    n_here : float or None
        Those of them that name the place.
    n_crisis : float
        Mentions that hold the core and tell of a crisis; they were not looked at.
    basis : str
        ``mentions``: what stands in one mention; ``days``: from a digest, what was said of one
        place on one day, which says less.
    links : tuple of ChainLink
        By depth, then clearest first.
    """

    core: str
    terms: tuple[str, ...]
    place_id: str | None = None
    n: float
    place_name: str = ""
    place_name_en: str = ""
    n_stories: float = 0.0
    n_here: float | None = None
    n_crisis: float = 0.0
    basis: Literal["mentions", "days"] = "mentions"
    links: tuple[ChainLink, ...] = ()


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A brand, work, person or institution that comes up with an image or with its theme.

    Attributes
    ----------
    name_en, trade : str
        Where the list of brands knows them.
    n, n_elsewhere : float
        Mentions with the theme at the place (of any place where none is asked), and elsewhere.
    log_odds, log_odds_interval
        Of coming up with the theme, wherever, against coming up elsewhere; 90% interval.
    n_recent, n_crisis : float
        All its mentions of the last year, and those of them that tell of a crisis.
    is_at_risk : bool
        Whether crises are surely a greater part of its mentions than of others'.
    """

    name: str
    kind: Literal["brand", "work", "person", "institution"]
    theme: str
    n: float
    n_elsewhere: float = 0.0
    log_odds: float
    log_odds_interval: tuple[float, float]
    first_day: date | None = None
    last_day: date | None = None
    evidence: tuple[Evidence, ...] = ()
    name_en: str = ""
    trade: str = ""
    n_recent: float = 0.0
    n_crisis: float = 0.0
    is_at_risk: bool = False


class ChannelShare(msgspec.Struct, frozen=True, kw_only=True):
    """One source's share of a place's image mentions beside that of waves that lasted and did not.

    Attributes
    ----------
    own, lasting, brief : float
        Shares from 0 to 1, with 90% intervals; corrected for how much each source was looked at.
    """

    source: str
    own: float
    own_interval: tuple[float, float]
    lasting: float
    lasting_interval: tuple[float, float]
    brief: float
    brief_interval: tuple[float, float]


class ChannelMix(msgspec.Struct, frozen=True, kw_only=True):
    """A place's channels against those of waves that lasted.

    Attributes
    ----------
    n_lasting, n_brief : int
        Waves with a half-life at or above, and under, ``lasting_days``.
    n_own : float
        Images of the place that its own shares are made of.
    first_day : date or None
        From when on all the sources were looked at.
    """

    shares: tuple[ChannelShare, ...]
    n_lasting: int
    n_brief: int
    lasting_days: float
    place_id: str = ""
    place_name: str = ""
    place_name_en: str = ""
    n_own: float = 0.0
    first_day: date | None = None
