from __future__ import annotations

import numpy as np
import pytest
from plan_problems import a_random_problem
from test_optimise import every_schedule, holds

from chuquan.plan.master import Run
from chuquan.plan.planes import planes_at
from chuquan.plan.relaxation import Relaxation
from chuquan.plan.scenarios import draw

pytest.importorskip("highspy")


def a_run(seed, n_actions=4, n_weeks=4):
    problem = a_random_problem(seed, n_actions, n_weeks)
    return Run(problem, draw(problem, 30, seed), 0.001, 60.0, 1)


def every_point(run):
    for schedule in every_schedule(run.problem):
        if holds(run.problem, schedule):
            yield run.surface.at(run.cons.columns_of(run.problem, schedule))


@pytest.mark.parametrize("seed", range(12))
def test_no_schedule_surpasses_the_bound_and_no_column_of_a_better_one_is_ruled_out(seed):
    run = a_run(seed)
    points = list(every_point(run))
    if not points:
        pytest.skip("no schedule holds all limits")
    # Not the best is known at first, but one in the middle.
    points.sort(key=lambda point: point.value)
    run.keep(points[len(points) // 2])
    zero = run.surface.at(np.zeros(run.cons.n_columns))
    run.planes.append(planes_at(run.surface, zero))
    relaxed = Relaxation(run)
    relaxed.tighten(10, 0.0, 0.0)
    for better in (points[-2:][0], points[-1]):
        relaxed.narrow()
        run.keep(better)
        relaxed.tighten(30, 0.0, 0.0)
    assert run.bound >= points[-1].value * (1 - 1e-9)
    assert relaxed.bound >= points[-1].value * (1 - 1e-6)
    for point in points:
        if point.value > run.value:
            assert not np.any(point.x[~run.allowed] > 0)
        within = not np.any(point.x[~run.allowed] > 0)
        for planes in run.planes if within else ():
            above = planes.offset + planes.slope @ point.x
            assert np.all(above >= run.surface.parts(point) - 1e-7 * np.abs(above) - 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_columns_are_ruled_out_only_below_the_best_so_far(seed):
    run = a_run(seed)
    points = sorted(every_point(run), key=lambda point: point.value)
    if len(points) < 3:
        pytest.skip("too few schedules hold all limits")
    run.keep(points[-3])
    run.planes.append(planes_at(run.surface, points[-3]))
    relaxed = Relaxation(run)
    relaxed.tighten(60, 0.0, 0.0)
    relaxed.narrow()
    for point in points[-2:]:
        if point.value > run.value * (1 + 1e-6):
            assert not np.any(point.x[~run.allowed] > 0)


def test_planes_for_some_columns_are_those_for_all_at_these():
    run = a_run(3, 6, 5)
    rng = np.random.default_rng(1)
    point = run.surface.at(rng.random(run.cons.n_columns) / 5)
    allowed = rng.random(run.cons.n_columns) < 0.5
    every, some = planes_at(run.surface, point), planes_at(run.surface, point, allowed)
    takes_room = np.any(run.surface.need > 0, axis=0)[run.surface.action]
    np.testing.assert_allclose(some.slope[:, allowed], every.slope[:, allowed], atol=1e-3)
    assert np.all(some.slope[:, ~allowed & ~takes_room] == 0)
