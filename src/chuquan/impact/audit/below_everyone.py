"""Growth that is told as a success, and is less than everyone's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.audit.base import AuditTable, scale_of
from chuquan.impact.periods import year_on_year
from chuquan.impact.reading.measured import GROWTH
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import Finding

MIN_GROWTH: Final = 0.3
"""Growth of less is no success that anyone would announce."""

MIN_PEERS: Final = 5
MARGIN: Final = 0.95
"""A place lags where it grew to less than so much of what everyone grew to."""

_ANNOUNCED: Final = ("month", "quarter", "year", "holiday")
_GROWN: Final = {
    "place_id": pl.String,
    "metric": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "growth": pl.Float64,
    "line": pl.Int64,
    "is_reported": pl.Boolean,
}
_SCALES: Final = 3.0


def below_everyone(
    table: AuditTable, gazetteer: Gazetteer, asked: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Find places that grew by a lot, and less than what they lie in, or than all of their peers.

    Growth is what the table reports (a column of growth in percent), else the change on the same
    period of the year before by :func:`chuquan.impact.periods.year_on_year`. It counts from 30% a
    year on, for months, quarters, years and holidays. A place is held against the nearest place
    above it that the table has, else against at least five others, whose scatter it must fall out
    of: one of them is always the last. Growth that only we computed counts for the places asked
    about: nobody announced that of the others.

    Parameters
    ----------
    table : AuditTable
    gazetteer : Gazetteer
    asked : collection of str
        Places that an answer is wanted for.

    ``figures``: ``growth`` and ``others`` (of the place above, or the least of the peers), as
    shares; ``n_others``; ``names``: the place above, or none.
    """
    grown = _grown(table)
    found = []
    for part in grown.partition_by("metric", "period_start", "period_end", maintain_order=True):
        growth = dict(part.select("place_id", "growth").iter_rows())
        lines = dict(part.select("place_id", "line").iter_rows())
        announced = set(part.filter("is_reported")["place_id"])
        if len(growth) < 2:
            continue
        for place, own in growth.items():
            if own < MIN_GROWTH or not (place in asked or place in announced):
                continue
            whole = _above(place, growth, gazetteer)
            others = [growth[whole]] if whole else _peers(place, growth, gazetteer)
            if not (whole or len(others) >= MIN_PEERS) or not _lags(own, others):
                continue
            rows = (lines[place], lines[whole]) if whole else (lines[place],)
            found.append(
                Finding(
                    rule="below_everyone",
                    file=table.file,
                    rows=rows,
                    metric=part["metric"][0],
                    place_ids=(place,),
                    figures={
                        "growth": own,
                        "others": min(others),
                        "n_others": float(len(others)),
                    },
                    names=(whole,) if whole else (),
                )
            )
    return tuple(found)


def _lags(own: float, others: list[float]) -> bool:
    """Tell whether growth is less than the least of others, and out of their scatter."""
    if 1 + own >= MARGIN * (1 + min(others)):
        return False
    if len(others) == 1:
        return True
    logs = np.log1p(np.maximum(others, -0.999))
    return bool(np.log1p(own) < np.median(logs) - _SCALES * max(scale_of(logs), 0.02))


def _above(place: str, growth: dict[str, float], gazetteer: Gazetteer) -> str | None:
    if place not in gazetteer:
        return None
    return next((a for a in gazetteer.parents(place) if a in growth), None)


def _peers(place: str, growth: dict[str, float], gazetteer: Gazetteer) -> list[float]:
    within = {p for p in growth if p in gazetteer and place in gazetteer.parents(p)}
    return [value for p, value in growth.items() if p != place and p not in within]


def _grown(table: AuditTable) -> pl.DataFrame:
    """Return growth as a share, by place, metric and period: reported, else computed."""
    totals = table.frame.filter(pl.col("origin") == "")
    ends = pl.col("metric").str.ends_with(GROWTH) & (pl.col("unit") == "percent")
    reported = totals.filter(ends).select(
        "place_id",
        pl.col("metric").str.strip_suffix(GROWTH),
        "period_start",
        "period_end",
        growth=pl.col("value") / 100,
        line="line",
        is_reported=pl.lit(value=True),
    )
    parts = [pl.DataFrame(schema=_GROWN), reported]
    for series in table.series():
        if series.period not in _ANNOUNCED or series.metric.endswith(GROWTH) or series.origin:
            continue
        alone = series.frame.unique(["period_start", "period_end"], keep="none")
        change = year_on_year(alone, series.period).filter(~pl.col("is_joined"))
        parts.append(
            change.join(alone, on=["period_start", "period_end"]).select(
                "place_id", "metric", "period_start", "period_end",
                growth=pl.col("ratio") - 1, line="line", is_reported=pl.lit(value=False),
            )
        )  # fmt: skip
    keys = ["place_id", "metric", "period_start", "period_end"]
    grown = pl.concat(parts, how="vertical_relaxed").drop_nulls("growth")
    return grown.unique(keys, keep="first", maintain_order=True).sort(keys)
