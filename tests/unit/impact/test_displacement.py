"""What neighbours lost."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.impact.displacement import Neighbour, displace
from chuquan.impact.estimators.synthetic_did import SyntheticDifferenceInDifferences
from chuquan.impact.inference.interval import infer
from chuquan.simulate.panels import Effect, PanelWorld, plant

SDID = SyntheticDifferenceInDifferences()
WORLD = PanelWorld(n_donors=26, n_before=80, n_after=20, effect=Effect("step", 5.0))


def split(seed: int, loss: float):
    """Return a panel with its last two donors taken out as neighbours, the first of them losing."""
    panel = plant(WORLD, np.random.default_rng(seed)).panel
    near = panel.values[-2:].copy()
    near[0, 80:] -= loss
    far = type(panel)(
        panel.values[:-2],
        panel.place_ids[:-2],
        panel.starts[:-2],
        panel.first_days,
        panel.last_days,
        panel.metric,
        panel.unit,
        panel.period,
    )
    return far, [Neighbour("far", 90.0, near[1]), Neighbour("near", 30.0, near[0])]


def test_a_loss_is_found_named_and_taken_off():
    panel, neighbours = split(1, loss=4.0)
    found = infer(panel, SDID)
    told = displace(neighbours, SDID, found)
    assert [each.place_id for each in told.neighbours] == ["near", "far"]
    assert told.neighbours[0].effect.high < 0
    assert told.check.outcome == "noted"
    assert told.check.names == ("near",)
    assert told.net.value == pytest.approx(found.total.value + told.total.value)
    assert told.net.low < 20 * (5.0 - 4.0) < told.net.high


def test_where_nobody_lost_nothing_is_noted():
    noted = []
    for seed in range(20):
        panel, neighbours = split(100 + seed, loss=0.0)
        noted.append(displace(neighbours, SDID, infer(panel, SDID)).check.outcome == "noted")
    assert sum(noted) <= 3


def test_more_neighbours_make_wider_intervals():
    panel, neighbours = split(2, loss=0.0)
    found = infer(panel, SDID)
    alone = displace(neighbours[:1], SDID, found).neighbours[0].effect
    both = displace(neighbours, SDID, found).neighbours[1].effect
    assert both.value == pytest.approx(alone.value)
    assert both.high - both.low > 1.05 * (alone.high - alone.low)


def test_without_neighbours_there_is_nothing_to_tell():
    panel, _ = split(3, loss=0.0)
    assert displace([], SDID, infer(panel, SDID)) is None
