"""Large events in Kaohsiung: its metro, day by day, as the operator published it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from chuquan.impact.events.event_days import events_impact

FILE = Path(__file__).parents[3] / "shared/data/outcomes/kaohsiung_metro_daily.csv"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FILE.exists(), reason="../shared/data is not here"),
]


@pytest.fixture(scope="module")
def frame():
    return pl.read_csv(FILE, try_parse_dates=True)


def measured(frame, flags):
    days = frame.filter(flags)["date"].to_list()
    names = [str(day) for day in days]
    events = pl.DataFrame({"event_id": names, "name": names, "start": days, "end": days})
    aside = set(frame.filter(pl.col("typhoon_day") == 1)["date"].to_list())
    values = frame["metro_total"].to_numpy().astype(float)
    return events_impact(values, frame["date"].to_list(), events, country="TW", set_aside=aside)


@pytest.fixture(scope="module")
def found(frame):
    return measured(frame, pl.col("large_event") == 1)


def test_a_large_event_day_brings_tens_of_thousands_of_rides(found):
    assert found.n_event_days == 44
    assert 40_000 < found.effect.value < 65_000
    assert found.effect.low > 30_000
    assert found.effect.high < 75_000
    assert found.p_value < 0.002
    assert 0.15 < found.lift.low < found.lift.high < 0.45


def test_each_flagged_day_has_its_own_effect(found):
    by_day = {event.event_id: event.effect for event in found.events}
    assert len(by_day) == 44
    assert sum(effect.low > 0 for effect in by_day.values()) >= 15
    # The greatest concerts of 2023 and 2024 stand out by themselves.
    for day in ("2023-03-18", "2023-11-11", "2024-09-08"):
        assert by_day[day].low > 20_000


def test_shuffled_flags_and_placebo_days_find_nothing(found):
    check = next(check for check in found.checks if check.name == "shuffled_events")
    assert check.outcome == "passed"
    assert check.value <= 0.1
    assert check.figures["coverage_of_days"] > 0.88


def test_events_on_holidays_are_named(found):
    overlap = next(check for check in found.checks if check.name == "overlap")
    assert {"2023-01-24", "2023-01-25", "2023-01-26", "2023-10-08"} <= set(overlap.names)


def test_days_a_week_later_are_no_events(frame):
    """The week after each large event, where it is none itself: nothing to be found."""
    flags = frame["large_event"].to_numpy() == 1
    later = np.zeros(len(flags), dtype=bool)
    later[7:] = flags[:-7]
    later &= ~flags
    values = frame.with_columns(
        metro_total=pl.when(pl.Series(flags)).then(None).otherwise(pl.col("metro_total"))
    )
    nothing = measured(values, pl.Series(later))
    assert nothing.effect.low < 0 < nothing.effect.high
    assert nothing.p_value > 0.05
