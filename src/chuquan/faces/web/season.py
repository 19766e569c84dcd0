"""A place's season: its images by calendar month across the years, for the days looked at."""

from __future__ import annotations

from datetime import date
from statistics import fmean, median

import msgspec

from chuquan.faces.web.covered import covered, months_from
from chuquan.faces.web.shown import Shown
from chuquan.report import PlaceProfile

LEAST_COVERED = 0.5
"""Months of which less was looked at say nothing of the season."""

LEAST_YEARS = 3
"""Of fewer years no season is told: one wave would make it."""

LEAST_MENTIONS = 30

_LEAST_MONTHS = 9
"""A year of which fewer months are known has no usual month to compare with."""


class SeasonMonth(msgspec.Struct, frozen=True, kw_only=True):
    """One calendar month.

    Attributes
    ----------
    month : int
        1 is January.
    usual : float or None
        Median of the years: mentions of images, had all of the month been looked at; None where it
        never was. One great wave does not move it.
    by_year : dict of int to float
        The same, year by year.
    """

    month: int
    usual: float | None
    by_year: dict[int, float]


class Season(msgspec.Struct, frozen=True, kw_only=True):
    """Twelve months of a place.

    Attributes
    ----------
    n : float
        Mentions of images in all.
    high_months : tuple of int
        Months above their year's mean in every year that is known well enough, of three or more.
    """

    place_id: str
    n: float
    months: tuple[SeasonMonth, ...]
    high_months: tuple[int, ...] = ()


def season(shown: Shown, profile: PlaceProfile) -> Season:
    """Return the season of a place's images."""
    n = sum(profile.image)
    if profile.first_month is None or not n:
        return Season(place_id=profile.place_id, n=0.0, months=())
    days = months_from(profile.first_month, len(profile.image))
    shares = covered(shown.report.sources, days)
    rates: dict[date, float] = {
        day: value / share
        for day, value, share in zip(days, profile.image, shares, strict=True)
        if share >= LEAST_COVERED
    }
    months = tuple(_month(month, rates) for month in range(1, 13))
    usual = {year: fmean(own) for year, own in _by_year(rates).items() if len(own) >= _LEAST_MONTHS}
    high = [m.month for m in months if n >= LEAST_MENTIONS and _is_high(m, usual)]
    return Season(place_id=profile.place_id, n=round(n, 2), months=months, high_months=tuple(high))


def _month(month: int, rates: dict[date, float]) -> SeasonMonth:
    own = {day.year: round(rate, 2) for day, rate in rates.items() if day.month == month}
    usual = round(median(own.values()), 2) if own else None
    return SeasonMonth(month=month, usual=usual, by_year=own)


def _is_high(month: SeasonMonth, usual: dict[int, float]) -> bool:
    known = {year: rate for year, rate in month.by_year.items() if year in usual}
    return len(known) >= LEAST_YEARS and all(rate > usual[year] for year, rate in known.items())


def _by_year(rates: dict[date, float]) -> dict[int, list[float]]:
    out: dict[int, list[float]] = {}
    for day, rate in rates.items():
        out.setdefault(day.year, []).append(rate)
    return out
