"""One episode of attention and everything that explains it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Kind = Literal["image", "crisis", "affairs"]
Lever = Literal["culture", "screen", "social", "concert", "sport", "event", "nature"]
Phase = Literal["rising", "peaking", "fading", "ended"]


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mention, or from a digest one term, that carries a breakout.

    Attributes
    ----------
    weight : float
        For a mention, how clearly it says the image or crisis (0 to 1); for a term, how many
        standard errors it stands above the place's past (weighted log-odds z).
    text : str, optional
        The mention's words; absent when the report was made from a digest.
    term : str, optional
        The single word; absent for a mention.
    n : float, optional
        For a term, the number of mentions in the wave that hold it.
    """

    weight: float
    text: str | None = None
    term: str | None = None
    n: float | None = None
    source: str | None = None
    observed_at: datetime | None = None
    url: str | None = None


class TimelineDay(msgspec.Struct, frozen=True):
    """One day of a breakout's timeline, summed over its sources.

    Attributes
    ----------
    day : date
        The place's own calendar day.
    n : float
        Mentions of the breakout's series that day.
    expected : float
        Mentions that were to be expected from the baseline and the exposure.
    image, crisis, affairs : float
        All mentions of the place that day, by kind.
    exposure : float
        What was looked at that day against a usual day (1 is usual, 0 is an outage).
    """

    day: date
    n: float
    expected: float
    image: float
    crisis: float
    affairs: float
    exposure: float


class SourceOnset(msgspec.Struct, frozen=True):
    """When one source took a breakout up.

    Attributes
    ----------
    lead_hours : float
        Hours after the first source (0 for the first).
    lead_hours_interval : tuple of float
        90% interval of ``lead_hours``.
    """

    source: str
    onset: datetime
    n_excess: float
    lead_hours: float
    lead_hours_interval: tuple[float, float]


class Stretch(msgspec.Struct, frozen=True):
    """Some days of a wave during which its mix did not change.

    Attributes
    ----------
    first_day, last_day : date
        Both included, on the place's own calendar.
    n_excess : float
        Mentions above what was to be expected, of all parts together.
    shares : dict
        Shares of ``n_excess`` by kind or by lever, largest first; they sum to one.
    intervals : dict
        90% interval of each share.
    """

    first_day: date
    last_day: date
    n_excess: float
    shares: dict[str, float]
    intervals: dict[str, tuple[float, float]]


class DayMix(msgspec.Struct, frozen=True):
    """Excess mentions of a wave on one day, by kind; never below zero."""

    day: date
    image: float
    crisis: float
    affairs: float


class Beside(msgspec.Struct, frozen=True):
    """A wave of the other side (image, crisis) in the same place at the same time.

    Attributes
    ----------
    breakout_id, image, kind
        As of the other breakout.
    first_day, last_day : date
        The days that both last, both included.
    """

    breakout_id: str
    image: str
    kind: Kind
    first_day: date
    last_day: date

    @property
    def n_days(self) -> int:
        """Number of days that both last."""
        return (self.last_day - self.first_day).days + 1


class OutlookDay(msgspec.Struct, frozen=True):
    """Mentions above what is to be expected on a day to come: median and 80% interval."""

    day: date
    n_excess: float
    low: float
    high: float


class Outlook(msgspec.Struct, frozen=True):
    """What is still to come of a wave under way.

    Attributes
    ----------
    as_of : date
        Last day that it knows.
    n_remaining : float
        Median of the mentions above what is to be expected, over all of ``days``.
    n_remaining_interval : tuple of float
        80% interval.
    days : tuple of OutlookDay
        Every day from the next one to thirty days after the peak.
    """

    as_of: date
    n_remaining: float
    n_remaining_interval: tuple[float, float]
    days: tuple[OutlookDay, ...]


class WordDays(msgspec.Struct, frozen=True):
    """Mentions of a place that hold a word, on each day of a breakout's timeline."""

    term: str
    n: tuple[float, ...]


