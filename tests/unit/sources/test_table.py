"""Any table: columns guessed, shown, overridable; archives that were rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from chuquan.errors import ColumnError, EmptySourceError, EncodingError, FormatError, TimeZoneError
from chuquan.sources import ReadOptions, read
from chuquan.sources.columns import guess_columns

CHINA = ReadOptions(timezone="Asia/Shanghai")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def guess(*names: str, **types: pl.DataType) -> dict[str, str]:
    return guess_columns({**dict.fromkeys(names, pl.String()), **types}, {}, "f")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Publish Time", "Title", "URL"), {"time": "Publish Time", "text": "Title", "url": "URL"}),
        (("发布时间", "标题", "热度值", "排名"),
         {"time": "发布时间", "text": "标题", "heat": "热度值", "rank": "排名"}),
        (("日期", "微博正文", "博主", "平台"),
         {"time": "日期", "text": "微博正文", "author": "博主", "source": "平台"}),
        (("seen", "day", "title"), {"time": "seen", "text": "title", "day": "day"}),
        (("created_at", "content", "crawl_time", "id", "lang"),
         {"time": "created_at", "text": "content", "seen": "crawl_time", "id": "id",
          "lang": "lang"}),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_their_names(names, expected) -> None:
    assert guess(*names) == expected


def test_columns_are_guessed_from_their_types_where_names_say_nothing() -> None:
    found = guess("a", b=pl.Datetime("us", "UTC"), c=pl.Int64())
    assert found == {"time": "b", "text": "a"}


def test_no_or_several_candidates_are_an_error_that_shows_the_columns() -> None:
    with pytest.raises(ColumnError) as caught:
        guess("foo", "bar")
    assert "foo, bar" in caught.value.found
    assert "--column time=NAME" in caught.value.todo
    with pytest.raises(ColumnError, match="several columns could be the text: foo, bar"):
        guess("time", "foo", "bar")


def test_user_overrides_the_guess_and_sees_what_was_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "time,title,note\n2024-03-14T00:00Z,甲,乙\n")
    reading = read(path, ReadOptions(columns={"text": "note", "weight": "title"}))
    assert reading.mentions["text"].to_list() == ["乙"]
    assert reading.mapping == {"time": "time", "text": "note", "heat": "title"}
    with pytest.raises(ColumnError, match="no column named 'nope'"):
        read(path, ReadOptions(columns={"text": "nope"}))
    with pytest.raises(ColumnError, match="unknown role"):
        ReadOptions(columns={"colour": "title"})


def test_times_without_a_zone_are_one_error(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "time,title\n2024-03-14 08:00,甲\n2024-03-14 09:00,乙\n")
    with pytest.raises(TimeZoneError) as caught:
        read(path)
    assert "'2024-03-14 08:00' in column 'time'" in caught.value.found
    with pytest.raises(TimeZoneError, match="unknown time zone 'Mars/Base'"):
        ReadOptions(timezone="Mars/Base")
    assert read(path, CHINA).mentions.height == 2


def test_lone_time_without_a_zone_is_a_problem_of_its_row(tmp_path: Path) -> None:
    rows = "2024-03-14T08:00Z,甲\n2024-03-14T09:00Z,乙\n2024-03-14 09:00,丙\nsoon,丁\n"
    reading = read(write(tmp_path / "x.csv", "time,title\n" + rows))
    assert reading.mentions.height == 2
    assert [(problem.line, problem.column) for problem in reading.problems] == [
        (4, "time"),
        (5, "time"),
    ]
    assert "'soon'" in reading.problems[1].found


def test_damaged_line_of_a_text_file_is_a_problem_of_that_line(tmp_path: Path) -> None:
    lines = ["time,title", *(f"2024-03-14T0{i}:00Z,天水第{i}" for i in range(5))]
    data = [line.encode() for line in lines]
    data[2] = data[2][:-2]
    path = tmp_path / "x.csv"
    path.write_bytes(b"\n".join(data))
    reading = read(path)
    assert reading.mentions.height == 4
    assert [problem.line for problem in reading.problems] == [3]
    assert "another encoding" in reading.problems[0].found


def test_unreadable_files_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(EncodingError):
        read(
            write(
                tmp_path / "a.csv",
                "time,title\n1710378000,Zürich, Genève, naïve façade\n",
                "latin-1",
            )
        )
    (tmp_path / "b.csv").write_bytes(b"\x00\x01\x02\x03" * 100)
    with pytest.raises(FormatError, match="binary"):
        read(tmp_path / "b.csv")
    (tmp_path / "c.parquet").write_bytes(b"PAR1" + b"junk" * 20)
    with pytest.raises(FormatError, match="Parquet"):
        read(tmp_path / "c.parquet")
    (tmp_path / "d.xlsx").write_bytes(b"PK\x03\x04junk")
    with pytest.raises(FormatError, match="XLSX"):
        read(tmp_path / "d.xlsx")
    with pytest.raises(EmptySourceError, match="no row"):
        read(write(tmp_path / "e.csv", "time,title\n"))


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    frame = pl.DataFrame({"time": [datetime(2024, 3, 14, tzinfo=UTC)], "text": ["甲"]})
    path = tmp_path / "wrong.csv"
    frame.write_parquet(path)
    assert read(path).mentions["source"].to_list() == ["wrong"]


def test_other_sheets_are_not_dropped_in_silence(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["时间", "标题"])
    book.active.append([datetime(2024, 3, 14, 8), "甲"])
    book.active.append(["昨天", "乙"])
    book.create_sheet("二月").append(["x"])
    book.save(tmp_path / "x.xlsx")
    reading = read(tmp_path / "x.xlsx", CHINA)
    assert reading.mentions["observed_at"].to_list() == [datetime(2024, 3, 14, tzinfo=UTC)]
    assert "二月" in reading.problems[0].found
    assert reading.problems[1].line == 3


def test_on_a_list_an_item_is_its_words_and_a_post_is_its_identifier(tmp_path: Path) -> None:
    body = "2024-03-14T08:00Z,1,打卡,{0}\n2024-03-14T09:00Z,2,打卡,{0}\n"
    posts = write(tmp_path / "a.csv", "time,id,text,note\n" + body.format("x"))
    listed = write(tmp_path / "b.csv", "time,id,text,rank\n" + body.format(3))
    assert read(posts).mentions.height == 2
    assert read(listed).mentions.height == 1


def test_rank_of_zero_is_unknown(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "time,text,rank\n1710378000,甲,0\n1710378000,乙,1\n")
    assert read(path).mentions.sort("text")["rank"].to_list() == [1, None]


def rewritten(path: Path, *, only_late: bool = False) -> Path:
    """Write an archive of 30 days that lists all of them once more at its end."""
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(30)]
    rewriting = datetime(2024, 3, 1, 5, tzinfo=UTC)
    timely = [(datetime(d.year, d.month, d.day, 8, tzinfo=UTC), d, f"题{d}") for d in days]
    late = [(rewriting, d, f"题{d}") for d in days]
    rows = late if only_late else timely + late
    pl.DataFrame(rows, schema=["seen", "day", "title"], orient="row").with_columns(
        rank=pl.lit(1)
    ).write_parquet(path)
    return path


def test_archive_listed_again_as_a_whole_is_no_breakout(tmp_path: Path) -> None:
    """Rows whose time is long after their own day repeat it: they count on that day, once."""
    reading = read(rewritten(tmp_path / "weibo.parquet"))
    assert reading.mentions.height == 30
    assert reading.mentions["observed_at"].max() < datetime(2024, 2, 1, tzinfo=UTC)
    assert reading.problems[0].n == 30
    assert "rewritten" in reading.problems[0].found


def test_rewritten_row_that_nothing_else_shows_counts_on_its_day(tmp_path: Path) -> None:
    mentions = read(rewritten(tmp_path / "weibo.parquet", only_late=True)).mentions
    assert mentions["observed_at"].dt.date().to_list() == [
        date(2024, 1, 1) + timedelta(days=i) for i in range(30)
    ]
    assert (mentions["seen_at"] == datetime(2024, 3, 1, 5, tzinfo=UTC)).all()


def test_day_of_collection_after_the_time_moves_nothing(tmp_path: Path) -> None:
    rows = "2024-03-01T08:00Z,2024-03-20,甲\n"
    mentions = read(write(tmp_path / "x.csv", "time,date,text\n" + rows)).mentions
    assert mentions["observed_at"].to_list() == [datetime(2024, 3, 1, 8, tzinfo=UTC)]
