"""Which assets a word or a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import polars as pl

from chuquan.report import Asset

_LEAST: Final = 2  # a single character names nothing
_FOUND: Final = {"row": pl.UInt32, "asset": pl.UInt32, "name": pl.String}


class AssetNames:
    """The names and short forms of assets, to be looked for in words and in texts.

    Of names that overlap the leftmost is taken, then the longest: 惠州西湖 is not 西湖. One name
    may stand for several assets (西湖 of two cities); all of them are returned, as only who knows
    the place of the text can choose. Names in Latin letters stand for themselves as whole words,
    whatever the case.

    Parameters
    ----------
    assets : sequence of Asset

    Examples
    --------
    >>> caves = Asset(
    ...     place_id="410300", name="龙门石窟", kind="heritage", names=("龙门",), source="UNESCO"
    ... )
    >>> AssetNames([caves]).held_by("夜游龙门")
    (0,)
    """

    def __init__(self, assets: Sequence[Asset]) -> None:
        self.assets = tuple(assets)
        named: dict[str, dict[int, None]] = {}
        for i, asset in enumerate(self.assets):
            for name in (asset.name, asset.name_en, *asset.names):
                if len(name.strip()) >= _LEAST:
                    named.setdefault(name.strip().lower(), {})[i] = None
        self._named = {name: tuple(found) for name, found in named.items()}

    def called(self, name: str) -> tuple[int, ...]:
        """Return which assets are called exactly so: places in ``assets``."""
        return self._named.get(name.strip().lower(), ())

    def held_by(self, text: str) -> tuple[int, ...]:
        """Return which assets one word or text names: places in ``assets``, first named first."""
        exact = self.called(text)
        if exact:
            return exact
        hits = (self._named[hit] for hit in self._pattern.findall(text.lower()))
        return tuple(dict.fromkeys(i for found in hits for i in found))

    def find(self, texts: pl.Series) -> pl.DataFrame:
        """Return which assets each of many texts names.

        Parameters
        ----------
        texts : polars.Series of String, shape (text,)
            A null names nothing.

        Returns
        -------
        polars.DataFrame
            ``row``, ``asset`` (its place in ``assets``) and ``name`` (as it stands in the list, in
            lower case), one row a text and asset, in order of the texts.
        """
        hits = self._hits(texts)
        if not hits.height:
            return pl.DataFrame(schema=_FOUND)
        meant = pl.DataFrame(
            {"name": list(self._named), "asset": [list(found) for found in self._named.values()]},
            schema={"name": pl.String, "asset": pl.List(pl.UInt32)},
        )
        return (
            hits.join(meant, on="name", maintain_order="left")
            .explode("asset")
            .unique(["row", "asset"], keep="first", maintain_order=True)
            .select(pl.col(name).cast(dtype) for name, dtype in _FOUND.items())
        )

    def _hits(self, texts: pl.Series) -> pl.DataFrame:
        """Return ``row`` and ``name`` of every name in the texts."""
        lower = texts.cast(pl.String).str.to_lowercase()
        frame = pl.DataFrame({"text": lower}).with_row_index("row").drop_nulls()
        if not self._named or not frame.height:
            return pl.DataFrame(schema={"row": pl.UInt32, "name": pl.String})
        # A first look at all texts at once tells the few that hold any name from the rest.
        some = frame.filter(pl.col("text").str.contains_any(list(self._named)))
        found = [
            (row, hit) for row, text in some.iter_rows() for hit in self._pattern.findall(text)
        ]
        return pl.DataFrame(found, schema={"row": pl.UInt32, "name": pl.String}, orient="row")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Return one expression that finds the leftmost of all names, longest first."""
        ordered = sorted(self._named, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(_expression, ordered)) or r"(?!)")


def _expression(name: str) -> str:
    before = r"(?<![0-9A-Za-z])" if name[0].isascii() else ""
    after = r"(?![0-9A-Za-z])" if name[-1].isascii() else ""
    return before + re.escape(name) + after
