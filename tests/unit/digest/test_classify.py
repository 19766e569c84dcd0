"""Masking, and works that are known to be set in a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.classify import CELLS, MASK, mask_place, work_odds
from chuquan.digest.works import ANNOUNCED_DAYS, KIND_ODDS, LEVER_ODDS, named_levers, works
from chuquan.tables import KINDS, LEVERS


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


WORK = works().row(0, named=True)


def odds_of(text, place_id, day):
    at = pl.Series([datetime(day.year, day.month, day.day, tzinfo=UTC)])
    return work_odds(pl.Series([text]), pl.Series([place_id]), at)


def test_a_work_named_in_its_place_raises_the_odds_of_its_lever():
    (odds,) = odds_of(f"《{WORK['work']}》开播", WORK["place_id"], WORK["since"])
    for (kind, lever), found in zip(CELLS, odds, strict=True):
        expected = KIND_ODDS if kind == "image" else 1
        assert found == expected * (LEVER_ODDS if lever == WORK["lever"] else 1)


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
    assert odds_of(text, place_id, day).shape == (0, len(CELLS))


ROWS = st.lists(
    st.tuples(
        st.sampled_from([*works()["work"], "", "烧烤"]),
        st.sampled_from([*works()["place_id"].unique().sort(), "370300"]),
        st.dates(date(2015, 1, 1), date(2026, 1, 1)),
    ),
    max_size=8,
)


@given(ROWS)
def test_works_named_in_their_place_are_those_of_the_slow_twin(rows):
    texts, place_ids, days = zip(*rows, strict=True) if rows else ((), (), ())
    found = named_levers(
        pl.Series([f"今天{text}开播" for text in texts], dtype=pl.String),
        pl.Series(place_ids, dtype=pl.String),
        pl.Series(days, dtype=pl.Date),
    )
    assert {lever for lever, _ in found} == set(works()["lever"])
    for lever, is_named in found:
        for (text, place_id, day), told in zip(rows, is_named, strict=True):
            assert told == any(
                work["work"] in f"今天{text}开播"
                and work["place_id"] == place_id
                and work["lever"] == lever
                and day >= work["since"] - timedelta(days=ANNOUNCED_DAYS)
                for work in works().iter_rows(named=True)
            )


def test_known_works_are_dated_placed_and_of_a_known_lever(gazetteer):
    frame = works()
    assert frame.null_count().sum_horizontal().item() == 0
    assert set(frame["lever"]) <= set(LEVERS)
    assert set(frame["place_id"]) <= set(gazetteer.frame["place_id"])
    assert frame["since"].max() < date(2100, 1, 1)
