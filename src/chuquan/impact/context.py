"""What is known of the other places: which had a wave of their own, which lie near."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Report

NEIGHBOUR_KM: Final = 150.0
"""Places nearer than this may have lost what the place won, or shared in it: an hour or two by road
or train. They are looked at for displacement, and are no donors."""

MOST_NEIGHBOURS: Final = 8
_EARTH_KM: Final = 6_371.0


@dataclass(frozen=True)
class Neighbour:
    """A place near a treated one.

    Attributes
    ----------
    distance_km : float or None
        Between the centres; None where the gazetteer does not know one of them.
    """

    place_id: str
    distance_km: float | None


def neighbours_of(
    treated: Collection[str], places: Iterable[str], gazetteer: Gazetteer
) -> tuple[Neighbour, ...]:
    """Return the places of a table that lie within :data:`NEIGHBOUR_KM` of a treated one.

    Parameters
    ----------
    treated, places : collection of str
        Place ids. Those that the gazetteer does not know have no neighbours and are none; what
        holds a treated place or lies in it is none either.
    gazetteer : Gazetteer

    Returns
    -------
    tuple of Neighbour
        Nearest first, at most :data:`MOST_NEIGHBOURS`.
    """
    found = []
    for place in places:
        if place in treated or _is_nested(place, treated, gazetteer):
            continue
        distances = [d for t in treated if (d := distance_km(t, place, gazetteer)) is not None]
        if distances and min(distances) <= NEIGHBOUR_KM:
            found.append(Neighbour(place, min(distances)))
    return tuple(sorted(found, key=lambda n: (n.distance_km or 0.0, n.place_id)))[:MOST_NEIGHBOURS]


def distance_km(one: str, other: str, gazetteer: Gazetteer) -> float | None:
    """Return the distance of two places' centres in kilometres, None where one is not known."""
    if one not in gazetteer or other not in gazetteer:
        return None
    a, b = gazetteer.get(one), gazetteer.get(other)
    if None in {a["latitude"], b["latitude"], a["longitude"], b["longitude"]}:
        return None
    north, south = math.radians(a["latitude"]), math.radians(b["latitude"])
    half = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north)
        * math.cos(south)
        * math.sin(math.radians(b["longitude"] - a["longitude"]) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))


def places_with_waves(
    report: Report, first_day: date, last_day: date, gazetteer: Gazetteer
) -> frozenset[str]:
    """Return the places that had a wave between two days, and what those places lie in.

    Images and crises alike move figures; affairs do not. A wave that goes on lasts to the end.

    Parameters
    ----------
    report : Report
    first_day, last_day : date
        Both included.
    gazetteer : Gazetteer
    """
    out: set[str] = set()
    for breakout in report.breakouts:
        end = report.period[1] if breakout.end is None else breakout.end.date()
        is_inside = breakout.onset.date() <= last_day and end >= first_day
        if breakout.kind != "affairs" and is_inside:
            out.add(breakout.place_id)
            if breakout.place_id in gazetteer:
                out.update(gazetteer.parents(breakout.place_id))
    return frozenset(out)


def _is_nested(place: str, treated: Collection[str], gazetteer: Gazetteer) -> bool:
    if place not in gazetteer:
        return False
    above = set(gazetteer.parents(place))
    return any(t in above or (t in gazetteer and place in gazetteer.parents(t)) for t in treated)
