"""From a table of made-up titles to a report, and from a digest to the same one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from worlds import ZIBO, World, busy_world

from chuquan import pipeline
from chuquan.config import Settings
from chuquan.digest.store import Digest
from chuquan.errors import EmptySourceError, NotFoundError, UserError
from chuquan.report import Breakout, Problem, Report

FIRST = date(2023, 1, 1)
N_DAYS, WAVE = 110, 80
USUAL = (
    "北京地铁早高峰乘客{}人",
    "上海一小区凌晨停水{}小时",
    "武汉大学食堂新菜{}元",
    "广州一公司招聘{}人",
    "成都一小区发生火灾致{}人受伤",
    "杭州一司机酒驾撞上{}辆车",
    "今天的晚霞拍了{}张",
    "加班到晚上吃了{}碗面",
    "手机又降价{}元",
    "这部电影看了{}遍",
    "早睡第{}天",
    "重庆警方通报{}人被拘",
)
THEME = (
    "淄博烧烤火了{}桌排队",
    "去淄博吃烧烤的大学生{}人",
    "淄博烧烤专列{}趟",
    "淄博烧烤摊主免单{}桌",
    "周末来淄博吃烧烤打卡{}次",
)


def rows(days: range, *, source: str = "微博", wave: int = WAVE) -> Iterator[tuple[str, str, str]]:
    """Twelve titles a day, each with a number of its own, and a wave of one place."""
    for day in days:
        midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time())
        for i, title in enumerate(USUAL):
            if (day + i) % 3 == 0 or "{}张" in title or "{}碗" in title:
                at = midnight + timedelta(hours=8 + i)
                yield f"{at.isoformat()}+08:00", title.format(day * 7 + i), source
        for i in range({0: 4, 1: 9, 2: 12, 3: 8, 4: 4}.get(day - wave, 0)):
            at = midnight + timedelta(hours=9 + i)
            title = THEME[i % len(THEME)].format(day * 31 + i)
            yield f"{at.isoformat()}+08:00", title, source


def write(path: Path, *parts: Iterator[tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["发布时间", "标题", "平台"])
        for part in parts:
            table.writerows(part)
    return path


@lru_cache(maxsize=1)
def full() -> tuple[Report, Digest]:
    with TemporaryDirectory() as folder:
        file = write(Path(folder) / "titles.csv", rows(range(N_DAYS)))
        return pipeline.run([file]), pipeline.digest([file], origin="made up")


def zibo(report: Report) -> Breakout:
    (wave,) = [b for b in report.breakouts if b.place_id == ZIBO]
    return wave


def test_a_table_of_titles_becomes_a_report_of_its_wave() -> None:
    report, _ = full()
    wave = zibo(report)
    assert (wave.kind, wave.place_name) == ("image", "淄博")
    assert "烧烤" in wave.image
    assert wave.onset.date() == FIRST + timedelta(days=WAVE)
    assert wave.onset.hour == 9
    assert wave.sources == (wave.first_source,)
    assert report.period == (FIRST, FIRST + timedelta(days=N_DAYS - 1))
    assert report.n_mentions == sum(1 for _ in rows(range(N_DAYS)))
    assert 0 < report.n_located < report.n_mentions
    assert report.false_discovery_rate == Settings().false_discovery_rate
    assert report.weights
    assert report.gazetteer
    assert report.chuquan_version


def test_a_report_goes_through_json_without_loss() -> None:
    report, _ = full()
    assert Report.from_json(report.to_json()) == report


def test_from_mentions_evidence_is_mentions_of_the_wave() -> None:
    wave = zibo(full()[0])
    texts = [e.text for e in wave.evidence]
    assert 0 < len(texts) <= Settings().n_evidence
    assert len(set(texts)) == len(texts)
    assert all(text is not None and "淄博" in text for text in texts)
    assert wave.end is not None
    assert all(e.observed_at is not None and e.observed_at <= wave.end for e in wave.evidence)
    assert all(e.term for e in wave.terms)


def test_from_a_digest_evidence_is_terms_and_the_wave_the_same() -> None:
    report, digest = full()
    found = zibo(pipeline.find(digest))
    wave = zibo(report)
    assert all(e.text is None and e.term for e in found.evidence)
    assert (found.onset, found.end, found.n_excess) == (wave.onset, wave.end, wave.n_excess)
    assert pipeline.find(digest).origin == "made up"


def test_no_text_enters_a_digest() -> None:
    _, digest = full()
    texts = [text for _, text, _ in rows(range(N_DAYS))]
    strings = {
        value
        for table in (digest.attention, digest.terms, digest.coverage)
        for column in table.select(pl.col(pl.String)).iter_columns()
        for value in column.drop_nulls().unique()
    }
    assert not strings & set(texts)
    assert max(len(value) for value in strings) <= 12


def test_a_saved_digest_tells_the_same(tmp_path: Path) -> None:
    _, digest = full()
    pipeline.save_digest(digest, tmp_path / "digest")
    assert pipeline.find(pipeline.load_digest(tmp_path / "digest")) == pipeline.find(digest)


def test_digests_of_two_periods_merge_to_the_wave_of_the_whole(tmp_path: Path) -> None:
    may, june = (
        [write(tmp_path / f"{days.start}.csv", rows(days))]
        for days in (range(82), range(82, N_DAYS))
    )
    first = pipeline.digest(may)
    then = pipeline.digest(june, after=first)
    merged = zibo(pipeline.find(pipeline.merge_digests([first, then])))
    assert merged.onset == zibo(full()[0]).onset
    assert merged.n_excess == pytest.approx(zibo(full()[0]).n_excess, abs=1)


def test_the_order_of_rows_in_a_file_does_not_matter(tmp_path: Path) -> None:
    backward = write(tmp_path / "titles.csv", iter(list(rows(range(N_DAYS)))[::-1]))
    assert pipeline.run([backward]) == full()[0]


def test_until_leaves_out_what_came_later(tmp_path: Path) -> None:
    file = write(tmp_path / "titles.csv", rows(range(N_DAYS)))
    day = FIRST + timedelta(days=WAVE + 1)
    report = pipeline.run([file], until=day)
    earlier = pipeline.run([write(tmp_path / "part.csv", rows(range(WAVE + 2)))])
    assert report.period[1] == day
    assert report.breakouts == earlier.breakouts
    assert zibo(report).end is None


def test_since_keeps_what_lasts_into_the_period_and_the_history_behind_it(tmp_path: Path) -> None:
    file = write(tmp_path / "titles.csv", rows(range(N_DAYS)))
    end = zibo(full()[0]).end
    assert end is not None
    for since, is_told in ((end.date(), True), (end.date() + timedelta(days=1), False)):
        report = pipeline.run([file], since=since)
        assert report.period[0] == since
        assert (ZIBO in {b.place_id for b in report.breakouts}) is is_told


def test_until_before_the_first_mention_is_one_clear_error(tmp_path: Path) -> None:
    file = write(tmp_path / "titles.csv", rows(range(5)))
    with pytest.raises(EmptySourceError):
        pipeline.run([file], until=FIRST - timedelta(days=9))


def test_several_sources_have_a_path(tmp_path: Path) -> None:
    file = write(
        tmp_path / "two.csv",
        rows(range(N_DAYS), source="抖音", wave=WAVE - 2),
        rows(range(N_DAYS), source="微博"),
    )
    report = pipeline.run([file])
    wave = zibo(report)
    assert wave.sources == ("抖音", "微博")
    assert wave.first_source == "抖音"
    assert wave.path[1].lead_hours == pytest.approx(48)
    assert {s.source for s in report.sources} == {"微博", "抖音"}


def test_an_export_about_a_single_city_tells_its_wave(tmp_path: Path) -> None:
    usual = ("淄博一公司招聘{}人", "淄博地铁规划第{}稿", "淄博某中学开学典礼{}人参加")
    about = [
        (f"{FIRST + timedelta(days=day)}T{10 + i}:00:00+08:00", title.format(day * 9 + i), "微博")
        for day in range(N_DAYS)
        for i, title in enumerate(usual)
    ]
    wave = (row for row in rows(range(N_DAYS)) if "淄博" in row[1])
    report = pipeline.run([write(tmp_path / "zibo.csv", iter(about), wave)])
    assert zibo(report).onset.date() == FIRST + timedelta(days=WAVE)


def test_a_digest_that_looked_at_nothing_is_one_clear_error() -> None:
    digest = busy_world().digest()
    nothing = replace(
        digest,
        attention=digest.attention.clear(),
        terms=digest.terms.clear(),
        coverage=digest.coverage.clear(),
    )
    with pytest.raises(EmptySourceError, match="no coverage"):
        pipeline.find(nothing)


@pytest.mark.parametrize(
    "world",
    [
        World(n_days=1).mention(ZIBO, 0),
        World(n_days=1).wave(ZIBO, 0, [30], "烧烤"),
        World(n_days=40, n_elsewhere=0).mention(ZIBO, 20),
        World(n_days=60, outage=range(1, 59)).mention(ZIBO, 59),
    ],
    ids=["one mention", "one day", "one mention in all", "two days a season apart"],
)
def test_too_little_makes_an_empty_report_and_no_failure(world: World) -> None:
    report = pipeline.find(world.digest())
    assert report.breakouts == ()
    assert Report.from_json(report.to_json()) == report


def test_a_digest_without_a_place_makes_an_empty_report() -> None:
    digest = World(n_days=40).mention(ZIBO, 20).digest()
    empty = replace(digest, attention=digest.attention.clear(), terms=digest.terms.clear())
    assert pipeline.find(empty).breakouts == ()


def test_sources_that_could_not_be_read_are_told_with_their_gaps() -> None:
    world = World(outage=range(50, 60)).background()
    (health,) = pipeline.find(world.digest()).sources
    assert [(end - start).days for start, end in health.gaps] == [10]


def test_a_missing_file_and_a_place_s_name(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        pipeline.run([tmp_path / "none.csv"])
    with pytest.raises(UserError):
        pipeline.load_digest(tmp_path)
    places = pipeline.resolve(["淄博烧烤", "方大同新歌", ""])
    assert places.select("row", "place_id", "name").rows() == [(0, ZIBO, "淄博")]


def test_progress_is_told_each_stage_and_the_columns(tmp_path: Path) -> None:
    stages: list[str] = []
    columns: dict[str, str] = {}

    class Told:
        @contextmanager
        def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
            stages.append(name)
            assert total is None or total >= 0
            yield lambda _steps: None

        def has_read(self, mapping: Mapping[str, str], problems: Sequence[Problem]) -> None:
            columns.update(mapping)
            assert not problems

    file = write(tmp_path / "titles.csv", rows(range(40)))
    pipeline.run([file], progress=Told())
    assert stages == [
        "read", "resolve places", "classify", "count", "find breakouts", "explain",
    ]  # fmt: skip
    assert columns["text"] == "标题"
