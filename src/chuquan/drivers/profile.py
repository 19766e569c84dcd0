"""What is known of each place that had a wave: where it lies, its months, what it is known for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from msgspec.structs import replace

from chuquan.breakouts.series import Series
from chuquan.drivers.known import known_for
from chuquan.drivers.roles import PlaceNames
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import PlaceProfile
from chuquan.tables import KINDS, LEVERS

N_KNOWN_FOR = 12


def profile_places(
    place_ids: Iterable[str],
    series: Series,
    terms: pl.DataFrame,
    names: PlaceNames,
    gazetteer: Gazetteer,
) -> tuple[PlaceProfile, ...]:
    """Profile places.

    Parameters
    ----------
    place_ids : iterable of str
    series : Series
    terms : polars.DataFrame
        Table ``terms`` with ``day`` from 0, counted for the places above, too.
    names : PlaceNames
    gazetteer : Gazetteer

    Returns
    -------
    tuple of PlaceProfile
        By place id; the countries that they lie in are among them by name alone.
    """
    ids = sorted(set(place_ids))
    months = _months(ids, series)
    n_months = len(_calendar(series))
    levers = _levers(ids, series)
    images = terms.filter(pl.col("kind") == "image")
    known = known_for(ids, images, names, N_KNOWN_FOR)
    first = series.day_of(0)
    none = (0.0,) * n_months
    profiles = [_place(country, gazetteer) for country in _countries(ids, gazetteer)]
    profiles += [
        replace(
            _place(place_id, gazetteer),
            first_month=date(first.year, first.month, 1),
            **{kind: months.get((place_id, kind), none) for kind in KINDS},
            levers=levers.get(place_id, {}),
            known_for=known.get(place_id, ()),
        )
        for place_id in ids
    ]
    return tuple(sorted(profiles, key=lambda p: p.place_id))


def _countries(ids: list[str], gazetteer: Gazetteer) -> set[str]:
    """Return what the places lie in and is not among them: provinces are, so only countries."""
    return {above for place_id in ids for above in gazetteer.parents(place_id)} - set(ids)


def _place(place_id: str, gazetteer: Gazetteer) -> PlaceProfile:
    place = gazetteer.get(place_id)
    above = gazetteer.parents(place_id)
    province = next((p for p in above if gazetteer.get(p)["level"] == "province"), None)
    return PlaceProfile(
        place_id=place_id,
        name=place["name"],
        name_en=place["name_en"],
        level=place["level"],
        parent_id=place["parent_id"],
        province_name="" if province is None else gazetteer.name(province),
        province_name_en="" if province is None else gazetteer.name_en(province),
        latitude=place["latitude"],
        longitude=place["longitude"],
        population=place["population"],
    )


def _calendar(series: Series) -> list[date]:
    first, last = series.day_of(0), series.day_of(series.n_days - 1)
    n = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1)
        for i in range(n)
    ]


def _of_facet(facet: str, ids: list[str], series: Series) -> pl.DataFrame:
    return (
        series.names.filter(
            pl.col("facet") == facet, ~pl.col("direct"), pl.col("place_id").is_in(ids)
        )
        .join(series.counts, on="cell")
        .select("place_id", "kind", "lever", "day", "n")
    )


def _months(ids: list[str], series: Series) -> dict[tuple[str, str], tuple[float, ...]]:
    calendar = _calendar(series)
    month = pl.lit(series.first_day) + pl.duration(days=pl.col("day"))
    monthly = (
        _of_facet("kind", ids, series)
        .with_columns(month=month.dt.truncate("1mo").cast(pl.Date))
        .group_by("place_id", "kind", "month")
        .agg(pl.col("n").sum())
    )
    place = {m: i for i, m in enumerate(calendar)}
    out: dict[tuple[str, str], list[float]] = {}
    for place_id, kind, day, n in monthly.iter_rows():
        row = out.setdefault((place_id, kind), [0.0] * len(calendar))
        row[place[day]] = round(n, 2)
    return {key: tuple(row) for key, row in out.items()}


def _levers(ids: list[str], series: Series) -> dict[str, dict[str, float]]:
    total = (
        _of_facet("lever", ids, series)
        .group_by("place_id", "lever")
        .agg(pl.col("n").sum())
        .sort("place_id", pl.col("n").neg(), "lever")
    )
    out: dict[str, dict[str, float]] = {}
    for place_id, lever, n in total.iter_rows():
        if lever in LEVERS:
            out.setdefault(place_id, {})[lever] = round(n, 2)
    return out
