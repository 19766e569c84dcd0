"""Simulated casebooks: what is drawn is what is said to be true."""

from __future__ import annotations

import numpy as np
import pytest

from chuquan.simulate.casebooks import casebook_world


def test_the_same_seed_gives_the_same_world():
    one, other = (casebook_world(4, n_cases=9, n_events=9, apart=0.4) for _ in range(2))
    assert one == other


def test_cases_scatter_about_their_cells_truth():
    made = casebook_world(5, n_cases=4_000, n_events=4_000, apart=0.5)
    rest = [np.log(c.n_excess - made.less) - made.log_excess[c.lever, c.place] for c in made.cases]
    assert np.mean(rest) == pytest.approx(0.0, abs=0.06)
    assert np.std(rest) == pytest.approx(made.sd, rel=0.05)
    share = np.mean([has for _, has in made.events])
    odds = [made.log_odds[key[0], key[1]] for key, _ in made.events]
    assert share == pytest.approx(np.mean(1 / (1 + np.exp(-np.array(odds)))), abs=0.03)


def test_worlds_that_do_not_differ_have_one_truth():
    made = casebook_world(6, n_cases=3, n_events=3, apart=0.0)
    assert len(set(made.log_excess.values())) == 1
