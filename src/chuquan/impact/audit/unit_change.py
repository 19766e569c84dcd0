"""A unit that changes midway: by its text, or by a jump of a power of ten that stays."""

from __future__ import annotations

from typing import Final

import numpy as np

from chuquan.impact.audit.base import AuditTable, Series, scale_of
from chuquan.impact.panel import FloatArray
from chuquan.report.impact import Finding

_MIN_SIDE: Final = 3
"""Figures that must stand on either side of a jump."""


def unit_changes(table: AuditTable) -> tuple[Finding, ...]:
    """Find series whose unit, definition or order of magnitude changes at one row and stays so.

    ``figures``: ``factor`` (the power of ten by which the level jumps) where it does,
    ``is_definition`` where the definition changes; ``names``: the texts before and after.
    ``rows``: the last figure before the change and the first one after it.

    Notes
    -----
    A jump counts where it is the one large step of the series: within a third of a power of ten,
    the level on either side apart from each other by more than six times the scatter of all other
    steps, and no figure after it back at the old level. A jump by ten only is real at times (a
    closed border, a breakout); it counts where other places of the same metric do not share it, and
    is told, but is no ground to refuse.
    """
    found = []
    levels: dict[tuple[str, str, str], dict[str, Series]] = {}
    for series in table.series():
        found += _by_text(series, table.file)
        key = (series.metric, series.origin, series.period)
        levels.setdefault(key, {})[series.place_id] = series
    for group in levels.values():
        for series in group.values():
            jump = _jump(series)
            if jump is None:
                continue
            row, power = jump
            if abs(power) == 1 and _is_shared(series, row, group):
                continue
            found.append(
                _finding(series, table.file, row, {"factor": 10.0**power}, _units(series, row))
            )
    return tuple(found)


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


def _jump(series: Series) -> tuple[int, int] | None:
    """Return the row of a lasting jump and its power of ten."""
    values = series.values
    if len(values) < 2 * _MIN_SIDE or (values <= 0).any():
        return None
    level = np.log10(values)
    steps = np.diff(level)
    at = int(np.argmax(np.abs(steps))) + 1
    if not _MIN_SIDE <= at <= len(values) - _MIN_SIDE:
        return None
    before, after = level[:at], level[at:]
    size = float(np.median(after[: 4 * _MIN_SIDE]) - np.median(before[-4 * _MIN_SIDE :]))
    power = round(size)
    if power == 0 or abs(size - power) > (0.33 if abs(power) > 1 else 0.15):
        return None
    others = np.delete(steps, at - 1)
    noise = max(scale_of(others), 0.01)
    if abs(steps[at - 1]) < max(6 * noise, 0.6 * abs(size)):
        return None
    apart = after.min() - before.max() if size > 0 else before.min() - after.max()
    return (at, power) if apart > 0.3 * abs(size) else None


def _is_shared(series: Series, row: int, group: dict[str, Series]) -> bool:
    """Tell whether other places of the metric moved along, by half of the jump in the median."""
    if len(group) < 2:
        return False
    day = series.frame["period_start"][row]
    own = _move(series.values, row)
    moves = []
    for other in group.values():
        at = int(other.frame["period_start"].search_sorted(day))
        is_inside = 0 < at < len(other.values)
        if other is not series and is_inside and (other.values > 0).all():
            moves.append(_move(other.values, at))
    return bool(moves) and float(np.median(moves)) * np.sign(own) > 0.5 * abs(own)


def _move(values: FloatArray, row: int) -> float:
    level = np.log10(values)
    reach = 4 * _MIN_SIDE
    return float(np.median(level[row : row + reach]) - np.median(level[max(row - reach, 0) : row]))
