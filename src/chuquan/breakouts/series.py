"""From a digest to the cells that the detector watches: places, kinds, levers and terms.

Four facets are watched for every source and place: the place, the place with a kind, with a lever,
and with a term. A county's mentions count for its city, too, and for its province; a province is
watched once more by what names it directly, as its own wave (a province that courts tourists)
would drown in the sum of its cities.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from chuquan.breakouts.cells import F64, Cells
from chuquan.breakouts.exposure import exposure_from_totals
from chuquan.breakouts.prior import prior_rates
from chuquan.digest.store import Digest
from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer

FACETS = ("place", "kind", "lever", "term")
CALENDAR = "Asia/Shanghai"
"""The clock by which a source's coverage is cut into days."""

_MIN_TERM_MENTIONS = 3
_CELL = ("source", "place_id", "facet", "kind", "lever", "term")


@dataclass(frozen=True)
class Series:
    """All cells of a digest with what they stand for.

    Attributes
    ----------
    names : polars.DataFrame, one row a cell
        Columns ``cell, source, place_id, facet, kind, lever, term, direct``.
    counts : polars.DataFrame, one row an event
        Columns ``cell, day`` (from 0), ``n``; sorted.
    terms : polars.DataFrame
        Table ``terms`` with ``day`` from 0, counties rolled up to their cities.
    cells : Cells
        The same for the detector.
    exposure : float64, shape (source, day)
    sources : tuple of str, shape (source,)
    first_day : datetime.date
    """

    names: pl.DataFrame
    counts: pl.DataFrame
    terms: pl.DataFrame
    cells: Cells
    exposure: F64
    sources: tuple[str, ...]
    first_day: date

    @property
    def n_days(self) -> int:
        """Number of days looked at, outages included."""
        return int(self.exposure.shape[1])

    def day_of(self, index: int) -> date:
        """Return the calendar day of a day index."""
        return self.first_day + timedelta(days=index)


def build_series(digest: Digest, gazetteer: Gazetteer) -> Series:
    """Build the cells of a digest.

    Raises
    ------
    SchemaError
        If a table of the digest breaks its contract.
    """
    sources, first_day, exposure = _exposure(digest.coverage)
    day = (pl.col("day") - pl.lit(first_day)).dt.total_days().cast(pl.Int32)
    inside = pl.col("day").is_between(0, exposure.shape[1] - 1)
    attention = (
        add_local_day(digest.attention, gazetteer, "hour")
        .group_by("source", "place_id", "day", "kind", "lever")
        .agg(pl.col("n").sum())
        .with_columns(day)
        .filter(inside)
    )
    terms = digest.terms.with_columns(day).filter(inside)
    rolled = roll_up_terms(terms, gazetteer)
    events = pl.concat([_attention_cells(attention, gazetteer), _term_cells(rolled)])
    order = [*_CELL, "direct"]
    counts = (
        events.group_by(*order, "day")
        .agg(pl.col("n").sum())
        .sort(*order, "day", nulls_last=True)
        .with_columns(
            pl.struct(order).rle_id().cast(pl.Int64).alias("cell"),
        )
    )
    names = counts.select("cell", *order).unique("cell", maintain_order=True)
    counts = counts.select("cell", "day", "n")
    row = {name: i for i, name in enumerate(sources)}
    prior = prior_rates(names, counts, terms, exposure, row, gazetteer)
    cells = Cells(
        cell=counts["cell"].to_numpy(),
        day=counts["day"].to_numpy(),
        n=counts["n"].to_numpy(),
        source=names["source"].replace_strict(row, return_dtype=pl.Int32).to_numpy(),
        prior_rate=prior,
    )
    return Series(names, counts, rolled, cells, exposure, sources, first_day)


