"""The filter agrees with the dense joint normal distribution, and with statsmodels."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuquan.impact.series.kalman import Clock, Variances, filtered


@st.composite
def problems(draw):
    n = draw(st.integers(3, 30))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    has_weekdays = draw(st.booleans())
    weekday = (np.arange(n) + 3) % 7 if has_weekdays else np.full(n, -1)
    seen = (rng.random(n) > draw(st.sampled_from([0.0, 0.3]))).astype(float)
    seen[rng.integers(0, n)] = 1.0
    clock = Clock(
        seen, weekday.astype(np.int64), rng.uniform(0.3, 9.0, n), rng.uniform(0.1, 5.0, n)
    )
    variances = Variances(
        *rng.uniform(0.0, 2.0, 2), rng.uniform(0.0, 0.99), rng.uniform(0.0, 0.5) * has_weekdays
    )
    return rng.normal(size=(n, 3)), clock, variances


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_whitened_columns_have_the_products_that_the_dense_covariance_gives(
    problem, dense_covariance
):
    columns, clock, variances = problem
    run = filtered(columns, clock, variances, np.empty(0, dtype=np.int64))
    seen = clock.seen > 0
    covariance = dense_covariance(clock, variances)[np.ix_(seen, seen)]
    expected = columns[seen].T @ np.linalg.solve(covariance, columns[seen])
    assert run.white.T @ run.white == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert not run.white[~seen].any()
    log_det = 2.0 * np.log(run.spread[seen]).sum()
    assert log_det == pytest.approx(np.linalg.slogdet(covariance)[1], abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(problem=problems(), data=st.data())
def test_states_at_a_stop_predict_as_the_dense_conditional_does(problem, dense_covariance, data):
    columns, clock, variances = problem
    n = len(columns)
    stop = data.draw(st.integers(1, n - 1))
    run = filtered(columns, clock, variances, np.array([stop, n]))
    covariance = dense_covariance(clock, variances)
    known = np.flatnonzero((clock.seen > 0) & (np.arange(n) < stop))
    cross = covariance[stop, known]
    inverse = np.linalg.inv(covariance[np.ix_(known, known)]) if len(known) else np.zeros((0, 0))
    reads = [0, 1] + ([2 + int(clock.weekday[stop])] if clock.weekday[stop] >= 0 else [])
    mean = run.means[0][reads].sum(axis=0)
    assert mean == pytest.approx(cross @ inverse @ columns[known], abs=1e-8)
    variance = run.covariances[0][np.ix_(reads, reads)].sum() + clock.noise[stop]
    assert variance == pytest.approx(covariance[stop, stop] - cross @ inverse @ cross, rel=1e-8)
    assert run.spread[stop] ** 2 == pytest.approx(variance)


def test_forecasts_of_level_and_short_memory_are_those_of_statsmodels():
    pytest.importorskip("statsmodels")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    rng = np.random.default_rng(5)
    n, ahead = 80, 12
    values = 20.0 + np.cumsum(rng.normal(0, 0.4, n)) + rng.normal(0, 1.0, n)
    values[[11, 40, 41]] = np.nan
    variances = Variances(level=0.16, short=0.7, memory=0.6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = UnobservedComponents(values, "llevel", autoregressive=1, use_exact_diffuse=True)
        # Irregular, level, the memory's innovations, memory.
        found = peer.filter([1.0, 0.16, 0.7 * (1 - 0.36), 0.6])
        theirs = found.get_forecast(ahead)
    seen = np.isfinite(values)
    clock = Clock(seen.astype(float), np.full(n, -1), np.ones(n), np.ones(n))
    columns = np.column_stack([np.where(seen, values, 0.0), np.ones(n)])
    run = filtered(columns, clock, variances, np.array([n]))
    start = (run.white[:, 1] @ run.white[:, 0]) / (run.white[:, 1] @ run.white[:, 1])
    states = run.means[0] @ [1.0, -start]
    ours = start + states[0] + states[1] * 0.6 ** np.arange(ahead)
    assert ours == pytest.approx(theirs.predicted_mean, rel=1e-8)
    # What the starting level is unsure of moves all forecasts alike.
    lever = 1.0 - run.means[0][0, 1] - run.means[0][1, 1] * 0.6 ** np.arange(ahead)
    cov = run.covariances[0]
    fade = 0.6 ** np.arange(ahead)
    variance = (
        cov[0, 0] + 2 * fade * cov[0, 1] + fade**2 * cov[1, 1] + 0.7 * (1 - fade**2)
        + 0.16 * np.arange(ahead) + 1.0 + lever**2 / (run.white[:, 1] @ run.white[:, 1])
    )  # fmt: skip
    assert variance == pytest.approx(theirs.var_pred_mean, rel=1e-6)
