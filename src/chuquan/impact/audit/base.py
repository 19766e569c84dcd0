"""What every rule of the audit looks at: figures in order of time, series by series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from chuquan.impact.panel import FloatArray, IntArray
from chuquan.impact.reading.measured import GROWTH
from chuquan.impact.reading.units import COUNTS, MONEY
from chuquan.report.impact import Finding

SERIES: Final = ("place_id", "metric", "origin", "period")
"""What makes rows one series."""

_PER_HEAD: Final = re.compile(r"人均|每人|均价|平均|per.?(?:head|capita|visit|person)|average|mean")
_MONEY_NAME: Final = re.compile(r"收入|花费|消费|营收|销售额|revenue|spend|receipts|turnover|sales")


@dataclass(frozen=True, eq=False)
class Series:
    """One series without its gaps.

    Attributes
    ----------
    place_id, metric, origin, period : str
    frame : polars.DataFrame, (row,)
        In order of time.
    values : array of float64, shape (row,)
    lines : array of int64, shape (row,)
        Lines of the file.
    """

    place_id: str
    metric: str
    origin: str
    period: str
    frame: pl.DataFrame
    values: FloatArray
    lines: IntArray


@dataclass(frozen=True, eq=False)
class AuditTable:
    """Figures to be audited.

    Attributes
    ----------
    frame : polars.DataFrame
        Valid by :data:`chuquan.tables.OUTCOMES`, without gaps, ``origin`` without nulls, sorted by
        series and time.
    names : dict
        Place to its names in Chinese and English.
    file : str
    """

    frame: pl.DataFrame
    names: Mapping[str, tuple[str, str]]
    file: str

    def series(self) -> Iterator[Series]:
        """Yield every series, one after the other."""
        for part in self.frame.partition_by(SERIES, maintain_order=True):
            place, metric, origin, period = part.row(0)[:4]
            values = part["value"].to_numpy()
            yield Series(place, metric, origin, period, part, values, part["line"].to_numpy())

    def additive(self) -> pl.DataFrame:
        """Return the figures that may be added up: counts and money, no rates, no growth."""
        return self.frame.filter(
            pl.col("unit").is_in(sorted((COUNTS | MONEY) - {"days"})),
            ~pl.col("metric").str.ends_with(GROWTH),
            ~pl.col("metric").str.to_lowercase().str.contains(_PER_HEAD.pattern),
        )


def audit_table(frame: pl.DataFrame, names: Mapping[str, tuple[str, str]], file: str) -> AuditTable:
    """Return rows of the table ``outcomes`` in the order in which the rules look at them."""
    rest = [name for name in frame.columns if name not in SERIES]
    ordered = (
        frame.select(*SERIES, *rest)
        .with_columns(pl.col("origin").fill_null(""), pl.col("line").fill_null(0))
        .filter(pl.col("value").is_not_null())
        .sort(*SERIES, "period_start", "line")
    )
    return AuditTable(ordered, names, file)


def is_money(metric: str, unit: str) -> bool:
    """Tell whether a metric is money, by its unit or, without one, by its name."""
    if _PER_HEAD.search(metric.lower()) or metric.endswith(GROWTH):
        return False
    return unit in MONEY or (not unit and bool(_MONEY_NAME.search(metric.lower())))


def window_median(values: FloatArray, reach: int) -> FloatArray:
    """Return for each value the median of up to ``reach`` values to either side, without itself.

    Parameters
    ----------
    values : array of float64, shape (row,)
        At least two.
    reach : int

    Returns
    -------
    array of float64, shape (row,)
    """
    padded = np.full(len(values) + 2 * reach, np.nan)
    padded[reach : reach + len(values)] = values
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).copy()
    windows[:, reach] = np.nan
    return np.asarray(np.nanmedian(windows, axis=1))


def scale_of(values: FloatArray) -> float:
    """Return a scale that single outliers do not move: 1.4826 times the median deviation."""
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def sort_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings in order of the lines that they name."""
    return tuple(sorted(findings, key=lambda found: (found.rows, found.rule, found.metric)))
