"""What was looked at in each source, and where it was not."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import polars as pl

from chuquan.report import SourceHealth

GAP_HOURS = 24
"""Shorter silences are nights and hiccups."""

_HOUR = timedelta(hours=1)


def source_health(coverage: pl.DataFrame) -> tuple[SourceHealth, ...]:
    """Summarise the table ``coverage`` source by source.

    Parameters
    ----------
    coverage : polars.DataFrame, (source and hour,)
        Table ``coverage``.

    Returns
    -------
    tuple of SourceHealth
        By name of source. An hour counts as looked at when its status is ``ok``; a gap is a stretch
        of :data:`GAP_HOURS` and more without such an hour, from the end of the last hour before it
        to the start of the first one after it, within the source's own first and last hour.
    """
    out = []
    for (source,), rows in sorted(coverage.partition_by("source", as_dict=True).items()):
        hours = rows.sort("hour")
        first, last = hours["hour"][0], hours["hour"][-1]
        ok = hours.filter(pl.col("status") == "ok")["hour"].to_list()
        out.append(
            SourceHealth(
                source=str(source),
                first_hour=first,
                last_hour=last,
                n_mentions=float(hours["n_new"].sum()),
                n_items=float(hours["n_items"].sum()),
                n_hours_ok=len(ok),
                n_hours_failed=hours.filter(pl.col("status") == "failed").height,
                gaps=_gaps([first - _HOUR, *ok, last + _HOUR]),
            )
        )
    return tuple(out)


def _gaps(looked_at: list[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple(
        (before + _HOUR, after)
        for before, after in pairwise(looked_at)
        if after - before > timedelta(hours=GAP_HOURS)
    )
