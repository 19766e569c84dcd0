"""The tables' contract: what breaks it is named by table, column and row; what adds, adds."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.errors import SchemaError
from chuquan.tables import (
    ATTENTION,
    COVERAGE,
    KINDS,
    LEVERS,
    MENTIONS,
    PLACES,
    RESOLVED,
    STATUSES,
    TERMS,
)

SCHEMAS = [ATTENTION, COVERAGE, MENTIONS, PLACES, RESOLVED, TERMS]
HOUR = datetime(2024, 1, 1, tzinfo=UTC)
ATTENTION_ROWS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["weibo", "douyin"]),
        "place_id": st.sampled_from(["370300", "620500"]),
        "hour": st.integers(0, 2).map(lambda h: HOUR + timedelta(hours=h)),
        "kind": st.sampled_from(KINDS),
        "lever": st.none() | st.sampled_from(LEVERS[:2]),
        "n": st.integers(0, 64).map(lambda n: n / 16),
        "heat": st.integers(0, 10**6).map(float),
    }
)
COVERAGE_ROWS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["weibo", "douyin"]),
        "hour": st.integers(0, 2).map(lambda h: HOUR + timedelta(hours=h)),
        "n_snapshots": st.integers(0, 3),
        "n_items": st.integers(0, 50),
        "n_new": st.integers(0, 50),
        "status": st.sampled_from(STATUSES),
    }
)


def table(schema, rows):
    return schema.validate(pl.DataFrame(rows, schema=schema.columns))


def slow_sum(schema, rows):
    """Add row by row into a dictionary, sorted as a person would: nulls last."""
    out = {}
    for row in rows:
        key = tuple(row[name] for name in schema.keys)
        values = {name: row[name] for name in schema.columns if name not in schema.keys}
        old = out.get(key)
        if old is None:
            out[key] = values
            continue
        for name, value in values.items():
            is_status = name == "status"
            old[name] = (
                min(old[name], value, key=STATUSES.index) if is_status else old[name] + value
            )
    order = sorted(out, key=lambda key: [(value is None, value or "") for value in key])
    return [{**dict(zip(schema.keys, key, strict=True)), **out[key]} for key in order]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_an_empty_table_is_valid(schema):
    assert schema.validate(schema.empty()).equals(schema.empty())


@given(st.lists(ATTENTION_ROWS, max_size=12), st.integers(0, 12))
def test_attention_adds_like_the_slow_twin(rows, cut):
    parts = [table(ATTENTION, rows[:cut]), table(ATTENTION, rows[cut:])]
    assert ATTENTION.add(parts).to_dicts() == slow_sum(ATTENTION, rows)


@given(st.lists(COVERAGE_ROWS, max_size=12), st.integers(0, 12))
def test_coverage_adds_like_the_slow_twin_and_the_best_look_counts(rows, cut):
    parts = [table(COVERAGE, rows[:cut]), table(COVERAGE, rows[cut:])]
    assert COVERAGE.add(parts).to_dicts() == slow_sum(COVERAGE, rows)


@given(st.lists(ATTENTION_ROWS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_shows_in_a_sum(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert ATTENTION.add([table(ATTENTION, shuffled)]).equals(
        ATTENTION.add([table(ATTENTION, rows)])
    )


@pytest.mark.parametrize("schema", [ATTENTION, COVERAGE, TERMS])
def test_adding_nothing_is_an_empty_table(schema):
    assert schema.add([]).equals(schema.empty())


def row(**changes):
    values = {"source": "weibo", "place_id": "370300", "hour": HOUR, "kind": "image",
              "lever": "social", "n": 1.0, "heat": 0.0}  # fmt: skip
    return values | changes


def test_columns_come_back_in_order_cast_and_without_others():
    given_ = pl.DataFrame([row(n=2, note="x")]).select(pl.all().reverse()).drop("lever")
    assert ATTENTION.validate(given_).to_dicts() == [row(n=2.0, lever=None)]
    assert ATTENTION.validate(given_).columns == list(ATTENTION.columns)


@pytest.mark.parametrize("name", ["source", "place_id", "hour", "kind", "n", "heat"])
def test_a_missing_column_is_named(name):
    with pytest.raises(SchemaError, match=f"column '{name}' is missing") as error:
        ATTENTION.validate(pl.DataFrame([row()]).drop(name))
    assert error.value.where == "table attention"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"source": None}, "'source' holds null"),
        ({"kind": "gossip"}, "'kind' holds 'gossip'"),
        ({"lever": "luck"}, "'lever' holds 'luck'"),
        ({"n": -0.5}, r"'n' holds -0\.5"),
        ({"n": math.nan}, "'n' holds nan"),
        ({"heat": math.inf}, "'heat' holds inf"),
    ],
)
@pytest.mark.parametrize("at", [0, 2])
def test_a_value_out_of_bounds_is_named_with_its_first_row(changes, found, at):
    rows = [row(), row(), row(), row()]
    rows[at] = rows[3] = row(**changes)
    with pytest.raises(SchemaError, match=found) as error:
        ATTENTION.validate(pl.DataFrame(rows, infer_schema_length=None))
    assert error.value.where == f"table attention, row {at}"
    assert error.value.allowed


def test_a_column_of_another_type_is_named_with_the_first_row_that_cannot_be_read():
    rows = [row(n=value) for value in ("1", "2.5", "many", "few")]
    with pytest.raises(SchemaError, match="'n' is String and cannot be read as Float64") as error:
        ATTENTION.validate(pl.DataFrame(rows))
    assert error.value.where == "table attention, row 2"


def test_types_that_have_nothing_to_do_with_each_other_are_named_without_a_row():
    with pytest.raises(SchemaError, match="'n' is ") as error:
        ATTENTION.validate(pl.DataFrame([row(n=date(2024, 1, 1))]).with_columns(n=pl.lit([["x"]])))
    assert error.value.where == "table attention"
