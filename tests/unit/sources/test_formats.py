"""What is particular to one format."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from chuquan.errors import ColumnError, FormatError, TimeZoneError
from chuquan.report import Problem
from chuquan.sources import Reading, ReadOptions, Replay, read, read_source


def dump(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def status(reading: Reading, source: str | None = None) -> dict[str, str]:
    frame = reading.coverage
    if source:
        frame = frame.filter(pl.col("source") == source)
    return {f"{hour:%d %H}": value for hour, value in frame.select("hour", "status").iter_rows()}


def found(problems: tuple[Problem, ...], words: str) -> Problem:
    return next(problem for problem in problems if words in problem.found)


# The Weibo and Zhihu archives


def test_rank_comes_from_the_link_plain_or_encoded(tmp_path: Path) -> None:
    items = [
        {"title": "甲", "url": "https://example.org/weibo?q=x&band_rank=7&Refer=top"},
        {"title": "乙", "url": "https://example.org/?extparam=band_rank%3D12%26pos%3D3"},
        {"title": "丙", "url": "https://example.org/"},
        {"title": "丁"},
    ]
    mentions = read(dump(tmp_path / "2024-03-14.json", items)).mentions
    assert dict(mentions.select("text", "rank").iter_rows()) == {
        "甲": 7, "乙": 12, "丙": None, "丁": None,
    }  # fmt: skip


def test_days_file_speaks_for_24_hours_and_a_missing_day_is_absent(tmp_path: Path) -> None:
    for day in (14, 16):
        dump(tmp_path / "raw" / f"2024-03-{day}.json", [{"title": f"题{day}", "url": ""}])
    reading = read(tmp_path)
    assert reading.coverage.group_by("status").len().sort("status").rows() == [
        ("absent", 24),
        ("ok", 48),
    ]
    assert reading.mentions["observed_at"][0] == datetime(2024, 3, 13, 16, tzinfo=UTC)
    assert reading.mentions["seen_at"][0] == datetime(2024, 3, 14, 16, tzinfo=UTC)


def test_file_that_cannot_be_read_is_a_failed_look_and_a_problem(tmp_path: Path) -> None:
    dump(tmp_path / "2024-03-14" / "08.json", [{"title": "甲"}])
    dump(tmp_path / "2024-03-14" / "09.json", {"error": "no list"})
    (tmp_path / "2024-03-14" / "10.json").write_bytes(b"")
    dump(tmp_path / "2024-03-14" / "11.json", [{"title": "乙"}])
    reading = read(tmp_path)
    assert status(reading) == {
        "14 00": "ok", "14 01": "failed", "14 02": "failed", "14 03": "ok",
    }  # fmt: skip
    assert Path(found(reading.problems, "another shape").file).name == "09.json"


def test_truncated_file_gives_the_items_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-14" / "08.json"
    dump(path, [{"title": "甲"}, {"title": "乙"}, {"title": "丙"}])
    path.write_text(path.read_text(encoding="utf-8")[:-12], encoding="utf-8")
    reading = read(tmp_path)
    assert reading.mentions["text"].sort().to_list() == ["乙", "甲"]
    assert found(reading.problems, "no JSON").line == 3


def test_paid_places_and_files_that_are_no_hours_are_left_out_with_a_notice(tmp_path: Path) -> None:
    items = [
        {"title": "甲", "hot": "剧集 12345", "ads": False},
        {"title": "广告", "hot": 1, "ads": True},
    ]
    dump(tmp_path / "api" / "2024-03-14" / "08.json", items)
    dump(tmp_path / "api" / "2024-03-14" / "24.json", items)
    dump(tmp_path / "api" / "2024-03-14" / "summary.json", [{"title": "总结"}])
    reading = read(tmp_path)
    assert reading.mentions.select("text", "heat").rows() == [("甲", 12345.0)]
    assert found(reading.problems, "paid places").n == 1
    assert found(reading.problems, "not of the archive").n == 2


def test_hourly_archive_is_preferred_where_a_folder_holds_both(tmp_path: Path) -> None:
    for hour in range(24):
        dump(tmp_path / "api" / "2024-03-14" / f"{hour:02}.json", [{"title": "甲", "hot": 1}])
    dump(tmp_path / "raw" / "2024-03-14.json", [{"title": "乙", "url": ""}])
    assert read(tmp_path).format == "weibo-api"


def test_file_named_for_no_real_day_is_reported(tmp_path: Path) -> None:
    dump(tmp_path / "2024-03-14.json", [{"title": "甲"}])
    dump(tmp_path / "2024-13-45.json", [{"title": "乙"}])
    reading = read(tmp_path)
    assert reading.mentions.height == 1
    assert "2024-13-45" in found(reading.problems, "not of the archive").found


@pytest.mark.parametrize(
    ("written", "heat"),
    [("1386 万热度", 13_860_000.0), ("1,386热度", 1386.0), ("2.5亿", 250_000_000.0),
     ("1.2w", 12_000.0), ("综艺 98", 98.0), ("暂无", None), ("", None), ("-3", None)],
)  # fmt: skip
def test_heat_in_words_is_a_number(written: str, heat: float | None) -> None:
    rows = [{"time": "2024-03-14T00:00Z", "text": "甲", "heat": written}]
    assert read_source(Replay(rows)).mentions["heat"][0] == heat


# TrendRadar


def radar(path: Path, *statements: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.executescript(";".join(statements))
    return path


ITEMS = (
    "CREATE TABLE news_items (id, title, platform_id, rank, url, first_crawl_time, last_crawl_time)"
)
RECORDS = "CREATE TABLE crawl_records (id, crawl_time, total_items)"
STATUS = "CREATE TABLE crawl_source_status (crawl_record_id, platform_id, status)"


def test_failed_platform_is_told_from_one_that_listed_nothing(tmp_path: Path) -> None:
    path = radar(
        tmp_path / "2024-03-14.db", ITEMS, RECORDS, STATUS,
        "INSERT INTO news_items VALUES (1, '甲', 'weibo', 1, '', '08:00', '08:00')",
        "INSERT INTO crawl_records VALUES (1, '08:00', 1), (2, '09:00', 0)",
        "INSERT INTO crawl_source_status VALUES (1, 'weibo', 'success'), (2, 'weibo', 'failed'),"
        "(1, 'zhihu', 'success'), (2, 'zhihu', 'success')",
    )  # fmt: skip
    reading = read(path)
    assert status(reading, "weibo") == {"14 00": "ok", "14 01": "failed"}
    assert status(reading, "zhihu") == {"14 00": "ok", "14 01": "ok"}
    assert reading.coverage.filter(pl.col("source") == "zhihu")["n_items"].sum() == 0


def test_status_without_the_number_of_its_crawl_speaks_for_the_file(tmp_path: Path) -> None:
    path = radar(
        tmp_path / "2024-03-14.db", ITEMS,
        "CREATE TABLE crawl_records (crawl_time, total_items)",
        "CREATE TABLE crawl_source_status (platform_id, status)",
        "INSERT INTO news_items VALUES (1, '甲', 'weibo', 1, '', '08:00', '08:00')",
        "INSERT INTO crawl_records VALUES ('08:00', 1), ('09:00', 0)",
        "INSERT INTO crawl_source_status VALUES ('weibo', 'success'), ('zhihu', 'failed')",
    )  # fmt: skip
    reading = read(path)
    assert status(reading, "weibo") == {"14 00": "ok", "14 01": "ok"}
    assert status(reading, "zhihu") == {"14 00": "failed", "14 01": "failed"}


def test_rank_history_gives_every_listing_and_zero_is_off_the_list(tmp_path: Path) -> None:
    path = radar(
        tmp_path / "2024年03月14日.db", ITEMS,
        "CREATE TABLE rank_history (news_item_id, rank, crawl_time)",
        "INSERT INTO news_items VALUES (1, '甲', 'weibo', 9, '', '08:00', '10:00')",
        "INSERT INTO rank_history VALUES (1, 9, '08:00'), (1, 4, '09:00'), (1, 0, '10:00')",
    )  # fmt: skip
    reading = read(path)
    assert reading.coverage["n_items"].to_list() == [1, 1]
    assert reading.mentions.select("observed_at", "rank").rows() == [
        (datetime(2024, 3, 14, tzinfo=UTC), 9)
    ]


def test_clock_times_without_any_date_say_what_to_do(tmp_path: Path) -> None:
    good = "INSERT INTO news_items VALUES (1, '甲', 'weibo', 1, '', '2024-03-14 08:00:00', NULL)"
    bad = "INSERT INTO news_items VALUES (2, '乙', 'weibo', 1, '', '08:00', NULL)"
    reading = read(radar(tmp_path / "news.db", ITEMS, good, bad))
    assert reading.mentions["text"].to_list() == ["甲"]
    assert found(reading.problems, "'08:00:00'").line == 2
    assert "2025-01-31.db" in found(reading.problems, "without a date").allowed


def test_other_database_is_no_trendradar(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="news_items"):
        read(radar(tmp_path / "2024-03-14.db", "CREATE TABLE rss_items (id)"))


# Exports


def test_platform_is_that_of_the_folder_or_of_the_columns(tmp_path: Path) -> None:
    items = [{"aweme_id": "1", "title": "甲", "desc": "甲的全文", "create_time": 1710378000,
              "nickname": "x", "liked_count": "1.2万"}]  # fmt: skip
    by_path = read(dump(tmp_path / "dy" / "json" / "search_contents_1.json", items)).mentions
    by_column = read(dump(tmp_path / "renamed.json", items)).mentions
    columns = ["source", "text", "heat"]
    assert by_path.select(columns).rows() == [("douyin-posts", "甲的全文", 12_000.0)]
    assert by_column.select(columns).rows() == by_path.select(columns).rows()


def test_comments_are_a_source_of_their_own(tmp_path: Path) -> None:
    items = [{"comment_id": "1", "note_id": "9", "content": "想去", "create_time": 1710378000000,
              "nickname": "x", "like_count": "3"}]  # fmt: skip
    mentions = read(dump(tmp_path / "xhs" / "json" / "search_comments_1.json", items)).mentions
    assert mentions.select("source", "item_id", "text").rows() == [("xhs-comments", "1", "想去")]


def test_meltwater_needs_the_zone_of_the_account(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Date,Headline,URL,Opening Text,Hit Sentence,Source,Reach\n"
        "14-Mar-2024 09:00AM,,https://example.org,Opening,A hit,Paper,12\n",
        encoding="utf-16",
    )
    with pytest.raises(TimeZoneError) as caught:
        read(path)
    assert "--timezone" in caught.value.todo
    assert "line 2" in caught.value.where
    reading = read(path, ReadOptions(timezone="Europe/London"))
    assert reading.mentions.select("text", "author", "heat").rows() == [("A hit", "Paper", 12.0)]


def test_volume_timeline_of_gdelt_is_no_article_list(tmp_path: Path) -> None:
    path = tmp_path / "timeline.csv"
    path.write_text("Date,Series,Value\n2024-03-14,Volume,0.1\n", encoding="utf-8")
    with pytest.raises(FormatError, match="ArtList"):
        read(path, ReadOptions(format="gdelt"))
    with pytest.raises(ColumnError, match="could be the text"):
        read(path)


def test_response_without_items_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    good = {
        "id": "weibo",
        "updatedTime": 1710378000000,
        "items": [{"title": "甲"}, {"title": "乙"}],
    }
    reading = read(dump(tmp_path / "entire.json", [good, {"status": "error"}]))
    assert reading.mentions.select("text", "rank").sort("rank").rows() == [("甲", 1), ("乙", 2)]
    assert found(reading.problems, "no response").line == 2
