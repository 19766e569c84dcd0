"""Masking, sharing out in sixteenths, and works that are known to be set in a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.classify import (
    CELLS,
    MASK,
    UNITS,
    classify,
    know_works,
    mask_place,
    share_out,
)
from chuquan.digest.works import ANNOUNCED_DAYS, KIND_ODDS, LEVER_ODDS, works
from chuquan.tables import KINDS, LEVERS

IMAGE = [kind == "image" for kind, _ in CELLS]


def slow_share_out(row):
    """Largest remainder by hand, in exact fractions; of equal remainders the earlier cell wins."""
    parts = [Fraction(float(p)) * UNITS for p in row]
    whole = [int(part) for part in parts]
    left = UNITS - sum(whole)
    order = sorted(range(len(parts)), key=lambda i: (-(parts[i] - whole[i]), i))
    for i in order[:left]:
        whole[i] += 1
    return [n / UNITS for n in whole]


SIMPLEX = st.lists(st.floats(0, 1), min_size=len(CELLS), max_size=len(CELLS)).filter(
    lambda row: sum(row) > 1e-3
)
TIES = st.lists(st.integers(0, 4).map(float), min_size=len(CELLS), max_size=len(CELLS)).filter(any)


def normalised(rows):
    table = np.array(rows, dtype=np.float32).reshape(len(rows), len(CELLS))
    return table / table.sum(axis=1, keepdims=True)


@given(st.lists(SIMPLEX | TIES, max_size=6))
def test_shares_are_sixteenths_that_sum_to_exactly_one_like_the_slow_twin(rows):
    probabilities = normalised(rows)
    shares = share_out(probabilities)
    assert shares.tolist() == [slow_share_out(row) for row in probabilities]
    assert (shares.sum(axis=1) == 1).all()
    assert (shares >= 0).all()
    assert (np.abs(shares - probabilities) < 1 / UNITS + 1e-6).all()


def test_ties_go_to_the_earlier_cell():
    row = np.full((1, len(CELLS)), 1 / len(CELLS), dtype=np.float32)
    n_more = UNITS % len(CELLS)
    assert (share_out(row)[0] * UNITS).tolist() == [2] * n_more + [1] * (len(CELLS) - n_more)


def test_the_cells_are_the_cube_of_the_attention_table():
    assert sorted({kind for kind, _ in CELLS}) == sorted(KINDS)
    assert [lever for kind, lever in CELLS if kind == "image"] == list(LEVERS)
    assert all(lever is None for kind, lever in CELLS if kind != "image")


@given(
    st.lists(
        st.text(max_size=12).flatmap(
            lambda text: st.tuples(
                st.just(text), st.integers(0, len(text)), st.integers(0, len(text))
            )
        ),
        max_size=6,
    )
)
def test_a_mask_stands_for_the_characters_of_the_place_and_nothing_else(spans):
    frame = pl.DataFrame(
        [(text, min(a, b), max(a, b)) for text, a, b in spans],
        schema={"text": pl.String, "start": pl.UInt32, "end": pl.UInt32},
        orient="row",
    )
    masked = mask_place(frame["text"], frame["start"], frame["end"])
    expected = [text[: min(a, b)] + MASK + text[max(a, b) :] for text, a, b in spans]
    assert masked.to_list() == expected


def test_the_shipped_models_tell_plain_titles_apart(weights):
    texts = pl.Series([f"{MASK}烧烤店门口排起长队", f"{MASK}暴雨多条地铁停运", f"{MASK}演唱会加场"])
    at = pl.Series([datetime(2024, 1, 1, tzinfo=UTC)] * 3)
    found = classify(texts, at, weights)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    best = [CELLS[i] for i in found.argmax(axis=1)]
    assert best == [("image", "social"), ("crisis", None), ("image", "concert")]


WORK = works().row(0, named=True)


def known(text, place_id, day, row=None):
    before = normalised([row or [1.0] * len(CELLS)])
    at = pl.Series([datetime(day.year, day.month, day.day, tzinfo=UTC)])
    return before[0], know_works(before, pl.Series([text]), pl.Series([place_id]), at)[0]


def test_a_work_named_in_its_place_raises_the_odds_of_its_lever():
    before, after = known(f"《{WORK['work']}》开播", WORK["place_id"], WORK["since"])
    assert after.sum() == pytest.approx(1)
    lever = CELLS.index(("image", WORK["lever"]))
    crisis = CELLS.index(("crisis", None))
    other = next(i for i, is_image in enumerate(IMAGE) if is_image and i != lever)
    was, now = before / before[crisis], after / after[crisis]
    assert now[other] / was[other] == pytest.approx(KIND_ODDS, rel=1e-5)
    assert now[lever] / was[lever] == pytest.approx(KIND_ODDS * LEVER_ODDS, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "place_id", "day"),
    [
        ("某剧开播", WORK["place_id"], WORK["since"]),
        (f"《{WORK['work']}》开播", "370300", WORK["since"]),
        (
            f"《{WORK['work']}》开播",
            WORK["place_id"],
            WORK["since"] - timedelta(days=ANNOUNCED_DAYS + 1),
        ),
    ],
)
def test_another_text_another_place_or_long_before_its_release_changes_nothing(text, place_id, day):
    before, after = known(text, place_id, day)
    np.testing.assert_allclose(after, before, rtol=1e-6)


def test_what_is_named_never_turns_certain_of_what_was_ruled_out():
    row = [0.0] * len(CELLS)
    row[CELLS.index(("crisis", None))] = 1.0
    _, after = known(WORK["work"], WORK["place_id"], WORK["since"], row)
    assert after.tolist() == row


def test_known_works_are_dated_placed_and_of_a_known_lever(gazetteer):
    frame = works()
    assert frame.null_count().sum_horizontal().item() == 0
    assert set(frame["lever"]) <= set(LEVERS)
    assert set(frame["place_id"]) <= set(gazetteer.frame["place_id"])
    assert frame["since"].max() < date(2100, 1, 1)
