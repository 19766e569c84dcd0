"""Planted mixes: what is planted is there, and the rules keep to their stated rates on it."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.drivers.mix import mixture, stretches
from chuquan.drivers.sides import second_side
from chuquan.simulate.mixes import LEAK, Plan, plant
from chuquan.tables import KINDS

IMAGE, CRISIS = (0.9, 0.0, 0.1), (0.0, 0.9, 0.1)


def is_both(n: np.ndarray, expected: np.ndarray) -> bool:
    found = stretches(n, expected)
    if not found:
        return False
    whole = mixture(n, expected)
    kind = KINDS[int(np.argmax(whole.shares[:2]))]
    return second_side(kind, [whole, *found])[0] is not None


def rate(plan: Plan, n_waves: int = 300) -> float:
    rng = np.random.default_rng(5)
    return float(np.mean([is_both(*plant(plan, rng)) for _ in range(n_waves)]))


def test_a_plan_brings_its_mentions_as_the_classifier_tells_them() -> None:
    rng = np.random.default_rng(2)
    plan = Plan(200, 20, [(0, (1.0, 0.0, 0.0))], usual_per_day=0.0)
    n = sum(plant(plan, rng)[0] for _ in range(200)) / 200
    assert n.shape == (3, 20)
    assert n.sum() == pytest.approx(200, rel=0.05)
    assert n.sum(axis=1) / n.sum() == pytest.approx(LEAK[0], abs=0.02)


def test_a_plan_and_a_seed_give_the_same_wave() -> None:
    plan = Plan(50, 10, [(0, IMAGE), (4, CRISIS)])
    one, other = (plant(plan, np.random.default_rng(9))[0] for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("mix", [IMAGE, CRISIS], ids=["image", "crisis"])
@pytest.mark.parametrize(("n", "days"), [(15, 8), (60, 15), (300, 30)])
def test_a_wave_of_one_kind_is_hardly_ever_told_as_both(mix, n: int, days: int) -> None:
    # Benchmarks state about one in a hundred; here is room for the noise of 300 waves.
    assert rate(Plan(n, days, [(0, mix)])) <= 0.03


def test_a_crisis_that_becomes_an_image_is_told_as_both() -> None:
    assert rate(Plan(150, 20, [(0, CRISIS), (5, IMAGE)])) >= 0.85
