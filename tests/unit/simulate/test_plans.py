"""Simulated worlds to plan in: the same seed the same world, and beliefs that are only beliefs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chuquan.plan.rules import Room
from chuquan.simulate.plans import PlanWorld, draw_world

SMALL = PlanWorld(n_actions=21, n_weeks=12)


def test_the_same_seed_gives_the_same_world() -> None:
    assert draw_world(SMALL, 5) == draw_world(SMALL, 5)
    assert draw_world(SMALL, 5) != draw_world(SMALL, 6)


def test_belief_and_truth_differ_in_what_is_believed_alone() -> None:
    drawn = draw_world(SMALL, 1)
    believed, truth = drawn.believed, drawn.truth
    assert believed.budget == truth.budget
    assert believed.lever_most == truth.lever_most
    for thought, real in zip(believed.actions, truth.actions, strict=True):
        assert thought.effect != real.effect
        assert replace(thought, effect=real.effect) == real


def test_last_year_kept_the_limits() -> None:
    for seed in range(4):
        problem = draw_world(SMALL, seed).believed
        assert Room.of(problem).holds(problem.last_year)


def test_beliefs_are_right_on_the_whole() -> None:
    # The city's medians are neither too high nor too low over many worlds.
    off = []
    for seed in range(150):
        drawn = draw_world(SMALL, seed)
        off += [
            np.log(b.effect.total.median / t.effect.total.median)
            for b, t in zip(drawn.believed.actions, drawn.truth.actions, strict=True)
        ]
    assert abs(np.mean(off)) < 0.06


def test_believed_ranges_hold_the_truth_as_often_as_they_say() -> None:
    inside = []
    rng = np.random.default_rng(1)
    for seed in range(150):
        drawn = draw_world(SMALL, seed)
        for b, t in zip(drawn.believed.actions, drawn.truth.actions, strict=True):
            one = t.effect.total.median * np.exp(rng.normal(0, SMALL.case_spread))
            inside.append(b.effect.total.low <= one <= b.effect.total.high)
    assert 0.74 < np.mean(inside) < 0.86
