"""Whether intervals of effects cover, on 1,000 simulated panels of each of five kinds.

    python benchmarks/impact_coverage.py [N_PANELS]

Panels have 20 to 40 donors, 60 to 200 periods before and 15 to 60 from the start on. The seeds are
others than those that the method was chosen by. Beside the default stand other ways to an interval
and other estimators, harder worlds, half-lives, and how often checks fail where nothing is wrong
and where something is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
from figures import publish, table
from scipy import stats

from chuquan.impact.checks.believe import believe, is_trusted
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.estimators.synthetic_control import SyntheticControl
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.conformal import LEAST_WINDOWS, conformal
from chuquan.impact.inference.interval import Inference, infer
from chuquan.impact.inference.placebo import rank_quantile, t_quantile
from chuquan.impact.lasting import how_long
from chuquan.impact.panel import Panel
from chuquan.simulate.panels import SCENARIOS, PanelTruth, PanelWorld, plant, scenario

COMMAND = "python benchmarks/impact_coverage.py"
SEED = 20_250_101
READING = """\
By synthetic difference in differences. Where there is no effect, to exclude zero is a false
positive, elsewhere it is power. The oracle's width is 3.92 times the spread of the errors. The last
column is the share of single periods from the start on that lie in the counterfactual's band."""
N_CHECKED = 200
N_CONFORMAL = 200
ENOUGH = 100
"""Coverage of fewer panels (of a way that answers only some of them) is not told."""
SDID, SC, DID = (
    SyntheticDifferenceInDifferences(),
    SyntheticControl(),
    DifferenceInDifferences(),
)
HARD = {
    "9 donors": {"n_donors": 9},
    "20 periods before, 8 after": {"n_before": 20, "n_after": 8},
    "factors are random walks": {"factor_memory": 1.0, "factor_size": 3.0},
    "noise differs twice as much": {"noise_spread": 0.8},
    "heavy tails (t, 3 degrees)": {"tail_df": 3.0},
    "memory 0.05 to 0.85 by place": {"noise_memory": 0.45, "memory_spread": 0.4},
    "treated place 2.5 times as noisy": {"treated_noise": 2.5},
    "treated memory 0.8, donors 0.2": {"noise_memory": 0.2, "treated_memory": 0.8},
}
WRONG = {
    "nothing wrong": {},
    "drift of 4 before the start": {"drift": 4.0},
    "effect began a third of the window early": {},
    "main donor hit by a wave of its own": {},
    "one donor alone is like the place": {},
}


