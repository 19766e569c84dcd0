"""Parts that add up to more than the whole: the same visit was counted twice, or more often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from chuquan.impact.audit.base import AuditTable
from chuquan.impact.reading.named import TOTAL_WORDS
from chuquan.places.gazetteer import Gazetteer
from chuquan.report.impact import Finding

MARGIN: Final = 0.02
"""Parts may exceed the whole by so much: reported figures are rounded."""

MAX_WHOLES: Final = 20
"""Wholes of other periods that a finding names; it says how many there are."""

MIN_PARTITION: Final = 0.6
"""Metrics are taken for parts of another where they add up to it in so many of their periods."""

_WHOLE: Final = r"total|overall|合计|总计|总量|总数|全部|全线|全網|全网|总客"
_PERIOD: Final = ("period", "period_start", "period_end")


def parts_exceed_whole(table: AuditTable, gazetteer: Gazetteer) -> tuple[Finding, ...]:
    """Find wholes that are less than the sum of their parts.

    Parts are the places within a place (the nearest ones that the table has), the origins of a
    total, and metrics that add up to another one in most periods. Only counts and money add up.

    ``figures``: ``whole`` and ``parts`` (their sum) of the worst period, ``n_parts``,
    ``n_periods`` with the fault; ``names``: place or metric of the whole, then the parts.
    ``rows``: the worst period's rows, the whole first, then the whole of up to 20 other
    periods, worst ones first.
    """
    frame = table.additive().unique(
        ["place_id", "metric", "origin", *_PERIOD], keep="none", maintain_order=True
    )
    found = [*_places(table, frame, gazetteer), *_origins(table, frame), *_metrics(table, frame)]
    return tuple(found)


def _places(table: AuditTable, frame: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[Finding]:
    there = set(frame["place_id"].unique())
    nearest = {}
    for place in there:
        if place in gazetteer:
            above = [a for a in gazetteer.parents(place) if a in there]
            if above:
                nearest[place] = above[0]
    if not nearest:
        return
    links = pl.DataFrame(list(nearest.items()), schema=["place_id", "whole_id"], orient="row")
    parts = frame.join(links, on="place_id")
    for whole_id in sorted(set(nearest.values())):
        own = parts.filter(pl.col("whole_id") == whole_id)
        wholes = frame.filter(pl.col("place_id") == whole_id)
        for metric in own["metric"].unique(maintain_order=True):
            sums = own.filter(pl.col("metric") == metric)
            whole = wholes.filter(pl.col("metric") == metric)
            on = ["unit", "origin", *_PERIOD]
            yield from _compare(
                table, whole, sums, on, metric=metric, by="place_id", place=whole_id
            )


def _origins(table: AuditTable, frame: pl.DataFrame) -> Iterator[Finding]:
    is_total = pl.col("origin").str.to_lowercase().is_in(["", *TOTAL_WORDS])
    if not frame.filter(~is_total).height:
        return
    for rows in frame.partition_by("place_id", "metric", maintain_order=True):
        place, metric = rows.row(0)[:2]
        parts, whole = rows.filter(~is_total), rows.filter(is_total)
        on = ["unit", *_PERIOD]
        yield from _compare(table, whole, parts, on, metric=metric, by="origin", place=place)


def _metrics(table: AuditTable, frame: pl.DataFrame) -> Iterator[Finding]:
    names = frame["metric"].unique(maintain_order=True)
    wholes = names.filter(names.str.to_lowercase().str.contains(_WHOLE)).to_list()
    parts = [name for name in names if name not in wholes]
    if len(parts) < 2:
        return
    on = ["unit", "origin", *_PERIOD]
    for own in frame.partition_by("place_id", maintain_order=True):
        place = own["place_id"][0]
        others = own.filter(pl.col("metric").is_in(parts))
        for metric in wholes:
            whole = own.filter(pl.col("metric") == metric)
            if _is_partition(whole, others, on):
                yield from _compare(
                    table, whole, others, on, metric=metric, by="metric", place=place
                )


def _is_partition(whole: pl.DataFrame, parts: pl.DataFrame, on: Sequence[str]) -> bool:
    sums = parts.group_by(on).agg(parts=pl.col("value").sum(), n=pl.len())
    both = whole.join(sums.filter(pl.col("n") > 1), on=on)
    if both.height < 3:
        return False
    n_near = both.filter((pl.col("parts") - pl.col("value")).abs() <= MARGIN * pl.col("value"))
    return n_near.height >= MIN_PARTITION * both.height


def _compare(
    table: AuditTable,
    whole: pl.DataFrame,
    parts: pl.DataFrame,
    on: Sequence[str],
    *,
    metric: str,
    by: str,
    place: str,
) -> Iterator[Finding]:
    """Yield a finding for the periods in which two parts and more exceed their whole."""
    sums = parts.group_by(on).agg(
        parts=pl.col("value").sum(),
        lines=pl.col("line"),
        part_names=pl.col(by),
        n=pl.len(),
    )
    # A single part may exceed its whole, too: a county with more visits than its city.
    both = (
        whole.select(*on, "value", "line")
        .join(sums, on=on, nulls_equal=True)
        .filter(pl.col("parts") > (1 + MARGIN) * pl.col("value"))
        .with_columns(excess=pl.col("parts") / pl.col("value"))
        .sort("excess", descending=True, nulls_last=True)
    )
    if not both.height:
        return
    worst = both.row(0, named=True)
    names = sorted({str(name) for name in worst["part_names"]})
    head = place if by == "place_id" else metric
    others = both["line"].head(MAX_WHOLES).sort().to_list()
    yield Finding(
        rule="parts_exceed_whole",
        file=table.file,
        rows=tuple(dict.fromkeys((worst["line"], *sorted(worst["lines"]), *others))),
        metric=metric,
        place_ids=(place, *names) if by == "place_id" else (place,),
        figures={
            "whole": worst["value"],
            "parts": worst["parts"],
            "n_parts": float(worst["n"]),
            "n_periods": float(both.height),
        },
        names=(head, *names),
    )
