from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_problems import a_problem, a_random_problem, an_action, an_effect, beds

from chuquan.plan.constraints import constraints
from chuquan.plan.planes import planes_at
from chuquan.plan.scenarios import draw
from chuquan.plan.surface import Surface
from chuquan.plan.value import courses, downside, objective, outcomes, weights


def slow_course(total, rise, half, n_days):
    """Find the course by adding up the curve in a thousand steps a day."""
    step = 0.001
    days = np.arange(0, 400 + n_days, step) + step / 2
    u = np.minimum(days / rise, 1.0)
    curve = np.where(days < rise, 3 * u**2 - 2 * u**3, 2.0 ** (-(days - rise) / half))
    whole = curve.sum() * step
    return total * curve.reshape(-1, 1000).sum(axis=1)[:n_days] * step / whole


def slow_totals(problem, scenarios, schedule):
    """By week in plain loops, from the definition."""
    out = np.zeros((scenarios.n, -(-problem.n_days // 7)))
    for s in range(scenarios.n):
        raw = {}
        for i, action in enumerate(problem.actions):
            if action.action_id in schedule:
                day = problem.day_of(schedule[action.action_id])
                course = slow_course(
                    scenarios.total[s, i],
                    scenarios.rise_days[s, i],
                    scenarios.half_life_days[s, i],
                    problem.n_days - day,
                )
                for lag, units in enumerate(course):
                    key = (action.lever, day + lag)
                    factor = problem.day_factors[day + lag] if problem.day_factors else 1.0
                    raw[key] = raw.get(key, 0.0) + units * factor
        for w in range(out.shape[1]):
            days = range(7 * w, min(7 * w + 7, problem.n_days))
            leaves = 0.0
            for lever in {lever for lever, _ in raw}:
                x = sum(raw.get((lever, t), 0.0) for t in days)
                most = problem.saturation.get(lever, math.inf)
                leaves += x if most == math.inf else most * (1 - math.exp(-x / most))
            takes = 0.0
            for t in days:
                wanted = sum(units for (_, day), units in raw.items() if day == t)
                takes += min([wanted, *slow_rooms(problem, scenarios, schedule, s, t)])
            out[s, w] = min(leaves, takes)
    return out


def slow_rooms(problem, scenarios, schedule, s, t):
    for k, resource in enumerate(problem.resources):
        if resource.per_visit > 0:
            free = max(resource.capacity[t] - resource.base[t] * scenarios.base_factor[s, k], 0.0)
            for action in problem.actions:
                if action.action_id in schedule:
                    day = problem.day_of(schedule[action.action_id])
                    if day <= t < day + action.length_days:
                        free -= action.needs.get(resource.resource_id, 0.0)
            yield free / resource.per_visit / problem.visits_per_unit


def some_schedule(problem, rng):
    return {
        a.action_id: a.starts[int(rng.integers(len(a.starts)))]
        for a in problem.actions
        if rng.random() < 0.7
    }


@pytest.mark.parametrize("seed", range(6))
def test_the_valuation_equals_its_definition(seed):
    problem = a_random_problem(seed, 5, 5)
    scenarios = draw(problem, 4, seed)
    schedule = some_schedule(problem, np.random.default_rng(seed))
    found = outcomes(problem, scenarios, schedule)
    expected = slow_totals(problem, scenarios, schedule)
    np.testing.assert_allclose(found.by_week, expected, rtol=2e-4, atol=1e-3)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_accounts_of_outcomes_add_up(seed):
    problem = a_random_problem(seed, 6, 5)
    scenarios = draw(problem, 20, seed)
    schedule = some_schedule(problem, np.random.default_rng(seed))
    found = outcomes(problem, scenarios, schedule)
    np.testing.assert_allclose(found.by_week.sum(axis=1), found.total)
    np.testing.assert_allclose(found.by_day.sum(axis=1), found.total, atol=1e-6)
    lost = found.wanted.sum(axis=1) - found.total
    np.testing.assert_allclose(found.lost, np.maximum(lost, 0.0), atol=1e-6)
    costs = {a.action_id: a.cost for a in problem.actions}
    assert found.spending == pytest.approx(sum(costs[name] for name in schedule))
    assert sum(found.spending_by_lever.values()) == pytest.approx(found.spending)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_surface_at_whole_starts_is_the_valuation(seed):
    problem = a_random_problem(seed, 6, 5)
    scenarios = draw(problem, 20, seed)
    schedule = some_schedule(problem, np.random.default_rng(seed))
    cons = constraints(problem)
    surface = Surface(problem, scenarios, cons, 2)
    x = cons.columns_of(problem, schedule)
    point = surface.at(x)
    found = outcomes(problem, scenarios, schedule)
    np.testing.assert_allclose(point.total, found.total, atol=1e-6)
    assert point.value == pytest.approx(objective(problem, found.total))
    assert cons.schedule_of(problem, x) == schedule
    for columns in (np.flatnonzero(x == 0)[:5],):
        for c, total in zip(columns, surface.totals_with(point, columns), strict=True):
            both = x.copy()
            both[c] = 1.0
            np.testing.assert_allclose(total, surface.at(both).total, atol=1e-6)
            np.testing.assert_allclose(
                surface.moved(surface.moved(point, add=int(c)), drop=int(c)).total,
                point.total,
                atol=1e-6,
            )


@given(st.integers(0, 10_000), st.sampled_from([None, 0.4]))
@settings(max_examples=40, deadline=None)
def test_planes_lie_above_all_whole_starts_and_touch_their_own(seed, share):
    rng = np.random.default_rng(seed)
    problem = a_random_problem(seed, 6, 5)
    if share is not None:
        total = sum(action.effect.total.median for action in problem.actions)
        problem = a_problem(
            problem.actions,
            problem.n_days,
            resources=problem.resources,
            saturation=problem.saturation,
            target=share * total,
        )
    cons = constraints(problem)
    surface = Surface(problem, draw(problem, 20, seed), cons)
    fractions = rng.dirichlet(np.ones(cons.n_columns)) * 6
    whole = cons.columns_of(problem, some_schedule(problem, rng))
    for x in (np.minimum(fractions, 1.0), whole):
        planes = planes_at(surface, surface.at(x))
        for _ in range(5):
            other = surface.at(cons.columns_of(problem, some_schedule(problem, rng)))
            above = planes.offset + planes.slope @ other.x
            assert np.all(above >= surface.parts(other) - 1e-7 * np.abs(above) - 1e-9)
    own = surface.at(whole)
    if np.all(own.by_week >= 0):
        touched = planes.offset + planes.slope @ whole
        np.testing.assert_allclose(touched, surface.parts(own), rtol=1e-4, atol=1e-2)


def test_a_course_sums_to_its_total_and_peaks_after_its_rise():
    action = an_action(effect=an_effect(1000.0, 1.0, rise=4.0, half=5.0), days=(0,))
    problem = a_problem([action], 400, shared_spread=0.0)
    scenarios = draw(problem, 9, 1)
    course = courses(scenarios, 0, 400)
    np.testing.assert_allclose(course.sum(axis=1), scenarios.total[:, 0])
    peak = course.argmax(axis=1)
    assert np.all(np.abs(peak - scenarios.rise_days[:, 0]) <= 1.0)
    for s in range(9):
        slow = slow_course(
            scenarios.total[s, 0],
            scenarios.rise_days[s, 0],
            scenarios.half_life_days[s, 0],
            60,
        )
        np.testing.assert_allclose(course[s, :60], slow, rtol=1e-3)


def test_what_comes_after_the_plan_is_told_apart():
    action = an_action(effect=an_effect(1000.0, 1.0), days=(0, 20))
    problem = a_problem([action], 28)
    scenarios = draw(problem, 50, 1)
    found = outcomes(problem, scenarios, {"a": action.starts[1]})
    np.testing.assert_allclose(found.total + found.after, scenarios.total[:, 0])
    early = outcomes(problem, scenarios, {"a": action.starts[0]})
    assert early.after.mean() < found.after.mean()


def test_visits_above_a_days_room_are_lost():
    action = an_action(effect=an_effect(10_000.0, 1.0), days=(0,))
    problem = a_problem([action], 28, resources=(beds(28, 100, 60, 0.0, 0.5),))
    found = outcomes(problem, draw(problem, 50, 1), {"a": action.starts[0]})
    assert found.by_day.max() <= 80.0 + 1e-9
    assert found.lost.min() > 0
    assert np.all(found.demand[:, 0] >= 60.0)


def test_needs_of_an_action_on_a_full_day_count_against_the_plan():
    action = an_action(effect=an_effect(1e-6, 1.0), days=(0,), length=2, needs={"beds": 10.0})
    problem = a_problem([action], 7, resources=(beds(7, 100, 120, 0.0, 0.5),))
    found = outcomes(problem, draw(problem, 5, 1), {"a": action.starts[0]})
    np.testing.assert_allclose(found.total, -40.0, atol=1e-4)


def test_the_downside_is_the_mean_of_the_worst_tenth():
    totals = np.random.default_rng(1).normal(size=100)
    assert downside(totals) == pytest.approx(np.sort(totals)[:10].mean())
    fifteen = np.sort(totals[:15])
    assert downside(totals[:15]) == pytest.approx((fifteen[0] + 0.5 * fifteen[1]) / 1.5)
    for risk in (0.0, 0.3, 1.0):
        assert weights(risk, totals).sum() == pytest.approx(1.0)
        other = np.random.default_rng(2).normal(size=100)
        assert weights(risk, totals) @ other >= weights(risk, other) @ other - 1e-12


def test_with_a_target_the_objective_is_the_share_that_reaches_it():
    problem = a_problem([an_action()], target=10.0)
    assert objective(problem, np.array([9.0, 10.0, 11.0, 12.0])) == 0.75
