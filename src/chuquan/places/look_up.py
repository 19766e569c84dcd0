"""The one place that a person names, or the names that are near."""

from __future__ import annotations

import difflib
from typing import Final

from chuquan.errors import NotFoundError
from chuquan.places.gazetteer import LEVEL_ORDER, Gazetteer

_N_NEAR: Final = 5
_SHORTEST_NEAR: Final = 0.5


def look_up(name: str, gazetteer: Gazetteer) -> str:
    """Return the identifier of the place that a name or a code means.

    Of several places of one name the one in China is meant, then that of the upper level, then the
    larger one.

    Raises
    ------
    NotFoundError
        If no place is called so; it tells the nearest names.
    """
    found = gazetteer.find(name)
    if found:
        return min(found, key=lambda place_id: not place_id.isdigit())
    near = near_names(name, gazetteer)
    raise NotFoundError(
        f"no place is called '{name.strip()}'",
        where="place",
        allowed="near: " + ", ".join(near) if near else "a name in Chinese or English, or a code",
        todo="write the name as people do, such as 洛阳, or give the code, such as 410300",
    )


def near_names(name: str, gazetteer: Gazetteer) -> list[str]:
    """Return names of places that are spelt almost so, the nearest first; Chinese places first."""
    frame = gazetteer.frame.select("place_id", "level", "name", "names")
    asked = name.strip().casefold()
    known: dict[str, tuple[bool, int, str]] = {}
    for place_id, level, shown, names in frame.iter_rows():
        order = (not place_id.isdigit(), LEVEL_ORDER[level], shown)
        for spelt in names:
            folded = spelt.casefold()
            if len(folded) <= 2 * len(asked) + 1:
                known[folded] = min(order, known.get(folded, order))
    close = difflib.get_close_matches(asked, list(known), n=4 * _N_NEAR, cutoff=_SHORTEST_NEAR)
    close.sort(key=lambda spelt: known[spelt][:2])
    return list(dict.fromkeys(known[spelt][2] for spelt in close))[:_N_NEAR]
