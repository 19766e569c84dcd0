"""Tables of events, and events flagged in the outcomes."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.errors import ChuquanError, ColumnError, EmptySourceError, RefusalError
from chuquan.impact.events.flags import events_of_flag
from chuquan.impact.events.table import lever_of, read_events
from chuquan.tables import EVENTS

DATA = Path(__file__).parents[5] / "shared" / "data"

EVENTS_CSV = """活动名称,类型,城市,日期,结束日期
音乐节,音乐节,高雄,2024年5月1日至3日,
演唱会一,演唱会,海口,2023-06-29,2023-07-02
,,高雄,soon,
马拉松,赛事,高雄,2023年7月1日,
马拉松,赛事,高雄,2023年7月1日,
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_events_with_chinese_headers(tmp_path: Path) -> None:
    reading = read_events(write(tmp_path / "x.csv", EVENTS_CSV))
    frame = reading.frame
    assert frame["name"].to_list() == ["演唱会一", "马拉松", "马拉松", "音乐节"]
    assert frame["lever"].to_list() == ["concert", "sport", "sport", "concert"]
    assert frame["place_id"].to_list() == ["460100", "710200", "710200", "710200"]
    assert frame["end"].to_list()[0] == date(2023, 7, 2)
    assert frame["end"].to_list()[-1] == date(2024, 5, 3)
    assert frame["event_id"].n_unique() == frame.height
    assert [(problem.line, problem.column) for problem in reading.problems] == [(4, "日期")]


def test_only_a_day_is_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "date\n2024-05-01\n2024-05-09\n")
    frame = read_events(path, place="Zibo", lever="concert").frame
    assert frame["place_id"].to_list() == ["370300", "370300"]
    assert frame["name"].to_list() == ["2024-05-01", "2024-05-09"]
    assert (frame["start"] == frame["end"]).all()


def test_table_without_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="no column of days"):
        read_events(write(tmp_path / "a.csv", "name,city\nx,Zibo\n"))
    with pytest.raises(EmptySourceError, match="no event"):
        read_events(write(tmp_path / "b.csv", "name,date\nx,soon\n"))


def test_flags_of_days_in_a_row_are_one_event(tmp_path: Path) -> None:
    days = "".join(f"2024-05-0{i},{i},{int(i in (2, 3, 6))}\n" for i in range(1, 9))
    path = write(tmp_path / "x.csv", "date,visits,gig\n" + days)
    frame = events_of_flag(path, "gig", place="Zibo").frame
    assert frame.select("start", "end").rows() == [
        (date(2024, 5, 2), date(2024, 5, 3)),
        (date(2024, 5, 6), date(2024, 5, 6)),
    ]
    assert events_of_flag(path, "gig", join_days=False).frame.height == 3
    with pytest.raises(ColumnError, match="no column"):
        events_of_flag(path, "show")
    with pytest.raises(RefusalError, match="no flag"):
        events_of_flag(path, "visits")


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
def test_flags_of_kaohsiung() -> None:
    path = DATA / "outcomes" / "kaohsiung_metro_daily.csv"
    frame = events_of_flag(path, "large_event", place="高雄", lever="concert").frame
    assert ((frame["end"] - frame["start"]).dt.total_days() + 1).sum() == 44


@pytest.mark.parametrize(
    ("text", "lever"),
    [("演唱会", "concert"), ("Sport", "sport"), ("", None), (None, None), ("?", None)],
)
def test_levers_by_word(text: str | None, lever: str | None) -> None:
    assert lever_of(text) == lever


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("日期,活动\n".encode() + data)
    with contextlib.suppress(ChuquanError):
        EVENTS.validate(read_events(path).frame)


def test_attendance_is_read_and_what_is_no_number_is_none(tmp_path):
    path = write(
        tmp_path / "x.csv", '名称,日期,观众人数\n甲,2024-05-01,"45,000"\n乙,2024-05-02,很多\n'
    )
    assert read_events(path).frame["attendance"].to_list() == [45_000.0, None]
