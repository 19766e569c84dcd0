from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plan_problems import a_random_problem

from chuquan.plan.constraints import constraints
from chuquan.plan.scenarios import draw
from chuquan.plan.search import Search
from chuquan.plan.surface import Surface
from chuquan.plan.value import objective


def a_search(problem, n=37):
    cons = constraints(problem)
    surface = Surface(problem, draw(problem, n, 1), cons)
    return Search(surface, cons, lambda: False)


def whole(search):
    return np.ones(search.constraints.n_columns, dtype=np.bool_)


@pytest.mark.parametrize("risk", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("n", [1, 9, 10, 37, 500])
def test_many_totals_are_compared_by_the_objective(risk, n):
    problem = replace(a_random_problem(1), risk_aversion=risk)
    search = a_search(problem, n)
    totals = np.random.default_rng(n).lognormal(size=(6, n))
    expected = [objective(problem, total) for total in totals]
    np.testing.assert_allclose(search.worths(totals), expected)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_can_be_added_to_what_is_filled_up(seed):
    search = a_search(a_random_problem(seed, 8, 6))
    empty = search.surface.at(np.zeros(search.constraints.n_columns))
    made = search.fill(empty, whole(search))
    if search.constraints.broken(made.x):
        return
    columns = np.flatnonzero(search.fitting(made.x))
    if columns.size:
        more = search.worths(search.surface.totals_with(made, columns))
        assert more.max() <= made.value * (1 + 1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_steps_hold_all_limits_and_moves_bring_no_less(seed):
    search = a_search(a_random_problem(seed, 10, 8))
    empty = search.surface.at(np.zeros(search.constraints.n_columns))
    point = search.fill(empty, whole(search))
    if search.constraints.broken(point.x):
        return
    moved = search.retimed(point, whole(search))
    assert moved.value >= point.value
    assert not search.constraints.broken(moved.x)
    done = {search.surface.action[c] for c in np.flatnonzero(point.x)}
    assert done == {search.surface.action[c] for c in np.flatnonzero(moved.x)}
    rng = np.random.default_rng(seed)
    for _ in range(5):
        shaken = search.shaken(moved, whole(search), rng)
        assert shaken is None or not search.constraints.broken(shaken.x)
        drawn = search.drawn(rng.random(moved.x.size) / 4, whole(search), rng)
        assert drawn is None or not search.constraints.broken(drawn.x)
