"""How long a fit with its placebos and leave-one-outs takes, beside one fit of the peers.

    python benchmarks/impact_speed.py [PYTHON]

A simulated panel of 369 places over 1,233 days with weekday, season and holidays, one place treated
for the last 120 days. Ours fits it, fits each of the 368 donors as a placebo and leaves each out
once. The peers fit once, in the same run, each in a process of its own that is given up after
LIMIT seconds. PYTHON is the interpreter of an environment that has the peers (`pip install causalpy
pysyncon`); this one by default. A peer that is not there, fails or does not end is told as such.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from figures import ROOT, publish, table
from peers.impact_names import NAMES

from chuquan.impact.estimators.base import Estimator
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.panel import Block
from chuquan.simulate.panels import Effect, PanelTruth, PanelWorld, plant

COMMAND = "python benchmarks/impact_speed.py"
SEED = 20260715
N_REPEATS = 3
LIMIT = 120.0
"""Seconds after which a peer is given up."""
WORLD = PanelWorld(
    n_donors=368,
    n_before=1113,
    n_after=120,
    weekday=1.5,
    yearly=2.0,
    holiday=4.0,
    effect=Effect("step", 1.5),
)
ESTIMATORS: dict[str, Estimator] = {
    "synthetic difference in differences": SyntheticDifferenceInDifferences(),
    "synthetic control": SyntheticControl(),
    "synthetic control, to the optimum": SyntheticControl(exact=True),
    "difference in differences": DifferenceInDifferences(),
}


def main(python: str) -> None:
    truth = plant(WORLD, np.random.default_rng(SEED))
    [(_, block)] = truth.panel.blocks()
    ours = {name: measure(estimator, block) for name, estimator in ESTIMATORS.items()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "panel.npz"
        np.savez(file, treated=block.treated, donors=block.donors, n_before=block.n_before)
        answer = whole(truth, Path(folder))
        peers = {name: run(python, name, file) for name in NAMES}
    figures = {
        "whole": answer,
        "places": len(truth.panel.values),
        "days": truth.panel.n_periods,
        "true effect": truth.mean_effect,
        "limit": LIMIT,
        "ours": ours,
        "peers": peers,
    }
    publish("impact_speed", figures, tell(figures), COMMAND)


def measure(estimator: Estimator, block: Block) -> dict[str, float]:
    """Return the best of some runs, in seconds, after one that compiles or loads the kernels."""
    every = np.arange(len(block.donors))
    effect = estimator.fit(block).mean_effect
    estimator.placebos(block)

    def all_of_it() -> None:
        fresh = replace(block)  # nothing is known of it from the run before
        estimator.fit(fresh)
        estimator.placebos(fresh)
        estimator.without(fresh, every)

    fit, _ = best(lambda: estimator.fit(block))
    everything, cpu = best(all_of_it)
    return {"effect": effect, "fit": fit, "all": everything, "cpu": cpu}


def whole(truth: PanelTruth, folder: Path) -> float:
    """Return the least seconds of `chuquan impact`, from a CSV to the page with all checks."""
    panel = truth.panel
    names = [f"place {i}" for i in range(len(panel.values))]
    table_of = pl.DataFrame(
        {
            "day": np.tile([day.isoformat() for day in panel.first_days], len(names)),
            "place": np.repeat(names, panel.n_periods),
            # Figures as they are reported: whole, and above zero.
            "visits": np.round(1000 * (panel.values - panel.values.min() + 1)).ravel(),
        }
    )
    file = folder / "visits.csv"
    table_of.write_csv(file)
    row = int(np.flatnonzero(panel.is_treated)[0])
    start = panel.first_days[int(panel.starts[row])].isoformat()
    command = [sys.executable, "-m", "chuquan.faces.cli", "impact", str(file)]
    command += ["--place", names[row], "--start", start, "--out", str(folder / "out")]
    seconds = []
    for _ in range(N_REPEATS):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def best(work: Callable[[], object]) -> tuple[float, float]:
    """Return the least seconds by the clock and of the processor."""
    seconds = []
    for _ in range(N_REPEATS):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        seconds.append((time.perf_counter() - start, time.process_time() - cpu))
    return min(clock for clock, _ in seconds), min(cpu for _, cpu in seconds)


def run(python: str, name: str, panel: Path) -> dict[str, Any]:
    """Run one fit of a peer; its seconds, or why there are none."""
    script = ROOT / "benchmarks" / "peers" / "impact_fits.py"
    command = [python, str(script), name, str(panel)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return {"failed": f"given up after {LIMIT:.0f} s"}
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or ["no message"]
        return {"failed": lines[-1]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _twin_of(peer: str) -> str:
    """Return which of ours estimates as a peer does."""
    is_double = "Difference" in peer
    return "synthetic difference in differences" if is_double else "synthetic control"


def tell(figures: dict[str, Any]) -> str:
    ours, peers = figures["ours"], figures["peers"]
    rows = [
        [
            f"Chuquan, {name}",
            f"{one['fit']:.4f}",
            f"{one['all']:.2f}",
            f"{one['cpu']:.2f}",
            "",
            f"{one['effect']:.2f}",
        ]
        for name, one in ours.items()
    ]
    for name, one in peers.items():
        if "failed" in one:
            rows.append([name, one["failed"], "", "", "", ""])
            continue
        label = name.replace(" ", f" {one['version']} ", 1)
        ratio = f"{one['seconds'] / ours[_twin_of(name)]['fit']:,.0f}"
        cpu, effect = f"{one['cpu']:.1f}", f"{one['effect']:.2f}"
        rows.append([label, f"{one['seconds']:.1f}", "", cpu, ratio, effect])
    n_donors = figures["places"] - 1
    head = (
        f"{figures['places']} places by {figures['days']:,} days, one treated (true effect "
        f'{figures["true effect"]:.2f}). "All" is the fit, {n_donors} placebos and {n_donors} fits '
        "with a donor left out. Processor seconds are of all for ours, of one fit for peers. The "
        "ratio, by the clock, is one fit of the peer over one of ours by the same method."
    )
    header = ["", "one fit, s", "all, s", "processor, s", "ratio", "effect"]
    all_of_it = (
        f"The whole answer, `chuquan impact` from a CSV of {figures['places'] * figures['days']:,} "
        f"figures to the page, with all checks, other estimators, windows and the audit: "
        f"**{figures['whole']:.1f} s** from a fresh process."
    )
    return f"{all_of_it}\n\n{head}\n\n{table(header, rows)}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else sys.executable)
