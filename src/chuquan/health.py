"""What was looked at in each source, and where it was not."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from chuquan.report import SourceHealth

GAP_HOURS = 24
"""Shorter silences are nights and hiccups."""


def source_health(coverage: pl.DataFrame) -> tuple[SourceHealth, ...]:
    """Summarise the table ``coverage`` source by source.

    An hour counts as looked at when its status is ``ok``; a gap is a stretch of
    :data:`GAP_HOURS` and more between two such hours.
    """
    out = []
    for (source,), rows in sorted(coverage.partition_by("source", as_dict=True).items()):
        hours = rows.sort("hour")
        ok = hours.filter(pl.col("status") == "ok")["hour"].to_list()
        gaps = tuple(
            (before + timedelta(hours=1), after)
            for before, after in zip(ok[:-1], ok[1:], strict=True)
            if after - before > timedelta(hours=GAP_HOURS)
        )
        out.append(
            SourceHealth(
                source=str(source),
                first_hour=hours["hour"][0],
                last_hour=hours["hour"][-1],
                n_mentions=float(hours["n_new"].sum()),
                n_items=float(hours["n_items"].sum()),
                n_hours_ok=len(ok),
                n_hours_failed=hours.filter(pl.col("status") == "failed").height,
                gaps=gaps,
            )
        )
    return tuple(out)
