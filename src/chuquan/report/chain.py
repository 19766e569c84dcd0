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
    parent : str
        The link (or the core) that it hangs on: the one it stands with most clearly.
    depth : int
        Steps from the core; 1 stands beside it.
    n : float
        Mentions that hold it together with the core (depth 1) or with its parent.
    n_alone : float
        All mentions that hold it.
    log_odds, log_odds_interval
        Of standing with the parent against standing elsewhere; 90% interval.
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


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """A chain from the core of an image outwards.

    Attributes
    ----------
    core : str
        The theme.
    terms : tuple of str
        Words counted as the core.
    place_id : str or None
        Where only mentions of a place were looked at.
    n : float
        Mentions that hold the core.
    links : tuple of ChainLink
        By depth, then clearest first.
    """

    core: str
    terms: tuple[str, ...]
    place_id: str | None = None
    n: float
    links: tuple[ChainLink, ...] = ()


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A brand, work, person or institution that comes up with an image or with its theme.

    Attributes
    ----------
    n, n_elsewhere : float
        Mentions with the theme at the place (of any place where none is asked), and elsewhere.
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
    """

    shares: tuple[ChannelShare, ...]
    n_lasting: int
    n_brief: int
    lasting_days: float
