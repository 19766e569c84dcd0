"""Cells and exposure: what they refuse, and what exposure follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chuquan.breakouts.cells import cells_from_counts
from chuquan.breakouts.exposure import exposure_from_totals
from chuquan.breakouts.scan import score
from chuquan.errors import SchemaError

EXPOSURE = np.ones((2, 5))
CELLS = cells_from_counts(
    np.array([[0, 1, 0, 2, 0], [0, 0, 0, 0, 0], [3, 0, 0.5, 0, 0]]),
    np.array([0, 1, 1], np.int32),
    np.array([0.1, 0.1, 2.0]),
)


def test_a_dense_table_becomes_its_events():
    assert CELLS.cell.tolist() == [0, 0, 2, 2]
    assert CELLS.day.tolist() == [1, 3, 0, 2]
    assert CELLS.n.tolist() == [1, 2, 3, 0.5]
    assert CELLS.starts().tolist() == [0, 2, 2, 4]
    assert CELLS.before(2).n.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("source", [0, 2, 1], r"'source' holds 2.*row 1|row 1.*'source' holds 2"),
        ("prior_rate", [0.1, 0.0, 1], "'prior_rate' holds 0.0"),
        ("prior_rate", [0.1, np.nan, 1], "'prior_rate' holds nan"),
        ("cell", [0, 2, 0, 2], "'cell' holds 0"),
        ("cell", [0, 0, 2, 3], "'cell' holds 3"),
        ("day", [3, 1, 0, 2], "'day' holds 1"),
        ("day", [1, 5, 0, 2], "'day' holds 5"),
        ("n", [1, 2, 0, 1], "'n' holds 0"),
    ],
)
def test_arrays_that_break_the_contract_are_refused_with_row_and_value(name, values, message):
    broken = replace(CELLS, **{name: np.array(values, dtype=getattr(CELLS, name).dtype)})
    with pytest.raises(SchemaError, match=message):
        score(broken, EXPOSURE)


def test_negative_exposure_is_refused():
    with pytest.raises(SchemaError, match="'exposure' holds -1"):
        score(CELLS, EXPOSURE * -1)


def test_exposure_follows_a_step_at_once_and_for_good():
    totals = np.full((1, 400), 500.0)
    totals[0, 200:] = 250.0
    exposure = exposure_from_totals(totals, totals > 0)
    assert exposure[0, [0, 100, 199]].tolist() == [1, 1, 1]
    assert exposure[0, [200, 399]].tolist() == [0.5, 0.5]


def test_exposure_of_an_outage_is_zero_and_moves_no_other_day():
    rng = np.random.default_rng(0)
    totals = rng.poisson(300, (2, 90)).astype(float)
    ok = np.ones((2, 90), dtype=bool)
    ok[0, 50:60] = False
    exposure = exposure_from_totals(totals, ok)
    assert (exposure[0, 50:60] == 0).all()
    ok[0, 50:60] = True
    whole = exposure_from_totals(totals, ok)
    np.testing.assert_array_equal(exposure[:, 60:], whole[:, 60:])


def test_exposure_of_a_day_uses_no_later_day():
    totals = np.random.default_rng(1).poisson(40, (3, 60)).astype(float)
    whole = exposure_from_totals(totals, totals > 0)
    for until in (1, 10, 28, 45):
        part = exposure_from_totals(totals[:, :until], totals[:, :until] > 0)
        np.testing.assert_array_equal(part, whole[:, :until])


def test_totals_of_another_shape_are_refused():
    with pytest.raises(SchemaError, match=r"\(2, 3\).*\(3, 2\)"):
        exposure_from_totals(np.ones((2, 3)), np.ones((3, 2), dtype=bool))
