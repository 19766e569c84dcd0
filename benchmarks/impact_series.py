"""Coverage of the structural model's 95% intervals on simulated single series.

    python benchmarks/impact_series.py [--series 1000] [--seed 700001] [--workers 2]

The seed differs from any that the model was built with.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

import numpy as np
from figures import publish, table

from chuquan.impact.series.structural import structural_impact
from chuquan.simulate.series import WORLDS, SeriesWorld, series_truth


def one(world: SeriesWorld, seed: int) -> tuple[float, ...]:
    """Return whether the interval covers, whether it excludes zero, its width, error, seconds."""
    truth = series_truth(world, seed)
    began = time.perf_counter()
    found = structural_impact(truth.values, truth.days, truth.days, "day", truth.n_before)
    seconds = time.perf_counter() - began
    effect, mean = found.effect, truth.mean_effect
    level = float(truth.without[truth.n_before :].mean())
    return (
        float(effect.low <= mean <= effect.high),
        float(effect.low > 0.0 or effect.high < 0.0),
        (effect.high - effect.low) / level,
        (effect.value - mean) / level,
        float(found.widened > 1.0),
        float(found.scale == "log"),
        seconds,
        float(truth.n_before),
        float(len(truth.values) - truth.n_before),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=700_001)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-publish", action="store_true")
    parser.add_argument("--worlds", nargs="*", default=list(WORLDS))
    parser.add_argument("--save", default="")
    options = parser.parse_args()
    figures = {}
    rows = []
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        for world in options.worlds:
            seeds = range(options.seed, options.seed + options.series)
            got = np.array(list(pool.map(one, repeat(world), seeds, chunksize=8)))
            if options.save:
                np.save(f"{options.save}_{world}.npy", got)
            cover, excludes, _, error, widened, _, seconds = got[:, :7].mean(axis=0)
            figures[world] = {
                "series": len(got),
                "coverage": cover,
                "excludes_zero": excludes,
                "median_width": float(np.median(got[:, 2])),
                "mean_error": error,
                "widened": widened,
                "seconds": seconds,
            }
            rows.append(
                [
                    world.replace("_", " and "),
                    f"{len(got):,}",
                    f"{cover:.3f}",
                    f"{excludes:.3f}",
                    f"{np.median(got[:, 2]):.1%}",
                    f"{error:+.2%}",
                    f"{widened:.1%}",
                    f"{seconds:.2f} s",
                ]
            )
    header = [
        "effect", "series", "coverage of 95%", "excludes zero", "median width", "mean error",
        "widened", "a fit",
    ]  # fmt: skip
    text = table(header, rows)
    if options.no_publish:
        print(text)
    else:
        publish("impact_series", figures, text, "python benchmarks/impact_series.py")


if __name__ == "__main__":
    main()
