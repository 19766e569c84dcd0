"""How often a wave of one kind is told as both image and crisis, and how often one of both is.

    python benchmarks/mixes.py ../shared/data

Planted waves (:mod:`chuquan.simulate.mixes`) with the classifier's leak as measured on labelled
titles: of 2022-01 to 2023-06, on which the rules were chosen, and from 2023-07 on. And waves of
labelled titles from 2023-07 on, told by a model of the titles before: those of one kind alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from figures import publish, table

from chuquan.digest.train import fit_kind, mask_labels
from chuquan.drivers.mix import mixture, stretches
from chuquan.drivers.sides import second_side
from chuquan.simulate.mixes import F64, LEAK, Plan, plant
from chuquan.tables import KINDS
from chuquan.train import read_labels

SPLIT = date(2023, 7, 1)
N_WAVES = 1000
SIZES = ((15, 8), (30, 12), (100, 25), (400, 40))
_GAP_DAYS = 5
_IMAGE, _CRISIS = (0.9, 0.0, 0.1), (0.0, 0.9, 0.1)
CASES: dict[str, Callable[[int], list[tuple[int, Sequence[float]]]]] = {
    "image alone": lambda _: [(0, _IMAGE)],
    "crisis alone": lambda _: [(0, _CRISIS)],
    "a third crisis throughout": lambda _: [(0, (0.6, 0.3, 0.1))],
    "half crisis throughout": lambda _: [(0, (0.45, 0.45, 0.1))],
    "first fifth of the days 80% crisis, then image": lambda days: [
        (0, (0.15, 0.8, 0.05)),
        (max(2, days // 5), _IMAGE),
    ],
    "first third image, then 80% crisis": lambda days: [
        (0, _IMAGE),
        (days // 3, (0.15, 0.8, 0.05)),
    ],
}


def main(data: Path) -> None:
    labels = read_labels(data / "labels" / "titles.csv")
    model = fit_kind(labels.filter(pl.col("date") < SPLIT))
    later = mask_labels(labels.filter(pl.col("date") >= SPLIT))
    p = model.probabilities(later["text"])
    told = np.stack([p[:, model.classes.index(kind)] for kind in KINDS], axis=1)
    truth = later["kind"].to_numpy()
    leak = np.array([told[truth == kind].mean(axis=0) for kind in KINDS])
    figures: dict[str, object] = {"leak_from_2023_07": leak.round(4).tolist()}
    rows = []
    for name, plan in CASES.items():
        for n, days in SIZES:
            early = _rates(Plan(n, days, plan(days)), LEAK)
            late = _rates(Plan(n, days, plan(days)), leak)
            figures[f"{name}, {n} mentions"] = {"to_2023_06": early, "from_2023_07": late}
            rows.append([name, str(n), *(f"{100 * x:.1f}%" for x in (*early, *late))])
    real = _labelled(later, told, truth)
    figures["labelled waves of one kind"] = real
    header = [
        "true mix", "mentions", "told as both", "cut", "told as both, leak from 2023-07", "cut",
    ]  # fmt: skip
    lines = [
        f"- {kind}: {both} of {n} told as both, {cut} cut" for kind, (n, both, cut) in real.items()
    ]
    text = (
        table(header, rows)
        + f"\n\n{N_WAVES:,} planted waves a row. Waves of five and more labelled titles from "
        + f"{SPLIT} on, their titles of one kind alone:\n\n"
        + "\n".join(lines)
    )
    publish("mixes", figures, text, "python benchmarks/mixes.py ../shared/data")


def _rates(plan: Plan, leak: F64) -> list[float]:
    rng = np.random.default_rng(20231220)
    both, cut = 0, 0
    for _ in range(N_WAVES):
        told = _tell(*plant(plan, rng, leak))
        both += told[0]
        cut += told[1]
    return [both / N_WAVES, cut / N_WAVES]


def _tell(n: F64, expected: F64) -> tuple[bool, bool]:
    found = stretches(n, expected)
    if not found:
        return False, False
    whole = mixture(n, expected)
    kind = KINDS[int(np.argmax(whole.shares[:2]))]
    return second_side(kind, [whole, *found])[0] is not None, len(found) > 1


def _labelled(titles: pl.DataFrame, told: F64, truth: np.ndarray) -> dict[str, list[int]]:
    frame = titles.select("date", "place").with_row_index("row").sort("place", "date")
    is_new = (pl.col("date").diff().dt.total_days() > _GAP_DAYS) | (
        pl.col("place") != pl.col("place").shift()
    )
    waves = frame.with_columns(wave=is_new.fill_null(value=True).cum_sum())
    out: dict[str, list[int]] = {kind: [0, 0, 0] for kind in ("image", "crisis")}
    for _, wave in waves.group_by("wave", maintain_order=True):
        day = (wave["date"] - wave["date"].min()).dt.total_days().to_numpy()
        row = wave["row"].to_numpy()
        for kind, counts in out.items():
            own = truth[row] == kind
            if own.sum() < 5:
                continue
            n = np.zeros((len(KINDS), int(day.max()) + 1))
            np.add.at(n.T, day[own], told[row[own]])
            both, cut = _tell(n, np.zeros_like(n))
            counts[0] += 1
            counts[1] += both
            counts[2] += cut
    return out


if __name__ == "__main__":
    main(Path(sys.argv[1]))
