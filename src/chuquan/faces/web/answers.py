"""Answers of the JSON API that are no struct of the report: its head, and its lists."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import msgspec

from chuquan.faces.web.shown import Shown
from chuquan.report import Breakout, Kind, Lever, Phase, PlaceProfile


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is of.

    Attributes
    ----------
    period : tuple of date
        First and last day that was looked at.
    false_discovery_rate : float
        The rate that the user chose.
    n_breakouts : dict of str to int
        By kind.
    n_problems : int
        Rows that could not be read.
    """

    report_version: int
    chuquan_version: str
    period: tuple[date, date]
    false_discovery_rate: float
    n_mentions: float
    n_located: float
    n_breakouts: dict[str, int]
    n_places: int
    n_impacts: int
    n_problems: int
    weights: str
    gazetteer: str
    origin: str
    warm_up_days: int


class BreakoutRow(msgspec.Struct, frozen=True, kw_only=True):
    """A breakout in a list; all of it is under its own address.

    Attributes
    ----------
    n_excess : float
        Mentions above what was to be expected, onset to end.
    rate_ratio : float
        Mentions over what was to be expected.
    q_value : float
        The share of false ones to expect among breakouts at least as clear as this one.
    """

    breakout_id: str
    place_id: str
    place_name: str
    place_name_en: str
    province_name: str
    image: str
    kind: Kind
    second_kind: Kind | None
    lever: Lever | None
    phase: Phase
    onset: datetime
    peak: datetime
    end: datetime | None
    n_excess: float
    rate_ratio: float
    half_life_days: float | None
    half_life_days_interval: tuple[float, float] | None
    q_value: float
    sources: tuple[str, ...]


class BreakoutList(msgspec.Struct, frozen=True, kw_only=True):
    """Breakouts that pass the filters, strongest first.

    Attributes
    ----------
    n : int
        All that pass; ``breakouts`` holds those from ``offset`` on, ``limit`` at most.
    """

    n: int
    offset: int
    breakouts: tuple[BreakoutRow, ...]


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on at the report's end, or ended within the week before it; strongest first."""

    day: date
    image: tuple[BreakoutRow, ...]
    crisis: tuple[BreakoutRow, ...]
    affairs: tuple[BreakoutRow, ...]


class PlaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a list.

    Attributes
    ----------
    n_breakouts : dict of str to int
        Its breakouts by kind.
    """

    place_id: str
    name: str
    name_en: str
    level: str
    parent_id: str | None
    latitude: float | None
    longitude: float | None
    n_breakouts: dict[str, int]


class PlaceList(msgspec.Struct, frozen=True):
    """All places of the report."""

    places: tuple[PlaceRow, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a search found, the best first.

    Attributes
    ----------
    what : str
        ``place`` or ``breakout``.
    is_near : bool
        Whether nothing but a similar name speaks for it.
    place : PlaceRow or None
        If it is a place.
    breakout : BreakoutRow or None
        If it is a breakout.
    """

    what: str
    is_near: bool
    place: PlaceRow | None = None
    breakout: BreakoutRow | None = None


def head(shown: Shown) -> ReportHead:
    """Return what the report is of."""
    report = shown.report
    return ReportHead(
        report_version=report.report_version,
        chuquan_version=report.chuquan_version,
        period=report.period,
        false_discovery_rate=report.false_discovery_rate,
        n_mentions=report.n_mentions,
        n_located=report.n_located,
        n_breakouts=dict(Counter(b.kind for b in report.breakouts)),
        n_places=len(shown.places),
        n_impacts=len(report.impacts),
        n_problems=sum(p.n for p in report.problems),
        weights=report.weights,
        gazetteer=report.gazetteer,
        origin=report.origin,
        warm_up_days=report.warm_up_days,
    )


def row(breakout: Breakout) -> BreakoutRow:
    """Return a breakout for a list."""
    return BreakoutRow(**{f: getattr(breakout, f) for f in BreakoutRow.__struct_fields__})


def now(shown: Shown) -> Now:
    """Return what goes on."""
    return Now(
        day=shown.today,
        image=tuple(map(row, shown.current("image"))),
        crisis=tuple(map(row, shown.current("crisis"))),
        affairs=tuple(map(row, shown.current("affairs"))),
    )


def place_row(shown: Shown, profile: PlaceProfile) -> PlaceRow:
    """Return a place for a list."""
    return PlaceRow(
        place_id=profile.place_id,
        name=profile.name,
        name_en=profile.name_en,
        level=profile.level,
        parent_id=profile.parent_id,
        latitude=profile.latitude,
        longitude=profile.longitude,
        n_breakouts=dict(Counter(b.kind for b in shown.of_place(profile.place_id))),
    )
