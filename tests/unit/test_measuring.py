"""From files of outcomes to impacts: answers that are right, and one clear refusal each."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from made_up import CITIES, FIRST, START, daily_visits, write
from worlds import ZIBO, World, busy_report

from chuquan.errors import NotFoundError, RefusalError
from chuquan.measuring import impact
from chuquan.question import OutcomeOptions, Question, TreatedPlace
from chuquan.report import Impact, Report

ZIBO_STARTS = (TreatedPlace("淄博", START),)


def answer(frame: pl.DataFrame, folder: Path, question: Question | None = None) -> Impact:
    file = write(frame, folder / "visits.csv")
    report = impact([file], question or Question(starts=ZIBO_STARTS))
    assert Report.from_json(report.to_json()) == report
    return report.impacts[-1]


def test_a_lift_is_found_among_cities_of_all_sizes(tmp_path):
    found = answer(daily_visits(lift=0.3), tmp_path)
    assert found.design == "panel"
    assert found.is_trusted, [c for c in found.checks if c.outcome == "failed"]
    assert found.lift.low < 0.3 < found.lift.high
    assert found.lift.high - found.lift.low < 0.2
    assert found.p_value < 0.01
    assert found.total.value == pytest.approx(found.effect.value * found.n_after)
    (place,) = found.places
    assert (place.place_id, place.place_name_en) == ("370300", "Zibo")


def test_no_lift_is_not_found(tmp_path):
    found = answer(daily_visits(), tmp_path)
    assert found.effect.low < 0 < found.effect.high
    assert found.lasting is None


def test_neighbours_are_no_donors_and_are_looked_at(tmp_path):
    found = answer(daily_visits(lift=0.3), tmp_path)
    assert {d.place_name for d in found.displacement} == {"济南", "潍坊"}
    assert {e.place_name for e in found.excluded if e.reason == "neighbour"} == {"济南", "潍坊"}
    assert not {"济南", "潍坊"} & {d.place_name for d in found.donors}
    assert all(d.effect.low < 0 < d.effect.high for d in found.displacement)


def test_weights_add_up_and_placebos_are_there(tmp_path):
    found = answer(daily_visits(lift=0.3), tmp_path)
    assert sum(d.weight for d in found.donors) == pytest.approx(1, abs=0.01)
    assert len(found.placebos) == len(CITIES) - 3
    assert found.own_ratio is not None
    assert abs(found.own_ratio) > max(abs(p.ratio) for p in found.placebos)


def test_order_of_rows_does_not_matter(tmp_path):
    frame = daily_visits(lift=0.2)
    one = answer(frame, tmp_path)
    other = answer(frame.sort("接待人次"), tmp_path)
    assert one.effect.value == pytest.approx(other.effect.value, rel=1e-6)


def test_money_is_told_with_its_assumptions(tmp_path):
    asked = Question(starts=ZIBO_STARTS, multipliers="example:visits")
    found = answer(daily_visits(lift=0.3), tmp_path, asked)
    told = found.spending
    assert told is not None
    assert told.gross.low < told.gross.value < told.gross.high
    assert told.assumptions
    assert all(a.source for a in told.assumptions)


def test_without_donors_one_long_series_answers_by_its_calendar(tmp_path):
    first = FIRST - timedelta(days=300)
    frame = daily_visits(lift=0.4, cities=("淄博",), n_days=440, first=first)
    found = answer(frame, tmp_path)
    assert found.design == "series"
    assert found.lift.low < 0.4 < found.lift.high


def test_a_breakout_is_measured_from_its_onset(tmp_path):
    world = World()
    onset = world.day(95)
    frame = daily_visits(lift=0.3, first=FIRST)
    report = tmp_path / "report.json"
    report.write_bytes(busy_report().to_json())
    wave = next(b for b in busy_report().breakouts if b.place_id == ZIBO and b.kind == "image")
    assert wave.onset.date() == onset
    found = answer(frame, tmp_path, Question(breakout=wave.breakout_id, report=report))
    assert found.breakout_id == wave.breakout_id
    assert found.start == onset
    assert any(c.name == "donor_waves" and c.outcome != "not_possible" for c in found.checks)
    hit = {e.place_name for e in found.excluded if e.reason == "same_wave"}
    assert "天水" in hit, "it had a wave of its own in these days"
    assert "哈尔滨" not in hit or world.day(150) <= found.last_day


def test_an_unknown_breakout_names_near_ones(tmp_path):
    report = tmp_path / "report.json"
    report.write_bytes(busy_report().to_json())
    with pytest.raises(NotFoundError, match=f"{ZIBO}-"):
        answer(daily_visits(), tmp_path, Question(breakout=f"{ZIBO}-19990101", report=report))


def test_several_files_are_read_as_one(tmp_path):
    frame = daily_visits(lift=0.3)
    half = frame["日期"] < "2023-03-01"
    one = write(frame.filter(half), tmp_path / "early.csv")
    two = write(frame.filter(~half), tmp_path / "late.csv")
    found = impact([one, two], Question(starts=ZIBO_STARTS)).impacts[0]
    assert found.effect.value == pytest.approx(answer(frame, tmp_path).effect.value, rel=1e-6)


# Refusals


def refusal(frame: pl.DataFrame, folder: Path, question: Question | None = None) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        answer(frame, folder, question)
    assert caught.value.allowed
    assert caught.value.todo
    return caught.value


def test_too_short_a_history_is_refused(tmp_path):
    first = START - timedelta(days=9)
    told = refusal(daily_visits(lift=0.3, n_days=40, first=first), tmp_path)
    assert "9" in told.found
    assert "28" in told.allowed


def test_no_donors_and_too_short_for_a_series_is_refused(tmp_path):
    frame = daily_visits(lift=0.3, cities=("淄博", "洛阳"), n_days=80, first=date(2023, 3, 1))
    told = refusal(frame, tmp_path)
    assert "to compare with" in told.found
    assert "at least 5 places" in told.allowed


def test_outcomes_that_begin_after_the_start_are_refused(tmp_path):
    frame = daily_visits(first=START + timedelta(days=5), n_days=60)
    told = refusal(frame, tmp_path)
    assert "not before 2023-04-10" in told.found


def test_a_unit_that_changes_midway_is_refused(tmp_path):
    frame = daily_visits(lift=0.3).with_columns(
        pl.when((pl.col("城市") == "淄博") & (pl.col("日期") >= "2023-03-01"))
        .then(pl.col("接待人次") / 10_000)
        .otherwise(pl.col("接待人次").cast(pl.Float64))
        .alias("接待人次")
    )
    told = refusal(frame, tmp_path)
    assert "unit" in told.found
    assert "line" in told.where


def test_a_place_without_figures_names_near_ones(tmp_path):
    question = Question(starts=(TreatedPlace("淄搏", START),))
    assert "淄博" in refusal(daily_visits(), tmp_path, question).allowed


def test_events_of_another_place_are_refused(tmp_path):
    events = write(
        pl.DataFrame({"name": ["演唱会"], "start": ["2023-04-10"], "place": ["成都"]}),
        tmp_path / "events.csv",
    )
    frame = daily_visits(cities=("淄博",))
    told = refusal(frame, tmp_path, Question(events=events))
    assert "no event in 淄博" in told.found


def test_a_figure_ten_times_too_large_before_the_start_is_told_first(tmp_path):
    frame = daily_visits(lift=0.3).with_columns(
        pl.when((pl.col("城市") == "淄博") & (pl.col("日期") == "2023-03-01"))
        .then(pl.col("接待人次") * 10)
        .otherwise(pl.col("接待人次"))
        .alias("接待人次")
    )
    found = answer(frame, tmp_path)
    assert not found.is_trusted
    (check,) = [c for c in found.checks if c.name == "audit"]
    assert (check.outcome, check.names) == ("failed", ("factor_ten",))
    (finding,) = found.findings
    line = frame.with_row_index().filter(
        (pl.col("城市") == "淄博") & (pl.col("日期") == "2023-03-01")
    )["index"][0]
    assert finding.rows == (line + 2,), "the header is line 1"
    assert found.checks[0].outcome == "failed"


def test_options_reach_the_reader(tmp_path):
    frame = daily_visits(lift=0.3).rename({"接待人次": "x1"})
    file = write(frame, tmp_path / "visits.csv")
    options = OutcomeOptions(columns={"value": "x1"}, unit="人次")
    found = impact([file], Question(starts=ZIBO_STARTS), options).impacts[0]
    assert found.unit == "visits"
