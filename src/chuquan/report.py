"""The frozen bundle of results: the only thing that faces see.

A :class:`Report` goes to JSON and back without loss. Times carry the offset of the place's own
clock, so that the date one reads is the date people there lived through.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from chuquan.errors import FormatError, NotFoundError, VersionError

REPORT_VERSION = 1
"""Raised when a reader of the old version would misread the new one."""

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

    @property
    def is_two_sided(self) -> bool:
        """Whether the wave is surely both an image and a crisis."""
        return self.second_kind is not None


class SourceHealth(msgspec.Struct, frozen=True):
    """What was looked at in one source over the report's period.

    Attributes
    ----------
    gaps : tuple of (datetime, datetime)
        Stretches of 24 hours and more in which nothing could be read.
    """

    source: str
    first_hour: datetime
    last_hour: datetime
    n_mentions: float
    n_items: float
    n_hours_ok: int
    n_hours_failed: int
    gaps: tuple[tuple[datetime, datetime], ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row or file that could not be read, and what to do about it.

    Attributes
    ----------
    line : int, optional
        One-based line of a text file, row of a table, or index of an item in JSON.
    n : int
        How many rows this entry stands for.
    """

    file: str
    found: str
    allowed: str = ""
    todo: str = ""
    line: int | None = None
    column: str | None = None
    n: int = 1


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found, with what is needed to judge it.

    Attributes
    ----------
    period : tuple of date
        First and last day that was looked at.
    false_discovery_rate : float
        The rate that the user chose.
    breakouts : tuple of Breakout
        Strongest first.
    origin : str
        Where the mentions come from and under which licence, where known.
    warm_up_days : int
        The first days of a source only teach what is usual: nothing can be found in them.
    """

    report_version: int = REPORT_VERSION
    chuquan_version: str = ""
    period: tuple[date, date]
    false_discovery_rate: float
    breakouts: tuple[Breakout, ...]
    sources: tuple[SourceHealth, ...] = ()
    n_mentions: float = 0.0
    n_located: float = 0.0
    problems: tuple[Problem, ...] = ()
    weights: str = ""
    gazetteer: str = ""
    origin: str = ""
    warm_up_days: int = 0

    @property
    def is_too_short(self) -> bool:
        """Whether no source was looked at for longer than its warm-up."""
        days = [(s.last_hour.date() - s.first_hour.date()).days + 1 for s in self.sources]
        return bool(days) and max(days) <= self.warm_up_days

    def to_json(self) -> bytes:
        """Return the report as UTF-8 JSON, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)

    @classmethod
    def from_json(cls, data: bytes, *, where: str = "report") -> Report:
        """Read a report back.

        Raises
        ------
        FormatError
            If it is no report; the message names the place in the JSON.
        VersionError
            If it was written by a newer version.
        """
        try:
            head = msgspec.json.decode(data, type=_Head)
        except _DAMAGE as error:
            raise FormatError(
                f"not a report: {error}",
                where=where,
                allowed="the report.json that `chuquan run` writes",
                todo="give the path of a report.json",
            ) from error
        if head.report_version > REPORT_VERSION:
            raise VersionError(
                f"report version {head.report_version}",
                where=where,
                allowed=f"up to version {REPORT_VERSION}",
                todo="upgrade chuquan",
            )
        try:
            return msgspec.json.decode(data, type=cls)
        except _DAMAGE as error:
            raise FormatError(
                f"a damaged report: {error}",
                where=where,
                allowed="the report.json that `chuquan run` writes",
                todo="run `chuquan run` again",
            ) from error

    @classmethod
    def read(cls, path: str | Path) -> Report:
        """Read a report from a file; see :meth:`from_json`.

        Raises
        ------
        NotFoundError
            If there is no such file.
        FormatError, VersionError
            As of :meth:`from_json`.
        """
        file = Path(path)
        if not file.is_file():
            raise NotFoundError(
                "there is no such report",
                where=str(file),
                allowed="the report.json that `chuquan run` writes",
                todo="give the path of a report.json",
            )
        return cls.from_json(file.read_bytes(), where=str(file))


# What the JSON reader raises at damaged bytes.
_DAMAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Head(msgspec.Struct):
    report_version: int
