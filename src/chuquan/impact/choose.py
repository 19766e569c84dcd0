"""Which rows of a table of outcomes a question is about: one metric, origin, unit and period."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from chuquan.errors import RefusalError
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.reading.measured import GROWTH
from chuquan.impact.reading.named import TOTAL_WORDS, candidates
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import PERIODS


@dataclass(frozen=True)
class Chosen:
    """What was chosen.

    Attributes
    ----------
    metric, origin, unit, period : str
        ``origin`` is empty where the rows name none.
    other_unit : tuple of str
        Places whose figures for it are in another unit; they have no part in the rows.
    """

    metric: str
    origin: str
    unit: str
    period: str
    other_unit: tuple[str, ...] = ()


def choose_rows(
    reading: OutcomesReading,
    treated: Sequence[str],
    *,
    metric: str | None = None,
    origin: str | None = None,
    period: str | None = None,
) -> tuple[pl.DataFrame, Chosen]:
    """Choose the rows of one metric, origin and length of period; the treated places decide.

    Parameters
    ----------
    reading : OutcomesReading
    treated : sequence of str
        Identifiers of the treated places; empty to let all places decide.
    metric, origin, period : str, optional
        May be left out where there is but one.

    Raises
    ------
    RefusalError
        Where there is no such row, or several that differ in what was not given.
    """
    frame = reading.frame
    name = _metric(reading, metric)
    rows = frame.filter(pl.col("metric") == name)
    there = set(rows["place_id"].unique())
    for place in treated:
        if place not in there:
            raise no_place(reading, place, rows)
    rows, chosen_origin = _origin(rows, reading, treated, origin)
    own = rows.filter(pl.col("place_id").is_in(list(treated))) if treated else rows
    kind = _period(own, reading, period)
    rows = rows.filter(pl.col("period") == kind)
    own = own.filter(pl.col("period") == kind)
    units = own.filter(pl.col("value").is_not_null())["unit"].unique(maintain_order=True).to_list()
    if len(units) > 1:
        lines = [own.filter(pl.col("unit") == unit)["line"][0] for unit in units]
        raise RefusalError(
            f"'{name}' changes its unit: {', '.join(_said(unit) for unit in units)}",
            where=f"{reading.file}, lines {', '.join(str(line) for line in lines)}",
            allowed="one unit for one metric (万人次 and 人次 are the same unit)",
            todo="split the rows into metrics of their own, or say --unit if they are alike",
        )
    unit = units[0] if units else ""
    is_same = pl.col("unit") == unit
    others = rows.filter(~is_same & pl.col("value").is_not_null())["place_id"].unique()
    rows = rows.filter(~pl.col("place_id").is_in(others.to_list()))
    return rows, Chosen(name, chosen_origin, unit, kind, tuple(sorted(others)))


def find_place(reading: OutcomesReading, name: str, gazetteer: Gazetteer | None = None) -> str:
    """Return the identifier in this table of the place that a user names.

    Parameters
    ----------
    reading : OutcomesReading
    name : str
        Identifier, name in either language, or the name that the table uses.

    Raises
    ------
    RefusalError
        If the table has no such place, or several that it could be; near names are told.
    """
    plain = name.strip()
    if plain in reading.names:
        return plain
    folded = plain.casefold()
    own = [i for i, names in reading.names.items() if folded in {n.casefold() for n in names}]
    if len(own) == 1:
        return own[0]
    known = candidates(plain, "", gazetteer or Gazetteer.load())
    found = own or [place for place in known if place in reading.names]
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusalError(
            f"'{name}' may be {', '.join(found)}",
            where=reading.file,
            allowed="one place",
            todo="give the identifier of the place",
        )
    raise no_place(reading, plain, reading.frame)


def no_place(reading: OutcomesReading, place: str, rows: pl.DataFrame) -> RefusalError:
    """Return the refusal for a place that has no figures, with names that are near."""
    names = {
        name: place_id
        for place_id in rows["place_id"].unique(maintain_order=True)
        for name in reading.names.get(place_id, (place_id,))
    }
    near = difflib.get_close_matches(place, list(names), n=5, cutoff=0.6)
    some = near or list(dict.fromkeys(reading.names_of(i)[0] for i in names.values()))[:10]
    return RefusalError(
        f"no figure for the place '{place}'",
        where=reading.file,
        allowed=("near: " if near else "places of the table: ") + ", ".join(some),
        todo="name a place that the table has figures of, or add its figures",
    )


def _metric(reading: OutcomesReading, metric: str | None) -> str:
    metrics = reading.metrics
    if metric is None:
        levels = [name for name in metrics if not name.endswith(GROWTH)]
        if len(levels) == 1:
            return levels[0]
        raise RefusalError(
            f"several metrics: {', '.join(metrics[:20])}",
            where=reading.file,
            allowed="one at a time",
            todo=f"choose one with --metric, for example --metric '{(levels or metrics)[0]}'",
        )
    folded = {name.casefold(): name for name in metrics}
    if metric.casefold() in folded:
        return folded[metric.casefold()]
    near = difflib.get_close_matches(metric.casefold(), list(folded), n=5, cutoff=0.4)
    some = [folded[name] for name in near] or list(metrics[:20])
    raise RefusalError(
        f"no metric '{metric}'",
        where=reading.file,
        allowed=", ".join(some),
        todo="choose one of these with --metric",
    )


def _origin(
    rows: pl.DataFrame, reading: OutcomesReading, treated: Sequence[str], origin: str | None
) -> tuple[pl.DataFrame, str]:
    rows = rows.with_columns(pl.col("origin").fill_null(""))
    own = rows.filter(pl.col("place_id").is_in(list(treated))) if treated else rows
    origins = own["origin"].unique(maintain_order=True).to_list()
    if origin is None:
        totals = [o for o in origins if not o or o.casefold() in TOTAL_WORDS]
        chosen = origins if len(origins) == 1 else totals
        if len(chosen) == 1:
            wanted = {chosen[0]} if chosen[0] else {"", *TOTAL_WORDS}
            return rows.filter(pl.col("origin").is_in(list(wanted))), chosen[0]
    elif origin in origins:
        return rows.filter(pl.col("origin") == origin), origin
    raise RefusalError(
        f"no origin '{origin}'" if origin is not None else "several origins, and no total of them",
        where=reading.file,
        allowed=", ".join(_said(o) for o in origins[:20]),
        todo="choose one with --origin",
    )


def _period(own: pl.DataFrame, reading: OutcomesReading, period: str | None) -> str:
    periods = own["period"].unique(maintain_order=True).to_list()
    if period is not None and period in periods and period != "span":
        return period
    measurable = [kind for kind in PERIODS if kind in periods and kind != "span"]
    if period is None and len(measurable) == 1 and len(periods) == 1:
        return measurable[0]
    if period is None and measurable:
        lines = [own.filter(pl.col("period") == kind)["line"][0] for kind in periods]
        raise RefusalError(
            f"mixed periods: {', '.join(periods)}",
            where=f"{reading.file}, lines {', '.join(str(line) for line in lines)}",
            allowed="one length of period",
            todo=f"choose one with --period, for example --period {measurable[0]}",
        )
    raise RefusalError(
        f"no figures by the {period}" if period else "figures for spans of days of any length only",
        where=reading.file,
        allowed=", ".join(measurable) or "days, weeks, months, quarters, years or holidays",
        todo="choose a period that the table has, or add such figures",
    )


def _said(text: str) -> str:
    return text or "(none)"
