"""Which place a row of a table of assets means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chuquan.impact.reading.named import candidates, plain_name, resolve_names
from chuquan.places.gazetteer import Gazetteer

PLACES_ALLOWED: Final = (
    "a city, county or province by its name (洛阳, 洛阳市, Luoyang) or its code (410300)"
)
_CODE: Final = re.compile(r"(\d{6})(?:0{6})?(?:\.0)?")
_SHOWN: Final = 6


@dataclass(frozen=True)
class PlaceFound:
    """The place that is meant, or why none is told."""

    place_id: str | None = None
    fault: str | None = None
    todo: str | None = None


def place_of(name: str, under: str, gazetteer: Gazetteer) -> PlaceFound:
    """Return the one place that a name means.

    Of several of one name that in ``under`` is meant; without it, that in China, then that which
    has three times the people of the next. A name whose place does not lie in ``under`` is a fault:
    one of the two cells is wrong.

    Parameters
    ----------
    name : str
        In either language, short or in full, alone or after its province; or an identifier, also
        as a spreadsheet writes it (410300.0, 410300000000).
    under : str
        Name of the city or province that the row names; may be empty.
    gazetteer : Gazetteer
    """
    code = _CODE.fullmatch(plain_name(name))
    if code and code[1] in gazetteer:
        return PlaceFound(code[1])
    # China stands beside it: of several countries' places of a name, China's is meant.
    named = resolve_names([(name, under), ("中国", "")], gazetteer)
    if meant := named.ambiguous.get((name, under)):
        shown = ", ".join(f"{_full(i, gazetteer)} ({i})" for i in meant[:_SHOWN])
        return PlaceFound(
            fault=f"'{name}' may be {shown}",
            todo="write the city or province beside it, or the code",
        )
    place_id = named.place_id[name, under]
    if place_id not in gazetteer:
        return PlaceFound(
            fault=f"no place is called '{name}'",
            todo="write the city or county that it lies in, or its code",
        )
    above = candidates(under, "", gazetteer) if under else ()
    if above and not set(above) & {place_id, *gazetteer.parents(place_id)}:
        return PlaceFound(
            fault=f"'{name}' ({_full(place_id, gazetteer)}) does not lie in '{under}'",
            todo="mend the place or the province",
        )
    return PlaceFound(place_id)


def _full(place_id: str, gazetteer: Gazetteer) -> str:
    parents = gazetteer.parents(place_id)[:-1]
    return "".join(gazetteer.name(i) for i in (*reversed(parents), place_id))
