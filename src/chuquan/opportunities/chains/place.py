"""What a place is called in the answers."""

from __future__ import annotations

from chuquan.places.gazetteer import Gazetteer


def names(gazetteer: Gazetteer, place_id: str | None) -> tuple[str, str]:
    """Return a place's name and its English one; both empty for no place.

    Raises
    ------
    NotFoundError
        If the gazetteer does not know the place.
    """
    if place_id is None:
        return "", ""
    row = gazetteer.get(place_id)
    return row["name"], row["name_en"] or ""
