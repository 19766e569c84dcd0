"""Several figures for the same place, metric, period and origin that disagree."""

from __future__ import annotations

import polars as pl

from chuquan.impact.audit.base import SERIES, AuditTable
from chuquan.report.impact import Finding

_KEYS = (*SERIES, "period_start", "period_end")


def disagreeing(table: AuditTable) -> tuple[Finding, ...]:
    """Find figures given more than once, and not alike.

    ``figures``: ``low`` and ``high`` of them and ``n`` how many.
    """
    twice = (
        table.frame.group_by(_KEYS, maintain_order=True)
        .agg(
            pl.col("line"),
            low=pl.col("value").min(),
            high=pl.col("value").max(),
            n=pl.len(),
            units=pl.col("unit").n_unique(),
        )
        .filter(pl.col("high") - pl.col("low") > 1e-9 * pl.col("high").abs(), pl.col("units") == 1)
    )
    return tuple(
        Finding(
            rule="duplicate",
            file=table.file,
            rows=tuple(sorted(row["line"])),
            metric=row["metric"],
            place_ids=(row["place_id"],),
            figures={"low": row["low"], "high": row["high"], "n": float(row["n"])},
        )
        for row in twice.iter_rows(named=True)
    )
