"""Jackknife over treated places."""

from __future__ import annotations

from dataclasses import replace

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


def test_places_at_levels_of_their_own_add_up_to_the_effect():
    panel = plant(WORLD, np.random.default_rng(4)).panel
    panel = replace(panel, is_relative=True)
    cohorts = take_cohorts(panel, DifferenceInDifferences())
    cells = np.array([20, 20, 15, 11])
    without = leave_out_places(panel, cohorts)
    each = cells.sum() * jackknife(panel, cohorts).value - without * (cells.sum() - cells)
    total = sum(cohort.n_cells * cohort.fit.mean_effect for cohort in cohorts)
    assert each.sum() == pytest.approx(total)


def test_the_interval_is_about_the_effect():
    truth = plant(WORLD, np.random.default_rng(2))
    told = jackknife(truth.panel, take_cohorts(truth.panel, DifferenceInDifferences()))
    assert told.low < truth.mean_effect < told.high


def test_two_places_are_too_few():
    world = PanelWorld(n_donors=10, n_before=30, n_after=10, starts=(0, 0))
    panel = plant(world, np.random.default_rng(3)).panel
    with pytest.raises(RefusalError, match="2 treated places"):
        jackknife(panel, take_cohorts(panel, DifferenceInDifferences()))
