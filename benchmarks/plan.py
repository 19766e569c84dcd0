"""Plans in simulated worlds whose truth is known, against simple rules and hindsight.

    python benchmarks/plan.py [--worlds 200] [--seed 800001] [--workers 2]

In each world the plan is made from what the city believes and valued by what is true: in the mean
of a thousand futures, and in one future, chance and all. There are two kinds of hindsight: that of
who knows the truth of every action but not its luck, and that of who knows the future itself. Every
plan and every rule's is checked against all stated limits by the checker that shares nothing with
the optimiser.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from multiprocessing import get_context

import numpy as np
from figures import publish, table

from chuquan.evaluate.intervals import Share, share
from chuquan.plan.check import broken_limits
from chuquan.plan.optimise import optimise
from chuquan.plan.rules import Room, best_lever, by_returns, equal_split, last_year, one_lever
from chuquan.plan.scenarios import draw
from chuquan.plan.value import outcomes
from chuquan.simulate.plans import PlanWorld, draw_world

RULES = ("equal_split", "one_lever", "last_year", "by_returns")
PLANS = ("plan", *RULES, "knows_truth", "knows_future")
NAMES = {
    "plan": "the plan",
    "equal_split": "equal split over levers and weeks",
    "one_lever": "all on the best lever",
    "last_year": "last year's again",
    "by_returns": "most for its money first (no simple rule: it knows all that the plan knows)",
    "knows_truth": "best possible, knowing what each action really brings",
    "knows_future": "best possible, knowing the one future",
}
N_SCENARIOS, N_FUTURES = 200, 1000


@dataclass(frozen=True)
class Lived:
    """What came of one world: value by plan in one future and in the mean, and limits broken."""

    once: dict[str, float]
    mean: dict[str, float]
    broken: dict[str, tuple[str, ...]]
    gaps: dict[str, float]
    seconds: float


def live(world: PlanWorld, seed: int, seconds: float) -> Lived:
    """Plan in one world and see what comes of it."""
    drawn = draw_world(world, seed)
    believed, truth = drawn.believed, drawn.truth
    room = Room.of(believed)
    solution = optimise(
        believed, draw(believed, N_SCENARIOS, seed), gap=0.01, seconds=seconds, threads=1
    )
    future = draw(truth, 1, seed + 1)
    certain = replace(truth, risk_aversion=0.0, target=None)
    told = optimise(
        certain, draw(truth, N_SCENARIOS, seed + 3), gap=0.01, seconds=seconds, threads=1
    )
    foreseen = optimise(certain, future, gap=0.01, seconds=seconds, threads=1)
    schedules: dict[str, dict[str, date]] = {
        "plan": dict(solution.schedule),
        "equal_split": equal_split(believed, room),
        "one_lever": one_lever(believed, best_lever(believed), room),
        "last_year": last_year(believed, room),
        "by_returns": by_returns(believed, room),
        "knows_truth": dict(told.schedule),
        "knows_future": dict(foreseen.schedule),
    }
    futures = draw(truth, N_FUTURES, seed + 2)
    return Lived(
        once={k: float(outcomes(truth, future, s).total[0]) for k, s in schedules.items()},
        mean={k: float(outcomes(truth, futures, s).total.mean()) for k, s in schedules.items()},
        broken={k: broken_limits(truth, s) for k, s in schedules.items()},
        gaps={"plan": solution.gap, "knows_truth": told.gap, "knows_future": foreseen.gap},
        seconds=solution.seconds,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=800_001)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--actions", type=int, default=60)
    parser.add_argument("--no-publish", action="store_true")
    options = parser.parse_args()
    seeds = [options.seed + 10 * i for i in range(options.worlds)]
    world = PlanWorld(n_actions=options.actions)
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        lived = list(pool.map(live, repeat(world), seeds, repeat(options.seconds)))
    figures, text = told(lived, world)
    print(text)
    if not options.no_publish:
        publish("plan", figures, text, "python benchmarks/plan.py")


def told(lived: list[Lived], world: PlanWorld) -> tuple[dict[str, object], str]:
    """Return the figures and their table."""
    n = len(lived)
    n_broken = sum(bool(b) for one in lived for b in one.broken.values())
    figures: dict[str, object] = {
        "worlds": n,
        "actions": world.n_actions,
        "weeks": world.n_weeks,
        "plans_that_break_a_limit": n_broken,
        "median_seconds": float(np.median([one.seconds for one in lived])),
    }
    for name in lived[0].gaps:
        gaps = [one.gaps[name] for one in lived]
        figures[f"gap_{name}"] = {"median": float(np.median(gaps)), "greatest": max(gaps)}
    rows = []
    for name in PLANS:
        of_truth = np.array([one.mean[name] / one.mean["knows_truth"] for one in lived])
        of_future = np.array([one.once[name] / one.once["knows_future"] for one in lived])
        better = {
            kind: share(sum(vals(one)["plan"] > vals(one)[name] for one in lived), n)
            for kind, vals in (("mean", lambda o: o.mean), ("once", lambda o: o.once))
        }
        figures[name] = {
            "of_knowing_the_truth": float(of_truth.mean()),
            "of_knowing_the_future": float(of_future.mean()),
            "plan_better_in_mean": better["mean"].value,
            "plan_better_in_mean_interval": better["mean"].interval,
            "plan_better_once": better["once"].value,
            "plan_better_once_interval": better["once"].interval,
        }
        rows.append(
            [
                NAMES[name],
                f"{of_truth.mean():.2f}",
                _told_share(better["mean"]) if name in RULES else "",
                f"{of_future.mean():.2f}",
                _told_share(better["once"]) if name in RULES else "",
            ]
        )
    header = [
        "plan",
        "mean of futures, of the best for who knows the truth",
        "worlds in which our plan is better",
        "one future, of the best for who knows it",
        "worlds in which our plan came out better",
    ]
    intro = (
        f"{n} simulated worlds ({world.n_actions} actions, {world.n_weeks} weeks; the city has "
        f"seen at most {world.n_cases[1]} cases of a lever and judges each action with an error). "
        f"Plans that break a stated limit: {n_broken} of {n * len(PLANS)}."
    )
    return figures, intro + "\n\n" + table(header, rows)


def _told_share(found: Share) -> str:
    low, high = found.interval or (0.0, 1.0)
    return f"{found.value:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
