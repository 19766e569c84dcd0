"""Figures that are ten, a hundred or ten thousand times what everything around them says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.audit.base import AuditTable, Series, is_money, scale_of, window_median
from chuquan.impact.panel import FloatArray
from chuquan.impact.periods import year_before
from chuquan.impact.reading.units import PEOPLE
from chuquan.report.impact import Finding

MIN_ROWS: Final = 5
MIN_PAIRS: Final = 4
"""Rows that a series, and a ratio of money to people, must have."""

_REACH: Final = 3
_SCALES: Final = 6.0
_NARROW: Final = 0.15
_WIDE: Final = 0.33
"""How near to a power of ten a figure must be, in log10: one tenth may be real, a ten-thousandth
hardly."""


def factors_of_ten(table: AuditTable) -> tuple[Finding, ...]:
    """Find single figures that are a power of ten off.

    A figure is held against the median of the three figures to either side, less what other places
    of the metric and other metrics of the place did at the same time (a closed metro carries a
    tenth on all of its lines: no error), and against the same period of other years where there is
    one. Money is also held against people: the ratio of a release against that of the others.

    ``figures``: ``value``, ``expected`` and ``factor``; ``rows``: the figure.
    """
    found: dict[tuple[int, str], Finding] = {}
    kinds: dict[str, list[Series]] = {}
    for series in table.series():
        if len(series.values) >= MIN_ROWS and (series.values > 0).sum() >= MIN_ROWS:
            kinds.setdefault(series.period, []).append(series)
    for period, group in kinds.items():
        if period == "span":
            continue
        for finding in _in_time(group, period, table.file):
            found[finding.rows[0], finding.metric] = finding
    for finding in _in_ratio(table):
        found.setdefault((finding.rows[0], finding.metric), finding)
    return tuple(found.values())


def _in_time(group: Sequence[Series], period: str, file: str) -> list[Finding]:
    away = [_away(series) for series in group]
    moves = pl.concat(
        [
            pl.DataFrame(
                {
                    "place": series.place_id,
                    "metric": series.metric,
                    "day": series.frame["period_start"],
                    "away": values,
                }
            )
            for series, values in zip(group, away, strict=True)
        ]
    )
    others = {
        key[0]: part for key, part in moves.filter(pl.col("away").abs() > 0.3).group_by("day")
    }
    found = []
    for series, values in zip(group, away, strict=True):
        scale = max(scale_of(values[np.isfinite(values)]), 0.01)
        suspects = np.flatnonzero(np.abs(values) > max(0.7, _SCALES * scale))
        for row in suspects:
            power = _power(float(values[row]))
            if power == 0 or _is_common(series, int(row), values[row], others, group):
                continue
            if abs(power) == 1 and _is_spell(values, int(row), period):
                continue
            if _is_usual(series, int(row), power):
                continue
            expected = float(series.values[row] / 10 ** values[row])
            found.append(_finding(series, file, int(row), expected, power))
    return found


def _away(series: Series) -> FloatArray:
    """Return log10 of each figure against the figures around it, shape (row,); 0 for zeros."""
    level: FloatArray = np.full(len(series.values), np.nan)
    positive = series.values > 0
    own = np.log10(series.values[positive])
    level[positive] = own - window_median(own, _REACH)
    return np.asarray(np.nan_to_num(level))


def _power(away: float) -> int:
    """Return the power of ten that a figure is off by, 0 for none."""
    power = round(away)
    return power if power and abs(away - power) <= (_WIDE if abs(power) > 1 else _NARROW) else 0


def _is_spell(away: FloatArray, row: int, period: str) -> bool:
    """Tell whether a day or week next to this one moved along: a storm lasts, a slip does not."""
    if period not in {"day", "week"}:
        return False
    beside = [away[i] for i in (row - 1, row + 1) if 0 <= i < len(away)]
    return any(value * np.sign(away[row]) > 0.4 * abs(away[row]) for value in beside)


def _is_common(
    series: Series,
    row: int,
    away: float,
    others: dict[object, pl.DataFrame],
    group: Sequence[Series],
) -> bool:
    """Tell whether other metrics of the place, or most other places, moved alike that day."""
    part = others.get(series.frame["period_start"][row])
    if part is None:
        return False
    alike = part.filter((pl.col("away") * np.sign(away)) > 0.4 * abs(away))
    own = alike.filter(pl.col("place") == series.place_id, pl.col("metric") != series.metric)
    if own.height:
        return True
    elsewhere = alike.filter(
        pl.col("place") != series.place_id, pl.col("metric") == series.metric
    ).height
    n_others = sum(
        other.metric == series.metric and other.place_id != series.place_id for other in group
    )
    return n_others > 0 and elsewhere >= max(0.3 * n_others, 1)


def _is_usual(series: Series, row: int, power: int) -> bool:
    """Tell whether the same period of other years is as far from its neighbours."""
    frame = series.frame
    rows = {days: i for i, days in enumerate(frame.select("period_start", "period_end").rows())}
    days = frame.row(row, named=True)
    here = (days["period_start"], days["period_end"])
    same = []
    earlier = year_before(here, series.period)
    if earlier in rows:
        same.append(rows[earlier])
    same += [i for other, i in rows.items() if year_before(other, series.period) == here]
    same = [i for i in same if series.values[i] > 0]
    if not same:
        return False
    ratio = np.log10(series.values[row] / np.median(series.values[same]))
    return bool(abs(ratio) < 0.5 * abs(power))


def _finding(series: Series, file: str, row: int, expected: float, power: int) -> Finding:
    return Finding(
        rule="factor_ten",
        file=file,
        rows=(int(series.lines[row]),),
        metric=series.metric,
        place_ids=(series.place_id,),
        figures={
            "value": float(series.values[row]),
            "expected": expected,
            "factor": 10.0**power,
        },
    )


def _in_ratio(table: AuditTable) -> list[Finding]:
    """Hold money against people, place by place, over periods of all lengths."""
    on = ["place_id", "origin", "period", "period_start", "period_end"]
    frame = table.frame.filter(pl.col("value") > 0)
    kinds = frame.select("metric", "unit").unique(maintain_order=True)
    money = [m for m, unit in kinds.iter_rows() if is_money(m, unit)]
    people = [m for m, unit in kinds.iter_rows() if unit in PEOPLE]
    found = []
    for earned in dict.fromkeys(money):
        for came in dict.fromkeys(people):
            left = frame.filter(pl.col("metric") == earned).unique(on, keep="none")
            right = frame.filter(pl.col("metric") == came).unique(on, keep="none")
            pairs = left.join(right.select(*on, "value", "line"), on=on, suffix="_came")
            ordered = pairs.sort("period_start")
            for part in ordered.partition_by("place_id", "origin", maintain_order=True):
                found += _odd_ratios(part, table.file, earned, came)
    return found


def _odd_ratios(part: pl.DataFrame, file: str, earned: str, came: str) -> list[Finding]:
    if part.height < MIN_PAIRS:
        return []
    ratio = np.log10((part["value"] / part["value_came"]).to_numpy())
    away = ratio - np.median(ratio)
    scale = max(scale_of(ratio), 0.01)
    found = []
    for row in np.flatnonzero(np.abs(away) > max(0.7, _SCALES * scale)):
        power = _power(float(away[row]))
        if power == 0:
            continue
        value = float(part["value"][int(row)])
        # Which of the two is off, the ratio alone cannot tell: the lines of both are named.
        found.append(
            Finding(
                rule="factor_ten",
                file=file,
                rows=(int(part["line"][int(row)]), int(part["line_came"][int(row)])),
                metric=earned,
                place_ids=(str(part["place_id"][int(row)]),),
                figures={
                    "value": value,
                    "expected": value / 10.0 ** float(away[row]),
                    "factor": 10.0**power,
                },
                names=(earned, came),
            )
        )
    return found
