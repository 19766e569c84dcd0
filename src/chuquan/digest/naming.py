"""Which characters name the place, where a landmark or a club stands for it.

平遥古城 is found whole, as a sure sign of its place; yet the place's own name is only a part of
it, and the rest is what the mention is about. So only that part is masked from the classifiers, as
in the titles that they learnt from, and only that part is no term. A work (我的阿勒泰) stays whole:
its title is a name, and its words are not the mention's.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from chuquan.places.gazetteer import Gazetteer
from chuquan.places.lexicon import Lexicon

_STANDING_FOR: Final = ("landmark", "club")
_NAMES: Final = ["place_id", "name", "names"]


def narrow_to_name(located: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Narrow each span to the place's own name.

    Parameters
    ----------
    located : polars.DataFrame
        With columns ``text, place_id, start, end``; spans in characters.
    gazetteer : Gazetteer

    Returns
    -------
    polars.DataFrame
        The same rows and columns. What stands for a place without holding its name (故宫) leaves an
        empty span before it.
    """
    span = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    start = pl.col("start") + pl.col("name_at").fill_null(0)
    return (
        located.with_columns(span.alias("span"))
        .join(_names_within(gazetteer), on=["span", "place_id"], how="left", maintain_order="left")
        .with_columns(start, end=pl.coalesce(start + pl.col("name_length"), "end"))
        .select(located.columns)
    )


def _names_within(gazetteer: Gazetteer) -> pl.DataFrame:
    """Return where each alias holds its place's longest name, and how long that is."""
    aliases = [alias for alias in Lexicon.load().aliases if alias.kind in _STANDING_FOR]
    places = gazetteer.frame.filter(pl.col("place_id").is_in([a.place_id for a in aliases]))
    own = {place_id: {name, *names} for place_id, name, names in places[_NAMES].iter_rows()}
    rows = []
    for alias in aliases:
        within = [name for name in own.get(alias.place_id, ()) if name and name in alias.text]
        longest = min(within, key=lambda name: (-len(name), name), default="")
        rows.append((alias.text, alias.place_id, alias.text.find(longest), len(longest)))
    schema = {"span": pl.String, "place_id": pl.String}
    counts = {"name_at": pl.UInt32, "name_length": pl.UInt32}
    return pl.DataFrame(rows, schema={**schema, **counts}, orient="row")
