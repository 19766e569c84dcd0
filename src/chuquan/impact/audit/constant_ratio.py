"""Revenue that is a constant times visits: then it is no second piece of evidence."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.audit.base import AuditTable, is_money
from chuquan.impact.reading.measured import GROWTH
from chuquan.impact.reading.units import PEOPLE
from chuquan.report.impact import Finding

MIN_ROWS: Final = 3
SPREADS: Final = ((3, 0.02), (5, 0.04))
"""From how many rows on which spread of the ratio (largest over smallest, less one) is constant:
few rows are alike by chance more easily."""

MIN_RANGE: Final = 0.25
"""Visits must differ by so much (largest over smallest, less one): a ratio of equals tells nothing.
"""


def constant_ratios(table: AuditTable) -> tuple[Finding, ...]:
    """Find metrics of money that are near a constant times a metric of people, place by place.

    ``figures``: ``ratio`` (median, in the unit of money a visit), ``low`` and ``high``, ``n`` rows
    of each; ``names``: the metric of money and that of people; ``metric`` is that of money. All
    periods of a place count, spans too: releases speak of holidays, months and half-years.
    """
    kinds = table.frame.select("metric", "unit").unique(maintain_order=True)
    money = [m for m, unit in kinds.iter_rows() if is_money(m, unit)]
    people = [m for m, unit in kinds.iter_rows() if unit in PEOPLE and not m.endswith(GROWTH)]
    found = []
    for earned in dict.fromkeys(money):
        for came in dict.fromkeys(people):
            found += _between(table, earned, came)
    return tuple(found)


def _between(table: AuditTable, earned: str, came: str) -> list[Finding]:
    on = ["place_id", "origin", "period", "period_start", "period_end"]
    keep = ["value", "line"]
    left = table.frame.filter(pl.col("metric") == earned).select(*on, *keep).unique(on, keep="none")
    right = table.frame.filter(pl.col("metric") == came).select(*on, *keep).unique(on, keep="none")
    pairs = left.join(right, on=on, suffix="_came").filter(
        pl.col("value") > 0, pl.col("value_came") > 0
    )
    found = []
    for (place, _), part in pairs.sort(on).group_by("place_id", "origin", maintain_order=True):
        ratio = (part["value"] / part["value_came"]).to_numpy()
        visits = part["value_came"].to_numpy()
        limit = max((s for n, s in SPREADS if len(ratio) >= n), default=0.0)
        # By products: figures of no sense can be too small to divide by.
        is_constant = len(ratio) >= MIN_ROWS and ratio.max() <= (1 + limit) * ratio.min()
        if not is_constant or visits.max() < (1 + MIN_RANGE) * visits.min():
            continue
        lines = {*part["line"].to_list(), *part["line_came"].to_list()}
        figures = {
            "ratio": float(np.median(ratio)),
            "low": float(ratio.min()),
            "high": float(ratio.max()),
            "n": float(len(ratio)),
        }
        found.append(
            Finding(
                rule="constant_ratio",
                file=table.file,
                rows=tuple(sorted(lines)),
                metric=earned,
                place_ids=(str(place),),
                figures=figures,
                names=(earned, came),
            )
        )
    return found
