"""Conformal inference: p-values of a ring of windows, and an interval that holds the effect."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.impact.inference.conformal import _Ring, conformal
from chuquan.impact.panel import Block
from chuquan.simulate.panels import Effect, PanelWorld, plant

WORLD = PanelWorld(n_donors=12, n_before=90, n_after=10, effect=Effect("step", 3.0))


def block(seed: int) -> Block:
    return next(iter(plant(WORLD, np.random.default_rng(seed)).panel.blocks()))[1]


def test_a_planted_effect_is_inside_and_zero_is_not():
    told = conformal(block(1), effect=3.0, standard_error=0.5)
    assert told.low < 3.0 < told.high
    assert told.low > 0
    assert told.p_value <= 0.05
    assert told.is_possible


def test_the_p_value_is_the_share_of_moves_of_the_ring():
    ring = _Ring.of(block(2))
    left = ring.treated  # one donor-free twin: what is left if weights were told to be zero
    n, m = len(left), ring.n_after
    slow = [abs(sum(left[(start + k) % n] for k in range(m))) for start in range(n)]
    own = slow[n - m]
    bare = _Ring(np.zeros_like(ring.donors), left, ring.after, np.eye(12) * 1e-12, 1.0, m)
    assert bare.p_value(0.0) == pytest.approx(np.mean([s >= own * (1 - 1e-9) for s in slow]))


def test_a_short_history_is_not_possible():
    own = block(3)
    late = Block(own.donors[:, 80:], own.treated[80:], 10)
    assert not conformal(late, 3.0, 0.5).is_possible
