"""One suite that every source passes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from source_samples import SAMPLES, Row, Sample, rows

from chuquan.errors import EmptySourceError, NotFoundError
from chuquan.sources import FORMATS, Reading, ReadOptions, read, read_all
from chuquan.tables import COVERAGE, MENTIONS


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    return request.param


def take(sample: Sample, folder: Path, listed: list[Row], encoding: str = "utf-8") -> Reading:
    return read(sample.write(folder, listed, encoding), sample.options)


def test_every_format_has_a_sample() -> None:
    assert {sample.detected for sample in SAMPLES} == {source.name for source in FORMATS}


def test_format_is_found_by_content_and_tables_keep_their_contract(
    sample: Sample, tmp_path: Path
) -> None:
    reading = take(sample, tmp_path, rows())
    assert reading.format == sample.detected
    assert_frame_equal(MENTIONS.validate(reading.mentions), reading.mentions)
    assert_frame_equal(COVERAGE.validate(reading.coverage), reading.coverage)
    assert reading.mentions["text"].to_list() == [row.text for row in rows()]


def test_times_are_utc_to_the_resolution_of_the_format(sample: Sample, tmp_path: Path) -> None:
    listed = rows()
    times = take(sample, tmp_path, listed).mentions["observed_at"].to_list()
    local = [row.time.replace(hour=0) if sample.hours == 24 else row.time for row in listed]
    assert times == [Row(time, "").utc for time in local]


def test_what_is_seen_is_never_before_what_is_observed(sample: Sample, tmp_path: Path) -> None:
    mentions = take(sample, tmp_path, rows()).mentions
    assert (mentions["seen_at"] >= mentions["observed_at"]).all()


def test_heat_is_read_as_a_number_and_may_be_missing(sample: Sample, tmp_path: Path) -> None:
    listed = [*rows(), Row(rows()[-1].time, "没有热度的一条", None)]
    heat = dict(take(sample, tmp_path, listed).mentions.select("text", "heat").iter_rows())
    expected = [row.heat if sample.has_heat else None for row in listed]
    assert [heat[row.text] for row in listed] == expected


def test_reading_twice_gives_the_same(sample: Sample, tmp_path: Path) -> None:
    path = sample.write(tmp_path, rows(), "utf-8")
    first, second = read(path, sample.options), read(path, sample.options)
    assert_frame_equal(first.mentions, second.mentions)
    assert_frame_equal(first.coverage, second.coverage)
    assert first.problems == second.problems


def test_order_of_rows_does_not_matter(sample: Sample, tmp_path: Path) -> None:
    listed = rows(12)
    shuffled = random.Random(1).sample(listed, len(listed))
    first = take(sample, tmp_path / "a", listed)
    second = take(sample, tmp_path / "b", shuffled)
    # On some lists the rank is the place, which shuffling changes.
    assert_frame_equal(
        first.mentions.drop("rank", "source"), second.mentions.drop("rank", "source")
    )
    assert_frame_equal(first.coverage, second.coverage)


def test_same_input_given_twice_counts_once(sample: Sample, tmp_path: Path) -> None:
    path = sample.write(tmp_path, rows(), "utf-8")
    once, twice = read(path, sample.options), read_all([path, path], sample.options)
    assert_frame_equal(once.mentions, twice.mentions)
    assert_frame_equal(once.coverage.drop("n_snapshots"), twice.coverage.drop("n_snapshots"))


def test_item_listed_again_is_no_new_mention(sample: Sample, tmp_path: Path) -> None:
    listed = rows()
    later = timedelta(days=2) if sample.is_list else timedelta()
    again = [replace(row, time=row.time + later) for row in listed]
    assert take(sample, tmp_path, listed + again).mentions.height == len(listed)


def test_listed_item_counts_again_after_quiet_days(sample: Sample, tmp_path: Path) -> None:
    if not sample.is_list:
        pytest.skip("a post is posted once")
    listed = rows()
    again = [replace(row, time=row.time + timedelta(days=5)) for row in listed]
    assert take(sample, tmp_path, listed + again).mentions.height == 2 * len(listed)


def test_coverage_adds_up(sample: Sample, tmp_path: Path) -> None:
    listed = rows() + [replace(row, time=row.time + timedelta(days=1)) for row in rows()]
    reading = take(sample, tmp_path, listed)
    assert reading.coverage["n_new"].sum() == reading.mentions.height
    assert (reading.coverage["n_items"] >= reading.coverage["n_new"]).all()
    listings = len(listed) if sample.is_list else len(rows()) * 2
    assert reading.coverage["n_items"].sum() == listings
    hours = reading.coverage["hour"].dt.truncate("1h")
    assert_frame_equal(reading.coverage.select(hour=hours), reading.coverage.select("hour"))
    assert (reading.coverage.filter(pl.col("n_items") > 0)["status"] == "ok").all()


def test_outage_of_days_is_not_covered(sample: Sample, tmp_path: Path) -> None:
    listed = rows() + [replace(row, time=row.time + timedelta(days=9)) for row in rows()]
    coverage = take(sample, tmp_path, listed).coverage
    start, end = (rows()[0].utc + timedelta(days=d) for d in (2, 8))
    within = coverage.filter(pl.col("hour").is_between(start, end))
    assert (within["status"] == "absent").all()
    assert within.height == (6 * 24 + 1 if sample.is_list else 0)


def test_damaged_row_is_reported_by_file_and_line_and_the_rest_is_read(
    sample: Sample, tmp_path: Path
) -> None:
    damaged = Row(rows()[0].time, None)
    path = sample.write(tmp_path, [damaged, *rows()], "utf-8")
    reading = read(path, sample.options)
    assert reading.mentions.height == len(rows())
    found = [problem for problem in reading.problems if problem.found == "no text"]
    assert [problem.line for problem in found] == [sample.line]
    assert Path(found[0].file).is_file()
    assert found[0].file.startswith(str(path))


def test_gb18030_is_read(sample: Sample, tmp_path: Path) -> None:
    if not sample.is_text:
        pytest.skip("a binary format")
    first = take(sample, tmp_path / "a", rows(), "utf-8")
    second = take(sample, tmp_path / "b", rows(), "gb18030")
    assert_frame_equal(first.mentions, second.mentions)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_read(sample: Sample, tmp_path: Path, encoding: str) -> None:
    if not sample.is_text:
        pytest.skip("a binary format")
    assert take(sample, tmp_path, rows(), encoding).mentions.height == len(rows())


def test_user_can_name_the_source(sample: Sample, tmp_path: Path) -> None:
    path = sample.write(tmp_path, rows(), "utf-8")
    reading = read(path, replace(sample.options, source_name="我的"))
    assert reading.mentions["source"].unique().to_list() == ["我的"]
    assert reading.coverage["source"].unique().to_list() == ["我的"]


def test_source_without_a_mention_is_an_error(sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(EmptySourceError) as caught:
        take(sample, tmp_path, [])
    assert caught.value.where
    assert caught.value.todo


def test_source_of_damaged_rows_only_says_how_many_and_the_first(
    sample: Sample, tmp_path: Path
) -> None:
    damaged = [Row(row.time, None) for row in rows(1)]
    with pytest.raises(EmptySourceError) as caught:
        take(sample, tmp_path, damaged)
    assert "no text" in caught.value.found


@pytest.mark.parametrize("source", FORMATS, ids=lambda source: source.name)
def test_missing_file_is_an_error(source, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        read(tmp_path / "nowhere", ReadOptions(format=source.name))
