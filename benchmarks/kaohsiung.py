"""What a large-event day brings to Kaohsiung's metro, and what shuffled flags bring.

    python benchmarks/kaohsiung.py [--shuffles 200] [--workers 2]

Data: daily ridership as published by the operator (not part of the product, see CONTRIBUTING).
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from figures import publish, table

from chuquan.impact.events.event_days import EventsImpact, events_impact
from chuquan.impact.events.shuffles import moved

DATA = Path(__file__).resolve().parent.parent.parent / "shared/data/outcomes"


def read(file: Path) -> pl.DataFrame:
    """Return ``date``, ``metro_total`` and the flags."""
    return pl.read_csv(file, try_parse_dates=True)


def events_of(days: list[Any]) -> pl.DataFrame:
    """Make an event of each flagged day."""
    names = [str(day) for day in days]
    return pl.DataFrame({"event_id": names, "name": names, "start": days, "end": days})


def measured(frame: pl.DataFrame, days: list[Any], aside: set[Any], seed: int = 0) -> EventsImpact:
    return events_impact(
        frame["metro_total"].to_numpy().astype(float),
        frame["date"].to_list(),
        events_of(days),
        country="TW",
        set_aside=aside,
        seed=seed,
    )


def shuffled(job: tuple[str, int]) -> tuple[float, ...]:
    """Move the flags by whole weeks within their quarter, true event days set aside."""
    frame = read(Path(job[0]))
    true = frame.filter(pl.col("large_event") == 1)["date"].to_list()
    aside = set(frame.filter(pl.col("typhoon_day") == 1)["date"].to_list())
    rng = np.random.default_rng(job[1])
    dates = frame["date"].to_list()
    at = np.array([dates.index(day) for day in true])
    days = [dates[t] for t in moved(at, len(dates), rng)]
    days = sorted(set(days) - set(true) - aside)
    found = measured(frame, days, aside | set(true), job[1])
    effect = found.effect
    singles = [event.effect for event in found.events]
    return (
        effect.value,
        float(effect.low <= 0.0 <= effect.high),
        found.p_value,
        float(np.mean([one.low <= 0.0 <= one.high for one in singles])),
        found.widened,
    )


def interval(estimate: Any) -> str:
    return f"{estimate.value:,.0f} ({estimate.low:,.0f} to {estimate.high:,.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "kaohsiung_metro_daily.csv")
    parser.add_argument("--shuffles", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=810_001)
    options = parser.parse_args()
    frame = read(options.data)
    flagged = frame.filter(pl.col("large_event") == 1)["date"].to_list()
    aside = set(frame.filter(pl.col("typhoon_day") == 1)["date"].to_list())
    measured(frame, flagged, aside)  # compiles the kernels
    began = time.perf_counter()
    found = measured(frame, flagged, aside)
    seconds = time.perf_counter() - began
    jobs = [(str(options.data), options.seed + i) for i in range(options.shuffles)]
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        others = np.array(list(pool.map(shuffled, jobs)))
    clear = sum(event.effect.low > 0.0 for event in found.events)
    rows = [
        ["mean effect of an event day, rides", interval(found.effect)],
        [
            "lift",
            f"{found.lift.value:.1%} ({found.lift.low:.1%} to {found.lift.high:.1%})",
        ],
        ["p-value (flags moved by weeks)", f"{found.p_value:.4f}"],
        ["spread between event days, noise taken off", f"{found.spread:,.0f}"],
        ["event days, of them clearly above zero", f"{len(found.events)}, {clear}"],
    ]
    rows += [
        [f"day {one.offset_days:+d}", interval(one.effect)]
        for one in found.around
        if one.offset_days
    ]
    rows += [
        ["sum with the days around", interval(found.net_total)],
        [f"shuffled flags ({len(others)} runs): mean effect", f"{others[:, 0].mean():,.0f}"],
        ["shuffled flags: interval covers zero", f"{others[:, 1].mean():.1%}"],
        ["shuffled flags: p below .05", f"{(others[:, 2] < 0.05).mean():.1%}"],
        ["single shuffled days: interval covers zero", f"{others[:, 3].mean():.1%}"],
        ["one answer", f"{seconds:.1f} s"],
    ]
    figures = {
        "effect": [found.effect.value, found.effect.low, found.effect.high],
        "lift": [found.lift.value, found.lift.low, found.lift.high],
        "p_value": found.p_value,
        "spread": found.spread,
        "events": {
            event.event_id: [event.effect.value, event.effect.low, event.effect.high]
            for event in found.events
        },
        "shuffles": len(others),
        "shuffled_coverage": others[:, 1].mean(),
        "shuffled_p_below_05": (others[:, 2] < 0.05).mean(),
        "single_coverage": others[:, 3].mean(),
        "seconds": seconds,
    }
    text = table(["Kaohsiung, metro, 2022 to June 2025", "value (95% interval)"], rows)
    each = table(
        ["event day", "effect, rides", "lift"],
        [
            [
                f"{event.first_day:%Y-%m-%d %a}",
                interval(event.effect),
                f"{event.lift.value:+.0%}",
            ]
            for event in found.events
        ],
    )
    publish("kaohsiung", figures, text, "python benchmarks/kaohsiung.py", detail=each)


if __name__ == "__main__":
    main()