def _exposure(coverage: pl.DataFrame) -> tuple[tuple[str, ...], date, F64]:
    daily = (
        coverage.with_columns(day=pl.col("hour").dt.convert_time_zone(CALENDAR).dt.date())
        .group_by("source", "day")
        .agg(pl.col("n_new").sum(), ok=(pl.col("status") == "ok").any())
    )
    sources = tuple(daily["source"].unique().sort())
    first_day, last_day = daily["day"].min(), daily["day"].max()
    assert isinstance(first_day, date)
    assert isinstance(last_day, date)
    n_new = np.zeros((len(sources), (last_day - first_day).days + 1))
    ok = np.zeros(n_new.shape, dtype=bool)
    index = daily.select(
        pl.col("source").replace_strict(dict(zip(sources, range(len(sources)), strict=True))),
        (pl.col("day") - pl.lit(first_day)).dt.total_days(),
    ).to_numpy()
    n_new[index[:, 0], index[:, 1]] = daily["n_new"].to_numpy()
    ok[index[:, 0], index[:, 1]] = daily["ok"].to_numpy()
    return sources, first_day, exposure_from_totals(n_new, ok)


def _roll_up(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    # Countries are left out: everything would count for China.
    levels = gazetteer.frame.select("place_id", "level")
    pairs = gazetteer.ancestors_frame().join(
        levels.rename({"place_id": "ancestor_id"}), on="ancestor_id"
    )
    pairs = pairs.filter(pl.col("level") != "country").select("place_id", "ancestor_id")
    above = frame.join(pairs, on="place_id").with_columns(place_id=pl.col("ancestor_id"))
    return above.drop("ancestor_id")


def _attention_cells(attention: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    above = _roll_up(attention, gazetteer)
    whole = pl.concat([attention, above.select(attention.columns)])
    provinces = gazetteer.frame.filter(pl.col("level") == "province")["place_id"]
    rolled = above["place_id"].unique().filter(above["place_id"].unique().is_in(provinces.implode()))
    direct = attention.filter(pl.col("place_id").is_in(rolled.implode()))
    parts = []
    for frame, is_direct in ((whole, False), (direct, True)):
        base = frame.with_columns(
            pl.lit(is_direct).alias("direct"), pl.lit(None, dtype=pl.String).alias("term")
        )
        null = pl.lit(None, dtype=pl.String)
        parts += [
            base.with_columns(facet=pl.lit("place"), kind=null, lever=null),
            base.with_columns(facet=pl.lit("kind"), lever=null),
            base.filter(pl.col("lever").is_not_null()).with_columns(facet=pl.lit("lever")),
        ]
    columns = [*_CELL, "direct", "day", "n"]
    return pl.concat([part.select(columns) for part in parts])


def roll_up_terms(terms: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Add the terms of counties to those of their cities.

    Parameters
    ----------
    terms : polars.DataFrame
        Columns ``source, place_id, day, kind, lever, term, n``.
    """
    cities = gazetteer.frame.filter(pl.col("level") == "city")["place_id"]
    above = _roll_up(terms, gazetteer).filter(pl.col("place_id").is_in(cities.implode()))
    keys = [name for name in terms.columns if name != "n"]
    whole = pl.concat([terms, above.select(terms.columns)])
    return whole.group_by(keys).agg(pl.col("n").sum())


def _term_cells(whole: pl.DataFrame) -> pl.DataFrame:
    null = pl.lit(None, dtype=pl.String)
    base = whole.with_columns(
        pl.lit(False).alias("direct"), pl.lit("term").alias("facet"), null.alias("lever")  # noqa: FBT003
    )
    # A cell that never holds three mentions cannot hold a breakout: leaving it out changes nothing.
    enough = pl.col("n").sum().over("source", "place_id", "term") >= _MIN_TERM_MENTIONS
    columns = [*_CELL, "direct", "day", "n"]
    parts = [
        base.with_columns(kind=null).filter(enough),
        base.filter(pl.col("kind") == "image").filter(enough),
    ]
    return pl.concat([part.select(columns) for part in parts])
