"""How often the window that is told of a rise holds what then came.

    python benchmarks/windows.py ../shared/data

On every 27th day from 2022-03-01 to 2024-04-24 the rises of that day are found with nothing later
looked at, as `discover` does, and each is told with its window: the median and the 80% interval of
the days until half of what is still to come has passed. What came is counted to two months after
the peak, mentions above what the rise expected in its last week; half of it had passed on the day
on which their sum reached half. An interval holds where it covers any hour of that day.

The posterior's own intervals were too narrow for talk that has no place. They were stretched
(`window.STRETCH`) so that a tenth of the rises told to 2023-06 lie beyond either end: of those the
figures say how well they were fitted. The test is the rises told from 2023-07 on. It is no clean
one: how often the raw intervals held in the later months had been looked at before the stretch was
fitted to the earlier ones, and `rising` was mended (which rises are told, and in which order) with
some of the later days in sight. Intervals of the figures are 95% bootstrap intervals over days on
which was asked, as rises of one day may be alike and long ones are asked about twice.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from discover_cases import SOURCES
from figures import publish, table
from numpy.typing import NDArray

from chuquan.discovering import DiscoveryQuestion, gather
from chuquan.opportunities.corpus import Corpus
from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.rising import rising
from chuquan.opportunities.trends.window import STRETCH
from chuquan.report import Trend

F64 = NDArray[np.float64]
COMMAND = "python benchmarks/windows.py ../shared/data"
FIRST, LAST, EVERY = date(2022, 3, 1), date(2024, 4, 24), 27
TEST_FROM = date(2023, 7, 1)
HORIZON = 60
N_RESAMPLES, SEED = 4_000, 20_230_701


@dataclass(frozen=True)
class Held:
    """One rise, what was told of it, and on which day half of what came had passed."""

    day: date
    theme: str
    low: float
    median: float
    high: float
    half: int

    @property
    def place(self) -> int:
        """-1 where half had passed before the interval, 1 where after it, 0 where it held."""
        return -1 if self.half < self.low else int(self.half - 1 > self.high)


def half_passed(trend: Trend, ground: Ground, day: date) -> int:
    """Return on which day after a day half of what was still to come had passed; 1 is the next."""
    spoken = ground.spoken
    rows = spoken.talk.of(spoken.number[trend.theme])
    ahead = spoken.talk.day[rows] - spoken.day_of(day)
    later = (ahead >= 1) & (ahead <= HORIZON)
    came = np.bincount(ahead[later] - 1, spoken.talk.n[rows][later], HORIZON).astype(np.float64)
    usual = float(np.mean([expected for _, _, expected in trend.days[-7:]]))
    since = [row for row in trend.days if row[0] >= trend.first_day]
    peak = max(since, key=lambda row: row[1] - row[2])[0]
    excess = np.cumsum(came[: HORIZON - (day - peak).days - 1] - usual)
    if excess[-1] < 1.0:
        return 1
    return int(np.argmax(excess >= excess[-1] / 2.0)) + 1


def ask(corpus: Corpus, ground: Ground) -> list[Held]:
    """Ask on every day and return what was told and what came."""
    out = []
    for i in range((LAST - FIRST).days // EVERY + 1):
        day = FIRST + timedelta(days=EVERY * i)
        for trend in rising(replace(corpus, as_of=day), ground=ground):
            if trend.window_days is None or trend.window_days_interval is None:
                continue
            low, high = trend.window_days_interval
            half = half_passed(trend, ground, day)
            out.append(Held(day, trend.theme, low, trend.window_days, high, half))
        print(f"{day}: {len(out)} rises", file=sys.stderr)
    return out


def summary(rows: Sequence[Held]) -> dict[str, object]:
    """Return how often windows held, with intervals over the days on which was asked."""
    place = np.array([row.place for row in rows])
    later = np.array([row.half - 0.5 > row.median for row in rows])
    days, of = np.unique([row.day.toordinal() for row in rows], return_inverse=True)
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, days.size, (N_RESAMPLES, days.size))
    weight = np.apply_along_axis(np.bincount, 1, drawn, minlength=days.size)[:, of].astype(float)

    def rate(values: NDArray[np.bool_]) -> dict[str, object]:
        low, high = np.quantile(weight @ values / weight.sum(axis=1), [0.025, 0.975]).tolist()
        return {"share": float(values.mean()), "interval": (low, high)}

    return {
        "n_rises": len(rows),
        "n_days": int(days.size),
        "held": rate(place == 0),
        "earlier": rate(place < 0),
        "later": rate(place > 0),
        "later_than_median": rate(later),
        "median_width_days": float(np.median([row.high - row.low for row in rows])),
    }


def told(figures: dict[str, dict[str, object]]) -> str:
    """Return the figures as a Markdown table."""
    rows = []
    for name, found in figures.items():
        cells = []
        for what in ("held", "earlier", "later", "later_than_median"):
            entry = found[what]
            low, high = entry["interval"]  # type: ignore[index]
            cells.append(f"{entry['share']:.2f} [{low:.2f}, {high:.2f}]")  # type: ignore[index]
        width = f"{found['median_width_days']:.0f} days"
        rows.append([name, f"{found['n_rises']} on {found['n_days']} days", *cells, width])
    header = ["", "rises", "80% interval held", "half passed before it", "after it",
              "later than the median", "median width"]  # fmt: skip
    return table(header, rows)


def main(folder: Path) -> None:
    paths = [folder / "mentions" / f"{name}.parquet" for name in SOURCES]
    corpus = gather(paths, DiscoveryQuestion())
    rows = ask(corpus, Ground.of(corpus))
    parts = {
        "told from 2023-07 on": [row for row in rows if row.day >= TEST_FROM],
        "told to 2023-06 (fitted)": [row for row in rows if row.day < TEST_FROM],
    }
    figures = {name: summary(part) for name, part in parts.items()}
    text = told(figures) + (
        "\n\nThe raw intervals of the later rises had been looked at before the stretch was fitted "
        "to the earlier ones: this is a check, not a clean test. They are wide because talk is: "
        "a window says weeks or days, not which day."
    )
    detail = f"Points are multiplied by {', '.join(f'{s:g}' for s in STRETCH)}."
    publish("windows", figures, text, COMMAND, detail=detail)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
