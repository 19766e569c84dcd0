"""Which assets of a place are known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chuquan.opportunities.corpus import Corpus
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset


def assets_of(corpus: Corpus, place_id: str) -> tuple[Asset, ...]:
    """Return what a place has: its own assets, and those of what lies in it.

    What a county has its city and its province have, too; what stands under the city is not said
    of each of its counties.

    Parameters
    ----------
    corpus : Corpus
        Assets not yet listed on its ``as_of`` are left out.
    place_id : str
    """
    held = assets_by_place(corpus.assets, corpus.gazetteer, as_of=corpus.as_of)
    return held.get(place_id, ())


def assets_by_place(
    assets: Iterable[Asset], gazetteer: Gazetteer, *, as_of: date | None = None
) -> dict[str, tuple[Asset, ...]]:
    """Return the assets of every place that has one, those of what lies in it among them.

    Parameters
    ----------
    assets : iterable of Asset
    gazetteer : Gazetteer
        A place that it does not know stands for itself only.
    as_of : date, optional
        Assets not yet listed on this day are left out. One without a date counts as known always.

    Returns
    -------
    dict of str to tuple of Asset
        In the order of ``assets``; one that lies in several counties of a city is there once.
    """
    held: dict[str, dict[tuple[str, str], Asset]] = {}
    for asset in assets:
        if as_of is not None and asset.since is not None and asset.since > as_of:
            continue
        own = asset.place_id
        above = gazetteer.parents(own) if own in gazetteer else ()
        for place_id in (own, *above):
            held.setdefault(place_id, {}).setdefault((asset.name, asset.kind), asset)
    return {place_id: tuple(named.values()) for place_id, named in held.items()}
