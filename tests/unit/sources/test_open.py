"""Several inputs at once, folders of exports, and the real archive."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from chuquan.config import Settings
from chuquan.errors import ColumnError, ConfigError, EmptySourceError, FormatError, NotFoundError
from chuquan.sources import Reading, ReadOptions, Replay, read, read_all, read_source

DATA = Path(__file__).parents[4] / "shared" / "data" / "mentions"


def table(path: Path, *texts: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"2024-03-14T0{i}:00Z,{text}\n" for i, text in enumerate(texts))
    path.write_text("time,text\n" + rows, encoding="utf-8")
    return path


def test_item_that_two_files_of_a_source_hold_is_one_mention(tmp_path: Path) -> None:
    paths = [table(tmp_path / "a.csv", "甲", "乙"), table(tmp_path / "b.csv", "甲", "丙")]
    reading = read_all(paths, ReadOptions(source_name="x"))
    assert reading.mentions["text"].sort().to_list() == ["丙", "乙", "甲"]


def test_order_of_inputs_does_not_matter(tmp_path: Path) -> None:
    paths = [table(tmp_path / f"{name}.csv", name, "乙") for name in "abc"]
    first, second = read_all(paths), read_all(paths[::-1])
    assert first.mentions.equals(second.mentions)
    assert first.coverage.equals(second.coverage)


def test_folder_of_exports_is_read_file_by_file_and_a_bad_one_is_a_problem(tmp_path: Path) -> None:
    table(tmp_path / "sub" / "a.csv", "甲")
    (tmp_path / "b.parquet").write_bytes(b"PAR1junk")
    (tmp_path / "c.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")
    (tmp_path / "readme.md").write_text("not data", encoding="utf-8")
    reading = read(tmp_path)
    assert reading.mentions["text"].to_list() == ["甲"]
    assert [Path(problem.file).name for problem in reading.problems] == ["b.parquet", "c.csv"]


def test_bad_input_among_several_is_a_problem_but_alone_an_error(tmp_path: Path) -> None:
    good, bad = table(tmp_path / "a.csv", "甲"), tmp_path / "b.parquet"
    bad.write_bytes(b"PAR1junk")
    assert read_all([good, bad]).problems[0].file == str(bad)
    with pytest.raises(FormatError):
        read(bad)


def test_missing_input_and_unclear_column_are_errors_even_among_several(tmp_path: Path) -> None:
    good, unclear = table(tmp_path / "a.csv", "甲"), tmp_path / "b.csv"
    unclear.write_text("foo,bar\n1,2\n", encoding="utf-8")
    with pytest.raises(NotFoundError, match=r"nope\.csv"):
        read_all([good, tmp_path / "nope.csv"])
    with pytest.raises(ColumnError, match="foo, bar"):
        read_all([good, unclear])


def test_empty_folder_file_and_unknown_format_are_errors(tmp_path: Path) -> None:
    with pytest.raises(EmptySourceError, match="no file"):
        read(tmp_path)
    (tmp_path / "x.csv").touch()
    with pytest.raises(EmptySourceError, match="empty"):
        read(tmp_path / "x.csv")
    with pytest.raises(ConfigError, match="weibo-api"):
        read(table(tmp_path / "y.csv", "甲"), ReadOptions(format="excel"))


def test_quiet_days_come_from_the_settings() -> None:
    rows = [{"time": f"2024-03-{day}T00:00Z", "text": "甲"} for day in (10, 12)]
    assert read_source(Replay(rows)).mentions.height == 1
    assert read_source(Replay(rows), settings=Settings(quiet_days=1.0)).mentions.height == 2


@cache
def archive() -> Reading:
    return read(DATA / "weibo.parquet")


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
class TestWeiboArchive:
    def test_columns_and_source_are_guessed(self) -> None:
        reading = archive()
        assert reading.mapping == {"time": "seen", "text": "title", "rank": "rank", "day": "day"}
        assert reading.mentions["source"].unique().to_list() == ["weibo"]

    def test_outage_is_absent_from_its_first_hour_to_its_last(self) -> None:
        reading = archive()
        within = reading.coverage.filter(
            pl.col("hour").is_between(
                datetime(2021, 9, 23, 16, tzinfo=UTC), datetime(2021, 10, 27, 15, tzinfo=UTC)
            )
        )
        assert within.height == 34 * 24
        assert (within["status"] == "absent").all()

    def test_rewriting_of_the_archive_makes_no_day_stand_out(self) -> None:
        """On 2021-04-26 and 2022-12-15 all older days were listed again, 216,983 rows in all."""
        reading = archive()
        days = reading.mentions.group_by(pl.col("observed_at").dt.date()).len()
        assert days["len"].max() < 1.5 * days["len"].quantile(0.9)
        assert reading.problems[0].n == 216_983

    def test_it_takes_less_than_a_few_seconds(self) -> None:
        start = time.perf_counter()
        read(DATA / "weibo.parquet")
        assert time.perf_counter() - start < 8
