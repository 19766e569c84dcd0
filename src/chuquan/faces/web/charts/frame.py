"""Which part of the earth a map shows, and which names have room on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chuquan.faces.svg import width_of
from chuquan.faces.web.regions import ABROAD, CHINA, is_chinese, is_within
from chuquan.faces.web.shown import Shown
from chuquan.report import PlaceProfile

WORLD: Final = "world"
FLAT: Final = "equalEarth"
ROUND: Final = "azimuthalEqualArea"
"""Around its middle it bends nothing that one would see, wherever that is; areas stay true."""
MOST_ZOOM: Final = 6.0
"""Doublings; a place further in would stand alone among coastlines of too few points."""

_CITIES: Final = frozenset({"110000", "120000", "310000", "500000", "810000", "820000"})
"""Provinces that are one city."""
_LINE: Final = 17.0
"""Height of a name in pixels, with what should be free around it."""
_ROOM: Final = 1.5
"""So much wider than itself is the room that a name asks for."""
_LEAST_DEGREES: Final = {"chinese": 5.0, "abroad": 14.0}
_ASPECT: Final = 0.72


@dataclass(frozen=True)
class Frame:
    """A view of the earth before anyone zooms.

    Attributes
    ----------
    projection : str
        As Vega names it.
    longitude, latitude : float
        Degrees, of the middle.
    width, height : float
        What fits in, in radians of the projection's own plane.
    zoom : float
        Doublings of the scale.
    """

    projection: str
    longitude: float
    latitude: float
    width: float
    height: float
    zoom: float = 0.0

    def scale(self, width: int, height: int) -> float:
        """Return pixels a radian in a picture of so many pixels, before zooming."""
        return min(width / self.width, height / self.height)

    def projected(self) -> dict[str, Any]:
        """Return the Vega-Lite projection, steered by the parameters of a map."""
        out: dict[str, Any] = {
            "type": self.projection,
            "scale": {"expr": f"min(width/{self.width},height/{self.height})*pow(2,map_zoom)"},
            "translate": {"expr": "[width/2,height/2]"},
        }
        if self.projection == FLAT:
            # The whole earth keeps its poles above and below wherever one looks.
            return {
                **out,
                "rotate": {"expr": "[-map_longitude,0,0]"},
                "center": {"expr": "[0,map_latitude]"},
            }
        return {**out, "rotate": {"expr": "[-map_longitude,-map_latitude,0]"}}


_FRAMES: Final = {
    # Cut in the Atlantic, as maps in China are.
    WORLD: Frame(FLAT, 150.0, 12.0, 5.5, 2.35),
    CHINA: Frame(ROUND, 104.5, 36.0, 0.95, 0.70),
}


def frame_of(query: Mapping[str, str], shown: Shown) -> Frame:
    """Return the view that an address asks for: ``view`` and, when moved, ``at=lon,lat,zoom``."""
    view = query.get("view", "") or CHINA
    frame = _FRAMES.get(view) or _around(view, shown) or _FRAMES[CHINA]
    if view == ABROAD:
        frame = _FRAMES[WORLD]
    parts = query.get("at", "").split(",")
    try:
        longitude, latitude, zoom = map(float, parts)
    except ValueError:
        return frame
    if abs(longitude) <= 180 and abs(latitude) <= 85 and 0 <= zoom <= MOST_ZOOM:
        return Frame(frame.projection, longitude, latitude, frame.width, frame.height, zoom)
    return frame


def is_world(frame: Frame) -> bool:
    """Whether coarse coastlines do."""
    return frame.projection == FLAT and frame.zoom < 1


def named(
    places: Iterable[PlaceProfile],
    names: Mapping[str, str],
    weights: Mapping[str, float],
    frame: Frame,
    size: tuple[int, int],
) -> list[dict[str, Any]]:
    """Return the names to write and from which zoom on each has room beside the greater ones.

    Parameters
    ----------
    places : iterable of PlaceProfile
    names : mapping of str to str
        What each place is called, by id.
    weights : mapping of str to float
        Which of two names that have no room beside each other is written: the heavier.
    frame : Frame
    size : tuple of int
        Width and height in pixels.
    """
    known = [p for p in places if p.latitude is not None and p.longitude is not None]
    # Provinces stand where their capitals do, whose names they would cover.
    known = [p for p in known if p.level != "province" or p.place_id in _CITIES]
    known.sort(key=lambda p: (p.level == "county", -weights[p.place_id], p.place_id))
    flat = math.cos(math.radians(frame.latitude))
    per_degree = math.radians(frame.scale(*size))
    spots = [
        (
            (p.longitude or 0.0) * flat * per_degree,
            (p.latitude or 0.0) * per_degree,
            width_of(names[p.place_id]) * _ROOM,
        )
        for p in known
    ]
    out, written = [], list[tuple[float, float, float]]()
    left = dict(enumerate(spots))
    for zoom in range(int(MOST_ZOOM) + 1):
        grown = 2.0**zoom
        for i, spot in list(left.items()):
            if known[i].level == "county" and zoom < 2:
                continue
            if all(_apart(spot, other, grown) for other in written):
                written.append(spot)
                del left[i]
                place = known[i]
                out.append({
                    "place_id": place.place_id, "name": names[place.place_id],
                    "longitude": place.longitude, "latitude": place.latitude, "from": zoom,
                })  # fmt: skip
    return out


def _apart(
    one: tuple[float, float, float], other: tuple[float, float, float], grown: float
) -> bool:
    beside = abs(one[0] - other[0]) * grown > (one[2] + other[2]) / 2
    return beside or abs(one[1] - other[1]) * grown > _LINE


def _around(region: str, shown: Shown) -> Frame | None:
    """Return a frame around what a region holds; None if nothing of it is known."""
    spots = [
        (p.longitude, p.latitude)
        for p in shown.report.places
        if p.longitude is not None and p.latitude is not None
        if is_within(p.place_id, region, shown)
    ]
    if not spots:
        return None
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    least = _LEAST_DEGREES["chinese" if is_chinese(region) else "abroad"]
    latitude = (south + north) / 2
    flat = math.cos(math.radians(latitude))
    high = max(north - south, least) * 1.35
    wide = max((east - west) * flat * 1.35, high / _ASPECT)
    high = max(high, wide * _ASPECT)
    middle = (west + east) / 2
    return Frame(ROUND, middle, latitude, math.radians(wide), math.radians(high))
