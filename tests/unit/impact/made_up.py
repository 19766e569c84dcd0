"""Tables of outcomes with known effects, as files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

CITIES = (
    *("淄博", "济南", "潍坊", "哈尔滨", "成都", "洛阳", "天水", "西安"),
    *("长沙", "南京", "杭州", "武汉", "昆明", "贵阳", "南宁", "兰州"),
    *("太原", "合肥", "南昌", "福州", "厦门", "大连", "沈阳", "长春"),
)
FIRST = date(2023, 1, 2)
START = date(2023, 4, 10)


def daily_visits(
    *,
    lift: float = 0.0,
    cities: tuple[str, ...] = CITIES,
    n_days: int = 140,
    seed: int = 1,
    first: date = FIRST,
) -> pl.DataFrame:
    """Return daily visits of cities of very different sizes; the first one is lifted from START."""
    rng = np.random.default_rng(seed)
    days = [first + timedelta(days=i) for i in range(n_days)]
    weekday = np.array([1 + 0.35 * (d.weekday() >= 5) for d in days])
    common = np.exp(np.cumsum(rng.normal(0, 0.01, n_days)))
    rows = []
    for i, city in enumerate(cities):
        level = 10 ** (3.5 + 1.5 * ((i * 7) % len(cities)) / len(cities))
        noise = np.zeros(n_days)
        for t in range(n_days):
            noise[t] = (0.4 * noise[t - 1] if t else 0.0) + rng.normal(0, 0.03)
        values = level * weekday * common * np.exp(noise)
        if i == 0:
            values = values * np.array([1 + lift * (d >= START) for d in days])
        rows += [
            {"日期": d.isoformat(), "城市": city, "接待人次": round(float(v))}
            for d, v in zip(days, values, strict=True)
        ]
    return pl.DataFrame(rows)


def write(frame: pl.DataFrame, path: Path) -> Path:
    """Write a table as CSV and return its path."""
    frame.write_csv(path)
    return path