def main(n_panels: int) -> None:
    figures: dict[str, object] = {}
    with ProcessPoolExecutor(2, initializer=_one_core) as pool:
        main_rows = {name: _all(pool, cover, name, n_panels) for name in SCENARIOS}
        hard_rows = {name: _all(pool, cover_hard, name, n_panels // 2) for name in HARD}
        checked = {name: _all(pool, check, name, N_CHECKED) for name in WRONG}
    figures["scenarios"] = {name: _summary(rows) for name, rows in main_rows.items()}
    figures["harder"] = {name: _summary(rows) for name, rows in hard_rows.items()}
    figures["half_life"] = _half_lives(main_rows["breakout"])
    figures["checks"] = {name: _failures(rows) for name, rows in checked.items()}
    text, detail = tell(figures, n_panels)
    publish("impact_coverage", figures, text, COMMAND, detail=detail)


def tell(figures: dict[str, object], n_panels: int) -> tuple[str, str]:
    """Return the table of the scenarios, and all others."""
    text = "\n\n".join(
        [
            f"{n_panels} panels of each kind, 95% intervals of the mean effect a period.",
            _coverage_table(figures["scenarios"]),
            READING,
        ]
    )
    detail = "\n\n".join(
        [
            "Other ways to an interval on the same panels: coverage (mean width).",
            _ways_table(figures["scenarios"]),
            f"Harder worlds (a step; {n_panels // 2} panels each).",
            _coverage_table(figures["harder"]),
            _half_life_text(figures["half_life"]),
            f"Share of {N_CHECKED} panels each in which a check fails.",
            _checks_table(figures["checks"]),
        ]
    )
    return text, detail


def _one_core() -> None:
    """Tie each process to a core of its own, so that kernels start no threads of theirs."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def _all(
    pool: ProcessPoolExecutor, work: Callable[[tuple[str, int]], dict], name: str, n: int
) -> list[dict]:
    print(f"{name} ...", file=sys.stderr, flush=True)
    return list(pool.map(work, [(name, at) for at in range(n)], chunksize=10))


def _draw(name: str, at: int, **changes: float) -> tuple[PanelWorld, PanelTruth]:
    kind = name if name in SCENARIOS else "step"
    rng = np.random.default_rng([SEED, at, sum(map(ord, name))])
    world = replace(scenario(kind, rng), **changes)  # type: ignore[arg-type]
    return world, plant(world, rng)


def cover(task: tuple[str, int]) -> dict:
    """Infer from one panel, in every way, and hold it against the truth."""
    name, at = task
    world, truth = _draw(name, at)
    row = _cover(truth)
    if at < N_CONFORMAL and len(world.starts) == 1:
        row["ways"]["conformal"] = _conformal(truth, row["error"] + truth.mean_effect)
    if name == "breakout":
        told = how_long(truth.panel, infer(truth.panel, SDID))
        days = 1 if world.period == "day" else 365.25 / 12
        row["half_life"] = _held(told.half_life_days_interval, world.effect.half_life * days)
        row["half_life_ratio"] = (
            None
            if told.half_life_days is None
            else told.half_life_days / days / world.effect.half_life
        )
    return row


def cover_hard(task: tuple[str, int]) -> dict:
    """Infer from one panel of a harder world."""
    name, at = task
    return _cover(_draw(name, at, **HARD[name])[1], with_ways=False)


def _cover(truth: PanelTruth, *, with_ways: bool = True) -> dict:
    found = infer(truth.panel, SDID)
    true = truth.mean_effect
    is_treated = truth.panel.is_treated
    without = truth.panel.values[is_treated].mean(axis=0) - truth.effect.mean(axis=0)
    first = int(truth.panel.starts[is_treated].min())
    inside = (found.low <= without) & (without <= found.high)
    row = {
        "covers": found.effect.low <= true <= found.effect.high,
        "is_clear": found.is_clear,
        "width": found.effect.high - found.effect.low,
        "error": found.effect.value - true,
        "band": float(inside[first:].mean()),
        "ways": {},
    }
    if with_ways:
        row["ways"] = _ways(truth.panel, found, true)
    return row


def _ways(panel: Panel, found: Inference, true: float) -> dict[str, tuple[bool, float]]:
    """Return whether other ways to an interval cover, and how wide they are."""
    effect, n = found.effect.value, len(found.placebo_effects)
    half = {}
    if len(found.cohorts) == 1:
        half["ranks of studentised placebos"] = rank_quantile(found.placebo_ratios) * found.size
        spread = float(np.sqrt(np.mean(found.placebo_effects**2)))
        half["placebos as they are (Arkhangelsky et al.)"] = stats.norm.ppf(0.975) * spread
        root = float(np.sqrt(np.mean(found.placebo_ratios**2)))
        half["studentised, without the lower limit"] = t_quantile(n) * root * found.size
    out = {
        name: (bool(abs(effect - true) <= reach), 2 * float(reach)) for name, reach in half.items()
    }
    for label, other in (("synthetic control", SC), ("difference in differences", DID)):
        told = infer(panel, other).effect
        out[label] = (told.low <= true <= told.high, told.high - told.low)
    return out


def _conformal(truth: PanelTruth, effect: float) -> tuple[bool, float] | None:
    block = next(iter(truth.panel.blocks()))[1]
    if len(block.treated) / block.n_after < LEAST_WINDOWS:
        return None
    told = conformal(block, effect, 1.0)
    return told.low <= truth.mean_effect <= told.high, told.high - told.low


def _held(interval: tuple[float, float | None] | None, true: float) -> bool | None:
    if interval is None:
        return None
    return interval[0] <= true and (interval[1] is None or true <= interval[1])


def check(task: tuple[str, int]) -> dict:
    """Put all checks to one panel that is wrong in a known way."""
    name, at = task
    world, truth = _draw(name, at, **WRONG[name])
    panel, start = truth.panel, world.n_before
    rng = np.random.default_rng([SEED, at, 9])
    if name.startswith("effect began"):
        panel.values[0, start - world.n_after // 3 : start] += 2.5
    elif name.startswith("main donor"):
        fit = SDID.fit(next(iter(panel.blocks()))[1])
        panel.values[1 + int(np.argmax(fit.unit_weights)), start:] += 15.0
    elif name.startswith("one donor"):
        swing = 8.0 * np.sin(np.arange(panel.n_periods) / 9.0 + rng.uniform(0, 6))
        panel.values[:2] += swing
        panel.values[1, start:] -= 8.0
    found = infer(panel, SDID)
    checks = believe(panel, SDID, found, (SC, DID)).checks
    failed = {each.name: each.outcome == "failed" for each in checks}
    covers = found.effect.low <= truth.mean_effect <= found.effect.high
    return {**failed, "not trusted": not is_trusted(checks), "covers": covers}


def _summary(rows: Sequence[dict]) -> dict[str, object]:
    errors = np.array([row["error"] for row in rows])
    ways: dict[str, list[tuple[bool, float]]] = {}
    for row in rows:
        for name, told in row["ways"].items():
            if told is not None:
                ways.setdefault(name, []).append(told)
    return {
        "coverage": float(np.mean([row["covers"] for row in rows])),
        "clear": float(np.mean([row["is_clear"] for row in rows])),
        "mean_width": float(np.mean([row["width"] for row in rows])),
        "oracle_width": float(2 * stats.norm.ppf(0.975) * errors.std()),
        "bias": float(errors.mean()),
        "band": float(np.mean([row["band"] for row in rows])),
        "ways": {
            name: {
                "coverage": float(np.mean([c for c, _ in told])),
                "mean_width": float(np.mean([w for _, w in told if np.isfinite(w)] or [np.nan])),
                "n": len(told),
            }
            for name, told in ways.items()
        },
    }


def _half_lives(rows: Sequence[dict]) -> dict[str, float]:
    told = [row["half_life"] for row in rows if row["half_life"] is not None]
    ratios = [r["half_life_ratio"] for r in rows if r["half_life_ratio"] is not None]
    return {
        "told": len(told) / len(rows),
        "coverage": float(np.mean(told)),
        "median_ratio": float(np.median(ratios)),
    }


def _failures(rows: Sequence[dict]) -> dict[str, float]:
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _coverage_table(figures: object) -> str:
    assert isinstance(figures, dict)
    header = ["", "coverage", "excludes zero", "mean width", "oracle", "bias", "single periods"]
    rows = [
        [
            name,
            f"{each['coverage']:.3f}",
            f"{each['clear']:.3f}",
            f"{each['mean_width']:.2f}",
            f"{each['oracle_width']:.2f}",
            f"{each['bias']:+.3f}",
            f"{each['band']:.3f}",
        ]
        for name, each in figures.items()
    ]
    return table(header, rows)


def _ways_table(figures: object) -> str:
    assert isinstance(figures, dict)
    names = sorted({way for each in figures.values() for way in each["ways"]})
    rows = []
    for way in names:
        row = [way]
        for each in figures.values():
            told = each["ways"].get(way)
            is_told = told is not None and told["n"] >= ENOUGH
            row.append("" if not is_told else f"{told['coverage']:.3f} ({told['mean_width']:.2f})")
        rows.append(row)
    return table(["", *figures], rows)


def _half_life_text(figures: object) -> str:
    assert isinstance(figures, dict)
    return (
        f"Half-lives of breakouts: told of {figures['told']:.0%}, 95% intervals of these cover "
        f"{figures['coverage']:.3f}, median of told over true {figures['median_ratio']:.2f}."
    )


def _checks_table(figures: object) -> str:
    assert isinstance(figures, dict)
    names = list(next(iter(figures.values())))
    rows = [[name, *(f"{each[name]:.3f}" for each in figures.values())] for name in sorted(names)]
    return table(["", *figures], rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
