"""The gazetteer: which places there are, what they are called and what they belong to.

Built by ``scripts/build_gazetteer.py`` from AreaCity, cpca, GeoNames and CLDR; the Parquet file's
metadata names each source with its version and licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import polars as pl

from chuquan import tables
from chuquan.errors import NotFoundError

LEVEL_ORDER = {level: order for order, level in enumerate(tables.LEVELS)}

_MAY_FOLD = r"[^\x00-\x7f\u4e00-\u9fff]"


@dataclass(frozen=True)
class Gazetteer:
    """All places with their names and parents.

    Attributes
    ----------
    frame : polars.DataFrame
        Schema :data:`chuquan.tables.PLACES`, one row a place.
    version : str
        Changes whenever any place changes.

    Examples
    --------
    >>> gazetteer = Gazetteer.load()
    >>> gazetteer.name("370300"), gazetteer.parents("370300")
    ('淄博', ('370000', 'iso:CN'))
    >>> gazetteer.find("Zibo")
    ['370300']
    """

    frame: pl.DataFrame
    version: str

    @classmethod
    def load(cls) -> Gazetteer:
        """Return the gazetteer that ships with the package; read once a process."""
        return _load()

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {place_id: row for row, place_id in enumerate(self.frame["place_id"])}

    @cached_property
    def _parent_of(self) -> dict[str, str | None]:
        return dict(self.frame.select("place_id", "parent_id").iter_rows())

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        order = pl.col("level").replace_strict(LEVEL_ORDER, return_dtype=pl.Int8)
        ranked = self.frame.sort(
            order, pl.col("population").fill_null(0), "place_id", descending=[False, True, False]
        )
        lower = pl.col("names").str.to_lowercase()
        # Few letters fold to others than their lower case: none of ASCII, no character of Chinese.
        folded = pl.when(lower.str.contains(_MAY_FOLD)).then(
            lower.map_elements(str.casefold, return_dtype=pl.String, skip_nulls=True)
        )
        named = (
            ranked.select("place_id", "names")
            .explode("names")
            .drop_nulls()
            .with_columns(folded.otherwise(lower))
            .unique(maintain_order=True)
            .group_by("names", maintain_order=True)
            .agg("place_id")
        )
        return dict(zip(named["names"].to_list(), named["place_id"].to_list(), strict=True))

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._row_of

    def get(self, place_id: str) -> dict[str, Any]:
        """Return one place as a mapping of the columns of :data:`chuquan.tables.PLACES`.

        Raises
        ------
        NotFoundError
            If no place has this id.
        """
        row = self._row_of.get(place_id)
        if row is None:
            raise NotFoundError(
                f"no place has the id {place_id!r}",
                where="gazetteer",
                allowed="a six-digit administrative code of China such as 370300, "
                "'geonames:' and a number, or 'iso:' and a country code",
                todo="look the place up by name with `chuquan places NAME`",
            )
        return self.frame.row(row, named=True)

    def name(self, place_id: str) -> str:
        """Return the Chinese name of a place, or the English one where no Chinese one is known."""
        return str(self.get(place_id)["name"])

    def name_en(self, place_id: str) -> str:
        """Return the English name of a place; pinyin where English has none."""
        return str(self.get(place_id)["name_en"])

    def parents(self, place_id: str) -> tuple[str, ...]:
        """Return what a place belongs to, nearest first: its city, province and country."""
        self.get(place_id)
        out = []
        parent = self._parent_of[place_id]
        while parent is not None:
            out.append(parent)
            parent = self._parent_of[parent]
        return tuple(out)

    def ancestors_frame(self) -> pl.DataFrame:
        """Return every pair of a place and something it belongs to, for roll-ups by a join.

        Returns
        -------
        polars.DataFrame
            Columns ``place_id, ancestor_id``; a place is not its own ancestor.
        """
        return self._ancestors

    @cached_property
    def _ancestors(self) -> pl.DataFrame:
        step = self.frame.select("place_id", pl.col("parent_id").alias("ancestor_id")).drop_nulls()
        up = step.rename({"place_id": "ancestor_id", "ancestor_id": "next_id"})
        levels = []
        while step.height:
            levels.append(step)
            step = step.join(up, on="ancestor_id").select(
                "place_id", pl.col("next_id").alias("ancestor_id")
            )
        return pl.concat(levels).sort("place_id", "ancestor_id")

    def find(self, name: str) -> list[str]:
        """Return the places with exactly this name, in either language, best first.

        Upper levels come before lower ones, larger places before smaller ones. Letter case is
        ignored.

        Parameters
        ----------
        name : str
            A short or full name, an English name, or a ``place_id``.
        """
        name = name.strip()
        return [name] if name in self else list(self._named.get(name.casefold(), ()))


@lru_cache(maxsize=1)
def _load() -> Gazetteer:
    with resources.as_file(resources.files("chuquan") / "data" / "gazetteer.parquet") as path:
        frame = pl.read_parquet(path)
        version = pl.read_parquet_metadata(path)["version"]
    return Gazetteer(frame, version)
