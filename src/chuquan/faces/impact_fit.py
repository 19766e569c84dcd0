"""An impact whose names are all of bounded length: a file of outcomes may hold any text."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from chuquan.faces.words import cut
from chuquan.report import Displacement, Donor, ExcludedDonor, Impact, PlaceImpact

LONGEST = 60
"""Characters of a name that a face shows."""


def fitted(impact: Impact) -> Impact:
    """Return an impact with every name plain and cut, as sentences and tables show it.

    Its ids are left alone: they lead to it.
    """

    def told(text: str) -> str:
        return cut(text, LONGEST)

    return replace(
        impact,
        metric=told(impact.metric),
        unit=told(impact.unit),
        origin=told(impact.origin),
        places=tuple(_named(p) for p in impact.places),
        donors=tuple(_named(d) for d in impact.donors),
        excluded=tuple(_named(e) for e in impact.excluded),
        displacement=tuple(_named(d) for d in impact.displacement),
        placebos=tuple(replace(p, place_name=told(p.place_name)) for p in impact.placebos),
        events=tuple(replace(e, name=told(e.name)) for e in impact.events),
        findings=tuple(
            replace(f, file=told(f.file), metric=told(f.metric), names=tuple(map(told, f.names)))
            for f in impact.findings
        ),
    )


_Row = TypeVar("_Row", PlaceImpact, Donor, ExcludedDonor, Displacement)


def _named(row: _Row) -> _Row:
    """Cut both names of a place."""
    return replace(
        row, place_name=cut(row.place_name, LONGEST), place_name_en=cut(row.place_name_en, LONGEST)
    )
