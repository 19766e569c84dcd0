"""A unit that changes midway: by its text, or by a jump of a power of ten that stays."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.audit.base import AuditTable, Series, scale_of
from chuquan.impact.panel import FloatArray
from chuquan.report.impact import Finding

_MIN_SIDE: Final = 3
"""Figures that must stand on either side of a jump."""

_MIN_PEERS: Final = 4
_SCALES: Final = 5.0


def unit_changes(table: AuditTable) -> tuple[Finding, ...]:
    """Find series whose unit, definition or order of magnitude changes at one row and stays so.

    ``figures``: ``factor`` (the power of ten by which the level jumps) where it does,
    ``is_definition`` where the definition changes; ``names``: the texts before and after.
    ``rows``: the last figure before the change and the first one after it.

    Notes
    -----
    A jump counts where it is the one large step of the series, after what places share is taken
    off: within a third of a power of ten (0.15 for a jump by ten), five times the scatter of all
    other steps, and no figure after it back at the old level. A jump by ten only is real at times
    (a closed border, a breakout): it is told, but is no ground to refuse.
    """
    found = []
    groups: dict[tuple[str, str, str], list[Series]] = {}
    for series in table.series():
        found += _by_text(series, table.file)
        if len(series.values) >= 2 * _MIN_SIDE and (series.values > 0).all():
            key = (series.metric, series.origin, series.period)
            groups.setdefault(key, []).append(series)
    for group in groups.values():
        for series, level in zip(group, _levels(group), strict=True):
            jump = _jump(level)
            if jump is not None:
                row, power = jump
                figures = {"factor": 10.0**power}
                found.append(_finding(series, table.file, row, figures, _units(series, row)))
    return tuple(found)


def _levels(group: list[Series]) -> list[FloatArray]:
    """Return log10 of each series, less what the middle one of its metric did at the time.

    So a season, or a shock that all places share, is no jump. Needs :data:`_MIN_PEERS` places.
    """
    logs = [np.log10(series.values) for series in group]
    if len(group) < _MIN_PEERS:
        return logs
    stacked = pl.DataFrame(
        {
            "day": pl.concat([series.frame["period_start"] for series in group]),
            "own": np.concatenate([level - np.median(level) for level in logs]),
        }
    )
    middle = pl.when(pl.len() >= _MIN_PEERS).then(pl.col("own").median()).otherwise(0.0)
    common = stacked.select(middle.over("day").alias("middle"))["middle"].to_numpy()
    ends = np.cumsum([len(level) for level in logs])
    return [level - common[end - len(level) : end] for level, end in zip(logs, ends, strict=True)]


def _by_text(series: Series, file: str) -> list[Finding]:
    found = []
    units = series.frame["unit"].to_list()
    written = series.frame["definition"].to_list()
    for texts, figures in ((units, {}), (written, {"is_definition": 1.0})):
        if len(set(texts)) == 1:
            continue
        changes = [i for i in range(1, len(texts)) if texts[i] != texts[i - 1]]
        # Definitions that come and go are notes on single rows.
        if figures and (len(changes) > 1 or None in texts):
            continue
        if changes:
            pair = (str(texts[changes[0] - 1] or ""), str(texts[changes[0]] or ""))
            found.append(_finding(series, file, changes[0], dict(figures), pair))
    return found


def _units(series: Series, row: int) -> tuple[str, ...]:
    written = series.frame["unit_written"].to_list()
    pair = (str(written[row - 1] or ""), str(written[row] or ""))
    return pair if pair[0] != pair[1] else ()


def _finding(
    series: Series, file: str, row: int, figures: dict[str, float], names: tuple[str, ...]
) -> Finding:
    return Finding(
        rule="unit_change",
        file=file,
        rows=(int(series.lines[row - 1]), int(series.lines[row])),
        metric=series.metric,
        place_ids=(series.place_id,),
        figures=figures,
        names=names,
    )


def _jump(level: FloatArray) -> tuple[int, int] | None:
    """Return the row of a lasting jump and its power of ten; ``level`` is in log10."""
    steps = np.diff(level)
    at = int(np.argmax(np.abs(steps))) + 1
    if not _MIN_SIDE <= at <= len(level) - _MIN_SIDE:
        return None
    before, after = level[:at], level[at:]
    size = float(np.median(after[: 4 * _MIN_SIDE]) - np.median(before[-4 * _MIN_SIDE :]))
    power = round(size)
    if power == 0 or abs(size - power) > (0.33 if abs(power) > 1 else 0.15):
        return None
    noise = max(scale_of(np.delete(steps, at - 1)), 0.01)
    if abs(steps[at - 1]) < max(_SCALES * noise, 0.6 * abs(size)):
        return None
    apart = after.min() - before.max() if size > 0 else before.min() - after.max()
    return (at, power) if apart > 0.25 * abs(size) else None
