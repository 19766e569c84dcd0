"""How often a wave of one kind is told as both image and crisis, and how often one of both is.

    python benchmarks/mixes.py ../shared/data

First what the rules rest on, beside the constants in the code, so that a drift is seen (leaks.py).
Then planted waves with the leak of before the split and of later, waves of labelled titles, and the
waves that are found in the Weibo archive before the split, their days shuffled.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from figures import ROOT, publish, renew_block, table
from leaks import ENOUGH, PERIODS, SEED, leak, tell_constants, tell_titles, told_of

from chuquan import pipeline
from chuquan.breakouts.series import build_series
from chuquan.breakouts.watch import find_episodes
from chuquan.config import Settings
from chuquan.drivers.mix import FALSE_CUTS, mixture, stretches
from chuquan.drivers.parts import measure_parts
from chuquan.drivers.sides import MIN_SHARE, second_side
from chuquan.places.gazetteer import Gazetteer
from chuquan.simulate.mixes import F64, LEAK, Plan, plant
from chuquan.tables import KINDS
from chuquan.train import read_labels, train_cross_fitted
from chuquan.weights import Weights

SPLIT = date(2023, 7, 1)
COMMAND = "python benchmarks/mixes.py ../shared/data"
N_WAVES = 1000
SIZES = ((15, 8), (30, 12), (100, 25), (400, 40))
N_SHUFFLES = 20
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
    around = pipeline.read(sorted((data / "mentions").glob("*.parquet"))).mentions
    weights = train_cross_fitted(labels, "cross-fitted", around, split=SPLIT)
    titles = tell_titles(labels, weights, around)
    halves = [titles.filter(pl.col("date") < SPLIT), titles.filter(pl.col("date") >= SPLIT)]
    measured, constants = tell_constants(halves)
    leaks = [leak(half, "kind", KINDS) for half in halves]
    planted = {
        (name, n): [rates(Plan(n, days, plan(days)), own) for own in (LEAK, leaks[1])]
        for name, plan in CASES.items()
        for n, days in SIZES
    }
    real = {
        f"{name}, {period}": counts
        for period, half in zip(PERIODS, halves, strict=True)
        for name, counts in labelled(half).items()
    }
    shuffled = shuffle_found(data / "mentions" / "weibo.parquet", weights)
    figures = {
        "constants": measured,
        "planted": {f"{name}, {n} mentions": told for (name, n), told in planted.items()},
        "labelled waves": real,
        "found waves, days shuffled": shuffled,
    }
    told = (constants, planted_table(planted), labelled_table(real), shuffled_table(shuffled))
    publish("mixes", figures, "\n\n".join(told), COMMAND)
    renew_block(ROOT / "README.md", "mixes", short_table(planted))


def rates(plan: Plan, own_leak: F64) -> list[float]:
    """Return which shares of planted waves are told as both, and cut."""
    rng = np.random.default_rng(SEED)
    told = [tell_wave(*plant(plan, rng, own_leak)) for _ in range(N_WAVES)]
    return np.mean(told, axis=0).tolist()


def tell_wave(n: F64, expected: F64) -> tuple[bool, bool]:
    found = stretches(n, expected)
    if not found:
        return False, False
    whole = mixture(n, expected)
    kind = KINDS[int(np.argmax(whole.shares[:2]))]
    return second_side(kind, [whole, *found])[0] is not None, len(found) > 1


def labelled(titles: pl.DataFrame) -> dict[str, list[int]]:
    """Count waves of labelled titles, those told as both, and those cut.

    Of one kind alone the other titles of the wave are left out, though they were its context; of
    both there are five titles and more of each, and all are told.
    """
    out = {name: [0, 0, 0] for name in ("image alone", "crisis alone", "both")}
    for _, wave in titles.group_by("wave", maintain_order=True):
        day = (wave["date"] - wave["date"].min()).dt.total_days().to_numpy()
        truth, told = wave["kind"].to_numpy(), told_of(wave, KINDS)
        masks = {f"{kind} alone": truth == kind for kind in ("image", "crisis")}
        is_both = all(mask.sum() >= ENOUGH for mask in masks.values())
        masks["both"] = np.full(truth.size, is_both)
        for name, own in masks.items():
            if own.sum() >= ENOUGH:
                n = np.zeros((len(KINDS), int(day.max()) + 1))
                np.add.at(n.T, day[own], told[own])
                is_told, is_cut = tell_wave(n, np.zeros_like(n))
                out[name] = [out[name][0] + 1, out[name][1] + is_told, out[name][2] + is_cut]
    return out


def shuffle_found(weibo: Path, weights: Weights) -> dict[str, list[int]]:
    """Count the waves found before the split, and how many shufflings of their days are cut."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.npz"
        weights.save(file)
        made, _ = pipeline.digest_reading(pipeline.read([weibo]), file)
    gazetteer = Gazetteer.load()
    series = build_series(made, gazetteer)
    episodes, index = find_episodes(series, gazetteer, Settings())
    early = [e for e in episodes if series.day_of(e.last_day) < SPLIT]
    sizes = {"under 15 mentions": (0, 15), "15 to 39": (15, 40), "40 and more": (40, np.inf)}
    out = {name: [0, 0] for name in sizes}
    rng = np.random.default_rng(SEED)
    for parts in measure_parts(early, series, index):
        whole = mixture(parts.kinds, parts.usual_kinds)
        if not whole.is_enough:
            continue
        size = next(name for name, (low, high) in sizes.items() if low <= whole.n_excess < high)
        out[size][0] += 1
        for _ in range(N_SHUFFLES):
            days = rng.permutation(parts.kinds.shape[1])
            out[size][1] += len(stretches(parts.kinds[:, days], parts.usual_kinds[:, days])) > 1
    return out


