"""Whether a casebook's intervals hold what they say, and whether shrinking tells new cases better.

    python benchmarks/casebook.py

First, worlds with known truth (``simulate/casebooks.py``): how often the 90% interval of a value
holds the truth, and how many of a new case's draws its 80% spread holds, by number of cases and by
how far levers differ. Second, the embedded sample, leave-one-out over its image breakouts: log
predictive density and coverage of the 80% spread, beside a lever's own cases alone (no pooling) and
all levers as one (full pooling). Third, the breakouts from 2023-07 on, told from those before.
Only the 2.5 mentions that are taken off before the logarithm were chosen on real cases: by
leave-one-out over those before 2023-07.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import numpy as np
from figures import publish, table
from scipy.special import expit, ndtr

from chuquan import pipeline
from chuquan.casebook import cells
from chuquan.casebook.cases import Case, case_of, image_breakouts
from chuquan.casebook.quantities import SCALES, Amounts, Chances, Name, observed
from chuquan.casebook.shrink import Floats, Posterior, fit
from chuquan.places.gazetteer import Gazetteer
from chuquan.simulate.casebooks import PLACES, casebook_world
from chuquan.tables import LEVERS

COMMAND = "python benchmarks/casebook.py"
N_WORLDS, FIRST_SEED = 60, 50_000
SIZES, APART = (10, 40, 160), (0.0, 0.4, 0.8)
SPLIT = date(2023, 7, 1)
NAMES: tuple[Name, ...] = ("n_excess", "half_life_days")
N_RESAMPLES, SEED = 2_000, 20_230_508
NO_SPREAD = (1e-3, 1e-3, 1e-3)
_NEW = 400


def simulated() -> tuple[list[list[str]], dict[str, dict[str, float]]]:
    """Return coverage by number of cases and by how far levers differ."""
    rows, figures = [], {}
    for apart in APART:
        for n in SIZES:
            held: dict[str, list[float]] = {
                "n_excess": [],
                "half_life": [],
                "chance": [],
                "new": [],
            }
            for seed in range(N_WORLDS):
                world = casebook_world(FIRST_SEED + seed, n_cases=n, n_events=n, apart=apart)
                rng = np.random.default_rng(seed)
                excess = Amounts.of("n_excess", world.cases)
                half_life = Amounts.of("half_life_days", world.cases)
                chance = Chances.of(world.events)
                for cell in ((lever, place) for lever in LEVERS for place in PLACES):
                    key = (*cell, "all")
                    told = excess.tell(key)
                    truth = np.exp(world.log_excess[cell]) + world.less
                    held["n_excess"].append(_in(told.interval, float(truth)))
                    assert told.spread is not None
                    low, high = told.spread
                    new = world.new_excess(cell, _NEW, rng)
                    held["new"].append(float(((new >= low) & (new <= high)).mean()))
                    truth = np.exp(world.log_half_life[cell])
                    held["half_life"].append(_in(half_life.tell(key).interval, float(truth)))
                    p = float(expit(world.log_odds[cell]))
                    held["chance"].append(_in(chance.tell(key).interval, p))
            means = {name: float(np.mean(values)) for name, values in held.items()}
            figures[f"{n} cases, apart {apart}"] = means
            rows.append([f"{apart}", f"{n}", *(f"{means[k]:.3f}" for k in held)])
            print(rows[-1], file=sys.stderr)
    return rows, figures


def _in(interval: tuple[float, float], truth: float) -> float:
    return float(interval[0] <= truth <= interval[1])


def posterior(
    name: Name, cases: Sequence[tuple[Case, float, float]], scales: tuple[float, float, float]
) -> Posterior:
    """Return the posterior of a quantity under some scales of the differences."""
    scale = SCALES[name]
    keys = [(c.lever, c.place, c.event) for c, _, _ in cases]
    return fit(
        np.array([z for _, z, _ in cases]),
        np.array([e for _, _, e in cases]),
        cells.design(keys),
        cells.layout(scales),
        mean=scale.mean,
        mean_sd=scale.mean_sd,
        sds=scale.sds,
    )


def judge(told: Posterior, case: Case, z: float, error: float) -> tuple[float, float]:
    """Return the log density of a case as observed, and the probability below it."""
    row = cells.design([(case.lever, case.place, case.event)])[0]
    mean = told.mean @ row
    var = np.einsum("q,gqr,r->g", row, told.cov, row) + told.sd**2 + error**2
    below = float(told.weights @ ndtr((z - mean) / np.sqrt(var)))
    return told.log_density(row, z, error), below


Judged = dict[str, Floats]


def leave_one_out(name: Name, found: list[tuple[Case, float, float]]) -> Judged:
    """Return log density and probability below, (rule, case, 2)."""
    out: dict[str, list[tuple[float, float]]] = {"shrunk": [], "own lever": [], "as one": []}
    for i, (case, z, error) in enumerate(found):
        rest = found[:i] + found[i + 1 :]
        for rule, told in _rules(name, rest, case).items():
            out[rule].append(judge(told, case, z, error))
    return {rule: np.array(values) for rule, values in out.items()}


def _rules(name: Name, known: list[tuple[Case, float, float]], case: Case) -> dict[str, Posterior]:
    own = [item for item in known if item[0].lever == case.lever]
    return {
        "shrunk": posterior(name, known, SCALES[name].scales),
        "own lever": posterior(name, own, NO_SPREAD),
        "as one": posterior(name, known, NO_SPREAD),
    }


def split(name: Name, found: list[tuple[Case, float, float]], later: list[bool]) -> Judged:
    """Return the same of later cases, told from earlier ones."""
    known = [item for item, is_later in zip(found, later, strict=True) if not is_later]
    out: dict[str, list[tuple[float, float]]] = {"shrunk": [], "own lever": [], "as one": []}
    told_of: dict[str, dict[str, Posterior]] = {}
    for (case, z, error), is_later in zip(found, later, strict=True):
        if is_later:
            rules = told_of.setdefault(case.lever, {}) or _rules(name, known, case)
            told_of[case.lever] = rules
            for rule, told in rules.items():
                out[rule].append(judge(told, case, z, error))
    return {rule: np.array(values) for rule, values in out.items()}


def interval(values: Floats) -> tuple[float, float]:
    """Return the 95% bootstrap interval of a mean."""
    rng = np.random.default_rng(SEED)
    means = values[rng.integers(0, len(values), (N_RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975]).tolist()
    return low, high


def rows_of(way: str, name: Name, judged: Judged) -> tuple[list[list[str]], dict[str, float]]:
    """Return the lines and figures of one quantity."""
    rows, figures = [], {}
    best = judged["shrunk"][:, 0]
    for rule, values in judged.items():
        held = ((values[:, 1] >= 0.1) & (values[:, 1] <= 0.9)).astype(np.float64)
        low, high = interval(held)
        gap, (worse_low, worse_high) = best - values[:, 0], interval(best - values[:, 0])
        figures[f"{way} {name} {rule} log density"] = float(values[:, 0].mean())
        figures[f"{way} {name} {rule} coverage"] = float(held.mean())
        figures[f"{way} {name} {rule} worse by"] = float(gap.mean())
        worse = (
            "" if rule == "shrunk" else f"{gap.mean():+.3f} [{worse_low:+.3f}, {worse_high:+.3f}]"
        )
        rows.append(
            [way, name, f"{len(values)}", rule, f"{values[:, 0].mean():.3f}", worse,
             f"{held.mean():.3f} [{low:.2f}, {high:.2f}]"]
        )  # fmt: skip
    return rows, figures


def main() -> None:
    gazetteer = Gazetteer.load()
    report = pipeline.find(pipeline.demo_digest())
    breakouts = image_breakouts(report, gazetteer)
    rows, figures = [], {}
    for name in NAMES:
        found, later = [], []
        for breakout in breakouts:
            case = case_of(breakout, gazetteer)
            seen = observed(case, name)
            if seen is not None:
                found.append((case, seen.log, seen.error))
                later.append(breakout.onset.date() >= SPLIT)
        for way, judged in (
            ("leave-one-out", leave_one_out(name, found)),
            ("from 2023-07 on", split(name, found, later)),
        ):
            lines, told = rows_of(way, name, judged)
            rows += lines
            figures.update(told)
            print(*lines, sep="\n", file=sys.stderr)
    sim_rows, sim_figures = simulated()
    text = (
        "Real waves (embedded sample): log density of the logarithm a case, and how many the 80% "
        "spread held.\n\n"
        + table(
            ["how", "quantity", "cases", "rule", "log density", "worse than shrunk by",
             "80% spread held"],
            rows,
        )
        + f"\n\nSimulated casebooks ({N_WORLDS} worlds each, every lever and size of city): share "
        "of 90% intervals that held the truth, and of new cases in the 80% spread.\n\n"
        + table(
            ["levers differ by (sd of log)", "cases", "attention, 90%", "half-life, 90%",
             "chance, 90%", "new case's attention, 80%"],
            sim_rows,
        )
    )  # fmt: skip
    publish("casebook", {"real": figures, "simulated": sim_figures}, text, COMMAND)


if __name__ == "__main__":
    main()
