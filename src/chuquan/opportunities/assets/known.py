"""Which assets of a place are known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import structs

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


def join_assets(own: Iterable[Asset], shipped: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return the user's assets and those of the shipped lists, each thing of a place once.

    Both have a thing where the user's row goes by the list's name or by one of its short forms
    (龙门 for 龙门石窟). Then the user's row stands; other names, the English name, the date and the
    address that it leaves out come from the lists.

    Parameters
    ----------
    own : iterable of Asset
    shipped : iterable of Asset

    Returns
    -------
    tuple of Asset
        The user's first, in their order.
    """
    held = {(asset.place_id, asset.name.casefold()): asset for asset in own}
    mine = set(held)
    for asset in shipped:
        keys = [(asset.place_id, name.casefold()) for name in (asset.name, *asset.names)]
        key = next((key for key in keys if key in mine), keys[0])
        first = held.get(key)
        held[key] = asset if first is None else _filled(first, asset)
    return tuple(held.values())


def _filled(first: Asset, second: Asset) -> Asset:
    others = (*first.names, second.name, *second.names)
    others = tuple(name for name in others if name != first.name)
    return structs.replace(
        first,
        name_en=first.name_en or second.name_en,
        names=tuple(dict.fromkeys(others)),
        since=first.since or second.since,
        source="; ".join(dict.fromkeys((first.source, second.source))),
        url=first.url or second.url,
    )