def planted_table(planted: dict[tuple[str, int], list[list[float]]]) -> str:
    later = f"leak {PERIODS[1]}"
    header = ["true mix", "mentions", "told as both", "cut", f"told as both, {later}", "cut"]
    rows = [
        [name, str(n), *(f"{100 * x:.1f}%" for both in told for x in both)]
        for (name, n), told in planted.items()
    ]
    return (
        f"{table(header, rows)}\n\n{N_WAVES:,} planted waves a row; told as both where the lower "
        f"bounds of both shares are above {MIN_SHARE:g}."
    )


def short_table(planted: dict[tuple[str, int], list[list[float]]]) -> str:
    """Return what the README shows: how often each mix is told as both, by size."""
    rows = [
        [name, *(" / ".join(f"{100 * x[0]:.1f}%" for x in planted[name, n]) for n, _ in SIZES)]
        for name in CASES
    ]
    header = ["true mix", *(f"{n} mentions" for n, _ in SIZES)]
    return (
        f"{table(header, rows)}\n\nTold as both, of {N_WAVES:,} planted waves a cell: with the "
        f"classifier's errors {PERIODS[0]} / {PERIODS[1]}. Of real waves expect fewer: titles are "
        "told in context, which draws those of the lesser side to the greater. Measured on "
        f"{date.today()} by `{COMMAND}`; [the rest](benchmarks/results/mixes.md).\n"
    )


def labelled_table(real: dict[str, list[int]]) -> str:
    rows = [[name, *map(str, counts)] for name, counts in real.items()]
    return table([f"labelled titles, {ENOUGH} and more", "waves", "told as both", "cut"], rows)


def shuffled_table(shuffled: dict[str, list[int]]) -> str:
    rows = [
        [size, f"{n:,}", f"{100 * cut / max(n * N_SHUFFLES, 1):.1f}%"]
        for size, (n, cut) in shuffled.items()
    ]
    header = [f"found waves {PERIODS[0]}", "waves", "shufflings of their days that are cut"]
    return f"{table(header, rows)}\n\n`FALSE_CUTS` is {FALSE_CUTS:g}."


if __name__ == "__main__":
    main(Path(sys.argv[1]))
