"""Jackknife over treated places."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.errors import RefusalError
from chuquan.impact.estimators.did import DifferenceInDifferences
from chuquan.impact.inference.cohort import take_cohorts
from chuquan.impact.inference.jackknife import jackknife, leave_out_places
from chuquan.simulate.panels import Effect, PanelWorld, plant

WORLD = PanelWorld(
    n_donors=15, n_before=50, n_after=20, starts=(0, 0, 5, 9), effect=Effect("step", 3.0)
)


def test_places_left_out_are_places_never_there():
    panel = plant(WORLD, np.random.default_rng(1)).panel
    cohorts = take_cohorts(panel, DifferenceInDifferences())
    donors = panel.values[~panel.is_treated].mean(axis=0)
    sums, cells = [], []
    for row in np.flatnonzero(panel.is_treated):
        gap, start = panel.values[row] - donors, panel.starts[row]
        sums.append(gap[start:].sum() - gap[:start].mean() * (len(gap) - start))
        cells.append(len(gap) - start)
    slow = [sum(np.delete(sums, row)) / sum(np.delete(cells, row)) for row in range(len(sums))]
    assert leave_out_places(panel, cohorts) == pytest.approx(slow)


def test_the_interval_is_about_the_effect():
    truth = plant(WORLD, np.random.default_rng(2))
    told = jackknife(truth.panel, take_cohorts(truth.panel, DifferenceInDifferences()))
    assert told.low < truth.mean_effect < told.high


def test_two_places_are_too_few():
    world = PanelWorld(n_donors=10, n_before=30, n_after=10, starts=(0, 0))
    panel = plant(world, np.random.default_rng(3)).panel
    with pytest.raises(RefusalError, match="2 treated places"):
        jackknife(panel, take_cohorts(panel, DifferenceInDifferences()))
