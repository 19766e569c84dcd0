"""False alarms and power of the audit of reported figures, on simulated tables of known truth.

    python benchmarks/impact_audit.py [--tables 150] [--seed 20000]

A clean table has 6 to 30 cities with visits and revenue by month (5 years), day (400 days) or
holiday (4 years): levels over two powers of ten, a season, a week, noise of 5 to 25%, in half of
the tables a shock that all share (to a tenth at worst), in half of them one city that breaks out.
A false alarm is any finding in it; power is the share of planted faults found at their row.
Seeds below 10,000 were used while the rules were built.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl
from figures import publish, table

from chuquan.impact.audit.rules import audit
from chuquan.impact.breaks import official_break
from chuquan.impact.outcomes import OutcomesReading
from chuquan.impact.reading.dates import month_of
from chuquan.tables import OUTCOMES

CLEAN = "any finding in a clean table"
HOLIDAYS = ("new_year", "spring_festival", "qingming", "labour_day", "dragon_boat", "national_day")


def periods(kind: str) -> list[tuple[date, date]]:
    if kind == "day":
        days = [date(2022, 1, 1) + timedelta(days=i) for i in range(400)]
        return [(day, day) for day in days]
    if kind == "month":
        spans = [month_of(year, month) for year in range(2019, 2024) for month in range(1, 13)]
        return [(span.first, span.last) for span in spans]
    found = [official_break(name, year) for year in range(2019, 2023) for name in HOLIDAYS]
    return sorted(days for days in found if days)


def clean(rng: np.random.Generator, kind: str) -> pl.DataFrame:
    """One table as a bureau might have it; lines as in a long file, visits first."""
    spans = periods(kind)
    n_places, n = int(rng.integers(6, 31)), len(spans)
    t = np.arange(n)
    season = {"day": 365.25, "month": 12, "holiday": 6}[kind]
    common = rng.uniform(0.1, 0.5) * np.sin(2 * np.pi * t / season + rng.uniform(0, 6))
    if kind == "day":
        common = common + rng.uniform(0, 0.4) * np.isin(t % 7, (5, 6))
    if kind == "holiday":
        common = common + np.tile(rng.normal(0, 0.6, 6), 4)[:n]
    if rng.random() < 0.5:
        first, length = int(rng.integers(0, n)), int(rng.integers(2, max(n // 4, 3)))
        common[first : first + length] += np.log(rng.uniform(0.1, 0.6))
    noise = rng.uniform(0.05, 0.25)
    own = (
        rng.normal(0, noise, (n_places, n)) + rng.normal(0, noise / 4, (n_places, n)).cumsum(1) / 4
    )
    level = rng.normal(12, 1.2, n_places)[:, None] + common * rng.uniform(0.6, 1.4, (n_places, 1))
    if rng.random() < 0.5:
        start, half = int(rng.integers(n // 2, n)), rng.uniform(0.05, 0.3) * n
        lasting = np.exp2(-np.maximum(t - start, 0) / half) * (t >= start)
        level[0] += np.log(rng.uniform(1.3, 6)) * lasting
    visits = np.round(np.exp(level + own))
    spend = np.exp(rng.normal(6.3, 0.4, n_places)[:, None] + rng.normal(0, 0.12, (n_places, n)))
    revenue = np.round(visits * spend, -4)
    frames = [
        pl.DataFrame(
            {
                "place_id": [f"city {i}" for i in range(n_places) for _ in range(n)],
                "metric": metric,
                "unit": unit,
                "period": kind,
                "period_start": [span[0] for span in spans] * n_places,
                "period_end": [span[1] for span in spans] * n_places,
                "value": values.ravel(),
                "source": "simulated",
            }
        )
        for metric, unit, values in (("visits", "visits", visits), ("revenue", "yuan", revenue))
    ]
    return pl.concat(frames).with_row_index("line", offset=2)


def read(frame: pl.DataFrame) -> OutcomesReading:
    return OutcomesReading(OUTCOMES.validate(frame), (), {}, "simulated")


Plant = Callable[[np.random.Generator, pl.DataFrame], tuple[pl.DataFrame, str, set[int]]]


def scaled(frame: pl.DataFrame, lines: list[int], factor: float) -> pl.DataFrame:
    value = pl.when(pl.col("line").is_in(lines)).then(pl.col("value") * factor).otherwise("value")
    return frame.with_columns(value=value)


def one_series(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    places = frame["place_id"].unique(maintain_order=True)
    place = places[int(rng.integers(len(places)))]
    return frame.filter(pl.col("place_id") == place, pl.col("metric") == "visits")


def factor(power: int) -> Plant:
    def plant(rng: np.random.Generator, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, set[int]]:
        line = int(rng.choice(one_series(rng, frame)["line"].to_numpy()))
        return scaled(frame, [line], 10.0 ** (power * rng.choice([-1, 1]))), "factor_ten", {line}

    return plant


def shift(power: int) -> Plant:
    def plant(rng: np.random.Generator, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, set[int]]:
        lines = one_series(rng, frame)["line"].to_list()
        at = int(rng.integers(4, len(lines) - 4))
        return scaled(frame, lines[at:], 10.0**-power), "unit_change", {lines[at]}

    return plant


def constant(rng: np.random.Generator, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, set[int]]:
    """Revenue is 575 yuan a visit, give or take 1%."""
    visits = one_series(rng, frame)
    near = visits["value"].to_numpy() * rng.uniform(569, 581, visits.height)
    own = visits.select("place_id", "period_start").with_columns(
        made=near, metric=pl.lit("revenue")
    )
    joined = frame.join(own, on=["place_id", "period_start", "metric"], how="left")
    out = joined.with_columns(value=pl.coalesce("made", "value")).drop("made")
    return out, "constant_ratio", {int(visits["line"][0])}


def zero(rng: np.random.Generator, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, set[int]]:
    line = int(rng.choice(one_series(rng, frame)["line"].to_numpy()[1:]))
    return scaled(frame, [line], 0.0), "suspicious_zero", {line}


def origins(rng: np.random.Generator, frame: pl.DataFrame) -> tuple[pl.DataFrame, str, set[int]]:
    """Two origins that add up to 5 to 60% more than the total, in one place."""
    visits = one_series(rng, frame)
    share, excess = rng.uniform(0.2, 0.8), rng.uniform(1.05, 1.6)
    top = int(frame["line"].max() or 0)
    parts = [
        visits.with_columns(
            value=pl.col("value") * part * excess,
            origin=pl.lit(name),
            line=pl.col("line") + k * top,
        )
        for k, (name, part) in enumerate((("province", share), ("elsewhere", 1 - share)), start=1)
    ]
    base = frame.with_columns(origin=pl.lit(None, pl.String))
    out = pl.concat([base, *parts], how="diagonal_relaxed")
    return out, "parts_exceed_whole", set(visits["line"].to_list())


PLANTS: dict[str, Plant] = {
    "one figure by ten": factor(1),
    "one figure by ten thousand": factor(4),
    "unit by ten from a row on": shift(1),
    "unit by ten thousand from a row on": shift(4),
    "revenue a constant times visits": constant,
    "a zero for a gap": zero,
    "origins more than the total": origins,
}


def releases(rng: np.random.Generator) -> pl.DataFrame:
    """Seven releases of one city, of stretches of all lengths: visits and revenue."""
    starts = [date(2023, 1, 1) + timedelta(days=int(d)) for d in np.sort(rng.choice(700, 7, False))]
    ends = [start + timedelta(days=int(rng.integers(2, 60))) for start in starts]
    visits = np.round(np.exp(rng.normal(14, 0.8, 7)), -4)
    revenue = np.round(visits * np.exp(rng.normal(6.3, 0.12, 7)), -6)
    rows = [
        ("city 0", metric, unit, "span", first, last, float(value), "simulated")
        for metric, unit, values in (("visits", "visits", visits), ("revenue", "yuan", revenue))
        for first, last, value in zip(starts, ends, values, strict=True)
    ]
    names = [
        "place_id",
        "metric",
        "unit",
        "period",
        "period_start",
        "period_end",
        "value",
        "source",
    ]
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("line", offset=2)


def few_rows(n_tables: int, seed: int) -> dict[str, float]:
    """Return what the audit says of seven releases, clean, with a typing error, and constant."""
    alarms, by_ten, by_constant = 0, 0, 0
    for i in range(n_tables):
        rng = np.random.default_rng(seed + i)
        frame = releases(rng)
        alarms += bool(audit(read(frame)))
        line = int(rng.integers(9, 16))
        told = audit(read(scaled(frame, [line], float(rng.choice([0.1, 10.0])))))
        by_ten += any(f.rule == "factor_ten" and line in f.rows for f in told)
        visits = frame["value"].head(7).to_numpy()
        made = np.r_[visits, np.round(visits * rng.uniform(568, 582, 7), -6)]
        told = audit(read(frame.with_columns(value=pl.Series(made))))
        by_constant += any(f.rule == "constant_ratio" for f in told)
    return {
        "tables": n_tables,
        CLEAN: alarms / n_tables,
        "one figure by ten": by_ten / n_tables,
        "revenue a constant times visits": by_constant / n_tables,
    }


def many_rows(kind: str, n_tables: int, seed: int) -> dict[str, float]:
    """Return what the audit says of tables of many cities, clean and with a planted fault."""
    alarms: Counter[str] = Counter()
    found: Counter[str] = Counter()
    n_with, n_figures = 0, 0
    asked = {"city 0"}
    for i in range(n_tables):
        rng = np.random.default_rng(seed + i)
        frame = clean(rng, kind)
        n_figures += frame.height
        findings = audit(read(frame))
        findings += tuple(f for f in audit(read(frame), place_ids=asked) if f not in findings)
        alarms.update(finding.rule for finding in findings)
        n_with += bool(findings)
        for name, plant in PLANTS.items():
            planted, rule, lines = plant(rng, frame)
            told = audit(read(planted))
            found[name] += any(f.rule == rule and lines & set(f.rows) for f in told)
    return {
        "tables": n_tables,
        "figures": n_figures,
        CLEAN: n_with / n_tables,
        **{f"finding on a clean table: {rule}": n / n_tables for rule, n in alarms.items()},
        **{name: found[name] / n_tables for name in PLANTS},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20_000)
    options = parser.parse_args()
    told = {"seven releases": few_rows(5 * options.tables, options.seed)}
    for kind in ("month", "day", "holiday"):
        print(kind, file=sys.stderr)
        told[f"by {kind}"] = many_rows(kind, options.tables, options.seed)
    rows = [
        [name, *(f"{of[name]:.3f}" if name in of else "" for of in told.values())]
        for name in (CLEAN, *PLANTS)
    ]
    text = (
        "The audit of reported figures on simulated tables: how often it finds anything in a clean "
        "one, and how often it finds a planted fault at its rows.\n\n" + table(["", *told], rows)
    )
    publish("impact_audit", told, text, "python benchmarks/impact_audit.py")


if __name__ == "__main__":
    main()
