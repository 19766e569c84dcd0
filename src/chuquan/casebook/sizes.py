"""Sizes of cities and of events: the classes by which the casebook tells responses apart."""

from __future__ import annotations

from typing import Final, Literal

from chuquan.places.gazetteer import Gazetteer

PlaceClass = Literal["small", "middle", "large", "wide", "unknown"]
EventClass = Literal["small", "middle", "large", "unknown"]

PLACE_CLASSES: Final[tuple[PlaceClass, ...]] = ("small", "middle", "large", "wide", "unknown")
"""Cities by population; ``wide`` is a province or a country, ``unknown`` has no known population.

The last two teach what a lever brings in general, and nothing of any size of city.
"""

EVENT_CLASSES: Final[tuple[EventClass, ...]] = ("small", "middle", "large", "unknown")

PLACE_SIZE_LIMITS: Final = (1e6, 5e6)
"""People in a city that part small from middle, middle from large.

China's classes of cities (State Council, notice 51 of 2014) call one of a million ``large`` and one
of five million ``extra large``; here the populations are GeoNames', mostly of the urban area.
"""

EVENT_SIZE_LIMITS: Final = (10_000.0, 30_000.0)
"""Attendance over all days that parts small from middle, middle from large: a hall, an arena, and
what fills a stadium."""


def place_class(place_id: str, gazetteer: Gazetteer) -> PlaceClass:
    """Return the class of a place by the population of the city that it is or lies in.

    Parameters
    ----------
    place_id : str
        A county counts as the city above it, since its beds and stations are the city's. A
        municipality (110000) is a city.
    gazetteer : Gazetteer
    """
    if place_id not in gazetteer:
        return "unknown"
    chain = [gazetteer.get(p) for p in (place_id, *gazetteer.parents(place_id))]
    city = next((p for p in chain if p["level"] == "city"), None)
    if city is None:
        # Of provinces only municipalities and special regions have a population of their own.
        province = next((p for p in chain if p["level"] == "province"), None)
        if province is not None and province["population"] is not None:
            city = province
        elif chain[0]["level"] in {"province", "country"}:
            return "wide"
        else:
            city = chain[0]
    people = city["population"]
    return "unknown" if people is None else _class_of(float(people), PLACE_SIZE_LIMITS)


def event_class(attendance: float | None) -> EventClass:
    """Return the class of an event by its attendance over all its days."""
    return "unknown" if attendance is None else _class_of(attendance, EVENT_SIZE_LIMITS)


def _class_of(value: float, limits: tuple[float, float]) -> Literal["small", "middle", "large"]:
    low, high = limits
    return "small" if value < low else "middle" if value < high else "large"
