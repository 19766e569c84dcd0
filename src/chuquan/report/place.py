"""A place that had a breakout: where it lies, how it was spoken of, what it is known for."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from chuquan.report.breakout import Evidence


class PlaceProfile(msgspec.Struct, frozen=True, kw_only=True):
    """One place over the whole period.

    Attributes
    ----------
    latitude, longitude : float or None
        Degrees, WGS 84; None where the gazetteer does not say.
    first_month : date or None
        First day of the month that the monthly arrays begin with.
    image, crisis, affairs : tuple of float, shape (month,)
        Mentions of the place and of what lies in it, by kind.
    levers : dict of str to float
        Mentions that are images, by lever, most first.
    known_for : tuple of Evidence
        Words of its images that set it apart from all other places, clearest first.
    """

    place_id: str
    name: str
    name_en: str
    level: Literal["country", "province", "city", "county"]
    parent_id: str | None
    province_name: str
    province_name_en: str
    latitude: float | None
    longitude: float | None
    population: int | None
    first_month: date | None = None
    image: tuple[float, ...] = ()
    crisis: tuple[float, ...] = ()
    affairs: tuple[float, ...] = ()
    levers: dict[str, float] = {}
    known_for: tuple[Evidence, ...] = ()
