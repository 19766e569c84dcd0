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
from numpy.typing import NDArray

from chuquan.breakouts.cells import F64, Cells
from chuquan.breakouts.exposure import exposure_from_totals
from chuquan.breakouts.prior import WARM_UP_DAYS, first_looked_at, prior_rates
from chuquan.digest.store import Digest
from chuquan.places.above import counted_above
from chuquan.places.clock import add_local_day
from chuquan.places.gazetteer import Gazetteer

CALENDAR = "Asia/Shanghai"
"""The clock by which a source's coverage is cut into days."""

_SINGLE_PLACE = 0.3
"""A source of which one place makes so much is about that place: its total is the wave itself."""

_KNOWN_MENTIONS = 2
"""A term is tested on days before which a place had so many mentions with it. What is first heard
today is a hypothesis from tomorrow on, so that today's count does not choose its own tests."""

_REFERENCE_DAYS = 28
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
    is_tested : bool, shape (event,)
        Whether an event may begin an episode: not in the first weeks of its source, nor while a
        term is new to its place. Only the days before an event decide it.
    exposure : float64, shape (source, day)
    sources : tuple of str, shape (source,)
    first_day : datetime.date
    """

    names: pl.DataFrame
    counts: pl.DataFrame
    terms: pl.DataFrame
    cells: Cells
    is_tested: NDArray[np.bool_]
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
    sources, first_day, n_new, is_looked_at = daily_coverage(digest.coverage)
    day = (pl.col("day") - pl.lit(first_day)).dt.total_days().cast(pl.Int32)
    inside = pl.col("day").is_between(0, n_new.shape[1] - 1)
    attention = (
        add_local_day(digest.attention, gazetteer, "hour")
        .group_by("source", "place_id", "day", "kind", "lever")
        .agg(pl.col("n").sum())
        .with_columns(day)
        .filter(inside)
    )
    whole = pl.concat([attention, counted_above(attention, gazetteer)])
    exposure = _exposure(sources, n_new, is_looked_at, whole, gazetteer)
    terms = digest.terms.with_columns(day).filter(inside)
    rolled = roll_up_terms(terms, gazetteer)
    events = pl.concat([_attention_cells(attention, whole, gazetteer), _term_cells(rolled)])
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
    prior = prior_rates(names, counts, rolled, exposure, row=row, gazetteer=gazetteer)
    cells = Cells(
        cell=counts["cell"].to_numpy(),
        day=counts["day"].to_numpy(),
        n=counts["n"].to_numpy(),
        source=names["source"].replace_strict(row, return_dtype=pl.Int32).to_numpy(),
        prior_rate=prior,
    )
    is_tested = _is_tested(cells, names, exposure)
    return Series(names, counts, rolled, cells, is_tested, exposure, sources, first_day)


def _is_tested(cells: Cells, names: pl.DataFrame, exposure: F64) -> NDArray[np.bool_]:
    known_from = first_looked_at(exposure) + WARM_UP_DAYS
    is_known: NDArray[np.bool_] = cells.day >= known_from[cells.source[cells.cell]]
    running = np.cumsum(cells.n)
    starts = cells.starts()[:-1]
    before = np.concatenate(([0.0], running))[starts]
    so_far = running - cells.n - before[cells.cell]
    is_term = (names["facet"] == "term").to_numpy()[cells.cell]
    return is_known & (~is_term | (so_far >= _KNOWN_MENTIONS))


def daily_coverage(
    coverage: pl.DataFrame,
) -> tuple[tuple[str, ...], date, F64, NDArray[np.bool_]]:
    """Return what was looked at, by source and day.

    Parameters
    ----------
    coverage : polars.DataFrame
        Table ``coverage``, not empty.

    Returns
    -------
    sources : tuple of str, shape (source,)
    first_day : datetime.date
        Day 0.
    n_new : float64, shape (source, day)
        New mentions.
    is_looked_at : bool, shape (source, day)
        False on a day of outage.
    """
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
    return sources, first_day, n_new, ok


def _exposure(
    sources: tuple[str, ...],
    n_new: F64,
    is_looked_at: NDArray[np.bool_],
    whole: pl.DataFrame,
    gazetteer: Gazetteer,
) -> F64:
    """Return what a source showed a day: by its total or, where one place makes it, as recorded."""
    out = exposure_from_totals(n_new, is_looked_at, reference_days=_REFERENCE_DAYS)
    countries = gazetteer.frame.filter(pl.col("level") == "country")["place_id"]
    places = (
        whole.filter(~pl.col("place_id").is_in(countries.implode()))
        .group_by("source", "place_id", "day")
        .agg(pl.col("n").sum())
    )
    for row, source in enumerate(sources):
        looked = np.flatnonzero(is_looked_at[row] & (n_new[row] > 0))[:_REFERENCE_DAYS]
        if looked.size:
            own = places.filter(pl.col("source") == source, pl.col("day") <= int(looked[-1]))
            share = _largest_share(own, n_new[row], int(looked[-1]) + 1)
            is_single = np.concatenate((share, np.full(n_new.shape[1] - share.size, share[-1])))
            recorded = is_looked_at[row] & (is_single > _SINGLE_PLACE)
            out[row, recorded] = 1.0
    return out


def _largest_share(places: pl.DataFrame, n_new: F64, n_days: int) -> F64:
    # Day by day from what was seen so far, so that no day depends on a later one.
    number = places["place_id"].rank("dense").to_numpy().astype(np.int64)
    seen = np.zeros((int(number.max(initial=0)) + 1, n_days))
    seen[number, places["day"].to_numpy()] = places["n"].to_numpy()
    total = np.cumsum(n_new[:n_days])
    most = np.cumsum(seen, axis=1).max(axis=0)
    out: F64 = np.divide(most, total, out=np.zeros(n_days), where=total > 0)
    return out


def _attention_cells(
    attention: pl.DataFrame, whole: pl.DataFrame, gazetteer: Gazetteer
) -> pl.DataFrame:
    provinces = gazetteer.frame.filter(pl.col("level") == "province")["place_id"]
    direct = attention.filter(pl.col("place_id").is_in(provinces.implode()))
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
    above = counted_above(terms, gazetteer).filter(pl.col("place_id").is_in(cities.implode()))
    keys = [name for name in terms.columns if name != "n"]
    return pl.concat([terms, above]).group_by(keys).agg(pl.col("n").sum())


def _term_cells(whole: pl.DataFrame) -> pl.DataFrame:
    null = pl.lit(None, dtype=pl.String)
    base = whole.with_columns(
        pl.lit(False).alias("direct"), pl.lit("term").alias("facet"), null.alias("lever")
    )
    # A cell that never holds more mentions is never tested: leaving it out changes nothing.
    enough = pl.col("n").sum().over("source", "place_id", "term") > _KNOWN_MENTIONS
    columns = [*_CELL, "direct", "day", "n"]
    parts = [
        base.with_columns(kind=null).filter(enough),
        base.filter(pl.col("kind") == "image").filter(enough),
    ]
    return pl.concat([part.select(columns) for part in parts])
