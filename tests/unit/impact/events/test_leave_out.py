"""One matrix answers for every set of days as a fit for each set would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.impact.events.leave_out import LeaveOut
from chuquan.impact.series.components import FREE, MAIN, Design
from chuquan.impact.series.kalman import Clock
from chuquan.impact.series.least_squares import HOLIDAY, Problem, variances_of


def problem(seed, n=40):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([np.ones(n), rng.normal(size=n), rng.random(n) < 0.2])
    design = Design(
        columns.astype(float),
        ("level", "season", "holiday"),
        np.array([FREE, FREE, MAIN]),
        np.arange(n) % 7,
    )
    seen = (rng.random(n) > 0.1).astype(float)
    clock = Clock(seen, design.weekday, rng.uniform(0.5, 4.0, n), rng.uniform(0.5, 2.0, n))
    values = np.where(seen > 0, rng.normal(size=n).cumsum() * 0.3 + rng.normal(size=n), 0.0)
    found = Problem(values, design, clock, n, "day")
    return found, found.prior[:, 0]


def dense(found, parameters, dense_covariance):
    """Return the covariance of what was seen with shrunk regressors in it, and the free ones."""
    seen = np.flatnonzero(found.clock.seen > 0)
    covariance = dense_covariance(found.clock, variances_of(parameters))
    shrunk = found.design.columns[:, [2]]
    covariance = covariance + np.exp(2 * parameters[HOLIDAY]) * shrunk @ shrunk.T
    return covariance[np.ix_(seen, seen)], found.design.columns[seen][:, :2], seen


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_prediction_of_a_set_is_that_of_a_fit_without_it(dense_covariance, seed):
    found, parameters = problem(seed)
    system = LeaveOut.of(found, parameters, found.clock.noise)
    covariance, free, seen = dense(found, parameters, dense_covariance)
    rng = np.random.default_rng(seed)
    out = np.sort(rng.choice(len(seen), 4, replace=False))
    kept = np.setdiff1d(np.arange(len(seen)), out)
    inverse = np.linalg.inv(covariance[np.ix_(kept, kept)])
    values = found.values[seen]
    precision = free[kept].T @ inverse @ free[kept]
    start = np.linalg.solve(precision, free[kept].T @ inverse @ values[kept])
    across = covariance[np.ix_(out, kept)] @ inverse
    expected = free[out] @ start + across @ (values[kept] - free[kept] @ start)
    lever = free[out] - across @ free[kept]
    variance = (
        covariance[np.ix_(out, out)]
        - across @ covariance[np.ix_(kept, out)]
        + lever @ np.linalg.solve(precision, lever.T)
    )
    got = system.predict(seen[out])
    assert got.values == pytest.approx(values[out] - expected, rel=1e-5, abs=1e-5)
    assert got.covariance == pytest.approx(system.variance * variance, rel=1e-4, abs=1e-6)


def test_taking_a_day_out_is_a_dummy_for_it():
    found, parameters = problem(3)
    system = LeaveOut.of(found, parameters, found.clock.noise)
    days = np.flatnonzero(found.clock.seen > 0)[[4, 9, 10]]
    dummies = np.zeros((len(found.values), 3))
    dummies[days, np.arange(3)] = 1.0
    by_dummy = system.regress(dummies)
    by_set = system.predict(days)
    assert by_dummy.values == pytest.approx(by_set.values)
    rest = system.without(dummies)
    assert np.abs(rest.precision[days]).max() < 1e-9
    assert rest.dof == system.dof - 3
    assert rest.variance == pytest.approx(
        by_dummy.covariance[0, 0] / by_set.covariance[0, 0] * system.variance
    )


def test_a_day_whose_noise_was_marked_is_predicted_with_the_usual_one():
    found, parameters = problem(4)
    usual = np.ones(len(found.values))
    system = LeaveOut.of(found, parameters, usual)
    plain = LeaveOut.of(found, parameters, found.clock.noise)
    days = np.flatnonzero(found.clock.seen > 0)[[2, 20]]
    wider = plain.predict(days).covariance.diagonal() - system.predict(days).covariance.diagonal()
    assert wider == pytest.approx((found.clock.noise[days] - 1.0) * system.variance)