class Breakout(msgspec.Struct, frozen=True, kw_only=True):
    """One episode of attention that a place would not have had anyway.

    Attributes
    ----------
    breakout_id : str
        ``place_id`` and day of onset, and a letter where two begin on one day.
    image : str
        The theme: the terms that set the wave apart, with the place's name before them.
    onset, peak, end : datetime
        First hour after which the excess stays; hour of the greatest day; last hour of excess, or
        None while it lasts.
    n_excess : float
        Mentions above what was to be expected, onset to end.
    rate_ratio : float
        Mentions over what was to be expected, onset to end.
    half_life_days : float or None
        Days after the peak in which the excess halves; None where the data cannot say.
    half_life_days_interval : tuple of float or None
        90% posterior interval.
    q_value : float
        The share of false ones to expect among breakouts at least as clear as this one.
    kind, lever
        What it is, and (for an image) the lever that drove it most.
    lever_shares, kind_shares : dict
        Shares of the wave's excess; each sums to one. Lever shares are empty for no image.
    terms : tuple of Evidence
        The terms that set the wave apart, strongest first.
    evidence : tuple of Evidence
        The mentions that carry it or, from a digest, the terms.
    sources : tuple of str
        Sources in which it broke out, the first first.
    kind_intervals : dict
        90% interval of each of ``kind_shares``; empty where the wave is too small to say.
    second_kind : str or None
        Image or crisis, where the wave is surely both: the side that ``kind`` is not.
    mix : tuple of Stretch
        Its kinds over time: one stretch where they did not change, up to three where they did;
        empty where the wave is too small to say. Of the wave's own mentions: those of the place
        or, where only terms show the wave, those that hold its strongest term.
    lever_mix : tuple of Stretch
        For an image, its levers over time in the same way; empty where they did not change.
    mix_days : tuple of DayMix
        Day by day, for a wave whose kinds changed or that is both.
    counter_evidence : tuple of Evidence
        What speaks for ``second_kind``: mentions or, from a digest, terms.
    beside : tuple of Beside
        Waves of the other side in the same place at the same time, strongest first.
    word_days : tuple of WordDays
        How the wave's strongest words came and went, strongest first.
    lever_days : dict of str to tuple of float
        Mentions of the place that are images, by lever, on each day of the timeline.
    outlook : Outlook or None
        What is still to come, of a wave under way whose peak is at least a day old.
    """

    breakout_id: str
    place_id: str
    place_name: str
    image: str
    onset: datetime
    peak: datetime
    end: datetime | None
    phase: Phase
    n_excess: float
    rate_ratio: float
    half_life_days: float | None
    half_life_days_interval: tuple[float, float] | None
    evidence: tuple[Evidence, ...]
    q_value: float
    kind: Kind
    kind_shares: dict[str, float]
    lever: Lever | None
    lever_shares: dict[str, float]
    sources: tuple[str, ...]
    first_source: str
    place_name_en: str = ""
    province_name: str = ""
    detected_at: datetime | None = None
    terms: tuple[Evidence, ...] = ()
    path: tuple[SourceOnset, ...] = ()
    timeline: tuple[TimelineDay, ...] = ()
    kind_intervals: dict[str, tuple[float, float]] = {}
    second_kind: Kind | None = None
    mix: tuple[Stretch, ...] = ()
    lever_mix: tuple[Stretch, ...] = ()
    mix_days: tuple[DayMix, ...] = ()
    counter_evidence: tuple[Evidence, ...] = ()
    beside: tuple[Beside, ...] = ()
    word_days: tuple[WordDays, ...] = ()
    lever_days: dict[str, tuple[float, ...]] = {}
    outlook: Outlook | None = None

    @property
    def is_two_sided(self) -> bool:
        """Whether the wave is surely both an image and a crisis."""
        return self.second_kind is not None
